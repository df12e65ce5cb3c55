"""The programs' door to the hall: tickets and counters."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from okno.base import access, clock
from okno.front.api import doors
from okno.front.api.schemas import (
    AtCounter,
    CounterOut,
    FinishIn,
    HoldIn,
    Problem,
    TicketGiven,
    TicketIn,
    TicketOut,
    TicketPublic,
    TransferIn,
)
from okno.network import queries as network
from okno.network.models import Hall
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket

router = Router(tags=["hall"])
_ISSUERS = doors.Device("kiosk", "robot", "program")
_PROGRAMS = doors.Device("program")
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 411, 413, 422, 429, 500, 503), Problem)
_STATES = {"free": "open", "called": "busy", "serving": "busy"}
_ANSWERS = {200: TicketOut, **_PROBLEMS}


def shown(ticket: Ticket) -> dict[str, Any]:
    """TicketOut, ready for JSON (tests/api holds every answer against the published schema)."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in hall.as_plain(ticket).items()
        if name != "token"  # the holder's own: whoever serves them has no use for it
    }


@router.post("/centres/{slug}/tickets", auth=_ISSUERS, response={201: TicketGiven, **_PROBLEMS})
def issue(request: HttpRequest, slug: str, asked: TicketIn) -> Any:
    """Give a place in line to whoever just comes: a service that is by appointment only is refused, unless `booked_at`
    says that they have one. The device's own centre only, a kiosk or robot at most twenty a minute;
    send an Idempotency-Key.
    """
    device, at = request.device, clock.now()  # type: ignore[attr-defined]
    if hall.centre_id_of(slug) != device.centre_id:
        raise network.unknown_centre()
    if device.kind != "program" and (asked.priority != "ordinary" or asked.booked_at):
        raise access.not_for_you()  # whoever stands at a screen does not choose their own place
    if device.kind != "program" and asked.phone:
        raise doors.no_phone_here()
    claim = doors.claim(request, asked.dict())
    hall.may_give(device, at, claim)
    given = queue.issue(
        centre=device.centre_id,
        **asked.dict(),
        claim=claim,
        at=at,
        by=access.actor(request),
    )
    return doors.answer(201, {"token": given.token, **shown(given)})


@router.get(
    "/centres/{slug}/counters", auth=_PROGRAMS, response={200: list[CounterOut], **_PROBLEMS}
)
def counters(request: HttpRequest, slug: str) -> Any:
    """The counters of the program's own centre, by number: their ids and whether they serve."""
    device = request.device  # type: ignore[attr-defined]
    if hall.centre_id_of(slug) != device.centre_id:
        raise network.unknown_centre()
    halls = dict(Hall.objects.filter(centre=device.centre_id).values_list("pk", "slug"))
    return [
        {
            "id": counter.id,
            "number": counter.number,
            "hall": halls[counter.hall],
            "state": _STATES.get(counter.state, counter.state),
        }
        for counter in hall.hall_now(device.centre_id)
    ]


@router.get("/tickets/{token}", response={200: TicketPublic, **_PROBLEMS})
def ticket(request: HttpRequest, token: str) -> Any:
    """The holder's view: place in line, wait, counter."""
    return _public(hall.ticket_by_token(token))


def _public(found: Ticket) -> dict[str, Any]:
    place = hall.place_of(found) if found.state == "waiting" else None
    return {
        "label": found.label,
        "state": found.state,
        "medium": found.medium,
        "counter": found.counter.number if found.counter else None,
        "ahead": place.ahead if place else 0,
        "wait_s": int(place.wait.total_seconds()) if place else 0,
        "promise_due_at": found.promise_due_at.isoformat(),
        "voucher": found.voucher or None,
        "centre": found.centre.slug,
    }


@router.post("/tickets/{token}/step-back", response={200: TicketPublic, **_PROBLEMS})
def step_back(request: HttpRequest, token: str) -> Any:
    """Whoever holds the ticket lets the next three go first."""
    return _own(request, token, queue.step_back)


@router.post("/tickets/{token}/leave", response={200: TicketPublic, **_PROBLEMS})
def leave(request: HttpRequest, token: str) -> Any:
    """Whoever holds the ticket leaves the line."""
    return _own(request, token, queue.leave)


@router.post("/counters/{counter}/call-next", auth=_PROGRAMS, response=_ANSWERS)
def call_next(request: HttpRequest, counter: int) -> Any:
    """Call whoever is first for this counter."""
    return _act(request, queue.call_next, counter=counter)


@router.post("/tickets/{ticket}/recall", auth=_PROGRAMS, response=_ANSWERS)
def recall(request: HttpRequest, ticket: int, asked: AtCounter | None = None) -> Any:
    """Repeat the call."""
    return _act(request, queue.recall, ticket=ticket, counter=asked and asked.counter)


@router.post("/tickets/{ticket}/start", auth=_PROGRAMS, response=_ANSWERS)
def start(request: HttpRequest, ticket: int, asked: AtCounter | None = None) -> Any:
    """The person has come to the counter."""
    return _act(request, queue.start, ticket=ticket, counter=asked and asked.counter)


@router.post("/tickets/{ticket}/finish", auth=_PROGRAMS, response=_ANSWERS)
def finish(request: HttpRequest, ticket: int, asked: FinishIn | None = None) -> Any:
    """End the service; with more planned the person is back in line."""
    asked = asked or FinishIn()
    return _act(request, queue.finish, ticket=ticket, **asked.dict())


@router.post("/tickets/{ticket}/hold", auth=_PROGRAMS, response=_ANSWERS)
def hold(request: HttpRequest, ticket: int, asked: HoldIn | None = None) -> Any:
    """Let the person wait aside."""
    asked = asked or HoldIn()
    return _act(request, queue.hold, ticket=ticket, **asked.dict())


@router.post("/tickets/{ticket}/transfer", auth=_PROGRAMS, response=_ANSWERS)
def transfer(request: HttpRequest, ticket: int, asked: TransferIn) -> Any:
    """Send the person to another service or counter."""
    return _act(request, queue.transfer, ticket=ticket, **asked.dict())


@router.post("/tickets/{ticket}/no-show", auth=_PROGRAMS, response=_ANSWERS)
def no_show(request: HttpRequest, ticket: int, asked: AtCounter | None = None) -> Any:
    """Nobody came to the call."""
    return _act(request, queue.mark_no_show, ticket=ticket, counter=asked and asked.counter)


def _own(request: HttpRequest, token: str, verb: Any) -> HttpResponse:
    """One act of whoever holds the ticket, once per key."""
    found = hall.ticket_by_token(token)

    def act() -> tuple[int, dict[str, Any]]:
        verb(centre=found.centre_id, ticket=found.pk, at=clock.now(), by="visitor")
        return 200, _public(hall.ticket_by_token(token))

    return doors.kept_secret(doors.once(request, token, act, of=f"ticket:{found.pk}"))


def _act(request: HttpRequest, verb: Any, **asked: Any) -> HttpResponse:
    """One act of the device's own centre, once per key."""
    device = request.device  # type: ignore[attr-defined]

    def act() -> tuple[int, dict[str, Any]]:
        done = verb(centre=device.centre_id, at=clock.now(), by=access.actor(request), **asked)
        return 200, shown(done)

    return doors.once(request, asked, act)
