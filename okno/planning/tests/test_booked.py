"""Those who booked before they come: by the acts of a person, and served by their time."""

from datetime import timedelta

import pytest

from okno.base.models import Event
from okno.booking.models import Appointment, State, Via
from okno.people.models import Visitor
from okno.planning import live
from okno.planning.plans import Wishes
from okno.planning.tests.test_day import play, town
from okno.queue import actions as queue
from okno.queue.models import CheckIn, Ticket
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
__all__ = ["town"]


def test_some_book_come_and_are_served_by_their_appointment(town, at):
    schedule_of(town, counters=8, at=at)
    assert play("--visits", "120") == 0
    came = CheckIn.objects.select_related("appointment", "ticket")
    assert came.count() >= 3
    assert all(each.ticket.booked_at == each.appointment.starts_at for each in came)
    newest = max(each.ticket.ended_at for each in came)
    queue.settle_appointments(at=newest + timedelta(minutes=1))
    served = Appointment.objects.filter(state=State.FULFILLED, via=Via.PORTAL)
    assert served.count() >= 2
    assert not Event.objects.filter(name="booking.slot_released").exists()


def test_they_are_nobody_whom_a_message_could_reach(town, at):
    schedule_of(town, counters=8, at=at)
    play("--visits", "120")
    assert Visitor.objects.count() >= 3
    assert all(each.email.endswith("@example.org") for each in Visitor.objects.all())
    assert not Visitor.objects.exclude(phone="").exists()


def test_where_nobody_takes_bookings_the_day_is_played_all_the_same(town):
    assert play() == 0
    assert not Appointment.objects.exists()


def test_in_the_invented_days_before_the_first_start_nobody_had_booked(town, at):
    """Nobody looks up who booked two weeks ago, and the first start need not wait for it."""
    schedule_of(town, counters=8, at=at)
    live.remember([town], at.date(), Wishes(visits=120, counters=6))
    assert CheckIn.objects.count() == Appointment.objects.count() == 0
    assert Ticket.objects.count() > 50
