"""The page behind the QR code: my place in line, my counter, my mark. Whoever has the token has the ticket."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.context import follow
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.errors import unknown_choice
from okno.queue.models import State, Ticket

_OVER = (State.FINISHED, State.LEFT, State.NO_SHOW, State.CLOSED)


def _quiet(view: Any) -> Any:
    """The address is a secret: no copy in caches or search engines; other sites get no referrer.

    (`no-referrer` would also blank the Origin of our own forms, and Django rightly refuses those.)
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response  # type: ignore[no-any-return]

    return answered


@_quiet
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page."""
    found = hall.ticket_by_token(token)
    follow(request, f"hall:{found.centre_id}")
    return render(request, "portal/ticket.html", _shown(found))


@_quiet
def now(request: HttpRequest, token: str) -> HttpResponse:
    """The part that changes."""
    return render(request, "portal/ticket.html#now", _shown(hall.ticket_by_token(token)))


@require_POST
@_quiet
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give up the place."""
    found = hall.ticket_by_token(token)
    queue.leave(centre=found.centre_id, ticket=found.pk, at=clock.now(), by="visitor")
    return redirect("portal:ticket", token)


@require_POST
@_quiet
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Give a mark."""
    mark = request.POST.get("rating", "")
    if mark not in ("1", "2", "3", "4", "5"):
        raise unknown_choice("rating")
    queue.rate(ticket=hall.ticket_by_token(token), rating=int(mark), at=clock.now(), by="visitor")
    return redirect("portal:ticket", token)


def _shown(found: Ticket) -> dict[str, Any]:
    waiting = found.state == State.WAITING
    return {
        "ticket": found,
        "hall_topic": f"hall:{found.centre_id}",
        "place": hall.place_of(found) if waiting else None,
        "over": found.state in _OVER,
        "marks": range(1, 6),
    }
