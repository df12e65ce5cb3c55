"""Where is it soonest: the first free time of every centre, as far ahead as its schedule is open."""

from datetime import timedelta

import pytest

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db


def test_the_earliest_time_of_each_centre(schedule, services, centre, book, tomorrow, at):
    far = CentreFactory(slug="far")
    Offer.objects.create(centre=far, service=services["passport"])
    schedule_of(far, at=at)
    closed = CentreFactory(slug="closed")
    wanted = queries.asked([services["passport"]])
    found = queries.earliest(wanted, [centre, far, closed], at=at)
    assert {pk: each.starts_at for pk, each in found.items()} == {
        centre.pk: at + timedelta(minutes=10),
        far.pk: at + timedelta(minutes=10),
    }
    book(at + timedelta(minutes=10))
    found = queries.earliest(wanted, [centre, far], at=at)
    assert found[centre.pk].starts_at == at + timedelta(minutes=25)
    assert found[centre.pk].calm_at == at.replace(hour=8, minute=0)


@pytest.mark.parametrize("days", [0, 1, 3, 4, 5])
def test_the_last_day_of_a_search_is_searched_and_none_after_it(
    schedule, services, centre, at, days
):
    wanted = queries.asked([services["passport"]])
    midnight = at.replace(hour=21, minute=0) - timedelta(days=1)  # in Moscow
    if days:
        booking.block(
            schedule,
            starts_at=midnight,
            ends_at=midnight + timedelta(days=days),
            reason=Text(ru="Ремонт", en="Repairs"),
            at=at,
            by="staff:1",
        )
        assert not queries.earliest(wanted, [centre], at=at, days=days - 1)
    found = queries.earliest(wanted, [centre], at=at, days=days)[centre.pk]
    assert (found.starts_at.date() - at.date()).days == days


def test_how_far_ahead_a_search_goes_is_the_schedules(schedule, services, centre, at):
    wanted = queries.asked([services["passport"]])
    midnight = at.replace(hour=21, minute=0) - timedelta(days=1)
    booking.block(
        schedule,
        starts_at=midnight,
        ends_at=midnight + timedelta(days=31),
        reason=Text(ru="Ремонт", en="Repairs"),
        at=at,
        by="staff:1",
    )
    for ahead, is_found in ((30, False), (31, True)):
        schedule.days_ahead = ahead
        schedule.save(update_fields=["days_ahead"])
        assert bool(queries.earliest(wanted, [centre], at=at)) == is_found


def test_a_full_day_leads_to_the_next(schedule, services, centre, hold, at):
    wanted = queries.asked([services["passport"]])
    today = queries.free_slots(wanted, centre, first=at.date(), last=at.date(), at=at)
    for slot in today:
        hold(slot.starts_at)
    found = queries.earliest(wanted, [centre], at=at)[centre.pk]
    assert (found.starts_at.date() - at.date()).days == 1
    assert found.starts_at.hour == 5  # 8:00 in Moscow
