"""Shows on the terminal what would be sent, and to nobody: its messages bear the name "console"."""

import sys

from okno.notify.ports import HandOver, Outgoing, Sent


class Terminal:
    """A stand-in for a channel; the address is not shown."""

    is_stand_in = True

    def __init__(self, channel: str) -> None:
        self.channel, self.name = channel, f"console {channel}"

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """One line."""
        hand_over()
        words = " ".join(f"{outgoing.subject} {outgoing.text}".split())
        sys.stdout.write(f"[{self.channel}] {words}\n")
        sys.stdout.flush()
        return Sent()
