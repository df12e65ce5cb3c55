"""The programs' door to the city: centres, load, services, the journal."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from okno.base import clock, events
from okno.base.errors import Refusal
from okno.catalog import queries as catalog
from okno.catalog.models import Service
from okno.front.api import doors
from okno.front.api.schedules import SLUG
from okno.front.api.schemas import (
    CentreOut,
    EventOut,
    GivenOut,
    LoadOut,
    Problem,
    ServiceOut,
)
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall

router = Router(tags=["city"])
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 422, 429, 500, 503), Problem)

_Row = TypeVar("_Row", Centre, Service)
_AFTER = Query("", max_length=80, pattern=SLUG, description="the last slug read")
_LIMIT = Query(1000, ge=1, le=1000, description="how many at most")
_NO_POSITION = _(
    "“after” is the “position” of the last fact you read; leave it out to read from the beginning."
)


def _load(load: hall.Load) -> dict[str, int | None]:
    return {
        "waiting": load.waiting,
        "serving": load.serving,
        "wait_s": int(load.wait.total_seconds()) if load.serving else None,
        "longest_s": int(load.longest.total_seconds()),
    }


@router.get("/centres", response={200: list[CentreOut], **_PROBLEMS})
def centres(
    request: HttpRequest, response: HttpResponse, after: str = _AFTER, limit: int = _LIMIT
) -> Any:
    """The centres by slug, each with its load now. Where more follow, the header Link leads there (rel="next")."""
    at = clock.now()
    loads, open_now = hall.loads_now(at), set(network.open_now(at))
    found = Centre.objects.filter(is_active=True, slug__gt=after).order_by("slug")
    return [
        {
            "slug": centre.slug,
            "name": centre.name,
            "kind": centre.kind,
            "phone": centre.phone,
            "lat": centre.lat,
            "lon": centre.lon,
            "open": centre.pk in open_now,
            "load": _load(loads.get(centre.pk, hall.NOTHING)),
        }
        for centre in _some(request, response, found, limit)
    ]


@router.get("/centres/{slug}/load", response={200: LoadOut, **_PROBLEMS})
def load(request: HttpRequest, slug: str) -> Any:
    """The load of one centre."""
    return _load(hall.load_now(hall.centre_id_of(slug), clock.now()))


@router.get("/services", response={200: list[ServiceOut], **_PROBLEMS})
def services(
    request: HttpRequest, response: HttpResponse, after: str = _AFTER, limit: int = _LIMIT
) -> Any:
    """The catalogue in short, by slug, with a Link as for centres; the whole of it as CPSV-AP JSON-LD is at /services.jsonld."""
    found = Service.objects.filter(slug__gt=after).order_by("slug")
    return [_in_short(service) for service in _some(request, response, found, limit)]


@router.get("/centres/{slug}/services", response={200: list[GivenOut], **_PROBLEMS})
def given(request: HttpRequest, slug: str) -> Any:
    """What a centre gives, and in what ways: whoever just comes, books online or lets the staff book."""
    found = catalog.offered_at(network.centre_by_slug(slug))
    return [_in_short(service) | {"ways": service.ways} for service in found]  # type: ignore[attr-defined]


def _in_short(service: Service) -> dict[str, Any]:
    return {
        "slug": service.slug,
        "name": service.name,
        "short_name": service.short_name,
        "letter": service.letter,
        "purposes": list(service.purposes),
    }


def _some(
    request: HttpRequest, response: HttpResponse, found: QuerySet[_Row], limit: int
) -> list[_Row]:
    """The first of them; whether more follow is said in the header Link (RFC 8288), as the list itself has no place for it."""
    page = list(found[: limit + 1])
    if len(page) > limit:
        query = urlencode({"after": page[limit - 1].slug, "limit": limit})
        response["Link"] = f'<{request.path}?{query}>; rel="next"'
    return page[:limit]


@router.get("/events", auth=doors.Device("program"), response={200: list[EventOut], **_PROBLEMS})
def journal(
    request: HttpRequest,
    after: str = Query("", max_length=48, description="the last position read"),
    limit: int = Query(100, ge=1, le=1000, description="how many facts at most"),
) -> Any:
    """The journal of the device's centre, in an order that never steps over a fact."""
    try:
        position = events.Position.parse(after)
    except ValueError:
        raise Refusal("wrong_field", _NO_POSITION, field="after") from None
    device = request.device  # type: ignore[attr-defined]
    slug = Centre.objects.values_list("slug", flat=True).get(pk=device.centre_id)
    return [
        {
            "position": str(place),
            "at": event.at,
            "name": event.name,
            "centre": slug,
            "subject": event.subject,
            "by": event.by,
            "payload": event.payload,
        }
        for place, event in events.after(position, limit=limit, centre=device.centre_id)
    ]
