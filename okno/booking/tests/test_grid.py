"""The arithmetic of free times, against the same said slowly."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.booking import grid, policy
from okno.booking.grid import Open, Stretch, Taken, Wanted

HOUR = grid.HOUR


def test_half_of_the_counters_may_be_booked():
    assert grid.lanes(2, 50) == [1.0]
    assert grid.lanes(3, 50) == [1.0, 0.5]
    assert grid.lanes(1, 50) == [0.5]
    assert grid.lanes(4, 100) == [1.0] * 4
    assert grid.lanes(0, 50) == []


def test_a_cell_begun_is_taken():
    assert grid.cells(timedelta(minutes=15)) == 3
    assert grid.cells(timedelta(minutes=16)) == 4


def test_an_empty_day_is_free_from_opening_to_the_last_start_that_fits():
    day = grid.opened((Stretch(96, 108, 2),), 50)
    free = grid.tally(grid.starts(day, Taken(), Wanted(3), 3))
    assert free == {96: 1, 99: 1, 102: 1, 105: 1}


def test_one_counter_is_booked_in_the_first_half_of_each_hour():
    day = grid.opened((Stretch(96, 120, 1),), 50)
    free = grid.tally(grid.starts(day, Taken(), Wanted(3), 3))
    assert list(free) == [96, 99, 108, 111]


def test_what_is_longer_than_half_an_hour_takes_twice_its_time_of_one_counter():
    day = grid.opened((Stretch(96, 144, 1),), 50)
    wanted = Wanted(8)  # 40 minutes
    assert list(grid.tally(grid.starts(day, Taken(), wanted, 3))) == [96, 108, 120, 132]
    assert grid.reach(day, wanted, 0, 96) == 16
    taken = grid.drawn([(0, 96, 96, 104, 96 + 16)])
    assert list(grid.tally(grid.starts(day, taken, wanted, 3))) == [120, 132]


def test_the_larger_of_two_buffers_stays_free_in_both_directions():
    """The one before needs 15 minutes after, the one to come 5 before: 15; and the other way round."""
    day = grid.opened((Stretch(96, 144, 2),), 50)
    earlier = grid.drawn([(0, 96, 96, 99, 99 + 3)])
    assert grid.first(grid.starts(day, earlier, Wanted(3, before=1), 1)) == 102
    assert grid.first(grid.starts(day, earlier, Wanted(3, before=5), 1)) == 104
    later = grid.drawn([(0, 110 - 2, 110, 113, 113)])
    ends = max(c for c in grid.tally(grid.starts(day, later, Wanted(3, after=4), 1)) if c < 110)
    assert ends + 3 + 4 == 110
    ends = max(c for c in grid.tally(grid.starts(day, later, Wanted(3, after=1), 1)) if c < 110)
    assert ends + 3 + 2 == 110


def test_the_calmest_hour_is_the_one_with_least_booked():
    day = grid.opened((Stretch(96, 132, 2),), 50)
    taken = grid.drawn([(0, 96, 96, 102, 102), (0, 120, 120, 123, 123)])
    free = grid.starts(day, taken, Wanted(3), 3)
    assert grid.calmest_hour(day, taken, free) == 9
    assert grid.calmest_hour(day, taken, 0) is None


def test_two_no_shows_ask_for_a_word_and_nothing_harder():
    assert [policy.asks_for_a_word(n) for n in (0, 1, 2, 5)] == [False, False, True, True]


@pytest.mark.parametrize("act", sorted(policy.MOVES))
def test_no_act_leads_out_of_an_end_but_coming_late(act):
    sources, target = policy.MOVES[act]
    ends = {policy.State.FULFILLED, policy.State.CANCELLED, policy.State.EXPIRED}
    assert not ends & set(sources)
    assert all(policy.allowed(act, each) for each in sources)
    assert target in policy.State


# the same said slowly

stretches = st.builds(
    lambda start, length, counters: Stretch(start, min(start + length, grid.CELLS), counters),
    st.integers(0, 280),
    st.integers(1, 150),
    st.integers(0, 5),
)
lengths = st.builds(Wanted, st.integers(1, 12), before=st.integers(0, 8), after=st.integers(0, 8))


@st.composite
def days(draw):
    """A day, and appointments put into it one after another wherever `starts` said they fit."""
    share = draw(st.sampled_from([25, 50, 75, 100]))
    day = grid.opened((draw(stretches),), share)
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        wanted = draw(lengths)
        free = grid.starts(day, grid.drawn(rows), wanted, draw(st.sampled_from([1, 3])))
        spots = [(lane, cell) for cell in grid.tally(free) for lane in grid.lanes_at(free, cell)]
        if spots:
            lane, start = draw(st.sampled_from(spots))
            end = start + wanted.length
            until = start + grid.reach(day, wanted, lane, start)
            rows.append((lane, start - wanted.before, start, end, until))
    return day, rows


def _slowly(day: Open, rows, wanted: Wanted, lane: int, start: int) -> bool:
    """Whether an appointment fits, cell by cell and neighbour by neighbour."""
    end = start + wanted.length
    inside = [day.whole & grid.span(cell, cell + 1, lane) for cell in range(start, end)]
    partial = [day.partial & grid.span(cell, cell + 1, lane) for cell in range(start, end)]
    windows = [day.windows & grid.span(cell, cell + 1, lane) for cell in range(start, end)]
    after = wanted.length + wanted.after
    if all(inside) or (wanted.length <= max(1, int(HOUR * day.fraction)) and all(windows)):
        pass
    elif wanted.length > max(1, int(HOUR * day.fraction)) and all(partial) and start % HOUR == 0:
        after = grid.reach(day, wanted, lane, start)
    else:
        return False
    for its_lane, its_ready, its_start, its_end, its_free in rows:
        if its_lane != lane:
            continue
        first_then = start + after <= its_start and end <= its_ready
        then_first = its_free <= start and its_end <= start - wanted.before
        if not (first_then or then_first):
            return False
    return True


@given(days(), lengths)
def test_shifting_bits_finds_what_looking_at_every_neighbour_finds(made, wanted):
    day, rows = made
    free = grid.starts(day, grid.drawn(rows), wanted, 1)
    fast = {(lane, cell) for cell in grid.tally(free) for lane in grid.lanes_at(free, cell)}
    slow = {
        (lane, start)
        for lane in range(day.count)
        for start in range(grid.CELLS)
        if _slowly(day, rows, wanted, lane, start)
    }
    assert fast == slow


@given(st.integers(1, 6), st.sampled_from([1, 2, 3, 4, 6]), st.data())
def test_of_an_hour_no_more_than_half_of_the_counters_time_is_booked(counters, length, data):
    """Filled to the brim, in any order, with what fits into half an hour."""
    day = grid.opened((Stretch(96, 144, counters),), 50)
    rows: list[tuple[int, int, int, int, int]] = []
    while True:
        wanted = Wanted(length)
        free = grid.starts(day, grid.drawn(rows), wanted, 1)
        spots = [(lane, cell) for cell in grid.tally(free) for lane in grid.lanes_at(free, cell)]
        if not spots:
            break
        lane, start = data.draw(st.sampled_from(spots))
        reach = grid.reach(day, wanted, lane, start)
        rows.append((lane, start, start, start + length, start + reach))
    for hour in range(8, 12):
        booked = sum(
            max(0, min(end, (hour + 1) * HOUR) - max(start, hour * HOUR))
            for _lane, _ready, start, end, _free in rows
        )
        assert booked <= counters * HOUR / 2
