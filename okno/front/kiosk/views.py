"""The touch screen at the entrance: language, service, purpose, ticket."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from okno.adapters.printer import paper as printing
from okno.base import access, clock, idempotency
from okno.base.errors import Refusal
from okno.booking import queries as booking
from okno.catalog import queries as catalog
from okno.catalog.models import KioskScreen, LifeEvent, Purpose, Service, Way
from okno.front.kiosk import bringing, chosen, given, hours, keyboard, naming, papers, signs, ways
from okno.front.kiosk.door import from_a_form, shown
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue import queries as hall
from okno.ui import languages, words

# Whoever reads neither language of the screens names the one to be spoken to in.
SPEAK = tuple(
    (code, languages.own_name(code)) for code in policy.LANGUAGES if code not in chosen.LANGUAGES
)
_PART = 5  # and one button more: the way on
_FOUND = 6


def start(request: HttpRequest) -> HttpResponse:
    """Languages in their own names, or when the centre opens. Also where the time-out leads, each minute when
    nobody touches it: so it shows by itself what the centre set for this hour.
    """
    return start_of(request, shown(request), clock.now())


def start_of(request: HttpRequest, said: dict[str, Any], at: datetime) -> HttpResponse:
    """The same, as it is at `at`; who has a look sees the screen of a closed centre, too."""
    said |= {"hours": hours.now(said["centre"], at), "both": chosen.LANGUAGES}
    if said["hours"].is_open or said.get("look"):
        said |= {"speak": SPEAK, "screen": catalog.screen_at(said["centre"], at)}
        return render(request, "kiosk/start.html", said)
    said["opening_words"] = lambda: words.opening(said["hours"].opens, at, said["centre"].zone)
    return render(request, "kiosk/closed.html", said)


@from_a_form
def services(request: HttpRequest) -> HttpResponse:
    """Ten services, those of this hour's screen and the most frequent, five a page, and the way to all others by life
    event.
    """
    return services_of(request, shown(request), clock.now())


def services_of(request: HttpRequest, said: dict[str, Any], at: datetime) -> HttpResponse:
    """The same, as it is at `at`."""
    page, event = request.POST.get("page", "0"), request.POST.get("event", "")
    screen = None if event or page == "all" else catalog.screen_at(said["centre"], at)
    found, lives = _listed(said, page, event, screen)
    part = _number(request.POST.get("part", ""))
    begin = part * _PART
    is_first = page == "0" and not (event or part or said["chosen"].services)
    return render(
        request,
        "kiosk/services.html",
        said
        | {
            "services": hours.with_hours(found[begin : begin + _PART], said["centre"], at),
            "life_events": signs.with_signs(lives[begin : begin + _PART]),
            "takes_bookings": is_first and bool(booking.spoken_at(said["centre"])),
            "page": page,
            "event": event,
            "part": part,
            "next_part": part + 1 if len(found or lives) > begin + _PART else None,
            "notice": screen.notice if screen and is_first else "",
            "hours": hours.now(said["centre"], at),
            "wish": dict(SPEAK).get(said["chosen"].speak),
        },
    )


def _listed(
    said: dict[str, Any], page: str, event: str, screen: KioskScreen | None
) -> tuple[list[Service], list[LifeEvent]]:
    """The services of this page, or the life events; without what was chosen already."""
    centre = said["centre"]
    lives = catalog.life_events(centre) if event or page == "all" else []
    if event:
        life = next((each for each in lives if each.slug == event), None)
        return _not_yet(catalog.services_for(life, centre) if life else [], said), []
    if page == "all":
        return [], lives
    popular = catalog.popular(centre, screen.services if screen else ())
    return _not_yet(popular[_PART:] if page == "1" else popular[:_PART], said), []


def _not_yet(found: list[Service], said: dict[str, Any]) -> list[Service]:
    return [service for service in found if service.slug not in said["chosen"].services]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


@from_a_form
def search(request: HttpRequest) -> HttpResponse:
    """A field, a keyboard, and what was found: at most six."""
    said = _found(request) | {"keyboards": keyboard.LAYOUTS}
    return render(request, "kiosk/search.html", said)


@from_a_form
def found(request: HttpRequest) -> HttpResponse:
    """What was found alone, while one types."""
    return render(request, "kiosk/search.html#found", _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    said = shown(request)
    text = request.POST.get("q", "").strip()[:80]
    services = catalog.search(text, said["chosen"].ui, said["centre"], _FOUND) if text else []
    listed = hours.with_hours(_not_yet(services, said), said["centre"], clock.now())
    return said | {"q": text, "services": listed}


@from_a_form
def purpose(request: HttpRequest) -> HttpResponse:
    """What for: to hand in, to pick up, to ask; or one more service into the same visit.

    What is by appointment only leads to a time, or to a person. Refuses here, and not a touch later, what this
    centre does not give.
    """
    said = shown(request)
    asked = said["chosen"].services or ("",)
    services = [catalog.service_at(slug, said["centre"]) for slug in asked]
    first, *more = services
    if not ways.lead(services, Way.WALK_IN):
        return _by_appointment(request, said, services)
    hours.refuse_shut(said["centre"], asked, clock.now())
    who = said["chosen"].who
    said |= {
        "service": first,
        "more": more,
        "for_more": bringing.papers_for(more, who, Purpose.FILE),
        "aims": bringing.aims(first, who),
        "whose": bringing.whose(first, who),
        "takes_bookings": ways.may_book(services, said["centre"]),
        "long_wait": _long_wait(said["centre"]),
        "key": secrets.token_hex(12),
    }
    return render(request, "kiosk/purpose.html", said)


def _by_appointment(
    request: HttpRequest, said: dict[str, Any], services: list[Service]
) -> HttpResponse:
    """Nobody just comes for this: a time of one's own, or a person who books one."""
    said |= {
        "service": services[0],
        "more": services[1:],
        "only": [each for each in services if not ways.lead([each], Way.WALK_IN)],
        "aims": bringing.aims(services[0], said["chosen"].who),
        "takes_bookings": ways.may_book(services, said["centre"]),
        "a_person_books": ways.lead(services, Way.PHONE),
    }
    return render(request, "kiosk/by_appointment.html", said)


def _long_wait(centre: Centre) -> timedelta | None:
    """How long one waits now, when that is longer than the centre promises."""
    wait = hall.load_now(centre.pk, clock.now()).wait
    return wait if wait > timedelta(minutes=centre.standard_minutes) else None


@from_a_form
def who(request: HttpRequest) -> HttpResponse:
    """As whom one comes: the list of papers is another for a foreign citizen or a representative."""
    said = shown(request)
    first = catalog.service_at((said["chosen"].services or ("",))[0], said["centre"])
    said |= {
        "applicants": bringing.others(first, said["chosen"].who),
        "visit": request.POST.get("visit", ""),
    }
    return render(request, "kiosk/who.html", said)


@from_a_form
def missing(request: HttpRequest) -> HttpResponse:
    """Something is not at hand: come later, ask a person, or take a ticket all the same and ask."""
    said, what_for = shown(request), request.POST.get("missing", "")
    slugs = said["chosen"].services or ("",)
    first = catalog.service_at(slugs[0], said["centre"], what_for)
    services = [first, *(catalog.service_at(slug, said["centre"]) for slug in slugs[1:])]
    asks = Purpose.ASK in first.purposes
    who = catalog.comes_as(first, said["chosen"].who)
    asked = urlencode([("as", who), ("for", what_for), *(("with", slug) for slug in slugs[1:])])
    address = f"{reverse('portal:service', args=[first.slug])}?{asked}#bring"
    qr = segno.make(request.build_absolute_uri(address), error="m")
    said |= {
        "papers": bringing.papers_for(services, said["chosen"].who, what_for),
        "missing": what_for,
        "purpose": Purpose.ASK if asks else what_for,
        "key": secrets.token_hex(12),
        "closes": hours.until(said["centre"], clock.now()),
        "takes_bookings": ways.may_book(services, said["centre"]),
        "qr": qr.svg_data_uri(scale=6, border=4),
    }
    return render(request, "kiosk/missing.html", said)


@from_a_form
def ticket(request: HttpRequest) -> HttpResponse:
    """Issue once (a double tap gives the same ticket), print, and show."""
    said, at, by = shown(request), clock.now(), access.actor(request)
    if naming.is_unasked(request, said["centre"]):
        return naming.ask(request, said)
    wish: chosen.Chosen = said["chosen"]
    what_for, key = request.POST.get("purpose", "file"), request.POST.get("key", "")
    claim = idempotency.claim(scope=by, key=key, asked=[wish.services, wish.language, what_for])
    hall.may_give(request.device, at, claim)  # type: ignore[attr-defined]
    first, *more = wish.services or ("",)
    try:
        issued = queue.issue(
            centre=said["centre"].pk,
            service=first,
            more=more,
            purpose=what_for,
            language=wish.language,
            hall=request.device.hall_id,  # type: ignore[attr-defined]
            name=naming.given(request),
            claim=claim,
            at=at,
            by=by,
        )
    except Refusal as refusal:
        if refusal.field != "call_name":
            raise
        return naming.ask(request, said, refusal)
    return given.page(request, said | {"purpose": what_for, "key": key}, issued)


@from_a_form
def paper(request: HttpRequest) -> HttpResponse:
    """The ticket as a PDF, for a kiosk whose paper is the browser's business."""
    issued = hall.ticket_by_token(request.POST.get("token", ""))
    if issued.centre_id != request.device.centre_id:  # type: ignore[attr-defined]
        raise hall.errors.unknown_ticket()
    data = printing.pdf(papers.paper(request, issued, hall.place_of(issued)))
    return given.pdf(data, str(issued.number))


@from_a_form
def person(request: HttpRequest) -> HttpResponse:
    """Ring for the administrator."""
    device = request.device  # type: ignore[attr-defined]
    queue.call_administrator(
        centre=device.centre_id, device=device.pk, at=clock.now(), by=access.actor(request)
    )
    return render(request, "kiosk/person.html", shown(request))
