"""A centre's hours as a person would say them: the usual week in a few lines, and the days that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from okno.ui import words

_AHEAD = 14


@dataclass(frozen=True)
class Hours:
    """Some days and their open hours in words, e.g. "every day", "08:00–20:00"."""

    days: str
    hours: str


def usual(pattern: Any) -> list[Hours]:
    """The week, with neighbouring days of the same hours in one line."""
    groups: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
    for weekday in range(7):
        hours = tuple(sorted(pattern.week.get(weekday, [])))
        if groups and groups[-1][1] == hours:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], hours))
    return [Hours(words.weekdays(days), _hours(hours)) for days, hours in groups]


def unusual(pattern: Any, at: datetime) -> list[Hours]:
    """The days of the next two weeks that differ from the usual ones: today first, if it does."""
    today = at.astimezone(pattern.zone).date()
    found = []
    for day in (today + timedelta(days=ahead) for ahead in range(_AHEAD)):
        hours = [(opens.time(), closes.time()) for opens, closes in pattern.intervals(day)]
        if hours != sorted(pattern.week.get(day.weekday(), [])):
            found.append(Hours(_day(day, today), _hours(hours)))
    return found


def _day(day: date, today: date) -> str:
    said = formats.date_format(day, "j E")
    if day == today:
        return _("Today, %(day)s") % {"day": said}
    return f"{str(WEEKDAYS[day.weekday()]).capitalize()}, {said}"


def _hours(hours: Sequence[tuple[time, time]]) -> str:
    if not hours:
        return _("closed all day")
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)
