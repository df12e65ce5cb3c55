"""A time that comes free in the quiet hours is kept for whoever waits until they have heard of it in the morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import Blocked, State, Wish
from okno.network.models import Centre
from okno.notify.models import Message

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = datetime(2026, 11, 25, 23, tzinfo=MOSCOW)
NINE = datetime(2026, 11, 26, 9, tzinfo=MOSCOW)
HALF = timedelta(minutes=30)


@pytest.fixture
def waits(sold_out, centre, services, at):
    """Somebody waits for a time of the days from `first` on."""

    def waits(number=1, first=NINE, last=NINE) -> Wish:
        return booking.wish(
            centre=Centre.objects.get(pk=centre.pk),
            services=[services["passport"]],
            first_day=first.date(),
            last_day=last.date(),
            name="Ян",
            phone=f"+7916{number:07}",
            agreed=True,
            at=at + timedelta(seconds=number),
            by="visitor",
        )

    return waits


@pytest.fixture
def one_free(schedule, sold_out):
    """Called with a moment: it comes free, and nothing else."""

    def one_free(starts_at: datetime) -> None:
        day = timedelta(days=7)
        for begins, ends in (starts_at - day, starts_at), (starts_at + HALF / 2, starts_at + day):
            Blocked.objects.create(
                schedule=schedule, starts_at=begins, ends_at=ends, reason=Text(ru="У", en="T")
            )
        sold_out()

    return one_free


def test_half_an_hour_counts_from_when_one_is_told_and_a_visit_before_is_not_offered():
    heard_at = datetime(2026, 11, 26, 6, tzinfo=UTC)
    ends_at = heard_at + policy.OFFER
    assert policy.offer_ends(ends_at, heard_at=heard_at) == ends_at
    assert policy.offer_ends(ends_at + HALF, heard_at=heard_at) == ends_at
    assert policy.offer_ends(ends_at - timedelta(seconds=1), heard_at=heard_at) is None


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Kamchatka", "Europe/Kaliningrad"])
@pytest.mark.parametrize(
    ("came_free", "is_kept_until"),
    [
        ("25T20:59", "25T21:29"),
        ("25T21:00", "26T09:30"),
        ("25T23:59", "26T09:30"),
        ("26T00:00", "26T09:30"),
        ("26T08:59", "26T09:30"),
        ("26T09:00", "26T09:30"),
        ("26T09:01", "26T09:31"),
    ],
)
def test_an_offer_lasts_till_half_an_hour_after_the_quiet_hours_of_its_centre(
    sold_out, waits, centre, zone, came_free, is_kept_until
):
    Centre.objects.filter(pk=centre.pk).update(zone=zone)
    place = ZoneInfo(zone)
    now, until = (
        datetime.fromisoformat(f"2026-11-{each}").replace(tzinfo=place)
        for each in (came_free, is_kept_until)
    )
    waiting = waits(first=NINE + timedelta(days=1), last=NINE + timedelta(days=1))
    sold_out()
    assert booking.offer_free_times(at=now) == 1
    waiting.refresh_from_db()
    assert waiting.appointment.held_until == until
    message = Message.objects.get(act="slot_offered")
    assert (message.next_at, message.until) == (until - policy.OFFER, until)
    assert f"{until:%H:%M}" in message.text


def test_a_night_goes_through_nobodys_place_on_the_list(waits, one_free):
    first, second = waits(1), waits(2)
    one_free(NINE.replace(hour=15))
    now = NIGHT
    while now < NINE + HALF:
        booking.expire_holds(at=now)
        booking.offer_free_times(at=now)
        now += timedelta(minutes=10)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.offers) == ("offered", 1)
    assert (second.state, second.offers) == ("waiting", 0)
    assert [each.next_at for each in Message.objects.filter(act="slot_offered")] == [NINE]
    booking.expire_holds(at=now)
    booking.offer_free_times(at=now)
    second.refresh_from_db()
    assert second.state == "offered", "who slept on has let it pass in the morning"


def test_nobody_else_takes_at_night_what_is_kept_for_whoever_waits(waits, one_free, hold):
    waits()
    one_free(NINE + HALF)
    booking.offer_free_times(at=NIGHT)
    with pytest.raises(Refusal) as refusal:
        hold(NINE + HALF, at=NIGHT)
    assert refusal.value.code == "slot_taken"


def test_a_visit_that_begins_before_one_can_answer_is_free_for_anybody(waits, one_free, hold):
    waiting = waits()
    one_free(NINE + HALF / 2)
    assert booking.offer_free_times(at=NIGHT) == 0
    assert hold(NINE + HALF / 2, at=NIGHT).state == State.HELD
    waiting.refresh_from_db()
    assert (waiting.state, waiting.offers) == ("waiting", 0)


def test_who_is_awake_takes_it_at_once_and_is_not_told_in_the_morning(waits, one_free):
    waiting = waits()
    one_free(NINE.replace(hour=15))
    booking.offer_free_times(at=NIGHT)
    booked = booking.accept(waiting, at=NIGHT + HALF, by="visitor")
    assert booked.state == State.BOOKED
    told = dict(Message.objects.filter(act="slot_offered").values_list("state", "next_at"))
    assert list(told) == ["cancelled"]


def test_on_a_fast_demo_day_only_the_half_hour_is_of_the_person_not_the_night(waits, one_free):
    waiting = waits()
    one_free(NINE.replace(hour=15))
    clock.set_to(NIGHT, speed=4)
    booking.offer_free_times(at=NIGHT)
    waiting.refresh_from_db()
    assert waiting.appointment.held_until == NINE + 4 * policy.OFFER


def test_on_a_fast_demo_day_nobody_is_offered_a_visit_that_begins_before_the_offer_ends(
    waits, one_free, hold
):
    """Half an hour of a person is two of the day then."""
    waiting = waits()
    one_free(NINE + 3 * HALF)
    clock.set_to(NIGHT, speed=4)
    assert booking.offer_free_times(at=NIGHT) == 0
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert hold(NINE + 3 * HALF, at=NIGHT).state == State.HELD
