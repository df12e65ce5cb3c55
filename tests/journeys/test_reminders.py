"""A schedule reminds a day and two hours before: each reminder goes to the provider once, at its time."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.booking import actions as booking
from okno.notify import ports, sending
from okno.notify.tests.cast import Carrier

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)


@pytest.fixture
def carrier(monkeypatch):
    monkeypatch.setattr(ports, "_PROVIDERS", [])
    ports.register(made := Carrier("phones", "sms"))
    return made


@pytest.fixture
def planned(schedule):
    schedule.reminders = [timedelta(days=1), timedelta(hours=2)]
    schedule.save()


def swept(at):
    """The sweeper comes by at this moment, twice."""
    clock.set_to(at, speed=0.0001)
    sending.send_due()
    sending.send_due()


def test_every_reminder_is_sent_once_at_its_time_and_no_other(planned, book, tomorrow, at, carrier):
    made = book(tomorrow + WEEK)
    swept(at)
    assert len(carrier.given) == 1, "that it is booked"
    for minutes, count in ((1441, 1), (1440, 2), (1320, 2), (121, 2), (120, 3), (1, 3)):
        swept(made.starts_at - minutes * MINUTE)
        assert len(carrier.given) == count, f"{minutes} minutes before"
    assert len({each.number for each in carrier.given}) == 3


def test_after_a_move_only_the_new_time_is_reminded_of(planned, book, tomorrow, at, carrier):
    old = book(tomorrow + WEEK)
    moved = booking.move(old, starts_at=tomorrow + 2 * WEEK, at=at, by="visitor")
    swept(at)
    for hours in (24, 2):
        swept(tomorrow + WEEK - hours * 60 * MINUTE)
    assert len(carrier.given) == 1, (
        "the new time; that it was booked was not sent yet, and is not needed"
    )
    for hours in (24, 2):
        swept(moved.starts_at - hours * 60 * MINUTE)
    assert len(carrier.given) == 3


def test_after_a_cancellation_nobody_is_reminded(planned, book, tomorrow, at, carrier):
    made = book(tomorrow + WEEK)
    swept(made.starts_at - 23 * 60 * MINUTE)
    before = len(carrier.given)
    assert before == 1, "a day before; of what was booked is not told so late"
    booking.cancel(made, at=made.starts_at - 20 * 60 * MINUTE, by="visitor")
    swept(made.starts_at - 20 * 60 * MINUTE)
    swept(made.starts_at - 119 * MINUTE)
    assert len(carrier.given) == before + 1, "that it is off, and no more"


def test_a_worker_that_comes_back_too_late_sends_no_reminder(planned, book, tomorrow, at, carrier):
    made = book(tomorrow + WEEK)
    swept(at)
    swept(made.starts_at - 59 * MINUTE)
    assert len(carrier.given) == 1
