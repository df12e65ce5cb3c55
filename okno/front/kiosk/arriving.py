"""Checking in: the code or phone on a pad, or the code of the appointment's page before the camera.

Its pages carry a sealed reference to what was found (`sealed.py`). Whoever gave a phone alone may be anybody: before one
may check in they are told from when on, and neither what for nor a way to give the appointment up.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from okno.base import access, clock, idempotency
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries as appointments
from okno.booking.models import Appointment, State
from okno.catalog import queries as catalog
from okno.catalog.models import Way
from okno.front.kiosk import bringing, given, hours, naming, scanning, sealed, ways
from okno.front.kiosk.door import from_a_form, shown
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket

Verb = Callable[[HttpRequest, Appointment, datetime], Ticket]
_LONGEST_NUMBER = 40


@from_a_form
def pad(request: HttpRequest) -> HttpResponse:
    """The pad for the code or the phone, and beside it the camera, if there is one."""
    said = shown(request) | {"number": _number(request)}
    answer = render(request, "kiosk/check_in.html", said)
    answer["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=()"
    return answer


@from_a_form
def frame(request: HttpRequest) -> HttpResponse:
    """What the camera sees now: the token of an appointment's page, "" for another code, or nothing."""
    text = scanning.text_in(request.body)
    if text is None:
        return HttpResponse(status=204)
    return JsonResponse({"token": scanning.token_in(text)})


@from_a_form
def appointment(request: HttpRequest) -> HttpResponse:
    """The appointment and what to have for it; or why it can't be now, and what can be done instead."""
    said, at = shown(request), clock.now()
    try:
        found = _asked_for(request, said, at)
    except Refusal as refusal:
        said |= {"refusal": refusal}
        return render(request, "kiosk/not_found.html", said, status=refusal.status)
    try:
        if found.state == State.ARRIVED and found.centre_id == said["centre"].pk:
            return _page(request, said, found, at, _check_in, _check_in(request, found, at))
    except Refusal as refusal:
        return _arrival(request, said, found, at, refusal)
    return _arrival(request, said, found, at, _why_not_now(said, found, at))


@from_a_form
def missing(request: HttpRequest) -> HttpResponse:
    """Something is not at hand for the appointment: what now."""
    said, at = shown(request), clock.now()
    found = sealed.opened(request, at)
    refusal = _why_not_now(said, found, at)
    if refusal is not None and _asks_for_the_code(found, at):
        return _arrival(request, said, found, at, refusal)
    services = appointments.services_of(found)
    said |= _carried(request, found, at) | {
        "papers": bringing.papers_for(services, said["chosen"].who, found.purpose),
        "key": secrets.token_hex(12),
        "closes": hours.until(said["centre"], at),
    }
    return render(request, "kiosk/missing.html", said)


@from_a_form
def ticket(request: HttpRequest) -> HttpResponse:
    """Check in once (a double tap gives the same ticket), print, and show."""
    return _given_once(request, _check_in)


@from_a_form
def instead(request: HttpRequest) -> HttpResponse:
    """A ticket without the appointment, for what was booked: for whoever may not check in now."""
    return _given_once(request, _instead)


def _given_once(request: HttpRequest, verb: Verb) -> HttpResponse:
    said, at = shown(request), clock.now()
    found = sealed.opened(request, at)
    if naming.is_unasked(request, said["centre"]) and hall.call_name_of(found) is None:
        return naming.ask(request, said)
    came: list[Ticket] = []

    def act() -> idempotency.Answer:
        came.append(verb(request, found, at))
        return 201, {"ticket": came[-1].pk}

    claimed = idempotency.claim(
        scope=access.actor(request),
        key=request.POST.get("key", ""),
        asked=[verb.__name__, found.token],
    )
    again = found if verb is _check_in else None
    hall.may_give(request.device, at, claimed, again)  # type: ignore[attr-defined]
    try:
        _status, kept = idempotency.once(claimed, at=at, act=act)
    except Refusal as refusal:
        if refusal.field == "call_name":
            return naming.ask(request, said, refusal)
        return _arrival(request, said, found, at, refusal)
    issued = hall.ticket_in(said["centre"].pk, kept["ticket"])
    issued.is_repeat = not came or came[0].is_repeat or came[0].pk != issued.pk
    return _page(request, said, found, at, verb, issued)


def _number(request: HttpRequest) -> str:
    return request.POST.get("number", "").strip()[:_LONGEST_NUMBER]


def _asked_for(request: HttpRequest, said: dict[str, Any], at: datetime) -> Appointment:
    """What was found before, or by the token of its page, which nobody guesses and the camera has read, or by a
    number, of which few may be wrong.
    """
    if request.POST.get("visit"):
        return sealed.opened(request, at)
    token = request.POST.get("token", "")
    if token:
        return appointments.appointment_by_token(token)
    return booking.find_at_the_door(
        centre=said["centre"], number=_number(request), at=at, by=access.actor(request)
    )


def _check_in(request: HttpRequest, found: Appointment, at: datetime) -> Ticket:
    device = request.device  # type: ignore[attr-defined]
    return queue.check_in(
        centre=device.centre_id,
        appointment=found,
        hall=device.hall_id,
        name=naming.given(request),
        at=at,
        by=access.actor(request),
    )


def _instead(request: HttpRequest, found: Appointment, at: datetime) -> Ticket:
    device = request.device  # type: ignore[attr-defined]
    return queue.issue_instead(
        centre=device.centre_id,
        appointment=found,
        hall=device.hall_id,
        name=naming.given(request),
        at=at,
        by=access.actor(request),
    )


def _page(
    request: HttpRequest,
    said: dict[str, Any],
    found: Appointment,
    at: datetime,
    verb: Verb,
    issued: Ticket,
) -> HttpResponse:
    """The ticket. When a mode is chosen there, the same is asked again."""
    again = "kiosk:check-in-ticket" if verb is _check_in else "kiosk:instead"
    key = request.POST.get("key", "") or secrets.token_hex(12)
    carried = _carried(request, found, at)
    return given.page(request, said | carried | {"again": again, "key": key}, issued)


def _carried(request: HttpRequest, found: Appointment, at: datetime) -> dict[str, Any]:
    return {"visit": sealed.carried(request, found, at), "purpose": found.purpose}


def _why_not_now(said: dict[str, Any], found: Appointment, at: datetime) -> Refusal | None:
    try:
        appointments.may_arrive(found, centre=said["centre"].pk, at=at)
    except Refusal as refusal:
        return refusal
    return None


def _asks_for_the_code(found: Appointment, at: datetime) -> bool:
    """Whether a ticket would cost its person the appointment, and who stands here may be anybody."""
    return found.by_phone_alone and appointments.has_time_left(found, at=at)


def _arrival(
    request: HttpRequest,
    said: dict[str, Any],
    found: Appointment,
    at: datetime,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The appointment with its papers; whoever is refused may take an ordinary ticket for the same, with the code
    where a phone alone was given.
    """
    if refusal is not None and _asks_for_the_code(found, at):
        return _code_first(request, said, found, at, refusal)
    services = appointments.services_of(found)
    who, slugs = said["chosen"].who, tuple(each.slug for each in services)
    today = at.astimezone(ZoneInfo(found.centre.zone)).date()
    is_today_here = (found.centre_id, found.day) == (said["centre"].pk, today)
    has_begun = hall.is_let_in(found, centre=said["centre"].pk, at=at)
    is_reached = refusal is not None and refusal.code == "reached_already"
    is_given = refusal is not None and _are_given(slugs, said, at, let_in=has_begun)
    may_take = refusal is None or (not is_reached and is_given)
    is_late = refusal is not None and refusal.code == "too_late"  # of their time nothing is left
    gives_up = refusal is not None and not is_late and is_today_here and found.is_to_come
    if refusal is not None and may_take:
        said["chosen"] = replace(said["chosen"], services=slugs, speak=found.language)
    else:
        said["chosen"] = replace(said["chosen"], services=())
    said |= _carried(request, found, at) | {
        "appointment": found,
        "services": services,
        "papers": bringing.papers_for(services, who, found.purpose),
        "whose": bringing.whose(services[0], who),
        "refusal": refusal,
        "may_take": may_take,
        "is_reached": is_reached,
        "gives_up": gives_up,
        "is_early": gives_up and found.starts_at > at,
        "key": secrets.token_hex(12),
    }
    return render(request, "kiosk/arrival.html", said, status=refusal.status if refusal else 200)


def _code_first(
    request: HttpRequest, said: dict[str, Any], found: Appointment, at: datetime, refusal: Refusal
) -> HttpResponse:
    """From when on one may check in, and the way to the pad."""
    opens_at = appointments.opens_at(found)
    is_today = found.day == at.astimezone(ZoneInfo(found.centre.zone)).date()
    said["chosen"] = replace(said["chosen"], services=())
    said |= {
        "visit": sealed.carried(request, found, at),
        "opens_at": opens_at if is_today and at < opens_at else None,
        "refusal": refusal,
    }
    return render(request, "kiosk/code_first.html", said, status=refusal.status)


def _are_given(slugs: Sequence[str], said: dict[str, Any], at: datetime, *, let_in: bool) -> bool:
    """Whether a ticket for all of them can be had here and now."""
    try:
        services = [catalog.service_at(slug, said["centre"]) for slug in slugs]
        if not (let_in or ways.lead(services, Way.WALK_IN)):
            return False
        hours.refuse_shut(said["centre"], slugs, at)
    except Refusal:
        return False
    return True
