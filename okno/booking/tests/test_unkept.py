"""What the centre did not keep is held against nobody."""

from datetime import time, timedelta

import pytest

from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment
from okno.network import actions as network
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("schedule")]


@pytest.fixture
def displace(centre, at):
    """The centre closes on the day of an appointment, and whoever has it is told."""

    def displace(made):
        network.close(
            city=centre.district.okrug.city,
            centre=centre,
            starts_on=made.day,
            ends_on=made.day,
            reason=Text(ru="Ремонт", en="Repairs"),
            at=at,
            by="staff:1",
        )
        booking.displace_all(at=at, by="system")

    return displace


def facts(name):
    return Event.objects.filter(name=f"booking.{name}").count()


def test_whom_the_centre_displaced_twice_has_missed_nothing_and_is_asked_for_no_word(
    book, displace, tomorrow
):
    made = [book(tomorrow + timedelta(days=nth)) for nth in range(2)]
    for each in made:
        displace(each)
    later = tomorrow + timedelta(days=3)
    assert booking.miss_all(at=later, by="system") == 2
    for each in made:
        each.refresh_from_db()
        assert (each.state, each.ended_at) == ("unkept", later)
    assert (facts("appointment_unkept"), facts("appointment_missed")) == (2, 0)
    assert book(later + timedelta(days=3), at=later).confirm_by is None


def test_who_did_not_come_where_the_centre_was_open_has_missed_it_all_the_same(
    book, displace, tomorrow
):
    made = [book(tomorrow), book(tomorrow + timedelta(days=1)), book(tomorrow + timedelta(days=2))]
    displace(made[0])
    later = tomorrow + timedelta(days=3)
    booking.miss_all(at=later, by="system")
    assert (facts("appointment_unkept"), facts("appointment_missed")) == (1, 2)
    assert book(later + timedelta(days=3), at=later).confirm_by is not None


def test_whom_the_centre_let_down_is_not_known_again_by_their_phone(book, displace, tomorrow):
    made = book(tomorrow)
    displace(made)
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    made.refresh_from_db()
    assert (made.keys.count(), made.asker) == (0, "")


def test_it_stands_in_the_list_of_its_day(book, displace, centre, tomorrow):
    made = book(tomorrow)
    displace(made)
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    assert queries.day_of(centre, tomorrow.date()) == [made]


def test_of_what_is_over_already_nobody_is_let_down(book, centre, tomorrow):
    made = book(tomorrow)
    booking.arrive(made, centre=centre.pk, at=tomorrow, by="device:1")
    booking.fulfil(made, at=tomorrow, by="system")
    booking.let_down(made, at=tomorrow, by="system")
    made.refresh_from_db()
    assert made.state == "fulfilled"
    assert facts("appointment_unkept") == 0


def test_who_is_booked_after_a_day_is_closed_early_is_told_and_has_missed_nothing(book, centre, at):
    before, after = at.replace(hour=8, minute=0), at.replace(hour=12, minute=0)
    stays, goes = book(before), book(after, phone="+79160000002")
    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        starts_on=stays.day,
        ends_on=stays.day,
        opens=time(8),
        closes=time(13),
        reason=Text(ru="Нет света", en="No light"),
        at=at,
        by="staff:1",
    )
    assert booking.displace_all(at=at, by="system") == 1
    assert [each.about for each in Message.objects.filter(act="displaced")] == [
        f"appointment:{goes.pk}/1"
    ]
    booking.miss_all(at=at + timedelta(days=1), by="system")
    states = dict(Appointment.objects.values_list("pk", "state"))
    assert states == {stays.pk: "noshow", goes.pk: "unkept"}
    assert Event.objects.get(name="booking.appointment_unkept").subject == f"appointment:{goes.pk}"
