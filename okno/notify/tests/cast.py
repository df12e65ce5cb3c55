"""Providers of the tests that keep their word: what they were given, and what they say next."""

from collections.abc import Callable
from typing import Any

from okno.base.text import Text
from okno.notify import actions as notify
from okno.notify.ports import HandOver, Outgoing, Sent

CENTRE = Text(ru="Тверской", en="Tverskoy")


class Carrier:
    """Somebody beside us who carries messages; `says` are exceptions to raise or answers to give, in order."""

    is_stand_in = False

    def __init__(self, name: str, channel: str) -> None:
        self.name, self.channel = name, channel
        self.given: list[Outgoing] = []
        self.says: list[Any] = []
        self.before: Callable[[], None] | None = None
        self.after: Callable[[], None] | None = None

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        if self.before is not None:
            self.before()
        hand_over()
        self.given.append(outgoing)
        if self.after is not None:
            self.after()
        said = self.says.pop(0) if self.says else Sent(f"{self.name}-{len(self.given)}")
        if isinstance(said, Exception):
            raise said
        return said


class AnsweringCarrier(Carrier):
    """One that can be asked; `has` are answers to the question, in order."""

    def __init__(self, name: str, channel: str) -> None:
        super().__init__(name, channel)
        self.has: list[Any] = []

    def ask(self, number: str) -> Sent | None:
        said = self.has.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


EMAIL = notify.Address("email", "maria@example.org")
PHONE = notify.Address("sms", "+79161234567")


def tell(at, *, act="cancelled", about="appointment:1", to=(EMAIL,), language="ru", **more):
    """Somebody is told that their appointment is off, or something else."""
    values = more.pop("values", None) or {
        "when": at,
        "centre": CENTRE.in_language(language),
        "service": "Паспорт",
        "link": "https://okno.example.org/a/1",
    }
    more = {"zone": "Europe/Moscow", "by": "system"} | more
    return notify.tell(
        act=act, about=about, to=list(to), language=language, values=values, at=at, **more
    )
