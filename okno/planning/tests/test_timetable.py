"""Acts in order of time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.planning.timetable import Timetable

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.integers(0, 20)))
def test_acts_are_done_in_order_of_time_and_equal_ones_in_order_of_planning(minutes):
    timetable, done = Timetable(), []
    for number, minute in enumerate(minutes):
        timetable.plan(NOON + minute * MINUTE, lambda at, number=number: done.append((at, number)))
    while timetable.next_at():
        timetable.do_next()
    assert done == sorted(done)
    assert len(done) == len(minutes)


def test_a_clock_that_ran_on_gives_the_later_moment_and_time_never_goes_back():
    timetable, done = Timetable(), []
    for minute in (1, 2):
        timetable.plan(NOON + minute * MINUTE, done.append)
    timetable.do_next(NOON + 5 * MINUTE)
    timetable.do_next(NOON + 3 * MINUTE)
    assert done == [NOON + 5 * MINUTE] * 2


def test_an_act_that_failed_is_tried_again():
    timetable, tries = Timetable(), []

    def act(at):
        tries.append(at)
        if len(tries) == 1:
            raise ConnectionError

    timetable.plan(NOON, act)
    with pytest.raises(ConnectionError):
        timetable.do_next()
    timetable.do_next()
    assert tries == [NOON, NOON]
    assert timetable.next_at() is None
