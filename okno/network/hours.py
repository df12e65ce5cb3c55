"""When a place is open: weekly hours, closures and holidays turned into intervals. Pure.

A place has its week: a service its own when it has one (it may be later than the centre's), else the
centre's. Whatever else touches a day only takes away: a holiday and a closure take all, a shortening
leaves what lies within it. City, centre and service shorten together: open is what all of them leave,
so their order says nothing, and no exception ever opens a place outside its week.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LOOK_AHEAD = 60


@dataclass(frozen=True)
class Exceptional:
    """Days that differ: closed, or open only within `opens` to `closes`."""

    starts_on: date
    ends_on: date
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class Pattern:
    """A place's week, its exceptions and the holidays on which it is closed."""

    zone: ZoneInfo
    week: dict[int, list[tuple[time, time]]]
    exceptions: list[Exceptional] = field(default_factory=list)
    holidays: frozenset[date] = frozenset()

    def intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open intervals of a local date, aware, in the place's zone."""
        hours = [] if day in self.holidays else self.week.get(day.weekday(), [])
        for exception in self.exceptions:
            if exception.starts_on <= day <= exception.ends_on:
                hours = _within(hours, exception)
        return [
            (datetime.combine(day, opens, self.zone), datetime.combine(day, closes, self.zone))
            for opens, closes in sorted(hours)
        ]

    def is_open(self, at: datetime) -> bool:
        """Open at this moment (the closing minute is closed)."""
        day = at.astimezone(self.zone).date()
        return any(opens <= at < closes for opens, closes in self.intervals(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment after `at` when it opens, within two months; None if never."""
        day = at.astimezone(self.zone).date()
        for ahead in range(_LOOK_AHEAD):
            for opens, _closes in self.intervals(day + timedelta(days=ahead)):
                if opens > at:
                    return opens
        return None


def _within(hours: list[tuple[time, time]], shorter: Exceptional) -> list[tuple[time, time]]:
    """What an exception leaves of a day's hours."""
    if shorter.opens is None or shorter.closes is None:
        return []
    left = [(max(opens, shorter.opens), min(closes, shorter.closes)) for opens, closes in hours]
    return [(opens, closes) for opens, closes in left if opens < closes]
