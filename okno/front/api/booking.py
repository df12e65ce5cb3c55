"""The programs' door to booking: free times, holds, appointments, arrival."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from okno.base import access, clock
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Via
from okno.catalog import queries as catalog
from okno.catalog.models import Service, Way
from okno.front.api import doors, versions
from okno.front.api.appointments import (
    ACTS,
    BOOKERS,
    READS,
    of_own_centre,
    own_centre,
    plain,
    shown,
)
from okno.front.api.booking_schemas import (
    AppointmentIn,
    AppointmentPublic,
    EarliestOut,
    SlotHoldIn,
    SlotHoldOut,
    SlotOut,
)
from okno.network import queries as network

router = Router(tags=["booking"])
_MOST_DAYS = 31
Purpose = Literal["file", "ask", "receive"]
_SERVICE = Query(description="slugs of the services of one visit, the main one first")
_LANGUAGE = Query("ru", max_length=8, description="the language the person wishes to speak")
_NEEDS = Query([], description="sign_language, wheelchair or quiet")
_FIRST = Query(description="the first local day")
_LAST = Query(description="the last local day; at most 31 days after the first")
Medium = Literal["here", "phone", "video"]
_MEDIUM = Query("here", description="at the centre, by phone or by video")
_PURPOSE = Query("file", description="apply, ask, or pick up a result")


@router.get("/slots/earliest", response={200: list[EarliestOut], **READS})
def earliest(
    request: HttpRequest,
    service: list[str] = _SERVICE,
    purpose: Purpose = _PURPOSE,
    language: str = _LANGUAGE,
    needs: list[str] = _NEEDS,
    medium: Medium = _MEDIUM,
) -> Any:
    """The first free time of every centre where it is booked online, the earliest first; centres without one are left out."""
    services = services_called(service)
    wanted = queries.asked(services, purpose=purpose, language=language, needs=needs, medium=medium)
    with queries.searching():
        centres = {
            each.pk: each for each in queries.giving(network.all_centres(), services, Way.ONLINE)
        }
        found = queries.earliest(wanted, list(centres.values()), at=clock.now())
    return [
        {
            "centre": centres[each.centre].slug,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "calm_at": each.calm_at,
        }
        for each in sorted(found.values(), key=lambda each: (each.starts_at, each.centre))
    ]


@router.get("/centres/{slug}/slots", response={200: list[SlotOut], **READS})
def slots(
    request: HttpRequest,
    slug: str,
    first: date = _FIRST,
    last: date = _LAST,
    service: list[str] = _SERVICE,
    purpose: Purpose = _PURPOSE,
    language: str = _LANGUAGE,
    needs: list[str] = _NEEDS,
    medium: Medium = _MEDIUM,
) -> Any:
    """The free times of a centre on these days, and how many may still take each."""
    centre, services = network.centre_by_slug(slug), services_called(service)
    wanted = queries.asked(services, purpose=purpose, language=language, needs=needs, medium=medium)
    if not 0 <= (last - first).days <= _MOST_DAYS:
        raise errors.bad_days()
    queries.check_given(centre, services, Way.ONLINE)
    found = queries.free_slots(wanted, centre, first=first, last=last, at=clock.now())
    return [
        {"starts_at": each.starts_at, "ends_at": each.ends_at, "free": each.free} for each in found
    ]


@router.post("/centres/{slug}/holds", auth=BOOKERS, response={201: SlotHoldOut, **ACTS})
def hold(request: HttpRequest, slug: str, asked: SlotHoldIn) -> Any:
    """Keep a free time for ten minutes. The device's own centre only; send an Idempotency-Key."""
    centre = own_centre(request, slug)

    def act() -> tuple[int, dict[str, Any]]:
        held = booking.hold(
            centre=centre,
            services=services_called(asked.services),
            starts_at=asked.starts_at,
            purpose=asked.purpose,
            language=asked.language,
            needs=asked.needs,
            medium=asked.medium,
            via=Via.API,
            at=clock.now(),
            by=access.actor(request),
        )
        return 201, plain(held, "token", "starts_at", "ends_at", "held_until")

    return doors.once(request, asked.dict(), act)


@router.post("/appointments", auth=BOOKERS, response={201: AppointmentPublic, **ACTS})
def book(request: HttpRequest, asked: AppointmentIn) -> Any:
    """Make an appointment of a hold of the device's own centre, for a person who agreed."""
    found = of_own_centre(request, asked.hold)

    def act() -> tuple[int, dict[str, Any]]:
        made = booking.book(
            found,
            **asked.dict(exclude={"hold"}),
            at=clock.now(),
            by=access.actor(request),
        )
        return 201, shown(made)

    return versions.with_tag(doors.once(request, asked.dict(), act))


# steps


def services_called(slugs: Sequence[str]) -> list[Service]:
    """The services of these slugs, in this order. Refuses too many and an unknown one."""
    if len(slugs) > queries.MOST_SERVICES:
        raise errors.too_many_services(queries.MOST_SERVICES)
    return [catalog.service_by_slug(each) for each in slugs]
