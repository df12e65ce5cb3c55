"""Those who booked before they come: by the acts of a person, and served by their time."""

from datetime import timedelta

import pytest
from django.db.models import F

from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Via
from okno.network.models import Centre
from okno.notify import actions as notify
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


@pytest.fixture
def town_of_all_ways(town, rooms, at):
    """The centre receives by phone and by video too, and calls by name whoever wishes it."""
    notify.load_wordings(at=at, by="system")
    booking.open_from_afar(centre=town, at=at, by="demo")
    queue.set_calls(centre=town, by_name=True, at=at, by="demo")
    schedule_of(town, counters=8, at=at)
    return Centre.objects.get(pk=town.pk)


def test_a_day_has_visits_by_phone_and_by_video_and_people_who_are_called_by_name(
    town_of_all_ways,
):
    """Whatever the house can do, who tries it out is shown: on the board, at the desk, at the door."""
    assert play("--visits", "120") == 0
    remote = Ticket.objects.exclude(medium="here")
    assert set(remote.values_list("medium", flat=True)) == {"phone", "video"}
    assert remote.filter(state="finished").exists()
    assert not remote.exclude(check_in__appointment__booked_at__lt=F("issued_at")).exists()
    assert Event.objects.filter(name="queue.name_given").count() >= 20
    rung = Visitor.objects.exclude(phone="").values_list("phone", flat=True)
    assert rung
    assert all(each.startswith("+7495000") for each in rung), "a number that nobody has"
