"""When in a week a schedule can be booked, in which languages, and for which services."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from okno.base.text import FALLBACK, Text
from okno.booking import arrangement, errors, policy
from okno.booking.actions.scheduling import tell_set
from okno.booking.models import Need, Schedule, WeekRow
from okno.booking.policy import Hours
from okno.catalog.models import Service
from okno.network import errors as network


@transaction.atomic
def arrange_schedule(
    schedule: Schedule,
    *,
    hours: Collection[Hours],
    languages: Collection[str],
    services: Collection[int],
    facilities: Collection[str] | None = None,
    name: Text | None = None,
    at: datetime,
    by: str,
) -> int:
    """The hours of its week, the languages and the services (ids; none means all) of a schedule from now on;
    what else it is good for and its name, unless they are None.

    Hours that begin as others did keep their counters, new ones get the most that there were. What is
    booked stands, and nobody is told: the answer is how many appointments to come fitted before and fit no
    more. Refuses no hours at all (`no_week`), hours that end before they begin (`upside_down`) or overlap
    (`hours_overlap`), each with the field `day-` and its weekday; no language (`no_language`), a language, a
    service or a facility that there is not (`unknown_choice`), and a name that lacks in Russian or English or fits no
    line (`no_schedule_name`).
    """
    check_arrangement(hours, languages, services, facilities or ())
    if name is not None:
        check_name(name)
    found = Schedule.objects.select_for_update().select_related("centre").get(pk=schedule.pk)
    before = arrangement.outside(found, at)
    _set_week(found, hours)
    found.languages, found.services = sorted(set(languages)), sorted(set(services))
    if name is not None:
        found.name = stripped(name)
    if facilities is not None:
        found.facilities = sorted(set(facilities))
    found.save(update_fields=["languages", "services", "name", "facilities"])
    tell_set(found, at, by)
    return len(arrangement.outside(found, at) - before)


def check_name(name: Text) -> None:
    """Refuse a name that lacks in a language of the screens, or is longer than a line (`no_schedule_name`)."""
    for language in FALLBACK:
        if not 0 < len(name.get(language, "").strip()) <= policy.LONGEST_NAME:
            raise errors.no_schedule_name(f"name_{language}", policy.LONGEST_NAME)


def stripped(name: Text) -> Text:
    """A name without the space around it."""
    return Text({language: said.strip() for language, said in name.items()})


def check_arrangement(
    hours: Collection[Hours],
    languages: Collection[str],
    services: Collection[int],
    facilities: Collection[str],
) -> None:
    """Refuse what no schedule can be for, as `arrange_schedule` says."""
    if not hours:
        raise errors.no_week()
    for each in hours:
        if each.opens >= each.closes:
            raise network.upside_down(f"day-{each.weekday}")
    clash = policy.overlapping(hours)
    if clash is not None:
        raise errors.hours_overlap(f"day-{clash.weekday}")
    if not languages:
        raise errors.no_language()
    if not set(languages) <= set(policy.LANGUAGES):
        raise errors.unknown_choice("languages")
    if Service.objects.filter(pk__in=services).count() != len(set(services)):
        raise errors.unknown_choice("services")
    if not set(facilities) <= set(Need.values) - {Need.QUIET}:
        raise errors.unknown_choice("facilities")


def _set_week(schedule: Schedule, hours: Iterable[Hours]) -> None:
    old = {(row.weekday, row.opens): row.counters for row in schedule.week.all()}
    most = max(old.values(), default=1)
    WeekRow.objects.filter(schedule=schedule).delete()
    WeekRow.objects.bulk_create(
        WeekRow(
            schedule=schedule,
            weekday=each.weekday,
            opens=each.opens,
            closes=each.closes,
            is_quiet=each.is_quiet,
            counters=old.get((each.weekday, each.opens), most),
        )
        for each in sorted(hours)
    )
