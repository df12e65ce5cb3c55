"""Around every page of the kiosk: whose device it is, in which language, and what is said when it can't go on."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from okno.base import access
from okno.base.errors import Refusal
from okno.front.kiosk import chosen
from okno.network.models import Centre

View = Callable[..., HttpResponse]
_log = logging.getLogger("okno.web")


def page(view: View) -> View:
    """A page of a kiosk, in the language chosen on its first screen.

    A refusal is shown on the kiosk's own page, with the way back and the way to a person. A device
    that is not ours any more, and a database that is away, are told in both languages, and the page
    comes back by itself.
    """
    guarded = access.device("kiosk")(view)

    @wraps(guarded)
    def answered(request: HttpRequest) -> HttpResponse:
        language = chosen.read(request).ui
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            try:
                return _or_refused(guarded, request)
            except (OperationalError, InterfaceError) as error:
                _log.warning("database away: %s", error.__class__.__name__)
                return _out_of_order(request, "away", 503)

    return answered


def from_a_form(view: View) -> View:
    """A page that is only reached through the kiosk's own forms; a reload or Back begins anew."""

    @wraps(view)
    def posted(request: HttpRequest) -> HttpResponse:
        return view(request) if request.method == "POST" else redirect("kiosk:start")

    return posted


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the centre, and what was chosen so far."""
    device = request.device  # type: ignore[attr-defined]
    return {
        "centre": Centre.objects.get(pk=device.centre_id),
        "chosen": chosen.read(request),
    }


def _or_refused(view: View, request: HttpRequest) -> HttpResponse:
    try:
        return view(request)
    except Refusal as refusal:
        if not hasattr(request, "device"):
            return _out_of_order(request, "unknown", refusal.status)
        said = shown(request) | {"refusal": refusal}
        return render(request, "kiosk/refused.html", said, status=refusal.status)


def _out_of_order(request: HttpRequest, why: str, status: int) -> HttpResponse:
    said = {"why": why, "both": chosen.LANGUAGES}
    return render(request, "kiosk/out_of_order.html", said, status=status)
