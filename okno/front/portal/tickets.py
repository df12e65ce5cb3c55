"""The page behind the QR code: my place in line, my counter, my mark. Whoever has the token has the ticket."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.booking import queries as booking
from okno.booking.models import Medium
from okno.front.portal import called, told
from okno.front.portal.secret import keep_secret
from okno.network import queries as network
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue import queries as hall
from okno.queue.errors import unknown_choice
from okno.queue.models import State, Ticket
from okno.ui import words

_OVER = (State.FINISHED, State.LEFT, State.CLOSED)
View = Callable[[HttpRequest, Ticket], HttpResponse]


def _holders(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the ticket; an unknown one gets a kind page, a refused act the ticket with the reason."""

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        return keep_secret(_answer(view, request, token))

    return answered


def _answer(view: View, request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = hall.ticket_by_token(token)
    except Refusal as refusal:
        return render(request, "portal/no_ticket.html", status=refusal.status)
    follow(request, f"hall:{found.centre_id}")
    try:
        return view(request, found)
    except Refusal as refusal:
        shown = _shown(hall.ticket_by_token(token)) | {"refusal": refusal}
        shown |= told.refused(request, refusal) | called.refused(request, refusal)
        return render(request, "portal/ticket.html", shown, status=refusal.status)


@_holders
def ticket(request: HttpRequest, found: Ticket) -> HttpResponse:
    """The whole page."""
    return render(request, "portal/ticket.html", _shown(found))


@_holders
def now(request: HttpRequest, found: Ticket) -> HttpResponse:
    """The part that changes; what there is nothing more to ask about goes from beside it."""
    return render(request, "portal/ticket.html#now", _shown(found) | {"aside": True})


@require_POST
@_holders
def leave(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Give up the place."""
    queue.leave(centre=found.centre_id, ticket=found.pk, at=clock.now(), by="visitor")
    return redirect("portal:ticket", found.token)


@require_POST
@_holders
def step_back(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Let others go first."""
    queue.step_back(centre=found.centre_id, ticket=found.pk, at=clock.now(), by="visitor")
    return redirect("portal:ticket", found.token)


@require_POST
@_holders
def rate(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Give a mark."""
    mark = request.POST.get("rating", "")
    if mark not in ("1", "2", "3", "4", "5"):
        raise unknown_choice("rating")
    queue.rate(ticket=found, rating=int(mark), at=clock.now(), by="visitor")
    return redirect("portal:ticket", found.token)


@require_POST
@_holders
def tell(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Be told by SMS, e-mail or a notification what comes next."""
    told.ask(request, found)
    return redirect("portal:ticket", found.token)


@require_POST
@_holders
def quiet(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Be told nothing more."""
    told.stop(found)
    return redirect("portal:ticket", found.token)


@require_POST
@_holders
def call(request: HttpRequest, found: Ticket) -> HttpResponse:
    """Be called by a name, or by the number."""
    called.change(request, found)
    return redirect("portal:ticket", found.token)


def _shown(found: Ticket) -> dict[str, Any]:
    is_past = found.day != words.local(clock.now(), found.centre.zone).date()
    is_closed = found.state == State.CLOSED or (
        found.state == State.NO_SHOW and _is_day_over(found)
    )
    over = found.state in _OVER or is_closed
    return {
        "ticket": found,
        "hall_topic": f"hall:{found.centre_id}",
        "place": hall.place_of(found) if found.state == State.WAITING else None,
        "rest": hall.rest_of(found),
        "room": _room(found),
        "over": over,
        **({} if over else told.shown(found)),
        **({} if over or found.is_remote or found.state == State.SERVING else called.shown(found)),
        "may_leave": found.may("leave"),
        "steps_back": policy.STEPS_BACK - found.steps_back if found.may("step_back") else 0,
        "several_halls": found.counter is not None and network.has_several_halls(found.centre),
        "is_closed": is_closed,
        "open_now": is_closed and _is_open_again(found, is_past),
        "opens": _opens(found) if is_closed else "",
        "marks": range(1, 6),
    }


def _room(found: Ticket) -> str:
    """The way into the room, while its person is met by video; else ""."""
    appointment = hall.appointment_of(found) if found.medium == Medium.VIDEO else None
    may = appointment is not None and booking.may_join(appointment, clock.now())
    return booking.room_of(appointment) if appointment and may and found.is_live else ""


def _is_day_over(found: Ticket) -> bool:
    """Whether there is no second chance any more for whose call was missed: after the day, and once the centre has
    shut for it.
    """
    at, centre = clock.now(), found.centre
    if found.day != words.local(at, centre.zone).date():
        return True
    opens = network.next_opening(centre, at)
    is_later_today = opens is not None and words.local(opens, centre.zone).date() == found.day
    return not is_later_today and not network.is_open(centre, at)


def _is_open_again(found: Ticket, is_past: bool) -> bool:
    """Whether the centre is open, and has opened since a ticket was closed: on another day, or after a closure of
    some hours."""
    at = clock.now()
    if not network.is_open(found.centre, at, found.service.slug):
        return False
    return is_past or _opened_since(found, at)


def _opened_since(found: Ticket, at: datetime) -> bool:
    if found.ended_at is None:
        return False
    opened = network.next_opening(found.centre, found.ended_at, found.service.slug)
    return opened is not None and opened <= at


def _opens(found: Ticket) -> str:
    at = clock.now()
    opens = network.next_opening(found.centre, at, found.service.slug)
    return words.opening(opens, at, found.centre.zone)
