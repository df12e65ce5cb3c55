"""The administrator at the door: register who comes, find a ticket, grant a priority, hand out the coffee."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, audit, clock, idempotency
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.catalog.models import Purpose
from okno.front.office import where
from okno.front.office.views import number
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import errors
from okno.queue import queries as hall
from okno.queue.models import Priority, Ticket
from okno.queue.policy import LANGUAGES
from okno.ui import languages

# The letters of tickets read alike in both alphabets, so they come typed in either.
_LATIN = str.maketrans(
    "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425", "ABCEHKMOPTX"
)


def door(request: HttpRequest, issued: Ticket | None = None) -> HttpResponse:
    """The page at the door."""
    centre = where.centre_of(request)
    follow(request, f"hall:{centre.pk}")
    return render(request, "office/door.html", _shown(request, centre) | {"issued": issued})


def _shown(request: HttpRequest, centre: Centre) -> dict[str, Any]:
    at = clock.now()
    asked = "".join(request.GET.get("find", "").split()).upper()[:8].translate(_LATIN)
    return {
        "centre": centre,
        "zone": ZoneInfo(centre.zone),
        "services": hall.services_given(centre.pk),
        "purposes": Purpose.choices,
        "languages": [(code, languages.own_name(code)) for code in LANGUAGES],
        "priorities": [c for c in Priority.choices if c[0] not in ("appointment", "recall")],
        "key": secrets.token_hex(12),
        "find": asked,
        "found": _find(request, centre, asked) if asked else None,
        "load": hall.load_now(centre.pk, at),
    }


def _find(request: HttpRequest, centre: Centre, asked: str) -> Ticket | None:
    """A ticket of today by its number or its voucher; the look is written down."""
    digits = asked.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    at = clock.now()
    today = Ticket.objects.filter(
        centre=centre, day=at.astimezone(ZoneInfo(centre.zone)).date()
    ).select_related("service", "centre")
    found = today.filter(voucher=asked).first() if len(asked) == 6 else None
    if found is None and digits.isascii() and digits.isdigit() and len(digits) < 7:
        found = today.filter(number=int(digits)).first()
    if found is not None:
        by = access.actor(request)
        audit.looked(by=by, subject=f"ticket:{found.pk}", why="door", at=at)
    return found


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Register a person who came; the priority is granted here, by a person."""
    centre, at, by = where.centre_of(request), clock.now(), access.actor(request)
    form = request.POST
    ticket = queue.issue(
        centre=centre.pk,
        service=form.get("service", ""),
        purpose=form.get("purpose", "file"),
        more=[slug for slug in form.getlist("more") if slug],
        language=form.get("language", "ru"),
        priority=form.get("priority", "ordinary"),
        claim=idempotency.of_form(by, form),
        at=at,
        by=by,
    )
    address = request.build_absolute_uri(f"/t/{ticket.token}/")
    qr = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    shown = _shown(request, centre) | {"issued": ticket, "qr": qr, "place": hall.place_of(ticket)}
    return render(request, "office/door.html", shown)


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """What is done with a found ticket: leave, second chance, coffee."""
    centre, at, by = where.centre_of(request), clock.now(), access.actor(request)
    ticket = hall.ticket_in(centre.pk, number(request.POST, "ticket"))
    if verb == "leave":
        queue.leave(centre=centre.pk, ticket=ticket.pk, at=at, by=by)
    elif verb == "second-chance":
        queue.give_second_chance(centre=centre.pk, ticket=ticket.pk, at=at, by=by)
    elif verb == "coffee":
        queue.use_voucher(ticket=ticket, at=at, by=by)
    else:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    return redirect(f"/office/door/?find={ticket.label}")
