"""The programs' door to the city: centres, load, services, the journal."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from okno.base import clock, events
from okno.base.errors import Refusal
from okno.catalog.models import Service
from okno.front.api import doors
from okno.front.api.schemas import CentreOut, EventOut, LoadOut, Problem, ServiceOut
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall

router = Router(tags=["city"])
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 422, 500, 503), Problem)

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
def centres(request: HttpRequest) -> Any:
    """Every centre with its load now."""
    at = clock.now()
    loads, open_now = hall.loads_now(at), set(network.open_now(at))
    return [
        {
            "slug": centre.slug,
            "name": centre.name,
            "kind": centre.kind,
            "lat": centre.lat,
            "lon": centre.lon,
            "open": centre.pk in open_now,
            "load": _load(loads.get(centre.pk, hall.NOTHING)),
        }
        for centre in Centre.objects.filter(is_active=True).order_by("slug")
    ]


@router.get("/centres/{slug}/load", response={200: LoadOut, **_PROBLEMS})
def load(request: HttpRequest, slug: str) -> Any:
    """The load of one centre."""
    return _load(hall.load_now(hall.centre_id_of(slug), clock.now()))


@router.get("/services", response={200: list[ServiceOut], **_PROBLEMS})
def services(request: HttpRequest) -> Any:
    """The catalogue in short; the whole of it as CPSV-AP JSON-LD is at /services.jsonld."""
    return [
        {
            "slug": service.slug,
            "name": service.name,
            "short_name": service.short_name,
            "letter": service.letter,
            "purposes": list(service.purposes),
        }
        for service in Service.objects.order_by("slug")
    ]


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
