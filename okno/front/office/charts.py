"""A day as two charts in plain numbers, for an SVG template: arrivals and waits by quarter of an hour. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
WIDTH, HEIGHT = 600, 150
_STEPS = (1, 2, 5, 10, 15, 20, 30, 50, 60, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Bar:
    """One quarter-hour: where it stands in the picture and what it says. Without anybody, `n` is 0."""

    starts: str
    n: int
    mean: float
    p90: float
    x: float
    y: float
    width: float
    height: float
    mark_y: float
    over: bool


@dataclass(frozen=True)
class Line:
    """A horizontal line of the grid and its number."""

    y: float
    value: int


@dataclass(frozen=True)
class Hour:
    """A word under the picture."""

    x: float
    word: str


@dataclass(frozen=True)
class Chart:
    """Bars over a grid; `usual` are the points of a line to compare with, `limit_y` a limit (None: no limit)."""

    bars: list[Bar]
    grid: list[Line]
    hours: list[Hour]
    usual: str = ""
    limit_y: float | None = None
    width: int = WIDTH
    height: int = HEIGHT


def p90(values: Sequence[float]) -> float:
    """The 90th percentile by nearest rank; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, -(-9 * len(ordered) // 10) - 1)]


def waits(
    waited: Iterable[tuple[datetime, float]],
    *,
    opens: datetime,
    closes: datetime,
    zone: ZoneInfo,
    standard: timedelta,
) -> Chart:
    """Waits (seconds) by the quarter-hour of the call: a bar is the mean, its mark the 90th percentile."""
    slots = _slots(((at, seconds / 60) for at, seconds in waited), opens, closes)
    limit = standard.total_seconds() / 60
    means = [sum(slot) / len(slot) if slot else 0.0 for slot in slots]
    top, step = _scale(max([limit * 1.2, *means, *map(p90, slots)]))
    return Chart(
        bars=_bars(slots, means, top, opens, zone, limit),
        grid=_grid(top, step),
        hours=_hours(len(slots), opens, zone),
        limit_y=_y(limit, top),
    )


def arrivals(
    came: Iterable[datetime],
    usual: Sequence[float] = (),
    *,
    opens: datetime,
    closes: datetime,
    zone: ZoneInfo,
) -> Chart:
    """People who came by quarter-hour; `usual` are 96 quarters of a usual day from midnight, or nothing."""
    slots = _slots(((at, 1.0) for at in came), opens, closes)
    first = opens.astimezone(zone)
    midnight = (first.hour * 60 + first.minute) // 15
    known = list(usual[midnight : midnight + len(slots)])
    top, step = _scale(max([5.0, *(float(len(slot)) for slot in slots), *known]))
    wide = WIDTH / len(slots)
    points = " ".join(
        f"{(nth + 0.5) * wide:.1f},{_y(value, top):.1f}" for nth, value in enumerate(known)
    )
    return Chart(
        bars=_bars(slots, [float(len(slot)) for slot in slots], top, opens, zone),
        grid=_grid(top, step),
        hours=_hours(len(slots), opens, zone),
        usual=points,
    )


def _slots(
    values: Iterable[tuple[datetime, float]], opens: datetime, closes: datetime
) -> list[list[float]]:
    slots: list[list[float]] = [[] for _ in range(max(1, int((closes - opens) / QUARTER)))]
    for at, value in values:
        nth = int((at - opens) / QUARTER)
        if at >= opens and nth < len(slots):
            slots[nth].append(value)
    return slots


def _bars(
    slots: list[list[float]],
    heights: list[float],
    top: float,
    opens: datetime,
    zone: ZoneInfo,
    limit: float | None = None,
) -> list[Bar]:
    step = WIDTH / len(slots)
    return [
        Bar(
            starts=_clock(opens + nth * QUARTER, zone),
            n=len(slot),
            mean=value,
            p90=p90(slot),
            x=round(nth * step + 1, 1),
            y=_y(value, top),
            width=round(step - 2, 1),
            height=round(HEIGHT * value / top, 1),
            mark_y=_y(p90(slot), top),
            over=limit is not None and value > limit,
        )
        for nth, (slot, value) in enumerate(zip(slots, heights, strict=True))
    ]


def _y(value: float, top: float) -> float:
    return round(HEIGHT - HEIGHT * value / top, 1)


def _scale(most: float) -> tuple[int, int]:
    """The top of a picture and the step of its grid, at round numbers: the highest line is above all that is drawn."""
    step = next((step for step in _STEPS if most / step < 4), _STEPS[-1])
    return math.ceil(most / step) * step, step


def _grid(top: int, step: int) -> list[Line]:
    return [Line(_y(value, top), value) for value in range(step, top + 1, step)]


def _hours(count: int, opens: datetime, zone: ZoneInfo) -> list[Hour]:
    """Every second hour from the opening on, not so near the end that the word would stick out."""
    step = WIDTH / count
    return [
        Hour(round(nth * step, 1), _clock(opens + nth * QUARTER, zone))
        for nth in range(0, max(1, count - 2), 8)
    ]


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
