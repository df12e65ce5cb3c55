"""What the centre did not keep is held against nobody."""

from datetime import time, timedelta

import pytest

from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.actions.arriving import forget_keys
from okno.booking.models import Appointment
from okno.network import actions as network
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("schedule")]
MINUTE = timedelta(minutes=1)


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


def test_who_was_displaced_and_may_come_no_more_is_not_known_again_by_their_phone(
    book, displace, tomorrow
):
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


class TestWhomTheCentreLetDown:
    """They came, and the day was closed while they waited."""

    @pytest.fixture
    def made(self, book, centre, tomorrow):
        made, early = book(tomorrow), tomorrow - timedelta(minutes=20)
        booking.arrive(made, centre=centre.pk, at=early, by="device:1")
        booking.let_down(made, at=early + MINUTE, by="system")
        made.refresh_from_db()
        return made

    @pytest.mark.parametrize("said", ["8 916 000-00-01", "+79160000001"])
    def test_comes_again_by_their_phone(self, made, centre, tomorrow, said):
        soon = tomorrow + timedelta(hours=1)
        assert queries.appointment_by_phone(centre, said, at=soon) == made
        assert queries.at_the_door(centre, said, at=soon) == made
        booking.arrive(made, centre=centre.pk, at=soon, by="device:1")
        booking.fulfil(made, at=soon, by="system")
        assert not made.keys.exists()

    def test_may_book_for_that_very_time_elsewhere(self, made, book, english, tomorrow):
        assert book(tomorrow, at=tomorrow - 10 * MINUTE, language="en").state == "booked"

    def test_is_known_as_long_as_they_may_come_and_no_longer(self, made, tomorrow):
        until = tomorrow + made.schedule.late
        assert forget_keys(at=until) == 0
        assert forget_keys(at=until + MINUTE) == 1
        assert not made.keys.exists()

    def test_is_forgotten_whenever_they_wish(self, made, tomorrow):
        booking.forget_visitor(made.visitor, at=tomorrow + MINUTE, by="visitor")
        assert not made.keys.exists()

    def test_who_was_forgotten_while_they_waited_is_not_known_again(self, book, centre, tomorrow):
        made = book(tomorrow)
        booking.arrive(made, centre=centre.pk, at=tomorrow, by="device:1")
        booking.forget_visitor(made.visitor, at=tomorrow, by="visitor")
        booking.let_down(made, at=tomorrow + MINUTE, by="system")
        assert not made.keys.exists()

    def test_finds_it_off_in_their_calendar_and_on_again_when_they_came_again(
        self, made, centre, tomorrow
    ):
        """A calendar takes only what has a higher number (RFC 5545, 3.8.7.4)."""
        assert made.sequence == 1
        booking.arrive(made, centre=centre.pk, at=tomorrow + MINUTE, by="device:1")
        made.refresh_from_db()
        assert made.sequence == 2


def test_where_the_centre_was_closed_it_is_off_in_the_calendar_of_who_did_not_come(
    book, displace, tomorrow
):
    made, other = book(tomorrow), book(tomorrow + timedelta(days=1))
    displace(made)
    made.refresh_from_db()
    before = made.sequence
    booking.miss_all(at=tomorrow + timedelta(days=2), by="system")
    made.refresh_from_db()
    other.refresh_from_db()
    assert made.sequence == before + 1
    assert (other.state, other.sequence) == ("noshow", 0)
