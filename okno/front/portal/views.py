"""The public site: what happened, what to bring, where it is soonest."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import segno
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe

from okno.base import clock
from okno.base.context import follow
from okno.catalog import jsonld
from okno.catalog import queries as catalog
from okno.catalog.models import Applicant, LifeEvent, Purpose, Service, Way
from okno.front.portal import drawing, loads, ways, week
from okno.front.portal.here import where
from okno.front.portal.wished import more
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall
from okno.ui import icons, words

_NEAR = 3
_PAGE = 24
_LONGEST_QUERY = 100
_STREET_MAP = "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=16/{lat}/{lon}"
_READABLE = {"ensure_ascii": False}


def home(request: HttpRequest) -> HttpResponse:
    """One question, ten situations, three centres."""
    shown = loads.everywhere()
    return render(
        request,
        "portal/home.html",
        {"events": _events(), "near": shown[:_NEAR], "total": len(shown)},
    )


def _events() -> list[tuple[LifeEvent, str]]:
    return [(event, icons.of_life_event(event.slug)) for event in catalog.life_events()]


def search(request: HttpRequest) -> HttpResponse:
    """Services by any words, each with where it is soonest; htmx asks for the list alone."""
    text = _asked(request)
    services = catalog.search(text, translation.get_language()) if text else []
    given = catalog.ways_to(services)
    template = "portal/search.html"
    if request.headers.get("HX-Request"):
        template += "#found"
    coming = {each.slug: ways.where(given[each.pk], Way.WALK_IN) for each in services}
    soonest = loads.soonest(coming)
    found = [
        (each, soonest[each.slug], bool(given[each.pk]) and not coming[each.slug])
        for each in services
    ]
    return render(request, template, {"q": text, "found": found, "events": _events()})


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_QUERY]


def near(request: HttpRequest) -> HttpResponse:
    """The centres from where the browser says it is; the place comes in the body and is not kept.

    Whoever comes by the address alone has told no place, and gets the list of all.
    """
    if request.method != "POST":
        return redirect("portal:centres")
    place = where(request)
    known = place is not None
    shown = loads.near(*place) if place else loads.everywhere()
    if "all" in request.POST:
        page = Paginator(shown, _PAGE).get_page(1)
        return render(request, "portal/centres.html#list", {"page": page, "is_near": known})
    found = {"near": shown[:_NEAR], "total": len(loads.everywhere()), "is_near": known}
    return render(request, "portal/home.html#near", found)


def life(request: HttpRequest, slug: str) -> HttpResponse:
    """A situation and its services."""
    event = next((each for each in catalog.life_events() if each.slug == slug), None)
    if event is None:
        raise Http404
    services = catalog.services_for(event)
    return render(request, "portal/life.html", {"event": event, "services": services})


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A service, like a letter to the one who asks: who, what to bring, how much, where; what to bring for others
    done in the same visit (`with`) too.
    """
    found = catalog.service_by_slug(slug)
    applicant = request.GET.get("as", "")
    applicant = applicant if applicant in Applicant.values else found.applicants[0]
    purpose = request.GET.get("for", "")
    purpose = purpose if purpose in found.purposes else found.purposes[0]
    others = more(found, request.GET.getlist("with"))
    papers = catalog.papers_of_visit([found, *others], applicant, purpose)
    offered = catalog.ways_to([found])[found.pk]
    coming = ways.where(offered, Way.WALK_IN)
    where = loads.giving({found.slug: coming})[found.slug]
    asked = [("for", purpose), *(("with", each.slug) for each in others)]
    address = request.build_absolute_uri(f"{request.path}?{urlencode([('as', applicant), *asked])}")
    asked += [("as", applicant)] if applicant == request.GET.get("as") else []
    office = request.build_absolute_uri("/").rstrip("/")
    return render(
        request,
        "portal/service.html",
        {
            "service": found,
            "applicant": applicant,
            "applicants": Applicant.choices,
            "purpose": purpose,
            "purposes": [(value, Purpose(value).label) for value in found.purposes],
            "verdict": catalog.who_may_apply(found, applicant),
            "others": others,
            "asked": urlencode(asked),
            "papers": [(str(paper), str(paper.note)) for paper in papers],
            "typical": found.typical(purpose),
            "where": where[:_NEAR],
            "how": ways.in_the_network(offered),
            "how_apart": any(set(each) != set(Way) for each in offered.values()),
            "is_booked": bool(ways.where(offered, Way.ONLINE)),
            "address": address,
            "code": segno.make(address, error="l").svg_data_uri(scale=4, border=2, light="#fff"),
            "data": _data(jsonld.government_service(found, office, translation.get_language())),
        },
    )


def service_data(request: HttpRequest, slug: str) -> HttpResponse:
    """The service as CPSV-AP, for catalogues and search engines."""
    office = request.build_absolute_uri("/").rstrip("/")
    graph = jsonld.cpsv_ap([catalog.service_by_slug(slug)], office)
    return JsonResponse(graph, content_type="application/ld+json", json_dumps_params=_READABLE)


def all_services_data(request: HttpRequest) -> HttpResponse:
    """The whole catalogue as one CPSV-AP graph; whoever has it already is told so and sent nothing."""
    written = jsonld.whole_catalogue(request.build_absolute_uri("/").rstrip("/"))
    answer = get_conditional_response(request, etag=written.etag)
    if answer is None:
        answer = HttpResponse(written.json, content_type="application/ld+json")
    answer.headers["ETag"] = written.etag
    answer.headers["Cache-Control"] = "public, no-cache"  # keep it, and ask whether it still holds
    return answer


def _data(found: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(found, ensure_ascii=False, default=str)
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308


def centres(request: HttpRequest) -> HttpResponse:
    """The whole network or one okrug: the drawn city and its list."""
    text, shown = _asked(request).lower(), loads.everywhere()
    okrugs = {each.centre.district.okrug.slug: each.centre.district.okrug for each in shown}
    okrug = okrugs.get(request.GET.get("okrug", ""))
    found = [
        each
        for each in shown
        if (okrug is None or each.centre.district.okrug == okrug) and _is_named(each, text)
    ]
    sheet = drawing.one_okrug(shown, okrug.slug) if okrug else drawing.whole_city(shown)
    return render(
        request,
        "portal/centres.html",
        {
            "q": text,
            "okrug": okrug,
            "okrugs": sorted(
                okrugs.values(), key=lambda each: words.in_the_alphabet(str(each.name))
            ),
            "sheet": sheet,
            "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
            "tones": drawing.TONES,
        },
    )


def _is_named(each: loads.Shown, text: str) -> bool:
    district = each.centre.district
    okrug = district.okrug
    texts = (each.centre.name, district.name, okrug.name, okrug.abbr)
    return any(text in name.lower() for said in texts for name in said.values())


def centre(request: HttpRequest, slug: str) -> HttpResponse:
    """A centre: hours, load now, calls now, services."""
    found, at = network.centre_by_slug(slug), clock.now()
    follow(request, f"hall:{found.pk}")
    pattern = network.patterns([found], since=at.date())[found.pk]
    closes, opens = network.hours_words(pattern, at)
    shown = {
        "centre": found,
        "topic": f"hall:{found.pk}",
        "closes": closes,
        "opening": words.opening(opens, at, found.zone),
        "board": hall.board_of(found.pk, at, calls=6, soon=10),
    }
    if request.headers.get("HX-Request"):
        return render(request, "portal/centre.html#now", shown)
    office = network.government_office(found, at, request.build_absolute_uri(request.path))
    more = {
        "services": _with_hours(catalog.offered_at(found), found, at),
        "usual": week.usual(pattern),
        "unusual": week.unusual(pattern, at),
        "sheet": drawing.one_okrug(loads.everywhere(), found.district.okrug.slug),
        "lat": f"{found.lat:.3f}",
        "lon": f"{found.lon:.3f}",
        "street_map": _STREET_MAP.format(lat=f"{found.lat:.3f}", lon=f"{found.lon:.3f}"),
        "data": _data(office),
    }
    return render(request, "portal/centre.html", shown | more)


def _with_hours(services: list[Service], centre: Centre, at: datetime) -> list[Service]:
    """The services; one that alone is not given now bears `again`: when it is, in words; one that is not given in every
    way bears `how` one comes.
    """
    shut = network.shut_services(centre, at)
    for each in services:
        if set(each.ways) != set(Way):  # type: ignore[attr-defined]
            each.how = catalog.how_to_come(each.ways)  # type: ignore[attr-defined]
        if each.slug in shut:
            each.again = words.opening(shut[each.slug], at, centre.zone)  # type: ignore[attr-defined]
            each.is_shut = True  # type: ignore[attr-defined]
    return services


def about(request: HttpRequest) -> HttpResponse:
    """The promise, accessibility, and what here is sample content."""
    return render(request, "portal/about.html")
