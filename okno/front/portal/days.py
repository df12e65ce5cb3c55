"""Free times as a calendar shows them: weeks of days, and the times of one day in its three parts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from okno.booking import queries
from okno.booking.queries import Slot
from okno.network.models import Centre

_NOON, _EVENING = 12, 17


@dataclass(frozen=True)
class Day:
    """A square of the calendar: a day, how many times are free on it, whether it is the chosen one."""

    on: date
    free: int
    is_chosen: bool
    is_bookable: bool


@dataclass(frozen=True)
class Times:
    """A part of the day in a word, and its free times as pairs: the moment as ISO 8601, the clock as one reads it."""

    name: str
    times: list[tuple[str, str]]


@dataclass(frozen=True)
class Calendar:
    """The weeks from this one to the last that may be booked, the day that was chosen, its times."""

    weeks: list[list[Day]]
    chosen: date | None
    parts: list[Times]
    month_names: frozenset[date]

    @property
    def has_free(self) -> bool:
        """Whether anything is free on any day."""
        return any(day.free for week in self.weeks for day in week)

    @property
    def taken(self) -> date | None:
        """The first day that may be booked and on which nothing is free, if there is one."""
        every = (day for week in self.weeks for day in week)
        return next((day.on for day in every if day.is_bookable and not day.free), None)


def calendar(
    slots: Sequence[Slot],
    centre: Centre,
    *,
    chosen: str,
    today: date,
    last: date,
    open_on: Collection[date],
) -> Calendar:
    """The free times of a centre by its own days; `chosen` is a day as ISO 8601, else the first free one. It may be
    booked on the days that are `open_on`.
    """
    by_day = queries.by_day(slots, centre)
    day = _day(chosen, today, last) or min(by_day, default=None)
    monday = today - timedelta(days=today.weekday())
    count = (last - monday).days // 7 + 1
    every = [monday + timedelta(days=nth) for nth in range(count * 7)]
    squares = [Day(each, len(by_day.get(each, ())), each == day, each in open_on) for each in every]
    return Calendar(
        weeks=[squares[nth : nth + 7] for nth in range(0, len(squares), 7)],
        chosen=day,
        parts=_parts(by_day.get(day, ()) if day else ()),
        month_names=frozenset({every[0], *(each for each in every if each.day == 1)}),
    )


def _day(text: str, today: date, last: date) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if today <= found <= last else None


def _parts(times: Iterable[datetime]) -> list[Times]:
    parts: dict[str, list[tuple[str, str]]] = {}
    for at in times:
        parts.setdefault(_part(at.hour), []).append((at.isoformat(), f"{at:%H:%M}"))
    return [Times(name, found) for name, found in parts.items()]


def _part(hour: int) -> str:
    if hour < _NOON:
        return _("Morning")
    return _("Afternoon") if hour < _EVENING else _("Evening")
