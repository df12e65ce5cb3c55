"""At the door: who comes with an appointment is checked in, and who is booked today."""

import secrets
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from okno.base import access, audit, clock, idempotency
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.booking import queries
from okno.booking.models import Appointment
from okno.catalog.models import Purpose
from okno.front.office import door, where
from okno.front.office.booked import rows
from okno.front.office.views import number
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket

# Whoever is refused for one of these may take a ticket for what they booked at one press.
_INSTEAD = ("too_early", "too_late", "another_day", "appointment_moved_on")


def booked(request: HttpRequest) -> HttpResponse:
    """Who is booked today, or (to htmx) only the list."""
    centre = where.centre_of(request)
    topic = f"booking:{centre.pk}"
    follow(request, topic)
    shown = {"topic": topic, "key": secrets.token_hex(12), **_today(centre)}
    page = "booked_list" if request.headers.get("HX-Request") else "booked"
    return render(request, f"office/door_{page}.html", shown)


def _today(centre: Centre) -> dict[str, Any]:
    at = clock.now()
    today = at.astimezone(ZoneInfo(centre.zone)).date()
    found = rows(queries.day_of(centre, today), at)
    return {
        "centre": centre,
        "load_at": at,
        "to_come": [row for row in found if row.appointment.is_to_come],
        "others": [row for row in found if not row.appointment.is_to_come],
    }


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One appointment with whom we may address; that it was opened is written down."""
    centre, at = where.centre_of(request), clock.now()
    found = queries.appointment_in(centre.pk, number)
    visitor = queries.read_visitor(found, why="door", at=at, by=access.actor(request))
    (row,) = rows([found], at)
    today = at.astimezone(ZoneInfo(centre.zone)).date()
    shown = {
        "centre": centre,
        "row": row,
        "visitor": visitor,
        "key": secrets.token_hex(12),
        "is_today": found.day == today,
        "purpose": Purpose(found.purpose).label,
    }
    answer = render(request, "office/door_one.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody with an appointment is here: their ticket, or why not and what to do now."""
    centre = where.centre_of(request)
    found: Appointment | None = None
    try:
        found = _meant(request, centre)
        ticket = _once(
            request,
            "arrive",
            lambda same: queue.check_in(centre=centre.pk, appointment=found, **same),
        )
    except Refusal as refusal:
        if refusal.status == 404 and "appointment" in request.POST:
            raise  # not of this centre: no page tells that it is anywhere
        if found is not None and "said" in request.POST:
            subject = f"appointment:{found.pk}"
            audit.looked(by=access.actor(request), subject=subject, why="door", at=clock.now())
        shown = {
            "said": request.POST.get("said", ""),
            "unmet": refusal,
            "unmet_at": found if found and found.centre_id == centre.pk else None,
            "may_instead": found is not None and refusal.code in _INSTEAD,
        }
        return door.page(request, centre, refusal.status, **shown)
    return door.given(request, centre, ticket)


@require_POST
def instead(request: HttpRequest) -> HttpResponse:
    """A ticket for what was booked, to whoever may not check in now."""
    centre = where.centre_of(request)
    found = queries.appointment_in(centre.pk, number(request.POST, "appointment"))
    try:
        ticket = _once(
            request,
            "instead",
            lambda same: queue.issue_instead(
                centre=centre.pk, appointment=found, let_in=True, **same
            ),
        )
    except Refusal as refusal:
        return door.page(request, centre, refusal.status, unmet=refusal)
    return door.given(request, centre, ticket)


def _meant(request: HttpRequest, centre: Centre) -> Appointment:
    """The appointment of a row of the list, or of what was said; one of another centre or day by the person alone."""
    if "appointment" in request.POST:
        return queries.appointment_in(centre.pk, number(request.POST, "appointment"))
    return queries.at_the_door(centre, request.POST.get("said", "")[:200], at=clock.now())


def _once(request: HttpRequest, verb: str, act: Callable[[dict[str, Any]], Ticket]) -> Ticket:
    """Do an act once per key; pressed twice, the same ticket."""
    same: dict[str, Any] = {"at": clock.now(), "by": access.actor(request)}
    _status, body = idempotency.once(
        idempotency.of_form(same["by"], request.POST, verb),
        at=same["at"],
        act=lambda: (201, {"ticket": act(same).pk}),
    )
    return hall.ticket_in(where.centre_of(request).pk, body["ticket"])
