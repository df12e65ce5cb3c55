"""However a day shrinks, nothing more is sold than what is left of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import crowd, grid, queries
from okno.booking.grid import Stretch, Taken, Wanted
from tests.cast_booking import schedule_of

STEP = 3
SHARES = [25, 50, 75, 100]


def free_of(day, rows, wanted):
    taken = grid.drawn(rows)
    return grid.starts(crowd.left(day, taken), taken, wanted, STEP)


def put(day, rows, wanted, lane, start):
    until = start + grid.reach(day, wanted, lane, start)
    return [*rows, (lane, start - wanted.before, start, start + wanted.length, until)]


def at_once(rows, cell):
    return sum(start <= cell < end for _lane, _ready, start, end, _free in rows)


def whole_lanes(day, cell):
    return sum(bool(day.whole & grid.span(cell, cell + 1, lane)) for lane in range(day.count))


wanteds = st.builds(Wanted, st.integers(1, 14))
stretches = st.builds(Stretch, st.integers(96, 108), st.integers(120, 144), st.integers(0, 5))


@st.composite
def shrunk(draw):
    """A day, what was booked while it was another, and what is looked for now."""
    before = grid.opened((draw(stretches),), draw(st.sampled_from(SHARES)))
    now = grid.opened((draw(stretches),), draw(st.sampled_from(SHARES)))
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        wanted = draw(wanteds)
        spots = _spots(free_of(before, rows, wanted))
        if spots:
            rows = put(before, rows, wanted, *draw(st.sampled_from(spots)))
    return now, rows


def _spots(free):
    return [(lane, cell) for cell in grid.tally(free) for lane in grid.lanes_at(free, cell)]


@given(shrunk(), st.lists(wanteds, min_size=1, max_size=6), st.data())
def test_what_is_sold_after_a_day_has_shrunk_has_a_lane_of_its_own_all_the_time(made, asked, data):
    """Not where as many stand already, in whatever lanes, as there are lanes; in any order of selling."""
    day, rows = made
    for wanted in asked:
        spots = _spots(free_of(day, rows, wanted))
        if not spots:
            continue
        lane, start = data.draw(st.sampled_from(spots))
        for cell in range(start, start + wanted.length):
            partly = bool(day.partial & sum(grid.span(cell, cell + 1, n) for n in range(day.count)))
            assert at_once(rows, cell) < whole_lanes(day, cell) + partly
        rows = put(day, rows, wanted, lane, start)


@given(stretches, st.sampled_from(SHARES), st.lists(wanteds, max_size=8), st.data())
def test_a_day_that_has_not_shrunk_is_left_as_it_is(stretch, share, asked, data):
    day, rows = grid.opened((stretch,), share), []
    for wanted in asked:
        spots = _spots(free_of(day, rows, wanted))
        if spots:
            rows = put(day, rows, wanted, *data.draw(st.sampled_from(spots)))
    assert crowd.left(day, grid.drawn(rows)) is day


def test_an_hour_of_a_part_lane_is_closed_while_it_serves_somebody_from_outside():
    """Four counters, then one: of its hour no more is sold though its first half is free."""
    day = grid.opened((Stretch(96, 132, 1),), 50)
    standing = [(1, 105, 105, 108, 108)]  # a quarter to nine, in a lane that is closed now
    assert list(grid.tally(free_of(day, standing, Wanted(3)))) == [108, 111, 120, 123]
    assert not grid.tally(free_of(day, standing, Wanted(30)))  # longer than what is left in a row


def test_whoever_stands_outside_leaves_the_lanes_that_they_do_not_need():
    day = grid.opened((Stretch(96, 108, 4),), 50)
    one, two = (3, 96, 96, 99, 99), (2, 96, 96, 99, 99)
    assert grid.tally(free_of(day, [one], Wanted(3)))[96] == 2
    assert 96 not in grid.tally(free_of(day, [one, two], Wanted(3)))
    assert free_of(day, [], Wanted(3)) == grid.starts(day, Taken(), Wanted(3), STEP)


# against the database


def free_at(centre, services, starts_at, at):
    wanted = queries.asked([services["passport"]])
    found = queries.free_slots(wanted, centre, first=starts_at.date(), last=starts_at.date(), at=at)
    return sum(slot.free for slot in found if slot.starts_at == starts_at)


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["blocked", "lowered"])
def test_what_comes_free_where_fewer_counters_are_left_is_not_sold_again(
    centre, services, at, book, tomorrow, how
):
    schedule = schedule_of(centre, counters=4, at=at)
    first = book(tomorrow, phone="+79160000001")
    book(tomorrow, phone="+79160000002")
    if how == "blocked":
        booking.block(
            schedule,
            starts_at=tomorrow - timedelta(hours=1),
            ends_at=tomorrow + timedelta(hours=3),
            counters=2,
            reason=Text(ru="Ремонт", en="Repair"),
            at=at,
            by="staff:1",
        )
    else:
        booking.adjust_schedule(schedule, counters=2, share=50, is_active=True, at=at, by="staff:1")
    booking.cancel(first, at=at, by="visitor")
    assert free_at(centre, services, tomorrow, at) == 0
    with pytest.raises(Refusal) as refusal:
        book(tomorrow, phone="+79160000003")
    assert refusal.value.code == "slot_taken"
    beside = tomorrow + timedelta(minutes=15)
    assert free_at(centre, services, beside, at) == 1
    assert book(beside, phone="+79160000003").starts_at == beside


@pytest.mark.django_db
def test_three_who_stand_on_one_counter_are_joined_by_nobody(centre, services, at, book, tomorrow):
    schedule = schedule_of(centre, counters=4, share=100, at=at)
    every = [book(tomorrow, phone=f"+7916000000{nth}") for nth in range(4)]
    booking.cancel(every[0], at=at, by="visitor")
    booking.block(
        schedule,
        starts_at=tomorrow,
        ends_at=tomorrow + timedelta(hours=1),
        counters=1,
        reason=Text(ru="Ремонт", en="Repair"),
        at=at,
        by="staff:1",
    )
    assert free_at(centre, services, tomorrow, at) == 0
    with pytest.raises(Refusal):
        book(tomorrow, phone="+79160000009")
