"""A schedule as a form has it: what was typed as booking wants it, and what is set as the fields show it."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import time, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.dates import WEEKDAYS

from okno.base.text import FALLBACK, Text, number_in
from okno.booking import errors, policy
from okno.booking.models import Need, Schedule
from okno.booking.policy import Hours
from okno.catalog import queries as catalog
from okno.network import errors as network
from okno.network.models import Centre

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# A setting as the form has it: in which unit it is typed.
_UNITS: dict[str, timedelta | int] = {
    "share": 1,
    "days_ahead": 1,
    "cancel_until": HOUR,
    "early": MINUTE,
    "late": MINUTE,
    "step": MINUTE,
    "before": MINUTE,
    "after": MINUTE,
}
_LIMITED = {**_UNITS, "reminders": HOUR}
_DAYS = range(7)
_LONGEST_NUMBER = 5
_MOST = 6  # stretches of a day that the form can have
_NOT_SAID = ("csrfmiddlewaretoken", "key", "agreed")


# ── The settings ────────────────────────────────────────────────────────────────────────────────


def settings(form: QueryDict) -> dict[str, Any]:
    """What was typed, as keywords of the act. Refuses what is no number."""
    given = {name: whole(form.get(name, ""), name) * unit for name, unit in _UNITS.items()}
    return given | {
        "counters": whole(form.get("counters", ""), "counters"),
        "reminders": leads(form.get("reminders", "")),
    }


def values(schedule: Schedule) -> dict[str, Any]:
    """The settings of a schedule in the units of the form, but for its counters."""
    shown = {name: getattr(schedule, name) // unit for name, unit in _UNITS.items()}
    return shown | {"reminders": ", ".join(str(lead // HOUR) for lead in schedule.reminders)}


def limits(centre: Centre) -> dict[str, str]:
    """What may be typed, "1–100", by the setting."""
    return {name: limits_of(name) for name in _LIMITED} | {
        "counters": f"1–{max(1, centre.counters.count())}"
    }


def whole(text: str, field: str) -> int:
    """A number as it was typed. Refuses what is none (`no_whole_number`) or endless (`out_of_range`)."""
    if not _is_digits(text):
        raise errors.no_whole_number(field)
    if len(text) > _LONGEST_NUMBER:
        raise errors.out_of_range(field)
    return int(text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def limits_of(name: str) -> str:
    """From where to where a setting may go, in its unit."""
    least, most = (value // _LIMITED[name] for value in policy.LIMITS[name])  # type: ignore[operator]
    return f"{least}–{most}"


def leads(text: str) -> list[timedelta]:
    """ "24, 2" as lead times; nothing is no reminder. Refuses what is no number (`no_lead_times`)."""
    typed = [each for each in re.split(r"[,;\s]+", text.strip()) if each]
    if not all(map(_is_digits, typed)):
        raise errors.no_lead_times()
    return [whole(each, "reminders") * HOUR for each in typed]


# ── The arrangement ─────────────────────────────────────────────────────────────────────────────


def arrangement(form: QueryDict) -> dict[str, Any]:
    """What was typed, as keywords of the act. Refuses a time that is none (`no_time`)."""
    services = form.getlist("services")
    return {
        "name": Text({code: form.get(f"name_{code}", "").strip() for code in FALLBACK}),
        "hours": [each for day in _DAYS for each in _hours(form, day)],
        "languages": form.getlist("languages"),
        "services": [number_in(each) for each in services if each.isascii() and each.isdigit()],
        "facilities": form.getlist("facilities"),
    }


def _hours(form: QueryDict, day: int) -> list[Hours]:
    """The stretches of a weekday; a row without times is none."""
    return [
        Hours(day, _time(row["opens"], day), _time(row["closes"], day), row["is_quiet"])
        for row in _typed(form, day)
        if row["opens"] or row["closes"]
    ]


def _time(text: str, day: int) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise network.no_time(f"day-{day}") from None


def _typed(form: QueryDict, day: int) -> list[dict[str, Any]]:
    """The rows of a weekday as they were typed."""
    return [
        {
            "opens": form.get(f"opens-{day}-{nth}", "").strip(),
            "closes": form.get(f"closes-{day}-{nth}", "").strip(),
            "is_quiet": f"quiet-{day}-{nth}" in form,
        }
        for nth in range(_MOST)
        if f"opens-{day}-{nth}" in form
    ]


def this(request: HttpRequest) -> str:
    """What is agreed to: a form that was changed since is asked about anew."""
    said = sorted(each for each in request.POST.lists() if each[0] not in _NOT_SAID)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def fields(
    centre: Centre,
    *,
    typed: QueryDict | None,
    name: Mapping[str, str],
    known: Collection[Hours],
    languages: Collection[str],
    services: Collection[int],
    facilities: Collection[str],
    wrong: Mapping[str, str],
) -> dict[str, Any]:
    """The fields of an arrangement: as they were `typed`, or else as they are given."""
    chosen = {str(each) for each in services}
    if typed is not None:
        name = {code: typed.get(f"name_{code}", "") for code in FALLBACK}
        languages, facilities = typed.getlist("languages"), typed.getlist("facilities")
        chosen = set(typed.getlist("services"))
    return {
        "name": name,
        "days": _days(known, typed, wrong),
        "languages": [(code, code in languages) for code in policy.LANGUAGES],
        "services": _services(centre, services, chosen),
        "chosen": len(chosen),
        "facilities": [
            (need.value, need.label, need.value in facilities)
            for need in Need
            if need != Need.QUIET  # an hour is quiet, not a schedule
        ],
    }


def field_of(name: str) -> str:
    """The id of the field that a refusal's field begins with: a day has many."""
    first = {
        "week": "opens-0-0",
        "languages": f"language-{policy.LANGUAGES[0]}",
        "facilities": f"facility-{Need.SIGN_LANGUAGE.value}",
    }
    return f"opens-{name[4:]}-0" if name.startswith("day-") else first.get(name, name)


def _days(
    known: Iterable[Hours], typed: QueryDict | None, wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The weekdays as the form has them: each with one row more than it needs, while there is room."""
    found = []
    for day in _DAYS:
        rows = _as_rows(known, day) if typed is None else _typed(typed, day)
        found.append(
            {"number": day, "word": WEEKDAYS[day], "rows": rows, "error": wrong.get(f"day-{day}")}
        )
    return found


def _as_rows(known: Iterable[Hours], day: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "opens": f"{each.opens:%H:%M}",
            "closes": f"{each.closes:%H:%M}",
            "is_quiet": each.is_quiet,
        }
        for each in known
        if each.weekday == day
    ]
    return rows if len(rows) >= _MOST else [*rows, {"opens": "", "closes": "", "is_quiet": False}]


def _services(
    centre: Centre, present: Collection[int], chosen: Collection[str]
) -> list[tuple[Any, bool]]:
    """What the centre gives, and what the schedule is for though it is given no more."""
    known = catalog.given_or_not(centre)
    here = [each for each in known if each.ways or each.pk in present]  # type: ignore[attr-defined]
    return [
        (each, str(each.pk) in chosen)
        for each in sorted(here, key=lambda each: str(each.short_name).casefold())
    ]
