"""The part of a visit's page where a person says how to call them in the hall: by a name, or by the number."""

from typing import Any

from django.http import HttpRequest

from okno.base import clock
from okno.base.errors import Refusal
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue import queries as hall

_LONGEST = 80  # of what is read; what is called is shorter


def typed(request: HttpRequest) -> str:
    """The name as it was typed."""
    return request.POST.get("call_name", "")[:_LONGEST]


def change(request: HttpRequest, place: hall.Named) -> None:
    """What the form says: a name, or the number; refused as the act refuses it."""
    if request.POST.get("called") == "number":
        queue.drop_name(place, at=clock.now(), by="visitor")
    else:
        queue.give_name(place, name=typed(request), at=clock.now(), by="visitor")


def shown(place: hall.Named, *, is_theirs: bool = True, known: str = "") -> dict[str, Any]:
    """How they are called, and the words beside the field. Nothing where the centre calls by number, or the staff took
    a name off.

    `is_theirs`: whoever asks is who gave the name, and not just somebody with an address that was passed on; they are
    shown it, and proposed a short one of what is `known`.
    """
    if not place.centre.calls_by_name:
        return {}
    called = hall.call_name_of(place)
    return {
        "asks_name": called is None or bool(called.name),
        "is_named": bool(called and called.name),
        "called_by": called.name if called and is_theirs else "",
        "proposed": policy.short_name(known) if is_theirs else "",
        "name_consent": hall.NAME_CONSENT,
    }


def refused(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """The field as it was sent, with the reason beside it."""
    if refusal.field != "call_name":
        return {}
    return {"wrong_name": str(refusal.message), "typed_name": typed(request)}
