"""The programs' door to the line joined from home: a place for whoever calls or writes, until they are here."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import get_random_string, salted_hmac
from ninja import Query, Router

from okno.base import access, clock
from okno.front.api import doors
from okno.front.api.afar_schemas import ComeIn, PlaceIn, PlacePublic, PresenceCode, TellIn
from okno.front.api.appointments import ACTS, READS, own_centre
from okno.front.api.hall import shown as ticket_shown
from okno.front.api.schemas import TicketGiven
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar

router = Router(tags=["from home"])
_JOINERS = doors.Device("program")
_WALLS = doors.Device("board", "kiosk", "program")
_ROAD = Query(0, ge=0, le=180, description="how many minutes the way takes")


@router.post("/centres/{slug}/places", auth=_JOINERS, response={201: PlacePublic, **ACTS})
def join(request: HttpRequest, slug: str, asked: PlaceIn) -> Any:
    """Join the line from home for whoever calls or writes to the program. The program's own centre only;
    who joins again has left the line they were in before.
    """
    centre = own_centre(request, slug)

    def act() -> tuple[int, dict[str, Any]]:
        made = queue.join(
            centre=centre.pk,
            **asked.dict(exclude={"person"}),
            holder=_key_of(access.actor(request), asked.person),
            at=clock.now(),
            by=access.actor(request),
        )
        return 201, _shown(hall.place_by_token(made.token))

    return doors.kept_secret(doors.once(request, asked.dict(), act))


@router.get("/centres/{slug}/presence-code", auth=_WALLS, response={200: PresenceCode, **READS})
def presence_code(request: HttpRequest, slug: str) -> Any:
    """What the walls of the device's own centre show now: whoever reads it is here. It is another every five minutes."""
    return {"code": hall.presence_code(own_centre(request, slug).pk, clock.now())}


@router.get("/places/{token}", response={200: PlacePublic, **READS})
def place(request: HttpRequest, token: str, road_minutes: int = _ROAD) -> Any:
    """The holder's view: how many are before, and when to set out for a way of so many minutes."""
    found = hall.place_by_token(token)
    return doors.kept_secret(doors.answer(200, _shown(found, timedelta(minutes=road_minutes))))


@router.post("/places/{token}/more-time", response={200: PlacePublic, **ACTS})
def more_time(request: HttpRequest, token: str) -> Any:
    """Keep the place for one hour more, once."""
    return _change(request, token, queue.ask_more_time)


@router.post("/places/{token}/tell", response={200: PlacePublic, **ACTS})
def tell(request: HttpRequest, token: str, asked: TellIn) -> Any:
    """The person agrees to be told by SMS or e-mail when to set out, and then what comes next."""
    return _change(request, token, queue.ask_to_be_told, **asked.dict())


@router.post("/places/{token}/leave", response={200: PlacePublic, **ACTS})
def leave(request: HttpRequest, token: str) -> Any:
    """Give the place up."""
    return _change(request, token, queue.leave_from_afar)


@router.post("/places/{token}/come", response={201: TicketGiven, **ACTS})
def come(request: HttpRequest, token: str, asked: ComeIn) -> Any:
    """The person is here, which the code on the wall proves: their ticket; again, the same ticket."""
    found = hall.place_by_token(token)

    def act() -> tuple[int, dict[str, Any]]:
        given = queue.come_from_afar(found, code=asked.code, at=clock.now(), by="visitor")
        return 201, {"token": given.token, **ticket_shown(given)}

    # What the walls show is another soon: whoever asks again may send another code for the same ticket.
    return doors.kept_secret(doors.once(request, token, act, of=f"afar:{found.pk}"))


# steps


def _change(request: HttpRequest, token: str, verb: Any, **asked: Any) -> Any:
    """One act of whoever holds the token, once per key."""
    found = hall.place_by_token(token)

    def act() -> tuple[int, dict[str, Any]]:
        verb(found, **asked, at=clock.now(), by="visitor")
        return 200, _shown(hall.place_by_token(token))

    return doors.kept_secret(doors.once(request, [token, asked], act, of=f"afar:{found.pk}"))


def _key_of(program: str, person: str) -> str:
    """Whom a program joins for, as a keyed hash; whoever has no word is known to nobody again."""
    name = f"{program} {person or get_random_string(22)}"
    return salted_hmac("okno.api afar", name, algorithm="sha256").hexdigest()


def _shown(found: PlaceAfar, road: timedelta = timedelta(0)) -> dict[str, Any]:
    at = clock.now()
    is_away = found.state == PlaceAfar.State.AWAY and found.lapses_at > at
    way = hall.way_of(found, road=road, at=at) if is_away else None
    is_given_up = found.state == PlaceAfar.State.AWAY and not is_away
    return {
        "token": found.token,
        "state": PlaceAfar.State.LEFT.value if is_given_up else found.state,
        "centre": found.centre.slug,
        "service": found.service.slug,
        "purpose": found.purpose,
        "language": found.language,
        "joined_at": found.joined_at.isoformat(),
        "lapses_at": found.lapses_at.isoformat(),
        "may_ask_more_time": is_away and not found.has_more_time,
        "ahead": way.people if way else 0,
        "counters": way.counters if way else 0,
        "wait_s": int(way.wait.total_seconds()) if way and way.counters else None,
        "set_out_at": way.set_out_at.isoformat() if way and way.counters else None,
        "ticket": found.ticket.token if found.ticket else None,
    }
