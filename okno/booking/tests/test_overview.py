"""What a manager sees and changes of booking."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import grid, policy, queries
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code


def adjust(schedule, at, **more):
    given = {"counters": 2, "share": 50, "is_active": True} | more
    booking.adjust_schedule(schedule, at=at, by="staff:1", **given)


def test_the_days_ahead_say_how_full_they_are(schedule, english, centre, book, tomorrow, at):
    book(tomorrow)
    today, next_day, *rest = queries.days_ahead(centre, at, days=4)
    assert (today.booked, next_day.booked) == (0, 1)
    # One lane of twelve hours and half a lane: eighteen hours, of which a quarter is booked.
    assert next_day.fullness == pytest.approx(0.25 / 18)
    assert [day.fullness for day in rest] == [0, 0]


def test_the_counter_is_left_alone_before_and_after_a_visit_and_one_begins_at_every_step(
    schedule, services, centre, book, tomorrow, at
):
    minutes = timedelta(minutes=1)
    adjust(schedule, at, step=20 * minutes, before=5 * minutes, after=10 * minutes)
    schedule.refresh_from_db()
    made = book(tomorrow)
    wanted = queries.asked([services["passport"]])
    day = tomorrow.date()
    slots = queries.free_slots(wanted, centre, first=day, last=day, at=at)
    starts = {slot.starts_at for slot in slots}
    assert all(start.minute % 20 == 0 for start in starts)
    # The one booked lane: fifteen minutes of visit, ten after it, five before the next.
    length = made.ends_at - made.starts_at
    assert not {s for s in starts if made.starts_at <= s < made.starts_at + length + 10 * minutes}
    for name, wrong in (("step", 4 * minutes), ("before", 211 * minutes), ("after", -1 * minutes)):
        refused("out_of_range", adjust, schedule, at, **{name: wrong})


def test_the_longest_buffer_that_may_be_set_is_the_longest_the_grid_knows():
    assert policy.LIMITS["before"][1] == policy.LIMITS["after"][1] == grid.LONGEST_BUFFER


def test_a_day_on_which_nothing_may_be_booked_says_so(schedule, centre, at):
    adjust(schedule, at, is_active=False)
    assert {day.fullness for day in queries.days_ahead(centre, at)} == {None}


def test_more_counters_sell_more_and_what_is_booked_stands(
    schedule, centre, services, book, hold, tomorrow, at
):
    made = book(tomorrow)
    adjust(schedule, at, counters=4)
    assert hold(tomorrow).lane == 1
    adjust(schedule, at, counters=1)
    refused("slot_taken", hold, tomorrow)
    made.refresh_from_db()
    assert made.is_to_come
    assert [each.counters for each in queries.schedules_of(centre)] == [1]


def test_what_cannot_be_is_refused(schedule, at):
    for wrong in ({"share": 0}, {"share": 101}, {"counters": 0}, {"counters": 5}):
        refused("out_of_range", adjust, schedule, at, **wrong)


@pytest.mark.parametrize("name", ["days_ahead", "cancel_until", "early", "late"])
def test_each_setting_goes_to_its_limits_and_not_beyond(schedule, at, name):
    least, most = policy.LIMITS[name]
    step = timedelta(minutes=1) if isinstance(most, timedelta) else 1
    for value in (least, most):
        adjust(schedule, at, **{name: value})
        schedule.refresh_from_db()
        assert getattr(schedule, name) == value
    for value in (least - step, most + step):
        refused("out_of_range", adjust, schedule, at, **{name: value})
    adjust(schedule, at)
    schedule.refresh_from_db()
    assert getattr(schedule, name) == most, "what is not said stays"


def test_a_plan_has_up_to_three_reminders_within_the_limits_and_none_twice(schedule, at):
    hour, day = timedelta(hours=1), timedelta(days=1)
    adjust(schedule, at, reminders=[hour, 7 * day, day])
    schedule.refresh_from_db()
    assert schedule.reminders == [7 * day, day, hour], "the longest first"
    for wrong, code in (
        ([day, hour / 2], "out_of_range"),
        ([7 * day + hour], "out_of_range"),
        ([day, hour, day], "reminded_twice"),
        ([day, hour, 2 * hour, 3 * hour], "too_many_reminders"),
    ):
        refused(code, adjust, schedule, at, reminders=wrong)
    adjust(schedule, at)
    schedule.refresh_from_db()
    assert len(schedule.reminders) == 3, "what is not said stays"
    adjust(schedule, at, reminders=[])
    schedule.refresh_from_db()
    assert schedule.reminders == []


def test_a_new_centre_reminds_a_day_and_two_hours_before(centre, at):
    day, two = timedelta(days=1), timedelta(hours=2)
    for made in booking.open_for_booking(centre=centre, at=at, by="system"):
        made.refresh_from_db()
        assert made.reminders == [day, two]


def test_a_new_centre_has_quiet_hours_that_can_be_booked(centre, services, tomorrow, at):
    booking.open_for_booking(centre=centre, at=at, by="system")
    for language in ("ru", "en"):
        wanted = queries.asked([services["extract"]], language=language, needs=["quiet"])
        found = queries.free_slots(
            wanted, centre, first=at.date(), last=at.date() + timedelta(days=6), at=at
        )
        days = queries.by_day(found, centre)
        assert [day.weekday() for day in days] == [3]
        assert {each.hour for times in days.values() for each in times} == {8}
    everybody = queries.asked([services["extract"]])
    free = queries.free_slots(everybody, centre, first=at.date(), last=at.date(), at=at)
    assert free, "a day with a quiet hour is booked as a whole"


def test_the_settings_hold_for_the_next_booking_and_for_a_change(
    schedule, book, hold, centre, tomorrow, at
):
    made = book(tomorrow)
    adjust(schedule, at, days_ahead=1, cancel_until=timedelta(days=2))
    refused("slot_too_far", hold, tomorrow + timedelta(days=1))
    refused("too_late_to_change", booking.cancel, made, at=at, by="staff:1")
    adjust(schedule, at, cancel_until=timedelta(0), early=timedelta(0))
    early = tomorrow - timedelta(minutes=1)
    refused("too_early", booking.arrive, made, centre=centre.pk, at=early, by="device:1")


def test_those_whom_a_block_touches_are_counted_also_in_a_part(schedule, english, book, tomorrow):
    quarter = timedelta(minutes=15)
    book(tomorrow)
    book(tomorrow + 2 * quarter, phone="+79160000002")
    gone = book(tomorrow + quarter, phone="+79160000003")
    booking.cancel(gone, at=tomorrow - timedelta(days=1), by="x")
    book(tomorrow, phone="+79160000004", language="en")
    assert queries.touched(schedule, tomorrow, tomorrow + 4 * quarter) == 2
    assert queries.touched(schedule, tomorrow + quarter / 2, tomorrow + quarter) == 1
    assert queries.touched(schedule, tomorrow + quarter, tomorrow + 2 * quarter) == 0
    assert queries.touched(english, tomorrow, tomorrow + quarter) == 1


def test_what_was_booked_for_some_days_is_listed_with_what_was_cancelled(
    schedule, english, centre, book, hold, tomorrow, at
):
    made = book(tomorrow)
    gone = book(tomorrow + timedelta(hours=1), phone="+79160000002")
    booking.cancel(gone, at=at, by="x")
    hold(tomorrow + timedelta(hours=2))
    other = book(tomorrow + timedelta(days=1), phone="+79160000003", language="en")
    day = tomorrow.date()
    assert queries.booked_between(centre, day, day) == [made, gone]
    assert queries.booked_between(centre, day, day + timedelta(days=1), english) == [other]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ends_at": timedelta(0)}, "upside_down"),
        ({"counters": 5}, "out_of_range"),
        ({"counters": -1}, "out_of_range"),
        ({"reason": Text(ru="Учёба")}, "no_reason"),
    ],
)
def test_a_block_that_cannot_be_is_refused(schedule, tomorrow, at, wrong, code):
    given = {"reason": Text(ru="Учёба", en="Training"), "starts_at": tomorrow} | wrong
    given["ends_at"] = tomorrow + given.get("ends_at", timedelta(hours=1))
    refused(code, booking.block, schedule, at=at, by="staff:1", **given)


def test_a_closed_schedule_sells_nothing(schedule, hold, tomorrow, at):
    adjust(schedule, at, is_active=False)
    refused("not_bookable", hold, tomorrow)


def test_a_blocked_time_is_seen_until_it_is_over_or_taken_back(
    schedule, centre, hold, tomorrow, at
):
    made = booking.block(
        schedule,
        starts_at=tomorrow,
        ends_at=tomorrow + timedelta(hours=1),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    assert queries.blocked_of(centre, at) == [made]
    assert queries.blocked_of(centre, tomorrow + timedelta(hours=1)) == []
    refused("unknown_schedule", queries.blocked_in, CentreFactory().pk, made.pk)
    found = queries.blocked_in(centre.pk, made.pk)
    booking.unblock(found, at=at, by="staff:1")
    booking.unblock(found, at=at, by="staff:1")
    hold(tomorrow)
    (fact,) = Event.objects.filter(name="booking.schedule_unblocked")
    assert (fact.payload["starts_at"], fact.payload["counters"]) == (tomorrow.isoformat(), 0)


def test_what_a_schedule_was_for_a_while_can_be_read_afterwards(schedule, services, at):
    hard = {"cancel_until": timedelta(days=14), "late": timedelta(0)}
    mild = {"cancel_until": timedelta(0), "late": timedelta(hours=2)}
    for settings in (hard, mild):
        booking.adjust_schedule(
            schedule, counters=1, share=50, is_active=True, **settings, at=at, by="staff:1"
        )
    booking.set_rule(
        schedule,
        service=services["passport"],
        before=timedelta(minutes=5),
        after=None,
        reminders=[],
        at=at,
        by="staff:1",
    )
    facts = Event.objects.filter(name="booking.schedule_set").order_by("id")
    said = [each.payload for each in facts]
    assert [each["settings"]["cancel_until"] for each in said] == [
        "P0DT00H00M00S", "P14DT00H00M00S", "P0DT00H00M00S", "P0DT00H00M00S",
    ]  # fmt: skip
    assert [each["settings"]["late"] for each in said][1:3] == ["P0DT00H00M00S", "P0DT02H00M00S"]
    assert [each["week"][0][3] for each in said][:2] == [2, 1], "counters"
    assert said[-1]["rules"] == {
        "passport": {"before": "P0DT00H05M00S", "after": None, "reminders": []}
    }


def test_a_schedule_is_found_in_its_own_centre_alone(schedule, centre):
    assert queries.schedule_in(centre.pk, schedule.pk) == schedule
    refused("unknown_schedule", queries.schedule_in, CentreFactory().pk, schedule.pk)
