"""How a day went: counts, waits by quarter-hour, the promise kept. Pure.

Percentiles are nearest-rank: the p-th is the smallest wait that at least p percent of the waits do
not exceed, so each is a wait somebody really had. The median is the 50th.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from pathlib import Path

QUARTER = timedelta(minutes=15)
STANDARD = timedelta(minutes=15)
WORDS = Path(__file__).parent / "data" / "report_words.json"


@dataclass(frozen=True)
class Visit:
    """What became of one visitor: only moments that happened are set.

    `left_at` is when they gave up waiting; `no_show` that they were called and did not come;
    `promise_broken` that they were not called within the centre's standard.
    """

    arrived_at: datetime
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    left_at: datetime | None = None
    no_show: bool = False
    promise_broken: bool = False

    @property
    def wait(self) -> timedelta | None:
        """From arrival to the first call; None for those never called."""
        return self.called_at - self.arrived_at if self.called_at else None


@dataclass(frozen=True)
class Waits:
    """The waits of those who were called. With nobody called, n is 0 and the rest None."""

    n: int
    mean: timedelta | None
    median: timedelta | None
    p90: timedelta | None
    longest: timedelta | None
    within_standard: float | None

    @classmethod
    def of(cls, waits: Sequence[timedelta], standard: timedelta) -> "Waits":
        """The figures of these waits; `within_standard` is a share from 0 to 1, the standard itself included."""
        if not waits:
            return cls(0, None, None, None, None, None)
        ordered = sorted(waits)
        within = sum(wait <= standard for wait in ordered) / len(ordered)
        mean = sum(ordered, timedelta()) / len(ordered)
        return cls(
            len(ordered),
            mean,
            percentile(ordered, 50),
            percentile(ordered, 90),
            ordered[-1],
            within,
        )


@dataclass(frozen=True)
class Quarter:
    """A quarter-hour: who arrived in it, who of them left uncalled, and how long the others waited."""

    starts_at: datetime
    arrived: int
    left: int
    waits: Waits


@dataclass(frozen=True)
class DayReport:
    """A day in figures. Every visit is counted once: served, left, no-show, or unfinished."""

    visits: int
    served: int
    left: int
    no_shows: int
    unfinished: int
    promise_broken: int
    standard: timedelta
    waits: Waits
    quarters: tuple[Quarter, ...]

    @property
    def promise_kept(self) -> float | None:
        """The share of visits, from 0 to 1, whose promise was not broken; None on a day without visits."""
        return 1 - self.promise_broken / self.visits if self.visits else None

    def as_dict(self) -> dict[str, object]:
        """For JSON: waits in seconds, shares from 0 to 1, moments in ISO 8601."""
        return {
            "visits": self.visits,
            "served": self.served,
            "left": self.left,
            "no_shows": self.no_shows,
            "unfinished": self.unfinished,
            "promise_broken": self.promise_broken,
            "promise_kept": self.promise_kept,
            "standard_seconds": self.standard.total_seconds(),
            "waits": _waits_dict(self.waits),
            "quarters": [
                {
                    "starts_at": quarter.starts_at.isoformat(),
                    "arrived": quarter.arrived,
                    "left": quarter.left,
                }
                | _waits_dict(quarter.waits)
                for quarter in self.quarters
            ],
        }

    def as_text(self, language: str = "ru") -> str:
        """A plain text table in ru or en, times as the arrivals' own clocks showed them."""
        say = words(language)
        mark = say["decimal_mark"]
        minutes = int(self.standard.total_seconds() // 60)
        head = [
            (say["visits"], str(self.visits)),
            (say["served"], str(self.served)),
            (say["left"], str(self.left)),
            (say["no_shows"], str(self.no_shows)),
            (say["unfinished"], str(self.unfinished)),
            (say["mean_wait"], minutes_text(self.waits.mean, mark)),
            (say["median_wait"], minutes_text(self.waits.median, mark)),
            (say["p90_wait"], minutes_text(self.waits.p90, mark)),
            (say["longest_wait"], minutes_text(self.waits.longest, mark)),
            (say["within"].format(minutes=minutes), _percent(self.waits.within_standard, mark)),
            (say["promise_kept"], _percent(self.promise_kept, mark)),
            (say["promise_broken"], str(self.promise_broken)),
        ]
        columns = [
            say[name]
            for name in ("time", "arrived", "left_short", "called", "mean", "median", "p90")
        ]
        columns.append(say["within_short"].format(minutes=minutes))
        rows = [_row(quarter, mark) for quarter in self.quarters]
        return "\n".join(
            [
                *aligned(head),
                "",
                say["promise_means"],
                "",
                say["quarters"],
                *aligned([columns, *rows]),
            ]
        )


def report(visits: Iterable[Visit], standard: timedelta = STANDARD) -> DayReport:
    """The figures of a day. Quarter-hours run from the first arrival's to the last one's, empty ones included.

    A visit belongs to the quarter-hour it arrived in. Somebody called twice waited until the first call.
    """
    ordered = sorted(visits, key=lambda visit: visit.arrived_at)
    fates = [_fate(visit) for visit in ordered]
    return DayReport(
        visits=len(ordered),
        served=fates.count("served"),
        left=fates.count("left"),
        no_shows=fates.count("no_show"),
        unfinished=fates.count("unfinished"),
        promise_broken=sum(visit.promise_broken for visit in ordered),
        standard=standard,
        waits=Waits.of(_waits(ordered), standard),
        quarters=_quarters(ordered, standard),
    )


def percentile(ordered: Sequence[timedelta], percent: int) -> timedelta:
    """The nearest-rank percentile of waits sorted ascending; refuses an empty list and a percent outside 1..100."""
    if not ordered or not 1 <= percent <= 100:
        raise ValueError("a percentile needs at least one wait and a percent from 1 to 100")
    return ordered[ceil(percent * len(ordered) / 100) - 1]


def _fate(visit: Visit) -> str:
    if visit.finished_at:
        return "served"
    if visit.no_show:
        return "no_show"
    return "left" if visit.left_at else "unfinished"


def _waits(visits: Iterable[Visit]) -> list[timedelta]:
    return [visit.wait for visit in visits if visit.wait is not None]


def _quarters(ordered: Sequence[Visit], standard: timedelta) -> tuple[Quarter, ...]:
    if not ordered:
        return ()
    by_start: dict[datetime, list[Visit]] = {}
    at, last = _quarter_of(ordered[0].arrived_at), _quarter_of(ordered[-1].arrived_at)
    while at <= last:
        by_start[at] = []
        at += QUARTER
    for visit in ordered:
        by_start[_quarter_of(visit.arrived_at)].append(visit)
    return tuple(
        Quarter(
            starts_at=start,
            arrived=len(here),
            left=sum(_fate(visit) == "left" for visit in here),
            waits=Waits.of(_waits(here), standard),
        )
        for start, here in by_start.items()
    )


def _quarter_of(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _waits_dict(waits: Waits) -> dict[str, object]:
    def seconds(wait: timedelta | None) -> float | None:
        return None if wait is None else round(wait.total_seconds(), 1)

    return {
        "called": waits.n,
        "mean_seconds": seconds(waits.mean),
        "median_seconds": seconds(waits.median),
        "p90_seconds": seconds(waits.p90),
        "longest_seconds": seconds(waits.longest),
        "within_standard": waits.within_standard,
    }


def words(language: str) -> dict[str, str]:
    """The words of the report in ru or en."""
    return _words()[language]


@cache
def _words() -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return known


def _row(quarter: Quarter, mark: str) -> list[str]:
    waits = quarter.waits
    return [
        f"{quarter.starts_at:%H:%M}",
        str(quarter.arrived),
        str(quarter.left),
        str(waits.n),
        minutes_text(waits.mean, mark),
        minutes_text(waits.median, mark),
        minutes_text(waits.p90, mark),
        _percent(waits.within_standard, mark),
    ]


def minutes_text(wait: timedelta | None, mark: str) -> str:
    """A wait in minutes with one decimal; a dash for none."""
    return "–" if wait is None else f"{wait.total_seconds() / 60:.1f}".replace(".", mark)


def _percent(share: float | None, mark: str) -> str:
    """One decimal, rounded down, so that a promise broken once in two thousand never reads as 100 %."""
    return "–" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f} %".replace(".", mark)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines: the first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
