"""Which times are free. Pure: a day at a schedule is a row of bits, a free time is found by shifting.

A day is cut into cells of five minutes, counted from the local midnight, so that a day of 23 or 25
hours is only shorter or longer. A *lane* is one counter's time set aside for those who book; all
lanes of a day stand one after another in one whole number, with a margin between them, and one
operation on that number looks at every lane at once.

Two bit rows say what is taken, because of the buffers. Between two neighbours at least the longer of
"after" of the first and "before" of the second stays free. `until_free` holds every appointment with
its "after", `from_ready` with its "before". Two that overlap in the first are too near by the
first's "after", in the second by the second's "before"; near enough in neither is far enough for
both. The database forbids the same overlaps by two exclusion constraints (models.Appointment).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

CELL = timedelta(minutes=5)
CELLS = 300  # the longest local day has 25 hours
HOUR = 12
_MARGIN = 42  # no buffer is longer: three and a half hours
_LANE = CELLS + 2 * _MARGIN
_LANE_BITS = (1 << _LANE) - 1
LONGEST_BUFFER = CELL * _MARGIN


def cells(span: timedelta) -> int:
    """How many cells a span needs; a cell begun is a cell taken."""
    return -(-span // CELL)


def lanes(counters: int, share: int) -> list[float]:
    """How much of each lane may be booked, when `share` percent of so many counters' time may.

    Two counters at 50 % are one lane; three are one and a half; one counter is half a lane, of
    which the first half of every hour may be booked. The rest is for those who just come.
    """
    whole, part = divmod(counters * share, 100)
    return [1.0] * whole + ([part / 100] if part else [])


@dataclass(frozen=True)
class Stretch:
    """From one cell to another, with so many counters at work."""

    start: int
    end: int
    counters: int


@dataclass(frozen=True)
class Open:
    """What of a day may be booked: in `whole` lanes at any time, in the `partial` ones in `windows` of
    each hour; `fraction` is how much of a partial lane may be booked, `count` how many lanes there are.
    """

    whole: int = 0
    partial: int = 0
    windows: int = 0
    fraction: float = 1.0
    count: int = 0


@dataclass(frozen=True)
class Taken:
    """What of a day is taken, with what comes after each appointment and with what comes before."""

    until_free: int = 0
    from_ready: int = 0


@dataclass(frozen=True)
class Wanted:
    """A time as it is looked for, in cells: its length, and what stays free before and after it."""

    length: int
    before: int = 0
    after: int = 0


def span(start: int, end: int, lane: int = 0) -> int:
    """The bits of the cells from `start` to `end` of a lane; up to the margin they may lie outside the day."""
    if end <= start:
        return 0
    return ((1 << (end - start)) - 1) << (lane * _LANE + _MARGIN + start)


def in_lanes(of_lane: int, count: int) -> int:
    """The cells of one lane, from the first of the day on, in each of so many lanes."""
    found = 0
    for lane in range(count):
        found |= of_lane << (lane * _LANE + _MARGIN)
    return found


@lru_cache(maxsize=4_096)
def opened(stretches: tuple[Stretch, ...], share: int) -> Open:
    """What of a day with these stretches may be booked."""
    whole = partial = windows = count = 0
    fraction = 1.0
    for each in stretches:
        shares = lanes(each.counters, share)
        count = max(count, len(shares))
        for lane, part in enumerate(shares):
            bits = span(each.start, each.end, lane)
            if part == 1.0:
                whole |= bits
            else:
                partial |= bits
                windows |= bits & _hourly(lane, max(1, int(HOUR * part)))
                fraction = min(fraction, part)
    return Open(whole, partial, windows, fraction, count)


@lru_cache(maxsize=1_024)
def _hourly(lane: int, length: int) -> int:
    """The first `length` cells of every hour of a lane."""
    found = 0
    for start in range(0, CELLS, HOUR):
        found |= span(start, start + length, lane)
    return found


@lru_cache(maxsize=1_024)
def _grid(count: int, step: int) -> int:
    """The cells at which a time may begin, in so many lanes."""
    found = 0
    for lane in range(count):
        for start in range(0, CELLS, step):
            found |= span(start, start + 1, lane)
    return found


def _runs(bits: int, length: int) -> int:
    """The positions from which `length` bits in a row are set."""
    found, known = bits, 1
    while known < length:
        more = min(known, length - known)
        found &= found >> more
        known += more
    return found


def reach(day: Open, wanted: Wanted, lane: int, start: int) -> int:
    """How many cells from its start an appointment keeps its lane from the next, "after" included."""
    in_part = day.partial >> (lane * _LANE + _MARGIN + start) & 1
    return _long(day, wanted) if in_part else wanted.length + wanted.after


def _window(day: Open) -> int:
    return max(1, int(HOUR * day.fraction))


def _long(day: Open, wanted: Wanted) -> int:
    """In a partial lane what is longer than the hour's window takes its share of what follows, too:
    40 minutes of a half lane keep it for 80. Never more than the margin longer than itself.
    """
    own = wanted.length + wanted.after
    if wanted.length <= _window(day):
        return own
    stretched = math.ceil(wanted.length / day.fraction)
    return max(own, min(stretched, wanted.length + _MARGIN))


def starts(day: Open, taken: Taken, wanted: Wanted, step: int) -> int:
    """The cells of all lanes at which `wanted` may begin, every `step` cells of the clock."""
    everything = (1 << (day.count * _LANE)) - 1
    after = everything & ~taken.until_free
    ready = _runs(everything & ~taken.from_ready, wanted.before + wanted.length) << wanted.before
    grid = ready & _grid(day.count, step)
    found = _runs(day.whole, wanted.length) & _runs(after, wanted.length + wanted.after)
    if day.partial:
        is_long = wanted.length > _window(day)
        part = _runs(day.partial if is_long else day.windows, wanted.length)
        if is_long:
            part &= _grid(day.count, HOUR)
        found |= part & _runs(after, _long(day, wanted))
    return found & grid


def not_before(bits: int, cell: int, count: int) -> int:
    """Of the starts in `bits` those from `cell` on."""
    later = 0
    for lane in range(count):
        later |= span(max(0, cell), CELLS, lane)
    return bits & later


def by_lane(bits: int) -> Iterator[tuple[int, int]]:
    """(lane, its bits from the first cell on) of every lane with a bit set."""
    lane = 0
    while bits:
        of_lane = bits & _LANE_BITS
        if of_lane:
            yield lane, of_lane >> _MARGIN
        bits >>= _LANE
        lane += 1


def first(bits: int) -> int | None:
    """The earliest cell set in any lane."""
    found = [(of_lane & -of_lane).bit_length() - 1 for _lane, of_lane in by_lane(bits)]
    return min(found, default=None)


def tally(bits: int) -> dict[int, int]:
    """How many lanes are free at each cell, the earliest cell first."""
    found: dict[int, int] = {}
    for _lane, of_lane in by_lane(bits):
        while of_lane:
            low = of_lane & -of_lane
            cell = low.bit_length() - 1
            found[cell] = found.get(cell, 0) + 1
            of_lane ^= low
    return dict(sorted(found.items()))


def lanes_at(bits: int, cell: int) -> list[int]:
    """The lanes that are free at a cell."""
    return [lane for lane, of_lane in by_lane(bits) if of_lane >> cell & 1]


def drawn(rows: Iterable[tuple[int, int, int, int, int]]) -> Taken:
    """What is taken by rows of (lane, from ready, start, end, until free), in cells."""
    until_free = from_ready = 0
    for lane, ready, start, end, free in rows:
        until_free |= span(start, free, lane)
        from_ready |= span(ready, end, lane)
    return Taken(until_free, from_ready)


def much(day: Open, taken: Taken) -> tuple[int, int]:
    """How many cells of a day may be booked, and how many of those are."""
    room = day.whole | day.windows
    return room.bit_count(), (room & taken.until_free).bit_count()


def fullness(day: Open, taken: Taken, hour: int) -> float:
    """The share of the bookable time of an hour (0 to 24) that is booked; 1 when none is bookable."""
    of_hour = 0
    for lane in range(day.count):
        of_hour |= span(hour * HOUR, (hour + 1) * HOUR, lane)
    room = (day.whole | day.windows) & of_hour
    if not room:
        return 1.0
    return (room & taken.until_free).bit_count() / room.bit_count()


def calmest_hour(day: Open, taken: Taken, bits: int) -> int | None:
    """The hour with a free start among `bits` of which least is booked; the earlier of equals."""
    hours = {cell // HOUR for cell in tally(bits)}
    return min(sorted(hours), key=lambda hour: fullness(day, taken, hour), default=None)
