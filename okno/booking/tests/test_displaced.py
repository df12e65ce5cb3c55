"""A centre closes on a day that is booked: those booked are told once, keep their place, choose another time."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.catalog import actions as catalog
from okno.network import actions as network
from okno.network.tests.factories import CentreFactory, CityFactory
from okno.notify.models import Message

pytestmark = pytest.mark.django_db


def told(act):
    return Message.objects.filter(act=act).count()


@pytest.fixture
def close(centre, at):
    def close(day, where=centre, **more):
        return network.close(
            city=where.district.okrug.city,
            centre=where,
            starts_on=day.date(),
            ends_on=day.date(),
            reason=Text(ru="Ремонт", en="Repairs"),
            at=at,
            by="staff:1",
            **more,
        )

    return close


def test_who_is_booked_on_a_closed_day_is_told_once(schedule, book, close, tomorrow, at):
    made, other_day = book(tomorrow), book(tomorrow + timedelta(days=1))
    close(tomorrow)
    assert queries.out_of_hours(at) == [made]
    assert booking.displace_all(at=at, by="system") == 1
    assert booking.displace_all(at=at, by="system") == 0
    assert told("displaced") == 1
    made.refresh_from_db()
    other_day.refresh_from_db()
    assert made.displaced_at == at
    assert other_day.displaced_at is None
    assert f"/a/{made.token}/" in Message.objects.get(act="displaced").text
    assert Event.objects.filter(name="booking.appointment_displaced").count() == 1


def test_a_shortened_day_displaces_who_comes_outside_it(schedule, book, close, tomorrow, at):
    early = book(tomorrow)
    book(tomorrow + timedelta(hours=3), phone="+79160000002")
    close(tomorrow, opens=time(12), closes=time(20))
    assert queries.out_of_hours(at) == [early]
    booking.displace_all(at=at, by="system")
    assert queries.out_of_hours(at) == [], "they know"


def test_another_centres_closure_displaces_nobody(schedule, book, close, tomorrow, at):
    book(tomorrow)
    close(tomorrow, where=CentreFactory(slug="other"))
    assert booking.displace_all(at=at, by="system") == 0


def test_a_service_closed_alone_displaces_those_who_come_for_it(
    schedule, services, book, close, tomorrow, at
):
    both = book(tomorrow, services=[services["passport"], services["extract"]])
    book(tomorrow + timedelta(hours=2), phone="+79160000002")
    close(tomorrow, service="extract")
    assert queries.out_of_hours(at) == [both]
    booking.displace_all(at=at, by="system")
    said = Message.objects.get(act="service_closed").text
    assert "услугу не оказывают" in said
    assert "закрыт" not in said


def test_each_reason_has_words_of_its_own_in_both_languages(
    schedule, english, services, centre, book, close, tomorrow, at
):
    """Nobody reads that a centre is closed which is open and only gives their service no more."""
    withdrawn = book(tomorrow, services=[services["passport"]], language="en")
    book(tomorrow + timedelta(days=1), services=[services["benefit"]], language="en")
    close(tomorrow + timedelta(days=1))
    catalog.withdraw(services["passport"], centre=centre, at=at, by="staff:1")
    booking.displace_all(at=at, by="system")
    assert "no longer given there" in Message.objects.get(act="service_withdrawn").text
    assert "the centre is closed" in Message.objects.get(act="displaced").text
    catalog.offer(services["passport"], centre=centre, at=at, by="staff:1")
    booking.displace_all(at=at, by="system")
    again = Message.objects.get(act="stands_again")
    assert f"/a/{withdrawn.token}/" in again.text
    assert "open" not in again.text


def test_a_service_given_no_more_displaces_too(schedule, centre, services, book, tomorrow, at):
    book(tomorrow)
    catalog.withdraw(services["passport"], centre=centre, at=at, by="staff:1")
    assert booking.displace_all(at=at, by="system") == 1


def test_a_displaced_appointment_is_moved_however_late(schedule, book, close, tomorrow, at):
    schedule.cancel_until = timedelta(days=2)
    schedule.save()
    made = book(tomorrow)
    later = tomorrow + timedelta(days=3)
    with pytest.raises(Refusal, match="поздно"):
        booking.move(made, starts_at=later, at=at, by="visitor")
    assert not queries.may_change(made, at)
    close(tomorrow)
    booking.displace_all(at=at, by="system")
    made.refresh_from_db()
    assert queries.may_change(made, at)
    moved = booking.move(made, starts_at=later, at=at, by="visitor")
    assert moved.displaced_at is None
    assert booking.displace_all(at=at, by="system") == 0


def test_a_day_opened_again_gives_the_time_back_with_its_reminder(
    schedule, book, close, tomorrow, at
):
    made = book(tomorrow + timedelta(days=7))
    for round in (1, 2):
        closure = close(tomorrow + timedelta(days=7))
        booking.displace_all(at=at, by="system")
        assert told("displaced") == round
        assert not Message.objects.filter(act="reminder", state="created").exists()
        network.reopen(closure=closure, at=at, by="staff:1")
        booking.displace_all(at=at, by="system")
        assert told("stands_again") == round
        assert Message.objects.filter(act="reminder", state="created").count() == 1
        made.refresh_from_db()
        assert made.displaced_at is None


def test_a_cancelled_or_past_appointment_is_left_in_peace(schedule, book, close, tomorrow, at):
    made = book(tomorrow)
    booking.cancel(made, at=at, by="visitor")
    book(tomorrow + timedelta(hours=1))
    close(tomorrow)
    assert booking.displace_all(at=tomorrow + timedelta(days=1), by="system") == 0
    assert booking.displace_all(at=at, by="system") == 1


def test_where_nothing_is_closed_or_withdrawn_no_appointment_is_looked_at(
    schedule, book, close, tomorrow, at
):
    book(tomorrow)
    close(tomorrow + timedelta(days=1))
    later = at + timedelta(days=4)  # it is over
    with CaptureQueriesContext(connection) as asked:
        assert queries.out_of_hours(later) == []
    assert asked.captured_queries
    assert not [each for each in asked.captured_queries if "booking_appointment" in each["sql"]]


def test_who_is_out_of_hours_for_three_reasons_is_found_once(
    schedule, centre, services, book, close, tomorrow, at
):
    made, other = book(tomorrow), CentreFactory(slug="other", district=centre.district)
    close(tomorrow)
    city = {"city": centre.district.okrug.city, "reason": Text(ru="Праздник", en="Holiday")}
    network.close(**city, starts_on=tomorrow.date(), ends_on=tomorrow.date(), at=at, by="staff:1")
    assert queries.out_of_hours(at) == queries.out_of_hours(at, centre) == [made]
    catalog.withdraw(services["passport"], centre=centre, at=at, by="staff:1")
    assert queries.out_of_hours(at) == [made]
    assert queries.out_of_hours(at, other) == []


def test_a_day_off_of_all_centres_displaces_who_is_booked_at_any_of_its_city(
    schedule, centre, book, tomorrow, at
):
    made = book(tomorrow)
    cities = centre.district.okrug.city, CityFactory(slug="elsewhere")
    for city, found in zip(cities[::-1], ([], [made]), strict=True):
        network.close(
            city=city,
            starts_on=tomorrow.date(),
            ends_on=tomorrow.date(),
            reason=Text(ru="Праздник", en="Holiday"),
            at=at,
            by="staff:1",
        )
        assert queries.out_of_hours(at) == found


def test_the_search_looks_at_days_with_a_closure_alone(
    schedule, book, close, tomorrow, at, django_assert_max_num_queries
):
    for nth in range(8):
        book(tomorrow + timedelta(minutes=15 * nth), phone=f"+7916000000{nth}")
    with django_assert_max_num_queries(4):
        assert queries.out_of_hours(at) == []
    close(tomorrow)
    with django_assert_max_num_queries(8):
        assert len(queries.out_of_hours(at)) == 8
