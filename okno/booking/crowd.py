"""Nothing is sold beside those who stand where nothing is open any more. Pure.

A schedule that is lowered, or blocked for a while, displaces nobody: whoever is booked in a lane that is closed
by now stands, and is served by one of the counters that are left. So as long as they stay a lane that is free
is not theirs to sell. Where a day has not shrunk nobody stands outside, and all is as `grid` says.
"""

from collections.abc import Iterable
from dataclasses import replace

from okno.booking import grid
from okno.booking.grid import Open, Taken


def left(day: Open, taken: Taken) -> Open:
    """What of a day may still be booked beside those who stand outside of its lanes.

    A cell is closed in every whole lane when as many stand there as there are whole lanes; an hour is closed in
    the partial lanes when at any time in it more do, because then these already serve somebody.
    """
    standing = taken.until_free & taken.from_ready
    opened = day.whole | day.partial
    outside = standing & ~opened
    if not outside or not _cells(outside) & _whole_hours(_cells(opened)):
        return day
    crowd, room = _counted(standing & ~day.partial), _counted(day.whole)
    spare = _more(room, crowd)
    full = _cells(outside) & ~spare
    hours = _whole_hours(_more(crowd, room))
    return replace(
        day,
        whole=day.whole & ~grid.in_lanes(full, day.count),
        partial=day.partial & ~grid.in_lanes(hours, day.count),
        windows=day.windows & ~grid.in_lanes(hours, day.count),
    )


def _counted(bits: int) -> list[int]:
    """The cells in which at least one lane is set, at least two, and so on."""
    rows: list[int] = []
    for _lane, carried in grid.by_lane(bits):
        for nth, row in enumerate(rows):
            rows[nth], carried = row | carried, row & carried
        if carried:
            rows.append(carried)
    return rows


def _more(some: list[int], than: list[int]) -> int:
    """The cells in which the first count is the greater."""
    others = [*than, *[0] * len(some)]
    return _any(row & ~other for row, other in zip(some, others, strict=False))


def _cells(bits: int) -> int:
    """The cells in which any lane is set."""
    return _any(of_lane for _lane, of_lane in grid.by_lane(bits))


def _any(rows: Iterable[int]) -> int:
    found = 0
    for row in rows:
        found |= row
    return found


def _whole_hours(bits: int) -> int:
    """Every cell of the hours in which a cell is set."""
    of_hour = (1 << grid.HOUR) - 1
    starts = range(0, grid.CELLS, grid.HOUR)
    return _any(of_hour << start for start in starts if bits >> start & of_hour)
