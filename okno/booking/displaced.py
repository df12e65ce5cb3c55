"""Appointments at times that are none any more: the centre closed then, or gives the service no longer."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from okno.booking.models import Appointment, State
from okno.catalog.models import Offer, Service
from okno.network import queries as network
from okno.network.models import Centre, Closure


def out_of_hours(at: datetime, centre: Centre | None = None) -> list[Appointment]:
    """The appointments to come, of a centre or of all, whose time lies outside the hours that hold now."""
    found = _suspects(at)
    if centre is not None:
        found = found.filter(centre=centre)
    return [each for each, fits in _judged(found) if not fits]


def stand_again(at: datetime) -> list[Appointment]:
    """Those that were displaced, and whose time is good after all."""
    found = _to_come(at).filter(displaced_at__isnull=False)
    return [each for each, fits in _judged(found) if fits]


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


def _to_come(at: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(state=State.BOOKED, ends_at__gt=at).select_related(
        "centre__district__okrug__city", "schedule", "service", "visitor"
    )


def _suspects(at: datetime) -> QuerySet[Appointment]:
    """Few of a month's: those on days with a closure, and those with a service that is given no more, be it the
    last of several.
    """
    closed = Closure.objects.filter(
        Q(centre=OuterRef("centre")) | Q(centre__isnull=True),
        city=OuterRef("centre__district__okrug__city"),
        starts_on__lte=OuterRef("day"),
        ends_on__gte=OuterRef("day"),
    )
    given = Offer.objects.filter(centre=OuterRef("centre"))
    main = Exists(given.filter(service=OuterRef("service")))
    rest = Q(rest__contained_by=ArraySubquery(given.values("service")))
    return _to_come(at).filter(Exists(closed) | ~main | ~rest)


def _judged(found: Iterable[Appointment]) -> Iterator[tuple[Appointment, bool]]:
    every = list(found)
    first = min((each.day for each in every), default=date.min)
    slugs = Service.objects.in_bulk({pk for each in every for pk in each.services})
    hours: dict[tuple[int, str], network.Pattern] = {}
    given = set(
        Offer.objects.filter(centre__in={each.centre_id for each in every}).values_list(
            "centre", "service"
        )
    )
    for each in every:
        fits = all((each.centre_id, pk) in given for pk in each.services)
        for slug in (slugs[pk].slug for pk in each.services):
            if (each.centre_id, slug) not in hours:
                theirs = network.patterns([each.centre], slug, since=first)
                hours[each.centre_id, slug] = theirs[each.centre_id]
            fits = fits and _within(each, hours[each.centre_id, slug])
        yield each, fits


def _within(each: Appointment, pattern: network.Pattern) -> bool:
    return any(
        opens <= each.starts_at and each.ends_at <= closes
        for opens, closes in pattern.intervals(each.day)
    )
