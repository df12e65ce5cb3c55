"""Tverskoy takes bookings: two counters in Russian (one lane), one in English (half a lane)."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import Appointment, Blocked, Need, Schedule
from okno.notify import actions as notify

WEEK = range(7)


def schedule_of(centre, slug="counters", counters=2, at=None, **more) -> Schedule:
    """A schedule open 8 to 20 every day."""
    more.setdefault("languages", ["ru"])
    notify.load_wordings(at=at, by="system")
    return booking.set_schedule(
        centre=centre,
        slug=slug,
        name=Text(ru=slug, en=slug),
        week=[(day, time(8), time(20), counters) for day in WEEK],
        at=at,
        by="staff:1",
        **more,
    )


@pytest.fixture
def schedule(centre, services, at) -> Schedule:
    return schedule_of(centre, at=at)


@pytest.fixture
def english(centre, services, at) -> Schedule:
    return schedule_of(
        centre, slug="english", counters=1, languages=["en"], facilities=[Need.WHEELCHAIR], at=at
    )


@pytest.fixture
def sold_out(schedule, at) -> Callable[[], object]:
    """No time of the schedule is free for two months; called, all of them come free."""
    return Blocked.objects.create(
        schedule=schedule,
        starts_at=at - timedelta(days=1),
        ends_at=at + timedelta(days=policy.MOST_DAYS_AHEAD + 2),
        reason=Text(ru="Продано", en="Sold out"),
    ).delete


@pytest.fixture
def tomorrow(at) -> datetime:
    """Tomorrow, 11:00 in Moscow."""
    return at.replace(hour=8, minute=0) + timedelta(days=1)


@pytest.fixture
def hold(centre, services, at):
    def hold(starts_at, holder="", **more) -> Appointment:
        more.setdefault("services", [services["passport"]])
        more.setdefault("centre", centre)
        more.setdefault("at", at)
        return booking.hold(starts_at=starts_at, holder=holder, by="visitor", **more)

    return hold


@pytest.fixture
def book(hold, at):
    def book(starts_at, phone="+79160000001", **more) -> Appointment:
        when = more.pop("at", at)
        about = {
            name: more.pop(name)
            for name in ("name", "email", "agreed", "companions", "told_in")
            if name in more
        }
        held = hold(starts_at, at=when, **more)
        return booking.book(
            held, phone=phone, at=when, by="visitor", **({"name": "Ян", "agreed": True} | about)
        )

    return book


@pytest.fixture
def by_phone(centre, services, at) -> Schedule:
    """Two counters, half of whose time is for those whom we ring up; any service, in Russian and English."""
    return schedule_of(
        centre, slug="phone", counters=2, languages=["ru", "en"], medium="phone", at=at
    )


@pytest.fixture
def rooms(settings) -> str:
    """The city has said where one meets by video."""
    settings.VIDEO = "https://meet.city.example/{room}"
    return "https://meet.city.example/"


@pytest.fixture
def by_video(centre, services, rooms, at) -> Schedule:
    """Two counters, half of whose time is for those whom we meet by video; any service, in Russian and English."""
    return schedule_of(
        centre, slug="video", counters=2, languages=["ru", "en"], medium="video", at=at
    )


@pytest.fixture
def rung(by_phone, book, tomorrow):
    """The appointment of somebody whom we ring up."""
    return book(tomorrow, medium="phone")


@pytest.fixture
def joining(by_video, book, tomorrow):
    """The appointment of somebody whom we meet by video."""
    return book(tomorrow, medium="video", phone="+79160000002")
