"""The kiosks that ring for a person: shown at the door and in the manager's hall, ended for both by one press."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.context import follow
from okno.front.office import where
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries as hall


def part(request: HttpRequest, centre: Centre) -> dict[str, Any]:
    """What `office/rings.html` shows, for a page that has it as a part and follows it."""
    at, topic = clock.now(), f"door:{centre.pk}"
    follow(request, topic)
    shown = [(each, at - each.since) for each in hall.rings_now(centre.pk, at)]
    return {"rings": shown, "door_topic": topic}


def rings(request: HttpRequest) -> HttpResponse:
    """The part that changes: which kiosks ring, and for how long."""
    centre = where.centre_of(request)
    return render(request, "office/rings.html", {"centre": centre, **part(request, centre)})


@require_POST
def going(request: HttpRequest) -> HttpResponse:
    """Somebody goes to the kiosk. One that rings no more, or is not of this centre, is left alone."""
    centre, at, by = where.centre_of(request).pk, clock.now(), access.actor(request)
    for each in hall.rings_now(centre, at):
        if str(each.kiosk.pk) == request.POST.get("kiosk"):
            queue.answer_administrator(centre=centre, device=each.kiosk.pk, at=at, by=by)
    return rings(request) if request.headers.get("HX-Request") else redirect("office:door")
