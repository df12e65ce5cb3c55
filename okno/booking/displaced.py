"""Appointments at times that are none any more: the centre closed then, or gives the service no longer."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from okno.booking.models import Appointment, State
from okno.catalog.models import Offer
from okno.network import queries as network
from okno.network.models import Centre, Closure

Where = dict[str, object]

_DAY = timedelta(days=1)
_JUDGED = ("centre_id", "day", "starts_at", "ends_at", "service_id", "rest")
_COLUMNS = ", ".join(("id", *_JUDGED))
# From each reason by the index of a centre's days, however many the planner takes them for: hence the offset.
_FOUND = f"""
select distinct found.*
from jsonb_to_recordset(%(why)s) as why (centre bigint, first date, last date, services bigint[])
cross join lateral (
  select {_COLUMNS} from booking_appointment
  where state = 'booked' and centre_id = why.centre and day >= why.first and day <= why.last
    and ends_at > %(at)s and displaced_at is null
    and (why.services is null or service_id = any(why.services) or rest && why.services)
  offset 0
) found
"""


def out_of_hours(at: datetime, centre: Centre | None = None) -> list[Appointment]:
    """The appointments to come, of a centre or of all, whose time lies outside the hours that hold now, and whose
    persons were not told so yet.
    """
    return [each for each, fits in _judged(_suspects(at, centre)) if not fits]


def stand_again(at: datetime) -> list[Appointment]:
    """Those that were displaced, and whose time is good after all."""
    displaced = Appointment.objects.filter(state=State.BOOKED, displaced_at__isnull=False)
    return [each for each, fits in _judged(displaced.filter(ends_at__gt=at).only(*_JUDGED)) if fits]


class Why(StrEnum):
    """Why a time is none any more; each is told in its own words (okno.notify.acts)."""

    CLOSED = "displaced"
    SERVICE_CLOSED = "service_closed"
    WITHDRAWN = "service_withdrawn"


def why_displaced(found: Appointment) -> Why:
    """Why its time is none: the centre gives one of its services no more, or not then, or is closed then."""
    given = Offer.objects.filter(centre=found.centre, service__in=found.services)
    if given.count() < len(set(found.services)):
        return Why.WITHDRAWN
    is_open = _within(found, network.patterns([found.centre], since=found.day)[found.centre_id])
    return Why.SERVICE_CLOSED if is_open else Why.CLOSED


def _suspects(at: datetime, centre: Centre | None) -> Iterable[Appointment]:
    """Few of a month's: those on days with a closure, and those with a service that is given no more, be it the
    last of several. Where neither is, no appointment is looked at.
    """
    why = [*_closed(at, centre), *_withdrawn(at, centre)]
    found = {"why": json.dumps(why, default=str), "at": at}
    return Appointment.objects.raw(_FOUND, found) if why else ()


def _closed(at: datetime, centre: Centre | None) -> Iterator[Where]:
    """The closures that are not over, wherever it is yesterday still; a city's at each of its centres."""
    centres, whose = Centre.objects.order_by(), Q()
    if centre is not None:
        centres, whose = centres.filter(pk=centre.pk), Q(centre=centre) | Q(centre=None)
    for each in Closure.objects.filter(whose, ends_on__gte=at.date() - _DAY):
        of_all = centres.filter(district__okrug__city=each.city_id).values_list("pk", flat=True)
        for pk in of_all if each.centre_id is None else (each.centre_id,):
            yield {"centre": pk, "first": each.starts_on, "last": each.ends_on}


def _withdrawn(at: datetime, centre: Centre | None) -> Iterator[Where]:
    """What is given no more, from now on."""
    where = Q() if centre is None else Q(centre=centre)
    gone = Offer.ever.exclude(pk__in=Offer.objects.values("pk")).filter(where)
    since = at.date() - _DAY
    for pk, services in gone.values_list("centre").annotate(services=ArrayAgg("service")):
        yield {"centre": pk, "first": since, "last": "infinity", "services": services}


def _judged(found: Iterable[Appointment]) -> Iterator[tuple[Appointment, bool]]:
    """Each, and whether its time is good: a few statements, however many there are."""
    every = list(found)
    if not every:
        return
    centres = list(Centre.objects.filter(pk__in={each.centre_id for each in every}))
    services = {pk for each in every for pk in each.services}
    given = {
        (centre, service): (centre, slug)
        for centre, service, slug in Offer.objects.filter(
            centre__in=centres, service__in=services
        ).values_list("centre", "service", "service__slug")
    }
    slugs = {slug for _centre, slug in given.values()}
    hours = network.patterns_of(centres, slugs, since=min(each.day for each in every))
    for each in every:
        asked = [given.get((each.centre_id, pk)) for pk in each.services]
        yield each, all(key is not None and _within(each, hours[key]) for key in asked)


def _within(each: Appointment, pattern: network.Pattern) -> bool:
    return any(
        opens <= each.starts_at and each.ends_at <= closes
        for opens, closes in pattern.intervals(each.day)
    )
