"""The calling order and the moves, as properties: no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.queue import policy
from okno.queue.policy import HEAD_START, LONGEST_HEAD_START, MOVES, Priority, State

NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)
moments = st.integers(0, 12 * 3600).map(lambda seconds: NOON + timedelta(seconds=seconds))
priorities = st.sampled_from(list(Priority))
bookings = st.none() | moments


@given(moments, moments, priorities)
def test_in_one_class_the_older_arrival_goes_first(first, second, priority):
    ranks = policy.rank(first, priority), policy.rank(second, priority)
    assert (ranks[0] < ranks[1]) == (first < second)


@given(moments, priorities, bookings, moments, priorities, bookings)
def test_nobody_is_overtaken_by_one_who_came_more_than_the_longest_head_start_later(
    early, early_priority, early_booking, late, late_priority, late_booking
):
    """No one starves: this bounds how long anybody can be kept back by newcomers."""
    if early_booking is not None or late < early + LONGEST_HEAD_START:
        return
    if late_booking is not None and late_booking < late - policy.LATE_TOLERANCE:
        late_booking = late  # later than tolerated counts from the arrival
    if late_booking is not None and late_booking < early + LONGEST_HEAD_START:
        return  # booked before the other came: the appointment was there first
    assert policy.rank(early, early_priority) <= policy.rank(late, late_priority, late_booking)


@given(moments, priorities)
def test_a_priority_never_makes_anyone_later(at, priority):
    assert policy.rank(at, priority) <= policy.rank(at)


@given(moments, priorities, moments)
def test_a_second_reason_never_makes_a_booked_person_later(at, priority, booked):
    assert policy.rank(at, priority, booked) <= policy.rank(at, Priority.APPOINTMENT, booked)


@given(moments, st.integers(0, 180))
def test_coming_early_to_an_appointment_gains_no_place(booked, minutes):
    early = booked - timedelta(minutes=minutes)
    assert policy.rank(early, booked_at=booked) == policy.rank(booked, booked_at=booked)


def test_at_its_time_an_appointment_goes_before_those_who_came_in_the_last_ten_minutes():
    booked = policy.rank(NOON, booked_at=NOON)
    assert policy.rank(NOON - timedelta(minutes=11)) < booked
    assert booked < policy.rank(NOON - timedelta(minutes=9))


def test_a_quarter_of_an_hour_late_still_has_the_appointment():
    assert policy.rank(NOON + timedelta(minutes=15), booked_at=NOON) == policy.rank(
        NOON, booked_at=NOON
    )
    assert policy.rank(NOON + timedelta(minutes=16), booked_at=NOON) > policy.rank(
        NOON, booked_at=NOON
    )


def test_too_late_for_an_appointment_counts_from_the_arrival_with_a_head_start():
    late = NOON + policy.LATE_TOLERANCE + timedelta(minutes=1)
    assert policy.rank(late, booked_at=NOON) == policy.rank(late - HEAD_START[Priority.APPOINTMENT])


def test_every_live_state_can_be_left_and_the_ends_are_ends():
    left = {source for move in MOVES.values() for source in move.sources}
    assert set(policy.LIVE) <= left
    assert left - set(policy.LIVE) == {State.NO_SHOW}, "only a no-show gets a second chance"


def test_only_waiting_people_are_called():
    assert MOVES["call"].sources == (State.WAITING,)
    assert not policy.allowed("call", State.CALLED)


@given(moments, bookings)
def test_a_promise_never_breaks_before_its_standard(at, booked):
    standard = timedelta(minutes=15)
    due = policy.promise_due(at, standard, booked)
    assert due >= at + standard
    assert booked is None or due >= booked + standard


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_the_expected_wait_is_the_work_ahead_shared_by_the_counters(seconds, counters):
    wait = policy.expected_wait(timedelta(seconds=seconds), counters)
    assert wait * max(1, counters) == pytest.approx(
        timedelta(seconds=seconds), abs=timedelta(seconds=1)
    )
