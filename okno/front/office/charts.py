"""Charts as plain numbers for an SVG template: quarter-hours of a day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
WIDTH, HEIGHT = 640, 160


@dataclass(frozen=True)
class Bar:
    """One quarter-hour: where it stands in the picture and what it says."""

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


def p90(values: Sequence[float]) -> float:
    """The 90th percentile by nearest rank; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, -(-9 * len(ordered) // 10) - 1)]


def quarters(
    waits: Iterable[tuple[datetime, float]],
    *,
    opens: datetime,
    closes: datetime,
    zone: ZoneInfo,
    standard: timedelta,
) -> list[Bar]:
    """Waits (seconds) by the quarter-hour of the call: a bar is the mean, its mark the 90th percentile."""
    count = max(1, int((closes - opens) / QUARTER))
    slots: list[list[float]] = [[] for _ in range(count)]
    for at, seconds in waits:
        nth = int((at - opens) / QUARTER)
        if 0 <= nth < count:
            slots[nth].append(seconds / 60)
    top = max([standard.total_seconds() / 60 * 1.2, *(p90(slot) for slot in slots)])
    step = WIDTH / count
    bars = []
    for number, slot in enumerate(slots):
        mean = sum(slot) / len(slot) if slot else 0.0
        height = HEIGHT * mean / top
        bars.append(
            Bar(
                starts=f"{(opens + number * QUARTER).astimezone(zone):%H:%M}",
                n=len(slot),
                mean=mean,
                p90=p90(slot),
                x=round(number * step + 1, 1),
                y=round(HEIGHT - height, 1),
                width=round(step - 2, 1),
                height=round(height, 1),
                mark_y=round(HEIGHT - HEIGHT * p90(slot) / top, 1),
                over=mean > standard.total_seconds() / 60,
            )
        )
    return bars


def line_at(standard: timedelta, bars: Sequence[Bar]) -> float:
    """The height at which the promise's line stands over these bars."""
    minutes = standard.total_seconds() / 60
    top = max([minutes * 1.2, *(bar.p90 for bar in bars)])
    return round(HEIGHT - HEIGHT * minutes / top, 1)
