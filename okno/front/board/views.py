"""What hangs on the wall: who is called where, and who is soon."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from okno.base import clock
from okno.base.context import follow
from okno.network.models import Centre
from okno.queue import queries as hall

_SPOKEN = ("ru", "en")


def board(request: HttpRequest) -> HttpResponse:
    """The whole screen."""
    centre = Centre.objects.get(pk=request.device.centre_id)  # type: ignore[attr-defined]
    follow(request, f"hall:{centre.pk}")
    return render(request, "board/board.html", _shown(request, centre))


def now(request: HttpRequest) -> HttpResponse:
    """The part that changes."""
    centre = Centre.objects.get(pk=request.device.centre_id)  # type: ignore[attr-defined]
    return render(request, "board/board.html#now", _shown(request, centre))


def _shown(request: HttpRequest, centre: Centre) -> dict[str, Any]:
    at = clock.now()
    shown = hall.board_of(centre.pk, at, calls=4, soon=7)
    return {
        "centre": centre,
        "topic": f"hall:{centre.pk}",
        "at": at,
        "board": shown,
        "calls": [
            {"call": call, "key": f"{call.ticket}-{call.recalls}", "said": _said(call)}
            for call in shown.calls
        ],
    }


def _said(call: hall.Call) -> dict[str, str]:
    """The sentence the wall speaks, in the visitor's language where we speak it."""
    language = call.language if call.language in _SPOKEN else "ru"
    with translation.override(language):
        text = _("Ticket %(ticket)s, counter %(counter)s") % {
            "ticket": " ".join((call.label[0], call.label[1:])),
            "counter": call.counter,
        }
    return {"language": language, "text": text}
