"""Where and when: every centre's first free time, its calmest hour and the wait without a booking, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.booking import queries as booking
from okno.booking.models import Need
from okno.booking.queries import Earliest
from okno.catalog import queries as catalog
from okno.catalog.models import Applicant, Purpose, Way
from okno.front.portal import loads, wished
from okno.front.portal.here import where
from okno.front.portal.loads import Shown
from okno.front.portal.wished import Wished
from okno.network import queries as network
from okno.network.models import Centre
from okno.ui import languages, words

_FIRST = 8
_MOST_TICKED = 30
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Offer:
    """A centre with its first free time in words, the calm hour of that day, its load now, and whether one may just
    come."""

    shown: Shown
    when: str
    on: str
    calm: tuple[datetime, datetime] | None
    may_come: bool


def times(request: HttpRequest, service: str) -> HttpResponse:
    """The centres that have a free time for this, the earliest first; `day=today` leaves the later ones out."""
    wish = wished.wished(request, service)
    said = _page(request, wish, loads.everywhere())
    return render(request, "portal/times.html", said)


@require_POST
def near(request: HttpRequest, service: str) -> HttpResponse:
    """The same from where the browser says it is: the nearest first. The place is not kept."""
    wish = wished.wished(request, service)
    place = where(request)
    shown = loads.near(*place) if place else loads.everywhere()
    said = _page(request, wish, shown) | {"is_near": place is not None}
    return render(request, "portal/times.html#list", said)


@require_POST
def wishes(request: HttpRequest, service: str) -> HttpResponse:
    """Another language, other needs, more services: back to where they were said, with what is free then.

    Too many services are refused on the form, and nothing that was chosen there is lost.
    """
    main, centre = catalog.service_by_slug(service), request.POST.get("centre", "")
    place = network.centre_by_slug(centre) if centre else None
    wish = Wished(
        services=(main, *(catalog.service_by_slug(slug) for slug in _more(request))),
        purpose=request.POST.get("for", ""),
        language=request.POST.get("in", ""),
        needs=frozenset(request.POST.getlist("needs")),
        who=wished.who_says(request.POST),
        medium=wished.medium_says(request.POST),
    )
    try:
        _asked = wish.asked  # refused here, and not after a redirect
    except Refusal as refusal:
        if refusal.code != "too_many_services":
            raise
        return _too_many(request, wish, place, refusal)
    address = (
        reverse("portal:choose", args=[service, place.slug])
        if place
        else reverse("portal:times", args=[service])
    )
    answer = redirect(f"{address}?{wish.query}")
    wished.keep(request, answer, sorted(wish.needs))
    return answer


def _more(request: HttpRequest) -> list[str]:
    slugs = dict.fromkeys(slug for slug in request.POST.getlist("with") if slug)
    return list(slugs)[:_MOST_TICKED]


def _too_many(
    request: HttpRequest, wish: Wished, centre: Centre | None, refusal: Refusal
) -> HttpResponse:
    said = {"wish": wish, "centre": centre, "too_many": refusal.message, **choices(wish)}
    return render(request, "portal/too_many.html", said, status=refusal.status)


def choices(wish: Wished) -> dict[str, Any]:
    """What the form of wishes offers: languages, needs, the other services of the same life event."""
    event = catalog.services_for(wish.main.life_event)
    others = [each for each in event if each.pk != wish.main.pk]
    beside = [each for each in wish.more if each not in others]
    known = booking.spoken_at()
    spoken = [code for code in booking.LANGUAGES if code in known or code == wish.language]
    return {
        "languages": [(code, languages.name(code).capitalize()) for code in spoken],
        "purposes": [(value, Purpose(value).label) for value in wish.main.purposes],
        "needs": Need.choices,
        "applicants": Applicant.choices if wish.who else [],
        "others": others + beside,
        "chosen_more": {each.pk for each in wish.more},
    }


def media(wish: Wished, centres: Sequence[Centre]) -> list[tuple[Wished, bool]]:
    """The same wish by every medium that these centres have for it, and which is chosen; none where all come."""
    if wish.purpose == Purpose.RECEIVE:
        return []  # a paper is handed over
    known = booking.media_for(wish.services, centres)
    if len(known) == 1 and not wish.is_remote:
        return []
    return [(replace(wish, medium=medium), medium == wish.medium) for medium in known]


def _page(request: HttpRequest, wish: Wished, shown: Sequence[Shown]) -> dict[str, Any]:
    at, today = clock.now(), request.GET.get("day") == "today"
    centres = {each.centre.pk: each for each in shown}
    with booking.searching():
        every = [each.centre for each in shown]
        giving = booking.giving(every, wish.services, Way.ONLINE)
        days = {"days": 0} if today else {}
        found = booking.earliest(wish.asked, giving, at=at, **days)
        why = "" if found else booking.why_nothing(wish.asked, giving, at=at, **days)
    coming = booking.giving(every, wish.services, Way.WALK_IN)
    walked_into = {each.pk for each in coming}
    place = {pk: nth for nth, pk in enumerate(centres)}
    is_near = any(each.kilometres is not None for each in shown)
    order = sorted(
        found.values(),
        key=lambda each: place[each.centre] if is_near else (each.starts_at, place[each.centre]),
    )
    in_full = "all" in request.GET
    return {
        "wish": wish,
        "query": wish.query,
        "offers": [
            _offer(centres[each.centre], each, at, may_come=each.centre in walked_into)
            for each in (order if in_full else order[:_FIRST])
        ],
        "total": len(order),
        "why": why,
        "not_online": ""
        if giving
        else booking.why_not_given(every, wish.services, Way.ONLINE).message,
        "every": in_full,
        "today": today,
        "walk_in": None if wish.is_remote else loads.soonest_for_all(wish.asked.slugs, walked_into),
        "may_come": bool(coming),
        "staff_book": bool(why and booking.giving(every, wish.services, Way.PHONE)),
        "media": media(wish, giving),
        **choices(wish),
    }


def _offer(shown: Shown, found: Earliest, at: datetime, *, may_come: bool) -> Offer:
    zone = shown.centre.zone
    calm = None
    if not found.calm_at <= found.starts_at < found.calm_at + _HOUR:
        calm = (found.calm_at, found.calm_at + _HOUR)
    return Offer(
        shown=shown,
        when=words.opening(found.starts_at, at, zone),
        on=words.local(found.starts_at, zone).date().isoformat(),
        calm=calm,
        may_come=may_come,
    )
