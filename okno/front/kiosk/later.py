"""Booking a time for another hour or day: a day, a time, whom to address and how, and a slip with the code."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from okno.adapters.printer import paper as printing
from okno.base import access, clock, idempotency, tries
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Appointment, State, Via
from okno.catalog import queries as catalog
from okno.catalog.models import Service, Way
from okno.front.kiosk import given, keyboard, papers, ways
from okno.front.kiosk.door import from_a_form, shown
from okno.people import queries as people
from okno.ui import words

_DAYS, _TIMES = 12, 24  # on one screen
_LONGEST_NAME, _LONGEST_PHONE = 80, 20


@from_a_form
def days(request: HttpRequest) -> HttpResponse:
    """The next days with a free time, and how many each has."""
    said = _asked(request)
    by_day = _free(said)
    said |= {"days": [(day, len(by_day[day])) for day in sorted(by_day)[:_DAYS]]}
    return render(request, "kiosk/later_days.html", said)


@from_a_form
def times(request: HttpRequest) -> HttpResponse:
    """The free times of a day."""
    return _times(request, _asked(request))


@from_a_form
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the time that was touched for ten minutes; what this kiosk kept before is given back."""
    said, by = _asked(request), access.actor(request)
    try:
        held = booking.hold(
            centre=said["centre"],
            services=said["services"],
            starts_at=queries.moment_of(request.POST.get("starts_at", "")),
            purpose=said["purpose"],
            language=_language(said),
            holder=tries.key("hold", by),
            via=Via.KIOSK,
            at=clock.now(),
            by=by,
        )
    except Refusal as refusal:
        if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
            return _not_here(request, said["services"], refusal)
        return _times(request, said, refusal)
    return _form(request, held, "name")


@from_a_form
def name(request: HttpRequest) -> HttpResponse:
    """How to address whoever comes."""
    return _form(request, _held(request), "name")


@from_a_form
def phone(request: HttpRequest) -> HttpResponse:
    """Where to tell them, and that they agree to it; a name that is none is asked for again first."""
    held = _held(request)
    try:
        people.name_of(_about(request)["name"])
    except Refusal as refusal:
        return _form(request, held, "name", refusal)
    return _form(request, held, "phone")


@from_a_form
def book(request: HttpRequest) -> HttpResponse:
    """Make the appointment, once, print its slip, and show its code."""
    held, at, by = _held(request), clock.now(), access.actor(request)
    about = _about(request)
    made: list[int] = []

    def act() -> idempotency.Answer:
        booked = booking.book(
            held,
            name=about["name"],
            phone=about["phone"],
            agreed=bool(request.POST.get("agreed")),
            told_in=str(translation.get_language()),
            at=at,
            by=by,
        )
        made.append(booked.pk)
        return 201, {"appointment": booked.pk}

    claimed = idempotency.claim(
        scope=by, key=request.POST.get("key", ""), asked=["later", held.token, about]
    )
    try:
        idempotency.once(claimed, at=at, act=act)
    except Refusal as refusal:
        if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
            return _not_here(request, queries.services_of(held), refusal)
        return _form(request, held, "name" if refusal.field == "name" else "phone", refusal)
    booked = queries.appointment_by_token(held.token)
    on_paper = papers.slip(request, booked)
    said = shown(request) | {
        "booked": booked,
        "services": queries.services_of(booked),
        "about": about,
        "key": request.POST["key"],
        "demo_address": given.demo_address(on_paper.url),
        "qr": segno.make(on_paper.url, error="m").svg_data_uri(scale=6, border=4),
        "outcome": papers.came_out(request, on_paper) if made else "again",
    }
    return render(request, "kiosk/booked.html", said)


@from_a_form
def slip(request: HttpRequest) -> HttpResponse:
    """The slip as a PDF, for a kiosk whose paper is the browser's business."""
    found = queries.appointment_by_token(request.POST.get("token", ""))
    if found.state != State.BOOKED or found.centre_id != request.device.centre_id:  # type: ignore[attr-defined]
        raise errors.unknown_appointment()
    return given.pdf(printing.pdf(papers.slip(request, found)), found.code)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What is to be booked, as given here. Refuses what this centre does not give, or lets nobody book by themselves."""
    said = shown(request)
    slugs = said["chosen"].services or ("",)
    services = [catalog.service_at(slug, said["centre"]) for slug in slugs]
    if not ways.lead(services, Way.ONLINE):
        raise queries.why_not_given([said["centre"]], services, Way.ONLINE)
    purpose = request.POST.get("purpose", "")
    return said | {
        "services": services,
        "purpose": purpose if purpose in services[0].purposes else services[0].purposes[0],
    }


def _free(said: dict[str, Any]) -> dict[date, list[datetime]]:
    """The free times by day, as the centre's clock shows them."""
    centre, at = said["centre"], clock.now()
    today = words.local(at, centre.zone).date()
    wanted = queries.asked(said["services"], purpose=said["purpose"], language=_language(said))
    last = queries.farthest_day(centre, today)
    slots = queries.free_slots(wanted, centre, first=today, last=last, at=at)
    return queries.by_day(slots, centre)


def _language(said: dict[str, Any]) -> str:
    """The language one speaks, where it can be booked; else the one one reads."""
    bookable = queries.spoken_at(said["centre"])
    chosen = said["chosen"]
    return str(chosen.language if chosen.language in bookable else chosen.ui)


def _times(
    request: HttpRequest, said: dict[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    by_day = _free(said)
    day = _day(request.POST.get("day", ""))
    given_part = request.POST.get("part", "")
    part = int(given_part) if given_part in ("1", "2", "3") else 0
    found = by_day.get(day, []) if day else []
    said |= {
        "day": day,
        "part": part,
        "times": found[part * _TIMES : (part + 1) * _TIMES],
        "back_part": part - 1 if part else "",
        "next_part": part + 1 if len(found) > (part + 1) * _TIMES else None,
        "refusal": refusal,
    }
    return render(
        request, "kiosk/later_times.html", said, status=refusal.status if refusal else 200
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _held(request: HttpRequest) -> Appointment:
    """What this kiosk keeps, or has just booked. Refuses any other (`unknown_appointment`)."""
    found = queries.appointment_by_token(request.POST.get("token", ""))
    if found.centre_id != request.device.centre_id:  # type: ignore[attr-defined]
        raise errors.unknown_appointment()
    return found


def _about(request: HttpRequest) -> dict[str, str]:
    """Name and phone as they were typed; the keyboard of the screen has small letters only."""
    name = request.POST.get("name", "").strip()[:_LONGEST_NAME]
    return {
        "name": name.title() if name.islower() else name,
        "phone": request.POST.get("phone", "").strip()[:_LONGEST_PHONE],
    }


def _not_here(request: HttpRequest, services: Iterable[Service], refusal: Refusal) -> HttpResponse:
    """This screen books nothing just now: the way to a ticket, where there is one, and to a person."""
    said = shown(request)
    given_here = [catalog.service_at(each.slug, said["centre"]) for each in services]
    said |= {"refusal": refusal, "may_just_come": ways.lead(given_here, Way.WALK_IN)}
    return render(request, "kiosk/later_not_here.html", said, status=refusal.status)


def _form(
    request: HttpRequest, held: Appointment, field: str, refusal: Refusal | None = None
) -> HttpResponse:
    said = shown(request) | {
        "held": held,
        "services": queries.services_of(held),
        "about": _about(request),
        "keyboards": keyboard.LAYOUTS,
        "key": secrets.token_hex(12),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, f"kiosk/later_{field}.html", said, status=status)
