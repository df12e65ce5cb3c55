"""A city, a centre or a service closes for some days, and opens again."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from okno.base import events
from okno.base.text import FALLBACK, Text
from okno.network import errors, queries
from okno.network.events import CentreClosed, CentreReopened
from okno.network.models import Centre, City, Closure

LONGEST_CLOSURE = timedelta(days=366)
LONGEST_REASON = 200


@transaction.atomic
def close(
    *,
    city: City,
    centre: Centre | None = None,
    service: str = "",
    starts_on: date,
    ends_on: date,
    opens: time | None = None,
    closes: time | None = None,
    reason: Text,
    at: datetime,
    by: str,
) -> Closure:
    """Close the city, a centre, or a service in it, from one day to another, both included; with
    `opens` and `closes` it is open on these days only within them, never outside its usual hours.

    Refuses days and hours in the wrong order (`upside_down`), a time without the other
    (`half_hours`), days that are all over (`already_past`), more than a year (`closure_too_long`),
    a reason that lacks in Russian or English (`no_reason`) or is too long (`reason_too_long`), and
    days on some of which the very same is closed or shortened already (`closed_already`).
    """
    _check_days(starts_on, ends_on, opens, closes)
    _check_reason(reason)
    if ends_on < _today(city, centre, at):
        raise errors.already_past()
    # Two who close the same at the same moment go one after another: the second is told.
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    same = {"city": city, "centre": centre, "service": service}
    there = Closure.objects.filter(**same, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if there is not None:
        raise errors.closed_already(queries.days_words(there.starts_on, there.ends_on))
    closure = Closure.objects.create(
        **same, starts_on=starts_on, ends_on=ends_on, opens=opens, closes=closes, reason=reason
    )
    fact = CentreClosed(starts_on=str(starts_on), ends_on=str(ends_on), service=service)
    _note_closure(fact, closure, closure.pk, at, by)
    return closure


@transaction.atomic
def close_early(*, centre: Centre, at: datetime, by: str) -> Closure:
    """Close a centre from this minute to the end of its day; the reason is ours: it closed early.

    Refuses a centre that is closed at this moment (`already_past`), and one that is closed or shortened today
    already (`closed_already`).
    """
    now = at.astimezone(ZoneInfo(centre.zone)).replace(second=0, microsecond=0)
    if not queries.is_open(centre, at):
        raise errors.already_past()
    hours = queries.patterns([centre], since=at.date())[centre.pk].intervals(now.date())
    opens = hours[0][0].time()
    has_begun = opens < now.time()
    return close(
        city=centre.district.okrug.city,
        centre=centre,
        starts_on=now.date(),
        ends_on=now.date(),
        opens=opens if has_begun else None,
        closes=now.time() if has_begun else None,
        reason=_closed_early(),
        at=at,
        by=by,
    )


def _closed_early() -> Text:
    reason = Text()
    for language in FALLBACK:
        with translation.override(language):
            reason[language] = _("The centre closed early today")
    return reason


@transaction.atomic
def reopen(*, closure: Closure, at: datetime, by: str) -> None:
    """Take a closure back, also one that has begun.

    Refuses one that is over (`already_past`) and one that somebody has taken back (`unknown_closure`).
    """
    if closure.ends_on < _today(closure.city, closure.centre, at):
        raise errors.already_past()
    number = closure.pk
    if not Closure.objects.filter(pk=number).delete()[0]:
        raise errors.unknown_closure()
    _note_closure(CentreReopened(), closure, number, at, by)


def _check_days(starts_on: date, ends_on: date, opens: time | None, closes: time | None) -> None:
    """Refuses what is no stretch of days, or no hours of a day."""
    if ends_on < starts_on:
        raise errors.upside_down()
    if ends_on - starts_on > LONGEST_CLOSURE:
        raise errors.closure_too_long()
    if opens is not None and closes is None:
        raise errors.half_hours("closes")
    if closes is not None and opens is None:
        raise errors.half_hours("opens")
    if opens is not None and closes is not None and closes <= opens:
        raise errors.upside_down("closes")


def _check_reason(reason: Text) -> None:
    """Refuses a reason that some screen could not show."""
    for language in FALLBACK:
        said = reason.get(language, "").strip()
        if not said:
            raise errors.no_reason(f"reason_{language}")
        if len(said) > LONGEST_REASON:
            raise errors.reason_too_long(f"reason_{language}", LONGEST_REASON)


def _today(city: City, centre: Centre | None, at: datetime) -> date:
    return at.astimezone(ZoneInfo((centre or city).zone)).date()


def _note_closure(fact: events.Fact, closure: Closure, number: int, at: datetime, by: str) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=closure.centre_id,
        subject=f"closure:{number}",
        topics=("network",),
    )
