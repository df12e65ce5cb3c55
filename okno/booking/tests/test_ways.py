"""In what way somebody books: by themselves, through the staff, or from the waiting list; a closed one is refused."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment, State, Via, Wish
from okno.catalog.models import Way
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db
BY_ONESELF = [Via.PORTAL, Via.KIOSK, Via.API]
BY_THE_STAFF = [Via.DESK, Via.PHONE]


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code
    return str(refusal.value.message)


@pytest.mark.parametrize("via", [*BY_ONESELF, *BY_THE_STAFF, Via.LIST])
def test_a_time_is_held_only_in_a_way_that_is_open(schedule, give_by, hold, tomorrow, via):
    give_by("passport", Way.WALK_IN, Way.PHONE)
    if via in BY_ONESELF:
        refused("not_online", hold, tomorrow, via=via)
        assert not Appointment.objects.exists()
    else:
        assert hold(tomorrow, via=via).state == State.HELD
    give_by("passport", Way.WALK_IN, Way.ONLINE)
    later = tomorrow + timedelta(hours=1)
    if via in BY_THE_STAFF:
        refused("not_by_phone", hold, later, via=via)
    else:
        assert hold(later, via=via).state == State.HELD


def test_of_several_services_each_has_to_be_booked_in_that_way(
    schedule, services, give_by, hold, tomorrow
):
    give_by("benefit", Way.WALK_IN)
    both = [services["passport"], services["benefit"]]
    refused("not_online", hold, tomorrow, services=both)
    refused("not_by_phone", hold, tomorrow, services=both, via=Via.DESK)
    refused("not_online", hold, tomorrow, services=both, via=Via.LIST)


def test_a_way_closed_between_search_and_hold_is_closed_and_what_is_held_is_still_booked(
    schedule, centre, services, give_by, hold, tomorrow, at
):
    wanted = queries.asked([services["passport"]])
    assert queries.free_slots(wanted, centre, first=tomorrow.date(), last=tomorrow.date(), at=at), (
        "it was found free"
    )
    held = hold(tomorrow)
    give_by("passport", Way.WALK_IN)
    refused("not_online", hold, tomorrow + timedelta(hours=1))
    booked = booking.book(held, name="Ян", phone="+79160000001", agreed=True, at=at, by="visitor")
    moved = booking.move(booked, starts_at=tomorrow + timedelta(hours=2), at=at, by="visitor")
    assert moved.state == State.BOOKED, "whoever has an appointment keeps it, and may move it"
    assert queries.out_of_hours(at) == []


def test_a_search_leaves_out_where_it_is_not_booked_in_this_way(
    schedule, centre, services, give_by, at
):
    from okno.catalog import actions as catalog

    other = CentreFactory(slug="other")
    catalog.offer(services["passport"], centre=other, at=at, by="staff:1")
    give_by("passport", Way.WALK_IN, Way.PHONE)
    both, passport = [centre, other], [services["passport"]]
    assert queries.giving(both, passport) == both
    assert queries.giving(both, passport, Way.ONLINE) == [other]
    assert queries.giving(both, passport, Way.PHONE) == both


def test_what_is_left_is_said_where_a_way_is_closed(schedule, centre, services, give_by):
    passport = [services["passport"]]

    def said(*ways, asked):
        give_by("passport", *ways)
        return refused(
            {"online": "not_online", "phone": "not_by_phone"}[asked],
            queries.check_given,
            centre,
            passport,
            asked,
        )

    sentences = [
        said(Way.WALK_IN, Way.PHONE, asked="online"),
        said(Way.WALK_IN, asked="online"),
        said(Way.PHONE, asked="online"),
        said(Way.WALK_IN, Way.ONLINE, asked="phone"),
        said(Way.WALK_IN, asked="phone"),
        said(Way.ONLINE, asked="phone"),
    ]
    assert len(set(sentences)) == len(sentences)


def test_nobody_begins_to_wait_where_they_could_not_book(
    schedule, sold_out, centre, services, give_by, tomorrow, at
):
    given = {
        "centre": centre,
        "services": [services["passport"]],
        "first_day": tomorrow.date(),
        "last_day": tomorrow.date(),
        "name": "Ян",
        "phone": "+79160000001",
        "agreed": True,
        "at": at,
    }
    give_by("passport", Way.WALK_IN, Way.PHONE)
    refused("not_online", booking.wish, by="visitor", **given)
    give_by("passport", Way.WALK_IN, Way.ONLINE)
    refused("not_by_phone", booking.wish, by="staff:1", **given)
    waiting = booking.wish(by="visitor", **given)
    give_by("passport", Way.WALK_IN)
    sold_out()
    assert booking.offer_free_times(at=at) == 0, "nobody books it here by now"
    give_by("passport", Way.PHONE)
    assert booking.offer_free_times(at=at) == 1, (
        "whoever waits goes on waiting while anybody books it"
    )
    waiting.refresh_from_db()
    assert waiting.state == Wish.State.OFFERED
