"""Fit okno/planning/data/profile.json to the real queue logs.

    python -m tools.fit_profile [DATA_FOLDER]        (default ../shared/data)

Rewrites the figures marked "fitted"; facts, assumptions and the words of method in that file are
written by hand and stay. The same logs give the same file. README.md of the room tells the method.
"""

import csv
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, median, pvariance, variance
from typing import Any

from okno.planning.profile import FITTED
from okno.planning.themes import purpose_of, theme_of

DATA = Path(__file__).parents[2] / "shared" / "data"
NOT_ORDINARY = {
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 1, 6),
}  # New Year's Eve and two holidays
OPENS, CLOSES = 8, 16  # Tuesday to Friday, as the log shows; on Mondays it goes on until 18:00
QUARTERS = (CLOSES - OPENS) * 4
GAP = timedelta(minutes=20)  # a snapshot is due every 5 minutes; a longer silence hides arrivals
STEP = timedelta(minutes=6)
JUMP = 15  # more calls than that within 5 minutes at one window is a counter set by hand
PLAUSIBLE = 2  # calls one window can really make in 5 minutes when a service takes 6 or more
SLOW = 6.0
WAIT_BANDS = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120)
MIGRATION = 0.05  # assumed: the district offices of Warsaw do not do it
ASKING = 0.12  # assumed: the log does not tell who only asks


@dataclass(frozen=True)
class Snapshot:
    """A queue at a moment: windows open, people waiting, tickets called since the morning."""

    at: datetime
    windows: int
    waiting: int
    called: int


@dataclass(frozen=True)
class QueueDay:
    """One queue of one office on one day, with its snapshots in order."""

    office: str
    queue_id: str
    queue: str
    on: date
    snapshots: tuple[Snapshot, ...]

    def has_gap(self) -> bool:
        """Whether the log fell silent while the office was open."""
        return any(b.at - a.at > GAP and a.at.hour < CLOSES for a, b in pairwise(self.snapshots))

    def arrivals(self) -> Iterator[datetime]:
        """The moment each ticket was issued, spread evenly between the two snapshots around it."""
        issued = 0
        before = self.snapshots[0].at - timedelta(minutes=5)
        for snapshot in self.snapshots:
            new = snapshot.called + snapshot.waiting - issued
            if new > 0:
                yield from (before + (snapshot.at - before) * ((i + 0.5) / new) for i in range(new))
                issued += new
            before = snapshot.at

    def busy_steps(self) -> Iterator[tuple[Snapshot, Snapshot]]:
        """Neighbouring snapshots between which somebody always waited and a window was open."""
        for a, b in pairwise(self.snapshots):
            busy = a.waiting and b.waiting and a.windows and b.windows
            if busy and b.at - a.at <= STEP and b.called - a.called <= JUMP:
                yield a, b


def fit(data: Path = DATA) -> dict[str, dict[str, Any]]:
    """The fitted figures of profile.json, from the logs under `data`: name -> value and n, what it was counted on.

    A missing file is an ordinary FileNotFoundError.
    """
    folder = data / "warsaw_queues"
    days = list(_queue_days(_read(folder / "snapshots.csv.xz")))
    silent = {(day.office, day.on) for day in days if day.has_gap()}
    good = [
        day for day in days if day.on not in NOT_ORDINARY and (day.office, day.on) not in silent
    ]
    midweek = [day for day in good if day.on.weekday() in (1, 2, 3, 4)]
    office_days = len({(day.office, day.on) for day in midweek})
    gone = _gone_by_wait(days, _waits_by_call(_read(folder / "tickets.csv.xz")))
    calls = sum(n for _, n, _ in gone)
    no_show, patience = _fit_patience(gone)
    shape, tickets = _shape(midweek)
    themes, named = _themes(good)
    purposes, sorted_out = _purposes(good)
    cv2, queues = _duration_cv2(days)
    return {
        "arrival_shape": {"value": shape, "n": f"{tickets} tickets of {office_days} office-days"},
        "warsaw_weekdays": {
            "value": _weekdays(good),
            "n": f"{len({(day.office, day.on) for day in good})} office-days",
        },
        "day_variation": {"value": _day_variation(midweek), "n": f"{office_days} office-days"},
        "themes": {"value": themes, "n": f"{named} tickets"},
        "purposes": {"value": purposes, "n": f"{sorted_out} tickets"},
        "no_show": {"value": no_show, "n": f"{calls} calls"},
        "patience_minutes": {"value": patience, "n": f"{calls} calls"},
        "gone_by_wait": {"value": gone, "n": f"{calls} calls"},
        "duration_cv2": {"value": cv2, "n": f"{queues} queues"},
        "window_minutes": {"value": _window_minutes(days), "n": "calls are the third number"},
    }


def refreshed(
    profile: Mapping[str, Any], fitted: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The profile with the fitted figures renewed; facts, assumptions and every word of explanation stay.

    Refuses when the figures marked as fitted are not exactly those that were fitted.
    """
    marked = {name for name, figure in profile["figures"].items() if figure["basis"] == "fitted"}
    if odd := marked ^ set(fitted):
        raise ValueError(f"fitted here or there only: {', '.join(sorted(odd))}")
    return {
        **profile,
        "figures": {
            name: figure | fitted.get(name, {}) for name, figure in profile["figures"].items()
        },
    }


def rendered(profile: Mapping[str, Any]) -> str:
    """The text of profile.json: one line for each part of a figure, so that a changed figure is a changed line."""

    def block(parts: Mapping[str, Any], depth: int) -> str:
        pad = "  " * depth
        lines = [
            f"{pad}  {json.dumps(name)}: "
            + (
                block(part, depth + 1)
                if depth < 2 and isinstance(part, dict)
                else json.dumps(part, ensure_ascii=False)
            )
            for name, part in parts.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{pad}}}"

    return block(profile, 0) + "\n"


def _read(path: Path) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _queue_days(rows: Sequence[Mapping[str, str]]) -> Iterator[QueueDay]:
    groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = defaultdict(list)
    for row in rows:
        groups[row["office"], row["queue_id"], row["ts"][:10]].append(row)
    for (office, queue_id, on), group in groups.items():
        base = _number_before_the_first(group)
        called = 0
        snapshots = []
        for row in group:
            called = max(called, int(row["ticket_no"]) - base) if row["ticket_no"] else called
            at = datetime.fromisoformat(row["ts"])
            snapshots.append(
                Snapshot(at, int(row["windows_open"]), int(row["people_waiting"]), called)
            )
        yield QueueDay(
            office, queue_id, group[0]["queue_name"], date.fromisoformat(on), tuple(snapshots)
        )


def _number_before_the_first(group: Sequence[Mapping[str, str]]) -> int:
    """Series begin at 1 or at 501; a queue first seen further on began where it was first seen."""
    first = next((int(row["ticket_no"]) for row in group if row["ticket_no"]), 1)
    return next((base for base in (0, 500) if base < first <= base + 20), first - 1)


def _shape(days: Sequence[QueueDay]) -> tuple[list[float], int]:
    counts = Counter(
        (at.hour - OPENS) * 4 + at.minute // 15
        for day in days
        for at in day.arrivals()
        if at.hour < CLOSES
    )
    first = counts[-1] + counts[0]  # some come before the door opens
    steps = [first, *(counts[step] for step in range(1, QUARTERS))]
    return [round(step / sum(steps), 4) for step in steps], sum(steps)


def _visits(days: Sequence[QueueDay]) -> dict[str, dict[date, int]]:
    """Visits per office and day, days on which an office gave no ticket left out."""
    visits: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for day in days:
        if count := sum(1 for _ in day.arrivals()):
            visits[day.office][day.on] += count
    return visits


def _weekdays(days: Sequence[QueueDay]) -> list[float]:
    relative: dict[int, list[float]] = defaultdict(list)
    for by_day in _visits(days).values():
        usual = fmean(count for on, count in by_day.items() if on.weekday() != 0)
        for on, count in by_day.items():
            relative[on.weekday()].append(count / usual)
    return [round(fmean(relative[weekday]), 2) for weekday in range(5)]


def _day_variation(days: Sequence[QueueDay]) -> float:
    offices = [list(by_day.values()) for by_day in _visits(days).values()]
    excess = [
        (fmean(counts), max(0.0, variance(counts) - fmean(counts)) / fmean(counts) ** 2)
        for counts in offices
    ]
    return round(sqrt(sum(size * cv2 for size, cv2 in excess) / sum(size for size, _ in excess)), 3)


def _themes(days: Sequence[QueueDay]) -> tuple[dict[str, float], int]:
    """Shares by skill of the tickets whose queue has a known subject, with the assumed share of migration."""
    counts: Counter[str] = Counter()
    for day in days:
        theme = theme_of(day.queue)
        if theme and "wieczyst" not in day.queue.casefold():
            counts[theme.skill] += sum(1 for _ in day.arrivals())
    named = counts.total()
    shares = {
        skill: round(count / named * (1 - MIGRATION), 3) for skill, count in sorted(counts.items())
    }
    return shares | {"migration": MIGRATION}, named


def _purposes(days: Sequence[QueueDay]) -> tuple[dict[str, float], int]:
    """Filing against receiving where there are queues for receiving only, with the assumed share of asking."""
    counts: Counter[str] = Counter()
    for day in days:
        theme = theme_of(day.queue)
        if theme and theme.skill in ("passports", "driving"):
            counts[purpose_of(day.queue)] += sum(1 for _ in day.arrivals())
    both = counts.total()
    receive = round(counts["receive"] / both * (1 - ASKING), 3)
    return {"file": round(1 - ASKING - receive, 3), "ask": ASKING, "receive": receive}, both


def _waits_by_call(tickets: Sequence[Mapping[str, str]]) -> dict[tuple[str, str, str], list[float]]:
    waits: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for ticket in tickets:
        waits[ticket["office"], ticket["queue_id"], ticket["called_by"][:16]].append(
            float(ticket["wait_min"])
        )
    return waits


def _single(days: Sequence[QueueDay]) -> dict[tuple[str, str], list[list[int]]]:
    """Calls per busy 5 minutes at the only open window: per queue, runs of steps without a break."""
    runs: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for day in days:
        last = None
        for a, b in day.busy_steps():
            if a.windows == b.windows == 1:
                if last != a.at:
                    runs[day.office, day.queue_id].append([])
                runs[day.office, day.queue_id][-1].append(b.called - a.called)
                last = b.at
    return runs


def _gone_by_wait(
    days: Sequence[QueueDay], waits: Mapping[tuple[str, str, str], Sequence[float]]
) -> list[tuple[float, int, float]]:
    slow = set()
    for queue, runs in _single(days).items():
        steps = [calls for run in runs for calls in run]
        calm = [calls for calls in steps if calls <= PLAUSIBLE]
        if len(steps) >= 60 and 5 * len(calm) >= SLOW * sum(calm):
            slow.add(queue)
    bands: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for day in days:
        if (day.office, day.queue_id) not in slow:
            continue
        for a, b in pairwise(day.snapshots):
            calls = b.called - a.called
            if (
                a.windows == b.windows == 1
                and a.waiting
                and b.at - a.at <= STEP
                and 0 < calls <= JUMP
            ):
                for wait in waits.get((day.office, day.queue_id, f"{b.at:%Y-%m-%d %H:%M}"), ()):
                    band = max(place for place, edge in enumerate(WAIT_BANDS) if edge <= wait)
                    bands[band].append((wait, max(0, calls - PLAUSIBLE) / calls))
    return [
        (
            round(fmean(wait for wait, _ in seen), 1),
            len(seen),
            round(fmean(share for _, share in seen), 3),
        )
        for _, seen in sorted(bands.items())
    ]


def _fit_patience(gone: Sequence[tuple[float, int, float]]) -> tuple[float, int]:
    """Weighted least squares of log(still here) on the wait, over bands with at least 40 calls."""
    points = [(wait, log(1 - share), n) for wait, n, share in gone if n >= 40]
    weight = sum(n for *_, n in points)
    x, y = (sum(point[axis] * point[2] for point in points) / weight for axis in (0, 1))
    spread = sum(n * (wait - x) ** 2 for wait, _, n in points)
    slope = sum(n * (wait - x) * (here - y) for wait, here, n in points) / spread
    return round(1 - exp(y - slope * x), 3), round(-1 / slope)


def _duration_cv2(days: Sequence[QueueDay]) -> tuple[float, int]:
    ratios = []
    for runs in _single(days).values():
        halves = [
            sum(min(PLAUSIBLE, calls) for calls in run[start : start + 6])
            for run in runs
            for start in range(0, len(run) - 5, 6)
        ]
        if (
            len(halves) >= 15 and fmean(halves) >= 1.5
        ):  # slower queues call too rarely for a half-hour to tell
            ratios.append(pvariance(halves) / fmean(halves))
    return round(median(ratios), 2), len(ratios)


def _window_minutes(days: Sequence[QueueDay]) -> dict[str, tuple[float, float, int]]:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    for day in days:
        theme = theme_of(day.queue)
        for a, b in day.busy_steps() if theme else ():
            minutes = (b.at - a.at).total_seconds() / 60
            total = sums[theme.skill if theme else ""]
            total[0] += minutes
            total[1] += minutes * min(a.windows, b.windows)
            total[2] += b.called - a.called
    return {
        theme: (round(queue / calls, 1), round(windows / calls, 1), int(calls))
        for theme, (queue, windows, calls) in sorted(sums.items())
    }


if __name__ == "__main__":
    now = json.loads(FITTED.read_text(encoding="utf-8"))
    FITTED.write_text(
        rendered(refreshed(now, fit(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))),
        encoding="utf-8",
    )
