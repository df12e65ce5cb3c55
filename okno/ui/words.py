"""Times and prices as people say them, in the language of the moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, ngettext, npgettext, pgettext
from django.utils.translation import gettext as _

_MINUTE = timedelta(minutes=1)
_NBSP = "\u00a0"


def wait(delta: timedelta) -> str:
    """A wait ahead, rounded up so that nobody is promised less: "about 10 minutes".

    To the minute up to 5, to 5 minutes up to an hour, then to 15. Negative means now.
    """
    if delta < _MINUTE:
        return _("less than a minute")
    hours, minutes = _rounded(delta)
    if not hours:
        return npgettext(
            "after «about»", "about %(count)d minute", "about %(count)d minutes", minutes
        ) % {"count": minutes}
    if not minutes:
        return npgettext(
            "after «about»", "about %(count)d hour", "about %(count)d hours", hours
        ) % {"count": hours}
    return _("about %(hours)s %(minutes)s") % {
        "hours": npgettext("after «about»", "%(count)d hour", "%(count)d hours", hours)
        % {"count": hours},
        "minutes": npgettext("after «about»", "%(count)d minute", "%(count)d minutes", minutes)
        % {"count": minutes},
    }


def in_wait(delta: timedelta) -> str:
    """The same as part of a sentence: "You will be called" + "in about 10 minutes"."""
    if delta < _MINUTE:
        return _("any moment now")
    hours, minutes = _rounded(delta)
    if not hours:
        return npgettext(
            "in a wait", "in about %(count)d minute", "in about %(count)d minutes", minutes
        ) % {"count": minutes}
    if not minutes:
        return npgettext(
            "in a wait", "in about %(count)d hour", "in about %(count)d hours", hours
        ) % {"count": hours}
    return _("in about %(hours)s %(minutes)s") % {
        "hours": npgettext("in a wait", "%(count)d hour", "%(count)d hours", hours)
        % {"count": hours},
        "minutes": npgettext("in a wait", "%(count)d minute", "%(count)d minutes", minutes)
        % {"count": minutes},
    }


def short_wait(delta: timedelta) -> str:
    """The same rounding in few letters: "10 min", "1 h 15 min"."""
    if delta < _MINUTE:
        return pgettext("short wait", "< 1 min")
    return _short(*_rounded(delta))


def exact_wait(delta: timedelta) -> str:
    """A time that has passed, in whole minutes, for those who work with it: "13 min"."""
    return _short(*divmod(max(0, int(delta / _MINUTE)), 60))


def minutes(delta: timedelta) -> str:
    """A length as a sentence says it, to the minute: "12 minutes"."""
    count = max(0, round(delta / _MINUTE))
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def clock_time(at: datetime, zone: str | ZoneInfo | None = None) -> str:
    """An aware time as "14:20" in `zone` (a centre's), or in the zone of the moment."""
    return local(at, zone).strftime("%H:%M")


def local(at: datetime, zone: str | ZoneInfo | None = None) -> datetime:
    """An aware time in `zone`, or in the zone of the moment."""
    return timezone.localtime(at, ZoneInfo(zone) if isinstance(zone, str) else zone)


def price(amount: Decimal | int | None, currency: str = "₽") -> str:
    """Money in whole units unless there are kopecks; nothing and zero are "free of charge"."""
    if not amount:
        return _("free of charge")
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    number = format_decimal(
        amount, format=pattern, locale=(get_language() or "ru").replace("-", "_")
    )
    return f"{number}{_NBSP}{currency}"


def _rounded(delta: timedelta) -> tuple[int, int]:
    whole = -(-delta // _MINUTE)
    step = 1 if whole <= 5 else 5 if whole <= 60 else 15
    return divmod(-(-whole // step) * step, 60)


def _short(hours: int, minutes: int) -> str:
    if not hours:
        return (_("%(minutes)d min") % {"minutes": minutes}).replace(" ", _NBSP)
    if not minutes:
        return (_("%(hours)d h") % {"hours": hours}).replace(" ", _NBSP)
    return (_("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}).replace(
        " ", _NBSP
    )


def opening(opens: datetime | None, at: datetime, zone: str) -> str:
    """When something opens next, as of `at`: "today at 08:00", "tomorrow at 08:00", "27 November at 08:00";
    "" for never.
    """
    if opens is None:
        return ""
    there = local(opens, zone)
    said = {"time": f"{there:%H:%M}", "day": formats.date_format(there, "j E")}
    ahead = (there.date() - local(at, zone).date()).days
    if ahead == 0:
        return _("today at %(time)s") % said
    if ahead == 1:
        return _("tomorrow at %(time)s") % said
    return _("%(day)s at %(time)s") % said


def weekdays(days: Iterable[int]) -> str:
    """Days of the week (0 is Monday) in words, those in a row together: "Monday to Friday, Sunday"."""
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = ", ".join(_in_a_row(run) for run in runs)
    return said.capitalize() if get_language() == "ru" else said  # which writes weekdays small


def _in_a_row(days: list[int]) -> str:
    first, last = (str(WEEKDAYS[day]).capitalize() for day in (days[0], days[-1]))
    if len(days) == 7:
        return _("Every day")
    if len(days) == 1:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def in_the_alphabet(name: str) -> tuple[str, str]:
    """What sorts Russian names as a person does, without the locale of the machine: «ё» among «е», no capitals."""
    plain = name.lower()
    return plain.replace("ё", "е"), plain
