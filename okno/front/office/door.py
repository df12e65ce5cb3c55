"""The administrator at the door: register who comes, find a ticket, grant a priority, hand out the coffee."""

import secrets
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okno.base import access, audit, clock, idempotency
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.base.signs import as_latin
from okno.catalog import queries as catalog
from okno.catalog.models import Purpose
from okno.front.office import paper, rings, where
from okno.front.office.views import number
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import errors
from okno.queue import queries as hall
from okno.queue.models import Priority, Ticket
from okno.queue.policy import LANGUAGES
from okno.ui import languages

_MOST_FOUND = 12


def door(request: HttpRequest) -> HttpResponse:
    """The page at the door, or (to htmx) only the services that were searched for."""
    centre = where.centre_of(request)
    if request.headers.get("HX-Request"):
        return render(request, "office/door_services.html", _services(request, centre))
    found = _looked_at(request, centre)
    called = hall.call_name_of(found) if found else None
    return page(request, centre, found=found, called=called)


def page(request: HttpRequest, centre: Centre, status: int = 200, **more: Any) -> HttpResponse:
    """The door with an empty form, unless `more` says what is `typed`, `wrong`, `issued`, `found`, `unmet`."""
    shown = {
        "centre": centre,
        "purposes": Purpose.choices,
        "languages": [(code, languages.own_name(code)) for code in LANGUAGES],
        "name_consent": _("Say first: “%(words)s”") % {"words": hall.NAME_CONSENT},
        "priorities": [c for c in Priority.choices if c[0] not in ("appointment", "recall")],
        "key": secrets.token_hex(12),
    }
    shown |= _load(request, centre) | rings.part(request, centre) | _services(request, centre)
    return render(request, "office/door.html", shown | more, status=status)


def load(request: HttpRequest) -> HttpResponse:
    """The part that changes with the line: what one tells who comes in."""
    centre = where.centre_of(request)
    return render(request, "office/door_load.html", _load(request, centre))


def _load(request: HttpRequest, centre: Centre) -> dict[str, Any]:
    at, topic = clock.now(), f"hall:{centre.pk}"
    follow(request, topic)
    now = hall.load_now(centre.pk, at)
    return {"centre": centre, "load": now, "load_at": at, "hall_topic": topic}


def _services(request: HttpRequest, centre: Centre) -> dict[str, Any]:
    """The services to choose from: what people mostly come for, then by life event; or what `q` finds."""
    given = catalog.offered_at(centre)
    shown: dict[str, Any] = {
        "often": [service for service in given if service.is_popular],
        "services": [service for service in given if not service.is_popular],
    }
    if q := request.GET.get("q", "").strip()[:80]:
        shown["q"] = q
        shown["matching"] = catalog.search(q, get_language() or "ru", centre, _MOST_FOUND)
    return shown


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Register a person who came; the priority is granted here, by a person, and so is a ticket for what others get by
    appointment only: a screen can't see who stands there and why, the administrator can, and answers for it by name.

    What is refused comes back in the form as it was typed.
    """
    centre, form = where.centre_of(request), request.POST
    try:
        if not form.get("service"):
            raise Refusal("no_service", _("Choose what they came for."), field="service")
        ticket = _issued(request, centre)
    except Refusal as refusal:
        wrong_name = str(refusal) if refusal.field == "call_name" else ""
        return page(
            request, centre, refusal.status, typed=form, wrong=refusal, wrong_name=wrong_name
        )
    return given(request, centre, ticket)


def given(request: HttpRequest, centre: Centre, ticket: Ticket) -> HttpResponse:
    """The door with the ticket somebody has just got, to be shown and printed."""
    place = hall.place_of(ticket)
    address = request.build_absolute_uri(f"/t/{ticket.token}/")
    qr = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    called = hall.names_of([ticket], centre).get(ticket.pk, "")
    shown: dict[str, Any] = {"issued": ticket, "issued_name": called, "place": place, "qr": qr}
    return page(request, centre, papers=paper.of(ticket, place), **shown)


def _issued(request: HttpRequest, centre: Centre) -> Ticket:
    by, form = access.actor(request), request.POST
    return queue.issue(
        centre=centre.pk,
        service=form["service"],
        purpose=form.get("purpose", "file"),
        more=[slug for slug in form.getlist("more") if slug],
        language=form.get("language", "ru"),
        name=form.get("call_name", "")[:80],
        priority=form.get("priority", "ordinary"),
        let_in=True,
        claim=idempotency.of_form(by, form),
        at=clock.now(),
        by=by,
    )


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look for a ticket of today by its number or its voucher, which no address may hold."""
    centre = where.centre_of(request)
    asked = as_latin("".join(request.POST.get("find", "").split()))[:8]
    found = _find(centre, asked) if asked else None
    return _at(found) if found else page(request, centre, asked=asked)


def _find(centre: Centre, asked: str) -> Ticket | None:
    digits = asked.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    today = Ticket.objects.filter(centre=centre, day=_today(centre))
    found = today.filter(voucher=asked).first() if len(asked) == 6 else None
    if found is None and digits.isascii() and digits.isdigit() and len(digits) < 7:
        found = today.filter(number=int(digits)).first()
    return found


def _at(ticket: Ticket) -> HttpResponse:
    return redirect(f"{reverse('office:door')}?ticket={ticket.pk}")


def _looked_at(request: HttpRequest, centre: Centre) -> Ticket | None:
    """The ticket of today that the address names; the look is written down."""
    if "ticket" not in request.GET:
        return None
    ticket = hall.ticket_in(centre.pk, number(request.GET, "ticket"))
    if ticket.day != _today(centre):
        raise errors.unknown_ticket()
    by = access.actor(request)
    audit.looked(by=by, subject=f"ticket:{ticket.pk}", why="door", at=clock.now())
    return ticket


def _today(centre: Centre) -> date:
    return clock.now().astimezone(ZoneInfo(centre.zone)).date()


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """What is done with a found ticket: leave, second chance, coffee, by which name it is called."""
    centre, at, by = where.centre_of(request), clock.now(), access.actor(request)
    ticket = hall.ticket_in(centre.pk, number(request.POST, "ticket"))
    if verb == "leave":
        queue.leave(centre=centre.pk, ticket=ticket.pk, at=at, by=by)
    elif verb == "second-chance":
        queue.give_second_chance(centre=centre.pk, ticket=ticket.pk, at=at, by=by)
    elif verb == "coffee":
        queue.use_voucher(ticket=ticket, at=at, by=by)
    elif verb == "by-name":
        return _name(request, centre, ticket)
    elif verb == "by-number":
        queue.strike_name(centre=centre.pk, ticket=ticket.pk, at=at, by=by)
    else:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    return _at(ticket)


def _name(request: HttpRequest, centre: Centre, ticket: Ticket) -> HttpResponse:
    """Call a found ticket by a name; what is no name comes back beside its field."""
    at, by, name = clock.now(), access.actor(request), request.POST.get("call_name", "")[:80]
    try:
        queue.give_name(ticket, name=name, at=at, by=by)
    except Refusal as refusal:
        if refusal.field != "call_name":
            raise
        audit.looked(by=by, subject=f"ticket:{ticket.pk}", why="door", at=at)
        called = hall.call_name_of(ticket)
        shown = {"called": called, "found_name": name, "wrong_found_name": str(refusal.message)}
        return page(request, centre, refusal.status, found=ticket, **shown)
    return _at(ticket)
