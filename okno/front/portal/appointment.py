"""The page of an appointment: when, where, the code for the door, what to bring; move it, cancel it, say one comes."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.access import asker_of
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment, Medium, Need, State
from okno.catalog import queries as catalog
from okno.front.portal import calendar, called, chat, ways
from okno.front.portal.account import account_of
from okno.front.portal.booking import free, wish_of
from okno.front.portal.here import where
from okno.front.portal.secret import secret
from okno.front.portal.wished import Wished, along, who_says
from okno.network import queries as network
from okno.people import queries as people
from okno.people.models import Account
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.ui import words

_LONGEST_SEQUENCE = 9
_OVER = (State.NO_SHOW, State.UNKEPT, State.CANCELLED)
_SOON = timedelta(
    hours=2
)  # a page that stands open so long before looks by itself whether the room is open


@secret
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page; a time that is only kept is filled in first. As whom one comes is answered and not kept."""
    found = queries.appointment_by_token(token)
    if found.state in (State.HELD, State.EXPIRED):
        return redirect(along(request, reverse("portal:hold", args=[token])))
    return _page(request, found)


@secret
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for the person's own calendar (RFC 5545)."""
    found = queries.appointment_by_token(token)
    if found.state in (State.HELD, State.EXPIRED):
        return redirect("portal:hold", token)
    answer = HttpResponse(
        calendar.file(found, _address(request, found), at=clock.now()),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
    )
    answer["Content-Disposition"] = f'attachment; filename="okno-{found.day:%Y-%m-%d}.ics"'
    return answer


@secret
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The free times at the same centre; one that is pressed takes the place of the old one."""
    found = queries.appointment_by_token(token)
    if not found.may("move"):
        return redirect(_own(request, found))
    if request.method != "POST":
        return _days(request, found)
    try:
        booking.move(
            found,
            starts_at=queries.moment_of(request.POST.get("starts_at", "")),
            sequence=_sequence(request),
            asker=asker_of("booking", request),
            at=clock.now(),
            by="visitor",
        )
    except Refusal as refusal:
        return _days(request, queries.appointment_by_token(token), refusal)
    return redirect(_own(request, found))


@require_POST
@secret
def here(request: HttpRequest, token: str) -> HttpResponse:
    """The person has entered: by the code on the board, or where the phone says it is; then it is a ticket."""
    found = queries.appointment_by_token(token)
    try:
        ticket = queue.check_in_by_phone(
            appointment=found,
            code=request.POST.get("code", ""),
            where=where(request),
            asker=asker_of("here", request),
            at=clock.now(),
            by="visitor",
        )
    except Refusal as refusal:
        return _page(request, queries.appointment_by_token(token), refusal)
    return redirect("portal:ticket", ticket.token)


@require_POST
@secret
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Be called by a name once one is here, or by the number."""
    found = queries.appointment_by_token(token)
    try:
        called.change(request, found)
    except Refusal as refusal:
        return _page(request, queries.appointment_by_token(token), refusal)
    return redirect(_own(request, found))


@require_POST
@secret
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The person does not come; the time is free for others at once."""
    return _act(request, token, booking.cancel, sequence=_sequence(request))


@require_POST
@secret
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The person says that they come."""
    return _act(request, token, booking.confirm)


def _act(request: HttpRequest, token: str, verb: Any, **more: Any) -> HttpResponse:
    found = queries.appointment_by_token(token)
    try:
        verb(found, at=clock.now(), by="visitor", **more)
    except Refusal as refusal:
        return _page(request, queries.appointment_by_token(token), refusal)
    return redirect(_own(request, found))


def _own(request: HttpRequest, found: Appointment) -> str:
    """The page of this appointment, for whomever this address says they come as."""
    return along(request, reverse("portal:appointment", args=[found.token]))


def _sequence(request: HttpRequest) -> int | None:
    """The version that was on the page; None when the form says nothing of it."""
    said = request.POST.get("sequence", "")
    known = said.isascii() and said.isdigit() and len(said) <= _LONGEST_SEQUENCE
    return int(said) if known else None


def _page(request: HttpRequest, found: Appointment, refusal: Refusal | None = None) -> HttpResponse:
    at, wish = clock.now(), wish_of(found, request)
    who = who_says(request.POST) or wish.who
    account = account_of(request)
    asks = found.confirm_by if found.confirmed_at is None and found.is_to_come else None
    said = {
        "appointment": found,
        "why": queries.why_displaced(found) if found.displaced_at else "",
        "wish": wish,
        "local": words.local(found.starts_at, found.centre.zone),
        "code": _code(_address(request, found)),
        "asks_until": asks,
        "may_change": queries.may_change(found, at),
        "ticket": hall.ticket_of(found),
        "may_arrive": not found.is_remote and _may_arrive(found, at),
        **_far(found, at),
        "here": reverse("portal:appointment-here", args=[found.token]),
        # The walls show it while somebody is on the way from home; whoever has booked types theirs at the kiosk.
        "code_hangs": hall.is_anybody_on_the_way(found.centre_id, at),
        "code_said": request.POST.get("code", ""),
        "wrong_code": str(refusal.message) if refusal and refusal.field == "code" else "",
        "may_keep": account is not None and found.visitor is not None,
        "is_kept": account and found.visitor and people.is_kept(account, found.visitor),
        "needs": [Need(need).label for need in found.needs],
        "chat": _chat(found),
        "refusal": refusal,
        "along": along(request, ""),
        **_to_bring(wish, who),
        **(_again(found, wish, at) if found.state in _OVER else {}),
        **(_called(found, account) if found.is_to_come else {}),
        **(called.refused(request, refusal) if refusal else {}),
    }
    return render(
        request, "portal/appointment.html", said, status=refusal.status if refusal else 200
    )


def _again(found: Appointment, wish: Wished, at: datetime) -> dict[str, bool]:
    """How one comes another time; whose time of today has begun is let in today even where others only book."""
    come = ways.at_centre(found.centre, wish.services)
    still = hall.is_let_in(found, centre=found.centre_id, at=at)
    still = still and network.is_open(found.centre, at, wish.main.slug)
    is_given = any(come.values())
    may_come_today = is_given and still and not come["may_come"]
    return {**come, "may_come_today": may_come_today, "elsewhere": not is_given}


def _called(found: Appointment, account: Account | None) -> dict[str, Any]:
    """The page shows no name to whoever found its address (docs/decisions/0012), only to whose account it is in."""
    if found.is_remote:
        return {}  # no board calls them
    is_theirs = account is not None and queries.is_own(found, account)
    known = found.visitor.name if found.visitor else ""
    return called.shown(found, is_theirs=is_theirs, known=known)


def _far(found: Appointment, at: datetime) -> dict[str, Any]:
    """How the two meet who are not in one place: which number is rung, as far as a page shows it that whoever has its
    address may read; the way into the room, or from when on it is shown.
    """
    if found.medium == Medium.PHONE:
        return {"number_ends": people.phone_ending(found.visitor.phone) if found.visitor else ""}
    if found.medium != Medium.VIDEO:
        return {}
    opens_at = queries.room_opens_at(found)
    return {
        "room": queries.room_of(found) if queries.may_join(found, at) else "",
        "opens_at": opens_at,
        "is_soon": found.is_to_come and opens_at - at < _SOON,
    }


def _to_bring(wish: Wished, who: str) -> dict[str, Any]:
    """The papers of all services; and, where that matters, as whom one may come."""
    services, purpose = wish.services, wish.purpose
    matters = catalog.does_it_matter_who(services, purpose)
    return {
        "papers": [
            (str(paper), str(paper.note))
            for paper in catalog.papers_of_visit(services, who, purpose)
        ],
        "who": catalog.comes_as(wish.main, who),
        "applicants": [
            (each.value, capfirst(str(each.label))) for each in catalog.may_come_as(wish.main)
        ]
        if matters
        else [],
    }


def _chat(found: Appointment) -> dict[str, Any] | None:
    """The way into Telegram, while there is something to tell and it is not told there already."""
    visitor = found.visitor
    if not found.is_to_come or visitor is None or visitor.telegram:
        return None
    return chat.offered(found)


def _may_arrive(found: Appointment, at: datetime) -> bool:
    try:
        queries.may_arrive(found, centre=found.centre_id, at=at)
    except Refusal:
        return False
    return True


def _days(request: HttpRequest, found: Appointment, refusal: Refusal | None = None) -> HttpResponse:
    """The free times, first of all those of the day that one has now."""
    day = request.GET.get("day", "") or found.day.isoformat()
    wish = wish_of(found, request)
    said = {
        "appointment": found,
        "wish": wish,
        "query": urlencode({"as": wish.who}) if wish.who else "",
        "own": _own(request, found),
        "centre": found.centre,
        "local": words.local(found.starts_at, found.centre.zone),
        **free(wish, found.centre, day),
        "refusal": refusal,
    }
    return render(request, "portal/move.html", said, status=refusal.status if refusal else 200)


def _address(request: HttpRequest, found: Appointment) -> str:
    return request.build_absolute_uri(f"/a/{found.token}/")


def _code(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff"))
