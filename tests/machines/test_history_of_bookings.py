"""No act of booking reads what is over: behind it lie years of appointments, of waits and of messages."""

from datetime import timedelta

import pytest
from django.db import connection

from okno.booking import actions as booking
from okno.booking.models import Appointment, Wish
from okno.notify.models import Message
from tests.machines.test_history import asked, closures_pass, copy, long_reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(centre, services, at):
    def wish(day, phone="+79160000009"):
        return booking.wish(
            centre=centre, services=[services["passport"]], first_day=day.date(), last_day=day.date(),
            name="Ян", phone=phone, agreed=True, at=at, by="visitor",
        )  # fmt: skip

    return wish


@pytest.fixture
def waits(schedule, sold_out, wish, book, tomorrow, at):
    """Somebody who waits, and behind them years of whoever came, and of whoever waited in vain."""
    over, waits = wish(tomorrow, phone="+79160000008"), wish(tomorrow)
    booking.withdraw(over, at=at, by="visitor")
    sold_out()
    came = book(tomorrow + timedelta(hours=1))
    booking.cancel(came, at=at, by="visitor")
    Wish.objects.filter(pk=waits.pk).update(state="waiting", appointment=None)
    Appointment.objects.filter(state="held").delete()
    _years_pass(came, over)
    return waits


def _years_pass(came, over, times=5000):
    day = "interval '1 day' * n"
    spans = ("during", "until_free", "from_ready")
    past = {name: f"{name} - {day}" for name in ("day", "starts_at", "ends_at")}
    past |= {name: f"tstzrange(lower({name}) - {day}, upper({name}) - {day})" for name in spans}
    copy(Appointment, came, times, token="'past' || n", state="'fulfilled'", **past)
    copy(Wish, over, times, token="'past' || n")
    told = {"about": "'past' || n", "number": "gen_random_uuid()", "ways": """'[["sms", ""]]'"""}
    copy(Message, Message.objects.first(), times, **told)
    closures_pass(came.centre, came.day)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("analyze booking_appointment, booking_wish, notify_message, network_closure")


def every_act(waits, book, tomorrow, at):
    same = {"at": at, "by": "visitor"}
    made = book(tomorrow)
    booking.confirm(made, **same)
    booking.move(made, starts_at=tomorrow + timedelta(hours=3), **same)
    booking.cancel(made, **same)
    waits.refresh_from_db()
    assert waits.state == Wish.State.OFFERED
    booking.withdraw(waits, **same)


def every_job(at):
    booking.expire_holds(at=at)
    booking.offer_free_times(at=at)
    booking.displace_all(at=at, by="system")
    booking.miss_all(at=at, by="system")


@pytest.mark.parametrize("name", ["acts", "jobs"])
def test_an_act_and_a_sweep_read_only_what_is_live(waits, book, tomorrow, at, monkeypatch, name):
    with asked(monkeypatch) as statements:
        if name == "acts":
            every_act(waits, book, tomorrow, at)
        else:
            every_job(at)
    assert any("booking_wish" in statement for statement in statements)
    assert long_reads(statements) == []


def test_a_lost_index_of_what_is_offered_is_noticed(waits, at, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("drop index wishes_offered")
    with asked(monkeypatch) as statements:
        booking.offer_free_times(at=at)
    assert long_reads(statements)
