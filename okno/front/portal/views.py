"""The public site: what happened, what to bring, where it is soonest."""

import json
import math
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.context import follow
from okno.catalog import jsonld
from okno.catalog import queries as catalog
from okno.catalog.models import Applicant, Purpose
from okno.front.portal import loads
from okno.network import queries as network
from okno.queue import queries as hall

_NEAR = 3
_LONGEST_QUERY = 100


def home(request: HttpRequest) -> HttpResponse:
    """One question, ten situations, three centres."""
    shown = loads.everywhere()
    return render(
        request,
        "portal/home.html",
        {"life_events": catalog.life_events(), "near": shown[:_NEAR], "total": len(shown)},
    )


def search(request: HttpRequest) -> HttpResponse:
    """Services by any words; htmx asks for the list alone."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_QUERY]
    found = catalog.search(text, translation.get_language()) if text else []
    template = "portal/search.html"
    if request.headers.get("HX-Request"):
        template += "#found"
    shown = {"q": text, "services": found, "life_events": catalog.life_events()}
    return render(request, template, shown)


@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """The nearest open centres to a place the browser tells; it comes in the body and is not kept."""
    try:
        lat, lon = float(request.POST.get("lat", "")), float(request.POST.get("lon", ""))
    except ValueError:
        lat = lon = math.nan
    shown = loads.everywhere()
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        scale = math.cos(math.radians(lat))
        shown = sorted(
            (each for each in shown if each.is_open),
            key=lambda each: math.hypot(each.centre.lat - lat, (each.centre.lon - lon) * scale),
        )
    return render(request, "portal/home.html#near", {"near": shown[:_NEAR], "total": len(shown)})


def life(request: HttpRequest, slug: str) -> HttpResponse:
    """A situation and its services."""
    event = next((each for each in catalog.life_events() if each.slug == slug), None)
    if event is None:
        raise Http404
    services = catalog.services_for(event)
    return render(request, "portal/life.html", {"event": event, "services": services})


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A service, like a letter to the one who asks: who, what to bring, how much, where."""
    found = catalog.service_by_slug(slug)
    applicant = request.GET.get("as", "")
    applicant = applicant if applicant in Applicant.values else found.applicants[0]
    purpose = request.GET.get("for", "")
    purpose = purpose if purpose in found.purposes else found.purposes[0]
    offering = catalog.centres_offering(found)
    where = [each for each in loads.everywhere() if each.centre.pk in offering]
    return render(
        request,
        "portal/service.html",
        {
            "service": found,
            "applicant": applicant,
            "applicants": [(value, Applicant(value).label) for value in found.applicants],
            "purpose": purpose,
            "purposes": [(value, Purpose(value).label) for value in found.purposes],
            "verdict": catalog.who_may_apply(found, applicant),
            "papers": catalog.checklist(found, applicant, purpose),
            "typical": found.typical(purpose),
            "where": where[:_NEAR],
            "data": _data(
                jsonld.government_service(
                    found, request.build_absolute_uri("/"), translation.get_language()
                )
            ),
        },
    )


def _data(found: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(found, ensure_ascii=False, default=str)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def centres(request: HttpRequest) -> HttpResponse:
    """The whole network: the drawn city and its list."""
    text = request.GET.get("q", "").strip()[:_LONGEST_QUERY].lower()
    shown = loads.everywhere()
    found = [each for each in shown if not text or _is_named(each, text)]
    page = Paginator(found, 24).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/centres.html",
        {"q": text, "points": shown, "page": page, "found": len(found)},
    )


def _is_named(each: loads.Shown, text: str) -> bool:
    district = each.centre.district
    names = [*each.centre.name.values(), *district.name.values(), *district.okrug.name.values()]
    return any(text in name.lower() for name in names)


def centre(request: HttpRequest, slug: str) -> HttpResponse:
    """A centre: hours, load now, calls now, services."""
    found, at = network.centre_by_slug(slug), clock.now()
    follow(request, f"hall:{found.pk}")
    pattern = network.patterns([found])[found.pk]
    closes, opens = network.hours_words(pattern, at)
    shown = {
        "centre": found,
        "topic": f"hall:{found.pk}",
        "closes": closes,
        "opens": opens,
        "board": hall.board_of(found.pk, at, calls=6, soon=10),
    }
    if request.headers.get("HX-Request"):
        return render(request, "portal/centre.html#now", shown)
    services = catalog.offered_at(found)
    office = network.government_office(found, at, request.build_absolute_uri())
    more = {
        "services": services,
        "week": network.week_of(pattern, at),
        "data": _data(office),
    }
    return render(request, "portal/centre.html", shown | more)


def about(request: HttpRequest) -> HttpResponse:
    """The promise, accessibility, and what here is sample content."""
    return render(request, "portal/about.html")
