"""Where a rule of booking ends: the last day that is searched, the last minute that counts."""

import secrets
from datetime import time, timedelta

import pytest

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.network.models import WeeklyHours

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def full_until(schedule, at):
    """Call it with how many days from today on nothing is free; the next day is."""

    def fill(days):
        booking.block(
            schedule,
            starts_at=at - DAY,
            ends_at=at.replace(hour=21, minute=0) + (days - 1) * DAY,
            reason=Text(ru="Ремонт", en="Repairs"),
            at=at,
            by="staff:1",
        )

    return fill


def first_day(services, centre, at, **more):
    found = queries.earliest(queries.asked([services["passport"]]), [centre], at=at, **more)
    return (found[centre.pk].starts_at.date() - at.date()).days if found else None


@pytest.mark.parametrize("days", [1, 3, 4, 7])
def test_the_last_day_that_is_asked_for_is_searched_and_none_after_it(
    full_until, services, centre, at, days
):
    full_until(days)
    assert first_day(services, centre, at, days=days) == days
    assert first_day(services, centre, at, days=days - 1) is None


@pytest.mark.parametrize("days", [2, 7])
def test_the_first_free_time_is_no_farther_than_a_schedule_may_be_booked(
    schedule, full_until, services, centre, at, days
):
    full_until(days)
    type(schedule).objects.filter(pk=schedule.pk).update(days_ahead=days - 1)
    assert first_day(services, centre, at) is None
    type(schedule).objects.filter(pk=schedule.pk).update(days_ahead=days)
    assert first_day(services, centre, at) == days


def test_a_visit_that_is_over_keeps_nobody_from_booking_though_nobody_has_written_it_off(
    schedule, book, tomorrow
):
    theirs = [book(tomorrow + n * timedelta(minutes=30)) for n in range(policy.MOST_LIVE)]
    over = theirs[0].ends_at
    assert book(tomorrow + DAY, at=over).state == "booked"
    theirs[0].refresh_from_db()
    assert theirs[0].state == "booked", "it was not yet missed"


def test_a_code_that_somebody_has_on_that_day_is_drawn_again(schedule, book, tomorrow, monkeypatch):
    drawn = iter([7, 7, 7, 8, 7])
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))
    codes = [
        book(tomorrow + n * timedelta(minutes=30), phone=f"+7916000000{n}").code for n in range(2)
    ]
    assert codes == ["000007", "000008"]
    assert book(tomorrow + DAY).code == "000007", "the same is another's on another day"


@pytest.fixture
def given_from_to(centre, tomorrow):
    """Call it with a service and the hours in which it alone is given tomorrow."""

    def give(service, opens, closes):
        WeeklyHours.objects.create(
            centre=centre,
            service=service.slug,
            weekday=tomorrow.weekday(),
            opens=opens,
            closes=closes,
        )

    return give


def times_of(centre, services, day, at):
    found = queries.free_slots(queries.asked(services), centre, first=day, last=day, at=at)
    return queries.by_day(found, centre).get(day, [])


@pytest.mark.parametrize("order", [("passport", "benefit"), ("benefit", "passport")])
def test_several_services_are_booked_only_while_each_of_them_is_given(
    schedule, services, centre, given_from_to, tomorrow, at, order
):
    given_from_to(services["passport"], time(9), time(14))
    given_from_to(services["benefit"], time(12), time(18))
    asked = [services[slug] for slug in order]
    times = times_of(centre, asked, tomorrow.date(), at)
    assert (times[0].time(), times[-1].time()) == (time(12), time(13, 30))


def test_no_visit_begins_before_a_service_is_given(
    schedule, services, centre, given_from_to, tomorrow, at
):
    """From 10:02 on, in a grid of five minutes: 10:05 is the first, not 10:00."""
    type(schedule).objects.filter(pk=schedule.pk).update(step=timedelta(minutes=5))
    given_from_to(services["passport"], time(10, 2), time(11, 3))
    times = times_of(centre, [services["passport"]], tomorrow.date(), at)
    assert (times[0].time(), times[-1].time()) == (time(10, 5), time(10, 45))
