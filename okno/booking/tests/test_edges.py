"""Where a rule of booking ends: the last day that is searched, the last minute that counts."""

from datetime import timedelta

import pytest

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy, queries

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
