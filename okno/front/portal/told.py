"""The part of a ticket's and a place's page where a person says how to tell them what comes next."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from okno.adapters.webpush import queries as webpush
from okno.base import clock
from okno.base.errors import Refusal
from okno.front.portal import chat
from okno.notify import ports
from okno.notify.models import Channel
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar, Ticket

ROADS = (10, 20, 30, 45)
_USUAL_ROAD = 20
_FIELDS = ("phone", "email", "consent")


def ask(request: HttpRequest, place: Ticket | PlaceAfar) -> None:
    """What the form says; refused as the act refuses it."""
    said = request.POST
    road = next((each for each in ROADS if str(each) == said.get("road")), ROADS[-1])
    queue.ask_to_be_told(
        place,
        phone=said.get("phone", "")[:40],
        email=said.get("email", "")[:254],
        push=said.get("push", ""),
        road_minutes=road if isinstance(place, PlaceAfar) else 0,
        agreed="consent" in said,
        language=str(translation.get_language()),
        at=clock.now(),
        by="visitor",
    )


def stop(place: Ticket | PlaceAfar) -> None:
    """Nothing more is told."""
    queue.stop_telling(place, at=clock.now(), by="visitor")


def shown(place: Ticket | PlaceAfar, road: int | None = None) -> dict[str, Any]:
    """How they are told already, or how they could be; `road` is how many minutes they said their way takes."""
    contact = hall.contact_of(place)
    channels = contact.channels if contact else []
    # What was said with a phone or an address stands, until another way is chosen on the page.
    usual = _USUAL_ROAD if contact is None and isinstance(place, PlaceAfar) else 0
    way = road or usual
    there = {each.channel for each in ports.all_providers()}
    return {
        "told_by": [Channel(each).label for each in channels],
        "told_push": "push" in channels,
        "tells_sms": "sms" in there,
        "tells_email": "email" in there,
        "push_key": webpush.public_key(),
        "chat": None if "telegram" in channels else chat.offered(place, road_minutes=way),
    }


def refused(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """The form as it was sent, with the reason at its field."""
    if refusal.field not in _FIELDS:
        return {}
    given = {name: request.POST.get(name, "") for name in ("phone", "email")}
    return {"given": given, "wrong": {refusal.field: str(refusal.message)}}
