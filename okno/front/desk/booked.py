"""An appointment at the desk: found by code or phone, read out, moved, cancelled, confirmed for the person."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock, idempotency, phones
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Appointment, Need
from okno.cases import queries as cases
from okno.front.desk import cases as applications
from okno.front.desk.asked import Asked, times_for
from okno.front.desk.booking import centre_of

_LONGEST_SEQUENCE = 9


def find(request: HttpRequest) -> HttpResponse:
    """The appointments to come that have this code or phone; the only one is opened at once. It is
    written down that each was found. An application whose page is scanned is opened as well.
    """
    centre, at = centre_of(request), clock.now()
    shown: dict[str, Any] = {"centre": centre, "said": "", "found": None}
    if request.method != "POST":
        return render(request, "desk/find.html", shown)
    shown["said"] = said = request.POST.get("said", "")[:200]
    if cases.is_page(said):
        return applications.find(request)
    try:
        found = queries.to_come(centre, said, at=at)
    except Refusal as refusal:
        return render(request, "desk/find.html", shown | {"wrong": refusal}, status=refusal.status)
    queries.read_list(found, why="booking", at=at, by=access.actor(request))
    if len(found) == 1:
        return redirect("desk:booked-one", found[0].pk)
    rows = list(zip(found, queries.services_of_each(found), strict=True))
    answer = render(request, "desk/find.html", shown | {"found": rows})
    answer["Cache-Control"] = "no-store"
    return answer


def one(request: HttpRequest, number: int) -> HttpResponse:
    """An appointment with what is read out to its person; that it was opened is written down."""
    return _page(request, _found(request, number))


def move(request: HttpRequest, number: int) -> HttpResponse:
    """The free times at this centre; the chosen one takes the place of the old one."""
    found = _found(request, number)
    if not found.may("move"):
        return redirect("desk:booked-one", number)
    if request.method != "POST" or "show" in request.POST:
        return _times(request, found)
    try:
        _act(
            request,
            f"move {number}",
            lambda same: booking.move(
                found,
                starts_at=queries.moment_of(request.POST.get("starts_at", "")),
                sequence=_sequence(request),
                **same,
            ),
        )
    except Refusal as refusal:
        return _times(request, _found(request, number), refusal)
    return redirect("desk:booked-one", number)


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """What is done with an appointment for its person: cancelled, or said that they come."""
    found = _found(request, number)
    do: dict[str, Callable[[dict[str, Any]], Appointment]] = {
        "cancel": lambda same: booking.cancel(found, sequence=_sequence(request), **same),
        "confirm": lambda same: booking.confirm(found, **same),
    }
    if verb not in do:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    try:
        _act(request, f"{verb} {number}", do[verb])
    except Refusal as refusal:
        return _page(request, _found(request, number), refusal)
    return redirect("desk:booked-one", number)


def _found(request: HttpRequest, number: int) -> Appointment:
    return queries.appointment_in(centre_of(request).pk, number)


def _act(request: HttpRequest, asked: str, do: Callable[[dict[str, Any]], Appointment]) -> None:
    """Do it once per key."""
    same: dict[str, Any] = {"at": clock.now(), "by": access.actor(request)}
    idempotency.once(
        idempotency.of_form(same["by"], request.POST, asked),
        at=same["at"],
        act=lambda: (200, {"appointment": do(same).pk}),
    )


def _sequence(request: HttpRequest) -> int | None:
    """The version that is before the eyes of whoever acts. Refuses none (`changed_meanwhile`)."""
    said = request.POST.get("sequence", "")
    if not (said.isascii() and said.isdigit() and len(said) <= _LONGEST_SEQUENCE):
        raise errors.changed_meanwhile()
    return int(said)


def _page(request: HttpRequest, found: Appointment, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    visitor = queries.read_visitor(found, why="booking", at=at, by=access.actor(request))
    shown = _shown(request, found) | {
        "visitor": visitor,
        "phone_words": phones.in_words(visitor.phone) if visitor else "",
        "asks_until": found.confirm_by if found.confirmed_at is None and found.is_to_come else None,
        "may_change": queries.may_change(found, at),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    answer = render(request, "desk/booked.html", shown, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, found: Appointment) -> dict[str, Any]:
    return {
        "centre": found.centre,
        "appointment": found,
        "services": queries.services_of(found),
        "needs": [Need(need).label for need in found.needs],
        "key": secrets.token_hex(12),
    }


def _times(
    request: HttpRequest, found: Appointment, refusal: Refusal | None = None
) -> HttpResponse:
    what = Asked(
        tuple(queries.services_of(found)),
        found.purpose,
        found.language,
        tuple(found.needs),
        found.medium,
    )
    day = request.POST.get("day", found.day.isoformat())
    now = found.starts_at  # nobody is moved to where they are
    times = times_for(what, found.centre, chosen=day, at=clock.now(), but=now)
    shown = {"times": times, "chosen": times.first, "what": what}
    if request.headers.get("HX-Request") and refusal is None:
        return render(request, "desk/book_times.html", shown)
    shown |= _shown(request, found) | {"refusal": refusal}
    return render(request, "desk/move.html", shown, status=refusal.status if refusal else 200)
