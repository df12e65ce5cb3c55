"""Writes down what would be sent, to nobody: its messages bear the name "console"."""

from pathlib import Path

from okno.notify.ports import HandOver, Outgoing, Sent

NAME = "messages.txt"  # in the data folder


class Notebook:
    """A stand-in for a channel: a line a message, at the end of a file. The address is not written."""

    is_stand_in = True

    def __init__(self, channel: str, path: Path) -> None:
        self.channel, self.name, self._path = channel, f"console {channel}", path

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """One line."""
        hand_over()
        words = " ".join(f"{outgoing.subject} {outgoing.text}".split())
        with self._path.open("a", encoding="utf-8") as page:
            page.write(f"[{self.channel}] {words}\n")
        return Sent()
