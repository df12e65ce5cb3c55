"""The step before the ticket in a centre that calls by name: a name, or one touch for the number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from okno.base.errors import Refusal
from okno.front.kiosk import keyboard
from okno.network.models import Centre
from okno.queue import errors
from okno.queue import queries as hall

_LONGEST = 80  # of what is read; what is called is shorter


def is_unasked(request: HttpRequest, centre: Centre) -> bool:
    """Whether the person has still to be asked how to call them."""
    return centre.calls_by_name and "call" not in request.POST


def given(request: HttpRequest) -> str:
    """The name that was given, "" for the number. Refuses no name where one was promised (`no_call_name`)."""
    if request.POST.get("call") != "name":
        return ""
    if not _typed(request).strip():
        raise errors.no_call_name()
    return _typed(request)


def ask(request: HttpRequest, said: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    """The page that asks, and leads on to where the form before it led. Nothing known of the person is proposed: who
    stands here may have typed anybody's phone.
    """
    said = said | {
        "keyboards": keyboard.NAMES,
        "typed": _typed(request),
        "consent": hall.NAME_CONSENT,
        "refusal": refusal,
        "key": request.POST.get("key", ""),
        "purpose": request.POST.get("purpose", "file"),
        "visit": request.POST.get("visit", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "kiosk/call_name.html", said, status=status)


def _typed(request: HttpRequest) -> str:
    return request.POST.get("call_name", "")[:_LONGEST]
