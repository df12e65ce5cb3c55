"""A centre's days and closures in words, as the office shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from okno.network import queries as network
from okno.network.models import Closure

_DAY = "j\u00a0E"  # the number stays with its month


@dataclass(frozen=True)
class DayShown:
    """A row of the next days. `state`: usual, changed, closed; `notes` say why and what else is closed."""

    on: date
    word: str
    is_today: bool
    hours: str
    state: str
    notes: list[str]


@dataclass(frozen=True)
class Planned:
    """A row of the closures: what is closed, on which days, how, and why. `own` ones can be taken back."""

    pk: int
    what: str
    days: str
    hours: str
    reason: str
    has_begun: bool
    own: bool


def shown(day: network.Day, today: date, names: Mapping[str, str]) -> DayShown:
    """A day as its row wants it; `names` are those of the services, by slug."""
    state = "closed" if not day.hours else "usual" if day.hours == day.usual else "changed"
    notes = [day.holiday] if day.holiday else []
    for closure in day.closures:
        if closure.service and not day.hours:
            continue  # everything is closed anyway
        notes.append(_note(closure, day, names))
    return DayShown(
        on=day.on,
        word=day_word(day.on, today),
        is_today=day.on == today,
        hours=_hours(day.hours),
        state=state,
        notes=notes,
    )


def day_word(on: date, today: date) -> str:
    """A day with its weekday, or that it is today's."""
    if on == today:
        return _("Today, %(day)s") % {"day": formats.date_format(on, _DAY)}
    return capfirst(formats.date_format(on, f"l, {_DAY}"))


def planned(closure: Closure, today: date, names: Mapping[str, str]) -> Planned:
    """A closure as its row wants it."""
    hours = _("closed all day")
    if closure.opens is not None and closure.closes is not None:
        hours = _("open %(opens)s–%(closes)s") % {
            "opens": f"{closure.opens:%H:%M}",
            "closes": f"{closure.closes:%H:%M}",
        }
    return Planned(
        pk=closure.pk,
        what=_what(closure, names),
        days=network.days_words(closure.starts_on, closure.ends_on),
        hours=hours,
        reason=str(closure.reason),
        has_begun=closure.starts_on <= today,
        own=closure.centre_id is not None,
    )


def _note(closure: Closure, day: network.Day, names: Mapping[str, str]) -> str:
    reason = str(closure.reason)
    if not closure.service:
        return reason
    return f"{_what(closure, names)}: {_hours(day.services[closure.service])} · {reason}"


def _what(closure: Closure, names: Mapping[str, str]) -> str:
    if closure.service:
        return names.get(closure.service, closure.service)
    return _("The whole centre") if closure.centre_id else _("The whole city")


def _hours(hours: Sequence[tuple[datetime, datetime]]) -> str:
    if not hours:
        return _("closed")
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)
