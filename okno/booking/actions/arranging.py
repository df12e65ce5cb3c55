"""When in a week a schedule can be booked, in which languages, and for which services."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from okno.booking import arrangement, errors, policy
from okno.booking.actions.scheduling import tell_set
from okno.booking.models import Schedule, WeekRow
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
    at: datetime,
    by: str,
) -> int:
    """The hours of its week, the languages and the services (ids; none means all) of a schedule from now on.

    Hours that begin as others did keep their counters, new ones get the most that there were. What is
    booked stands, and nobody is told: the answer is how many appointments to come fitted before and fit no
    more. Refuses no hours at all (`no_week`), hours that end before they begin (`upside_down`) or overlap
    (`hours_overlap`), each with the field `day-` and its weekday; no language (`no_language`), and a language
    or a service that there is not (`unknown_choice`).
    """
    _check(hours, languages, services)
    found = Schedule.objects.select_for_update().select_related("centre").get(pk=schedule.pk)
    before = arrangement.outside(found, at)
    _set_week(found, hours)
    found.languages, found.services = sorted(set(languages)), sorted(set(services))
    found.save(update_fields=["languages", "services"])
    tell_set(found, at, by)
    return len(arrangement.outside(found, at) - before)


def _check(hours: Collection[Hours], languages: Collection[str], services: Collection[int]) -> None:
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
