"""The programs' door to appointments: read, moved, cancelled, confirmed, checked in, listed."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from ninja import Header, Query, Router

from okno.base import access, clock
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Appointment, State
from okno.catalog.models import Service
from okno.front.api import doors, versions
from okno.front.api.booking_schemas import AppointmentPage, AppointmentPublic, MoveIn
from okno.front.api.hall import shown as ticket_shown
from okno.front.api.schemas import Problem, TicketGiven
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries as hall

router = Router(tags=["booking"])
BOOKERS = doors.Device(
    "program"
)  # whoever stands at a screen could ask by it whose phone is booked
ARRIVALS = doors.Device("kiosk", "robot", "program")
READS = dict.fromkeys((400, 401, 403, 404, 422, 429, 500, 503), Problem)
ACTS = dict.fromkeys((400, 401, 403, 404, 409, 411, 412, 413, 422, 429, 500, 503), Problem)
IF_MATCH = Header(
    "*", alias="If-Match", max_length=64, description='the ETag that was read, as “"3-booked"”'
)
_DAY = Query(description="a local day of the centre")


@router.get("/appointments/{token}", response={200: AppointmentPublic, **READS})
def appointment(request: HttpRequest, token: str) -> Any:
    """The holder's view. Its ETag is what If-Match asks for."""
    found = queries.appointment_by_token(token)
    return versions.read(request, shown(found))


@router.post("/appointments/{token}/move", response={200: AppointmentPublic, **ACTS})
def move(request: HttpRequest, token: str, asked: MoveIn, if_match: str = IF_MATCH) -> Any:
    """Give the appointment another time at its centre. With If-Match only if nobody changed it meanwhile.

    From the third move on each counts for the network that asks as a booking does; of a program that shows its token none.
    """
    return _change(
        request,
        token,
        booking.move,
        asked.dict(),
        sequence=versions.seen(if_match, State.values),
        asker=_asker(request),
    )


@router.post("/appointments/{token}/cancel", response={200: AppointmentPublic, **ACTS})
def cancel(request: HttpRequest, token: str, if_match: str = IF_MATCH) -> Any:
    """Cancel the appointment; its time is free at once. If-Match as for a move."""
    return _change(
        request, token, booking.cancel, {}, sequence=versions.seen(if_match, State.values)
    )


@router.post("/appointments/{token}/confirm", response={200: AppointmentPublic, **ACTS})
def confirm(request: HttpRequest, token: str) -> Any:
    """The person says that they will come."""
    return _change(request, token, booking.confirm, {})


@router.post("/appointments/{token}/check-in", auth=ARRIVALS, response={201: TicketGiven, **ACTS})
def check_in(request: HttpRequest, token: str) -> Any:
    """The person is here: the ticket of the appointment; again, the same ticket."""
    found, at = of_own_centre(request, token), clock.now()

    def act() -> tuple[int, dict[str, Any]]:
        hall.may_give(request.device, at, appointment=found)  # type: ignore[attr-defined]
        given = queue.check_in(
            centre=found.centre_id, appointment=found, at=at, by=access.actor(request)
        )
        return 201, {"token": given.token, **ticket_shown(given)}

    return doors.once(request, {}, act)


@router.get(
    "/centres/{slug}/appointments",
    auth=doors.Device("program"),
    response={200: AppointmentPage, **READS},
)
def appointments(
    request: HttpRequest,
    slug: str,
    day: date = _DAY,
    after: str = Query("", max_length=48, description="the “next” of the page before"),
    limit: int = Query(100, ge=1, le=500, description="how many at most"),
) -> Any:
    """The appointments of a day at the program's own centre, by time; nothing about the persons."""
    centre = own_centre(request, slug)
    page, following = queries.page_of_day(centre, day, after=after, limit=limit)
    both = zip(page, queries.services_of_each(page), strict=True)
    return {"items": [_listed(each, services) for each, services in both], "next": following}


# steps


def own_centre(request: HttpRequest, slug: str) -> Centre:
    """The centre of this name, if it is the device's own. Refuses any other (`unknown_centre`)."""
    centre = network.centre_by_slug(slug)
    if centre.pk != request.device.centre_id:  # type: ignore[attr-defined]
        raise network.unknown_centre()
    return centre


def of_own_centre(request: HttpRequest, token: str) -> Appointment:
    found = queries.appointment_by_token(token)
    if found.centre_id != request.device.centre_id:  # type: ignore[attr-defined]
        raise errors.unknown_appointment()
    return found


def _asker(request: HttpRequest) -> str:
    """The network that asks; none of a program with its token, which asks for many people from one."""
    found = access.device_of(request, ())
    is_program = found is not None and found.kind == "program"
    return "" if is_program else access.asker_of("booking", request)


def _change(request: HttpRequest, token: str, verb: Any, asked: dict[str, Any], **more: Any) -> Any:
    """One act of whoever holds the token, once per key."""
    found = queries.appointment_by_token(token)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, shown(verb(found, at=clock.now(), by="visitor", **asked, **more))

    return versions.with_tag(doors.once(request, [token, asked], act, of=f"appointment:{found.pk}"))


def plain(found: Model, *names: str) -> dict[str, Any]:
    """Columns, ready for JSON."""
    values = {name: getattr(found, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def shown(found: Appointment) -> dict[str, Any]:
    """For its holder."""
    of_holder = {"token": found.token, "code": found.code}
    return of_holder | _plainly(found, queries.services_of(found))


def _listed(found: Appointment, services: list[Service]) -> dict[str, Any]:
    return {"id": found.pk, **_plainly(found, services)}


def _plainly(found: Appointment, services: list[Service]) -> dict[str, Any]:
    return {
        "centre": found.centre.slug,
        "services": [each.slug for each in services],
        **plain(
            found, "state", "starts_at", "ends_at", "purpose", "language", "needs", "companions", "medium",
            "confirm_by", "confirmed_at", "sequence",
        ),
    }  # fmt: skip
