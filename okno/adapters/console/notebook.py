"""Writes down what would be sent, to nobody: its messages bear the name "console"."""

from pathlib import Path

from django.utils import timezone

from okno.notify.ports import HandOver, Outgoing, Sent

NAME = "messages.txt"  # in the data folder
_LONGEST_ADDRESS = 80  # what a browser gives for push is much longer


class Notebook:
    """A stand-in for a channel: two lines a message, at the end of a file. Never in a live house."""

    is_stand_in = True

    def __init__(self, channel: str, path: Path) -> None:
        self.channel, self.name, self._path = channel, f"console {channel}", path

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """When and to whom, and below it the words."""
        hand_over()
        when = f"{timezone.localtime(outgoing.at):%Y-%m-%d %H:%M}"
        to = " ".join(outgoing.to.split())[:_LONGEST_ADDRESS]
        words = " ".join(f"{outgoing.subject} {outgoing.text}".split())
        with self._path.open("a", encoding="utf-8") as page:
            page.write(f"{when} → {to}\n[{self.channel}] {words}\n")
        return Sent()
