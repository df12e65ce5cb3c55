"""Who takes part in a story: visitors with their phones, people behind counters, a kiosk, a clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from okno.base import clock
from okno.people.models import Staff
from okno.queue import actions as queue
from okno.queue import reference
from okno.queue.models import Ticket


def _words(answer: HttpResponse) -> str:
    """What a page says, without its markup."""
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


class Visitor:
    """Somebody with a ticket and the page behind its code; needs no account."""

    def __init__(self, ticket: Ticket, language: str = "ru") -> None:
        self.ticket = ticket
        self._phone = Client(headers={"Accept-Language": language})
        self._page = f"/t/{ticket.token}/"

    @property
    def state(self) -> str:
        self.ticket.refresh_from_db()
        return str(self.ticket.state)

    def reads(self) -> str:
        """The words of the page."""
        return _words(self._phone.get(self._page))

    def presses(self, verb: str, **form: object) -> int:
        return self._phone.post(f"{self._page}{verb}/", form, follow=True).status_code


class Person:
    """Somebody of the staff at their own screen."""

    def __init__(self, staff: Staff) -> None:
        self._screen = Client()
        self._screen.force_login(staff)
        self._presses = 0

    def _key(self) -> str:
        self._presses += 1
        return f"press-{self._presses}"

    def sits_down_at(self, counter: int) -> None:
        assert self._screen.post("/desk/open/", {"counter": counter}).status_code == 302

    def presses(self, verb: str, ticket: Ticket | None = None, **form: object) -> int:
        """A button of the desk; the status of the answer."""
        if ticket is not None:
            form["ticket"] = ticket.pk
        sent = {"key": self._key(), **form}
        return self._screen.post(f"/desk/{verb}/", sent, headers={"HX-Request": "true"}).status_code

    def decides(self, verb: str, **form: object) -> int:
        """A button of the manager's hall."""
        sent = {"key": self._key(), **form}
        return self._screen.post(
            f"/office/act/{verb}/", sent, headers={"HX-Request": "true"}
        ).status_code

    def at_the_door(self, verb: str, **form: object) -> int:
        return self._screen.post(f"/office/door/act/{verb}/", form, follow=True).status_code

    def sees(self, path: str) -> str:
        return _words(self._screen.get(path))

    def finds_at_the_door(self, asked: str) -> str:
        return _words(self._screen.post("/office/door/find/", {"find": asked}, follow=True))


class Kiosk:
    """The screen at the entrance."""

    def __init__(self, token: str) -> None:
        self._screen = Client()
        assert self._screen.get(f"/enter/{token}").status_code == 302
        self._touches = 0

    def gives_a_ticket(self, service: str, language: str = "ru", **form: object) -> Visitor:
        self._touches += 1
        sent = {
            "ui": language,
            "service": service,
            "purpose": "file",
            "key": f"touch-{self._touches}",
        }
        answer = self._screen.post("/kiosk/ticket/", sent | form)
        assert answer.status_code == 200, answer.content
        return Visitor(Ticket.objects.latest("pk"), language)


@pytest.fixture
def passes(it_is_ten: datetime) -> Callable[..., datetime]:
    """`passes(minutes=16)`: okno's clock goes on, and what happens by itself happens."""
    now = it_is_ten

    def go_on(minutes: float) -> datetime:
        nonlocal now
        now += timedelta(minutes=minutes)
        clock.set_to(now, speed=0.001)
        reference.forget()
        queue.break_promises(at=now)
        queue.end_holds(at=now)
        return now

    return go_on


@pytest.fixture
def kiosk(token: Callable[[str], str], services: object, it_is_ten: datetime) -> Kiosk:
    return Kiosk(token("kiosk"))
