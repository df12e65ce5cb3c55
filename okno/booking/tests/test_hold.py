"""A time is kept for ten minutes, for one person, and then it frees itself."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import grid, policy, queries
from okno.booking.models import Appointment, Need, State
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db


def free(centre, services, at, day, **asked):
    wanted = queries.asked(services, **asked)
    return queries.free_slots(wanted, centre, first=day, last=day, at=at)


def refused(code, act, **given):
    with pytest.raises(Refusal) as refusal:
        act(**given)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_a_held_time_is_not_offered_to_others(schedule, services, hold, centre, tomorrow, at):
    passport = [services["passport"]]
    before = free(centre, passport, at, tomorrow.date())
    held = hold(tomorrow)
    after = free(centre, passport, at, tomorrow.date())
    assert {slot.starts_at for slot in before} - {slot.starts_at for slot in after} == {
        held.starts_at
    }
    assert held.held_until == at + timedelta(minutes=10)
    refused("slot_taken", hold, starts_at=tomorrow)


def test_after_ten_minutes_it_frees_itself(schedule, hold, tomorrow, at):
    hold(tomorrow)
    later = at + timedelta(minutes=10)
    assert hold(tomorrow, at=later).starts_at == tomorrow


def test_ten_minutes_are_those_of_whoever_fills_in_though_a_demo_runs_fast(
    schedule, hold, tomorrow, at
):
    clock.set_to(at, speed=10)
    assert hold(tomorrow).held_until == at + timedelta(minutes=100)


def test_a_time_is_kept_no_longer_than_until_it_begins(schedule, hold, at):
    clock.set_to(at, speed=10)
    soon = at + timedelta(minutes=10)
    assert hold(soon).held_until == soon


def test_the_job_gives_back_what_ran_out_and_the_journal_says_so(
    schedule, services, hold, centre, tomorrow, at
):
    held = hold(tomorrow)
    assert booking.expire_holds(at=at + timedelta(minutes=9)) == set()
    assert booking.expire_holds(at=at + timedelta(minutes=10)) == {(held.centre_id, held.day)}
    held.refresh_from_db()
    assert held.state == State.EXPIRED
    assert Event.objects.filter(name="booking.slot_released").count() == 1
    day = free(centre, [services["passport"]], at, tomorrow.date())
    assert tomorrow in {slot.starts_at for slot in day}


def test_a_browser_holds_one_time_and_another_choice_gives_the_first_back(schedule, hold, tomorrow):
    first = hold(tomorrow, holder="browser")
    second = hold(tomorrow + timedelta(minutes=30), holder="browser")
    first.refresh_from_db()
    assert (first.state, second.state) == (State.EXPIRED, State.HELD)
    hold(tomorrow)


def test_to_hold_the_same_time_again_is_no_quarrel_with_oneself(schedule, hold, tomorrow):
    hold(tomorrow, holder="browser")
    assert hold(tomorrow, holder="browser").state == State.HELD


def test_one_may_give_a_time_back(schedule, hold, tomorrow, at):
    booking.release(hold(tomorrow), at=at, by="visitor")
    hold(tomorrow)


def test_a_time_that_was_already_given_back_is_given_back_quietly(schedule, hold, tomorrow, at):
    held = hold(tomorrow)
    booking.release(held, at=at, by="visitor")
    booking.release(held, at=at, by="visitor")
    assert Event.objects.filter(name="booking.slot_released").count() == 1


def test_one_address_may_not_hoard(schedule, hold, tomorrow, at):
    for number in range(policy.OFTEN["hold"].an_hour):
        booking.release(hold(tomorrow, holder=f"{number}", asker="address"), at=at, by="visitor")
    refused("too_many_holds", hold, starts_at=tomorrow, holder="one more", asker="address")
    hold(tomorrow, holder="somebody", asker="another address")


def test_one_browser_may_not_hoard_from_many_addresses(schedule, hold, tomorrow):
    for number in range(policy.OFTEN["hold"].a_browser):
        hold(tomorrow, holder="bot", asker=f"address {number}")
    refused("too_many_holds", hold, starts_at=tomorrow, holder="bot", asker="another address")


@pytest.mark.parametrize(
    ("code", "moved"),
    [
        ("slot_past", timedelta(days=-2)),
        ("slot_too_far", timedelta(days=30)),
        ("slot_taken", timedelta(minutes=7)),
        ("slot_taken", timedelta(seconds=1)),
        ("slot_taken", timedelta(hours=9)),  # 20:00, when it closes
        ("slot_taken", timedelta(hours=-4)),  # 7:00, before it opens
    ],
)
def test_a_time_that_is_not_offered_is_refused(schedule, hold, tomorrow, code, moved):
    refused(code, hold, starts_at=tomorrow + moved)


def test_a_closed_day_is_not_offered(schedule, services, centre, hold, tomorrow, at):
    from okno.network import actions as network

    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        starts_on=tomorrow.date(),
        ends_on=tomorrow.date(),
        reason=Text(ru="Ремонт", en="Repairs"),
        at=at,
        by="staff:1",
    )
    assert free(centre, [services["passport"]], at, tomorrow.date()) == []
    refused("slot_taken", hold, starts_at=tomorrow)


def test_what_is_not_given_here_cannot_be_booked(schedule, hold, tomorrow):
    from okno.catalog.tests.factories import ServiceFactory

    refused("not_bookable", hold, starts_at=tomorrow, services=[ServiceFactory()])


@pytest.mark.parametrize(
    ("field", "value"), [("language", "tlh"), ("purpose", "dance"), ("needs", ["sauna"])]
)
def test_an_unknown_wish_is_refused(schedule, hold, tomorrow, field, value):
    refused("unknown_choice", hold, starts_at=tomorrow, **{field: value})


def test_at_most_five_services_fit_one_visit(schedule, services, hold, tomorrow):
    refused("too_many_services", hold, starts_at=tomorrow, services=[services["passport"]] * 6)
    refused("too_many_services", hold, starts_at=tomorrow, services=[])


def test_several_services_take_the_time_of_all(schedule, services, hold, tomorrow):
    held = hold(tomorrow, services=[services["passport"], services["benefit"]])
    assert held.ends_at - held.starts_at == timedelta(minutes=30)
    refused("slot_taken", hold, starts_at=tomorrow + timedelta(minutes=15))


def test_english_is_a_counter_of_its_own(schedule, english, hold, tomorrow):
    assert hold(tomorrow).schedule == schedule
    assert hold(tomorrow, language="en").schedule == english
    refused("slot_taken", hold, starts_at=tomorrow, language="en")
    refused("not_bookable", hold, starts_at=tomorrow, language="zh")


def test_a_need_is_met_by_the_schedule_that_has_it(schedule, english, hold, tomorrow):
    held = hold(tomorrow, language="en", needs=[Need.WHEELCHAIR])
    assert held.needs == ["wheelchair"]
    refused("not_bookable", hold, starts_at=tomorrow, needs=[Need.WHEELCHAIR])


def test_a_quiet_hour_is_only_when_the_week_says_so(schedule, hold, tomorrow):
    refused("slot_taken", hold, starts_at=tomorrow, needs=[Need.QUIET])
    schedule.week.filter(weekday=tomorrow.weekday()).update(is_quiet=True)
    assert hold(tomorrow, needs=[Need.QUIET]).needs == ["quiet"]


def test_a_blocked_time_sells_nothing_more(schedule, services, centre, hold, tomorrow, at):
    booking.block(
        schedule,
        starts_at=tomorrow,
        ends_at=tomorrow + timedelta(minutes=20),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    refused("slot_taken", hold, starts_at=tomorrow)
    refused("slot_taken", hold, starts_at=tomorrow + timedelta(minutes=15))
    hold(tomorrow + timedelta(minutes=30))


def test_buffers_keep_the_larger_of_two_free(schedule, services, hold, tomorrow):
    """Passport leaves 20 minutes after itself, benefit wants 10 before: 20 between them."""
    schedule.rules.create(service=services["passport"], after=timedelta(minutes=20))
    schedule.rules.create(service=services["benefit"], before=timedelta(minutes=10))
    type(schedule).objects.filter(pk=schedule.pk).update(step=timedelta(minutes=5))
    hold(tomorrow)
    late = tomorrow + timedelta(minutes=35)
    refused(
        "slot_taken",
        hold,
        starts_at=late - timedelta(minutes=5),
        services=[services["benefit"]],
    )
    hold(late, services=[services["benefit"]])
    # And the other way round: the later one's ten minutes are kept from one without a buffer.
    refused(
        "slot_taken",
        hold,
        starts_at=tomorrow - timedelta(minutes=5),
        services=[services["extract"]],
    )


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2027, 3, 28), 23),
        ("Asia/Kamchatka", date(2028, 2, 29), 24),
        ("Asia/Kathmandu", date(2026, 11, 26), 24),
    ],
)
def test_days_are_the_centres_own_also_when_the_clock_is_moved(services, zone, day, hours):
    """Open around the clock, a step of an hour: as many starts as the local day has hours."""
    from datetime import time

    from okno.catalog.models import Offer
    from okno.network.models import WeeklyHours

    centre = CentreFactory(slug="far", zone=zone)
    Offer.objects.create(centre=centre, service=services["passport"])
    WeeklyHours.objects.filter(centre=centre).update(opens=time(0), closes=time(23, 59))
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=5)
    schedule = schedule_of(centre, at=at)
    schedule.week.update(opens=time(0), closes=time(23, 59))
    type(schedule).objects.filter(pk=schedule.pk).update(step=timedelta(hours=1))
    slots = free(centre, [services["passport"]], at, day)
    assert len(slots) == hours
    assert len(queries.by_day(slots + slots, centre)[day]) == hours, "each time once"
    assert {slot.starts_at.astimezone(ZoneInfo(zone)).date() for slot in slots} == {day}
    held = booking.hold(
        centre=centre,
        services=[services["passport"]],
        starts_at=slots[3].starts_at,
        at=at,
        by="visitor",
    )
    assert (held.day, held.starts_at) == (day, slots[3].starts_at)


def test_the_sheet_is_what_the_appointments_say(schedule, hold, book, tomorrow, at):
    from okno.booking import sheets

    kept = book(tomorrow)
    booking.release(hold(tomorrow + timedelta(hours=1)), at=at, by="visitor")
    hold(tomorrow + timedelta(hours=2))
    booking.move(kept, starts_at=tomorrow + timedelta(hours=3), at=at, by="visitor")
    day = tomorrow.date()
    drawn = sheets.read([schedule.pk], day, day)[schedule.pk, day]
    assert drawn == sheets.taken(schedule.pk, day)
    assert drawn.until_free.bit_count() == 6


def test_the_database_itself_refuses_two_in_one_lane(schedule, hold, tomorrow):
    from django.db import IntegrityError, transaction

    held = hold(tomorrow)
    held.pk = None
    held.token = "another"
    with pytest.raises(IntegrityError, match="not_sold_twice"), transaction.atomic():
        held.save(force_insert=True)
    assert Appointment.objects.count() == 1


def test_a_hold_left_in_another_zone_is_drawn_in_that_zone(schedule, services, hold, centre, at):
    """A browser that changes from Kamchatka to Moscow: both sheets are what their appointments say."""
    from okno.booking import sheets
    from okno.catalog.models import Offer

    far = CentreFactory(slug="far", zone="Asia/Kamchatka")
    Offer.objects.create(centre=far, service=services["passport"])
    other = schedule_of(far, at=at)
    early = datetime(2026, 11, 25, 21, tzinfo=UTC)  # the 26th, 9:00 in Kamchatka
    kept = hold(early, holder="somebody", centre=far)
    hold(early + timedelta(hours=1), holder="browser", centre=far)
    hold(at + timedelta(minutes=10), holder="browser")
    drawn = sheets.read([other.pk], kept.day, kept.day)[other.pk, kept.day]
    assert grid.tally(drawn.until_free) == {9 * 12: 1, 9 * 12 + 1: 1, 9 * 12 + 2: 1}
