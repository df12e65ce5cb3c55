"""The hours, languages and services of a schedule are set otherwise; what is booked stands, and is counted."""

from datetime import time, timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Need
from okno.booking.policy import Hours, covered, overlapping
from okno.notify.models import Message

pytestmark = pytest.mark.django_db
WEEK = [Hours(day, time(8), time(20)) for day in range(7)]


def arrange(schedule, at, **more):
    given = {"hours": WEEK, "languages": ["ru"], "services": []} | more
    return booking.arrange_schedule(schedule, at=at, by="staff:1", **given)


def test_outside_of_the_new_hours_nothing_is_sold_and_inside_it_is(schedule, hold, tomorrow, at):
    assert tomorrow.weekday() == 2  # eleven in Moscow
    assert arrange(schedule, at, hours=[Hours(2, time(12), time(14))]) == 0
    with pytest.raises(Refusal) as refusal:
        hold(tomorrow)
    assert refusal.value.code == "slot_taken"
    assert hold(tomorrow + timedelta(hours=1))
    assert queries.hours_of(schedule) == [Hours(2, time(12), time(14))]
    assert Event.objects.filter(name="booking.schedule_set", by="staff:1").count() == 2


def test_who_is_booked_outside_is_counted_and_stands_untold(schedule, book, tomorrow, at):
    made = book(tomorrow)
    book(tomorrow + timedelta(hours=5), phone="+79160000002")
    messages = Message.objects.count()
    assert arrange(schedule, at, hours=[Hours(2, time(8), time(11, 10))]) == 2, "also in a part"
    made.refresh_from_db()
    assert made.is_to_come
    assert made.displaced_at is None
    assert Message.objects.count() == messages
    arrived = booking.arrive(made, centre=made.centre_id, at=tomorrow, by="device:1")
    assert arrived.state == "arrived"


def test_who_was_outside_before_is_not_counted_again(schedule, book, tomorrow, at):
    book(tomorrow)
    narrow = [Hours(2, time(12), time(20))]
    assert arrange(schedule, at, hours=narrow) == 1
    assert arrange(schedule, at, hours=narrow) == 0
    assert arrange(schedule, at) == 0


def test_a_language_or_a_service_that_is_taken_away_is_counted_too(
    schedule, services, book, tomorrow, at
):
    book(tomorrow)
    assert arrange(schedule, at, languages=["en"]) == 1
    assert arrange(schedule, at) == 0
    assert arrange(schedule, at, services=[services["benefit"].pk]) == 1
    assert arrange(schedule, at, services=[services["passport"].pk]) == 0


def test_who_needs_a_quiet_hour_is_outside_when_it_is_quiet_no_more(schedule, book, tomorrow, at):
    quiet = [Hours(2, time(8), time(12), is_quiet=True), Hours(2, time(12), time(20))]
    arrange(schedule, at, hours=quiet)
    book(tomorrow, needs=[Need.QUIET])
    assert arrange(schedule, at, hours=quiet[:1]) == 0
    assert arrange(schedule, at) == 1


def test_hours_that_stay_keep_their_counters_and_new_ones_get_the_most(schedule, at):
    schedule.week.filter(weekday=0).update(counters=4)
    schedule.week.filter(weekday=1).update(counters=1)
    arrange(schedule, at, hours=[Hours(1, time(8), time(9)), Hours(1, time(10), time(11))])
    assert list(schedule.week.order_by("opens").values_list("counters", flat=True)) == [1, 4]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"hours": []}, "no_week", "week"),
        ({"hours": [Hours(3, time(9), time(9))]}, "upside_down", "day-3"),
        (
            {"hours": [Hours(5, time(9), time(12)), Hours(5, time(11), time(13))]},
            "hours_overlap",
            "day-5",
        ),
        ({"languages": []}, "no_language", "languages"),
        ({"languages": ["ru", "xx"]}, "unknown_choice", "languages"),
        ({"services": [0]}, "unknown_choice", "services"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(schedule, at, wrong, code, field):
    with pytest.raises(Refusal) as refusal:
        arrange(schedule, at, **wrong)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert queries.hours_of(schedule) == WEEK


def test_stretches_that_meet_are_one_and_a_gap_is_none():
    day = [
        Hours(0, time(8), time(12)),
        Hours(0, time(12), time(14), True),
        Hours(0, time(15), time(16)),
    ]
    assert overlapping(day) is None
    assert covered(day, 0, time(11, 50), time(12, 10))
    assert covered(day, 0, time(8), time(14))
    assert not covered(day, 0, time(13, 50), time(15, 10))
    assert not covered(day, 0, time(14), time(14, 10)), "closed when it closes"
    assert not covered(day, 1, time(9), time(10))
