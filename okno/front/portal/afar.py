"""The line joined from home: a place behind a secret address, when to set out, and the proof of being here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.access import asker_of
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.catalog import queries as catalog
from okno.catalog.errors import by_appointment_only
from okno.catalog.models import Purpose, Service, Way
from okno.front.portal import called, told
from okno.front.portal.account import account_of
from okno.front.portal.here import where
from okno.front.portal.secret import keep_secret, key_of
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar
from okno.ui import languages, words

_COOKIE = "okno_afar"
_KEPT_S = 4 * 3600  # as long as a place with more time
View = Callable[[HttpRequest, PlaceAfar], HttpResponse]


def join(request: HttpRequest, slug: str) -> HttpResponse:
    """What the person comes for, then how long the line is and the place in it."""
    centre, at = network.centre_by_slug(slug), clock.now()
    services = catalog.offered_at(centre)
    chosen = next((each for each in services if each.slug == _said(request, "service")), None)
    refusal: Refusal | None = None
    if chosen is not None and Way.WALK_IN not in chosen.ways:  # type: ignore[attr-defined]
        refusal, chosen = by_appointment_only(), None
    if request.method == "POST" and chosen is not None:
        try:
            return _joined(request, centre, chosen, at)
        except Refusal as refused:
            refusal = refused
    shown = _choices(request, centre, chosen, at) if chosen else _list(centre, services, at)
    closes, opens = network.hours_words(network.patterns([centre], since=at.date())[centre.pk], at)
    hours = {"closes": closes, "opening": words.opening(opens, at, centre.zone)}
    said = {"centre": centre, "refusal": refusal, **hours, **shown}
    if refusal is not None:
        said |= called.refused(request, refusal)
    return render(request, "portal/join.html", said, status=refusal.status if refusal else 200)


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def _joined(request: HttpRequest, centre: Centre, chosen: Service, at: datetime) -> HttpResponse:
    browser = _browser(request) or get_random_string(22)
    made = queue.join(
        centre=centre.pk,
        service=chosen.slug,
        purpose=request.POST.get("for", ""),
        language=request.POST.get("in", ""),
        name=called.typed(request),
        holder=key_of("afar", browser),
        asker=asker_of("afar", request),
        account=account_of(request),
        at=at,
        by="visitor",
    )
    answer = redirect("portal:place", made.token)
    answer.set_signed_cookie(
        _COOKIE, browser, max_age=_KEPT_S, httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    return answer


def _browser(request: HttpRequest) -> str:
    """The name this browser was given when it joined; "" for one that has not, or not lately."""
    try:
        return request.get_signed_cookie(_COOKIE, default="", max_age=_KEPT_S) or ""
    except signing.BadSignature:
        return ""


def _list(centre: Centre, services: list[Service], at: datetime) -> dict[str, Any]:
    shut = network.shut_services(centre, at)
    return {"services": [each for each in services if each.slug not in shut]}


def _choices(request: HttpRequest, centre: Centre, chosen: Service, at: datetime) -> dict[str, Any]:
    purpose = _said(request, "for")
    purpose = purpose if purpose in chosen.purposes else chosen.purposes[0]
    newcomer = PlaceAfar(centre=centre, service=chosen, purpose=purpose, joined_at=at)
    language = _said(request, "in") or str(translation.get_language())
    return {
        "service": chosen,
        "purpose": purpose,
        "purposes": [(value, Purpose(value).label) for value in chosen.purposes],
        "language": language,
        "languages": [(code, languages.name(code).capitalize()) for code in policy.LANGUAGES],
        "way": hall.way_of(newcomer, road=timedelta(0), at=at),
        "name_consent": hall.NAME_CONSENT,
        "typed_name": called.typed(request),
    }


def _holders(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the place; whoever is here already is led to the ticket; a refused act shows the page with the reason.

    The address is a secret, as that of a ticket is (okno.front.portal.tickets).
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        return keep_secret(_answer(view, request, token))

    return answered


def _answer(view: View, request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = hall.place_by_token(token)
    except Refusal as refusal:
        return render(request, "portal/no_place.html", status=refusal.status)
    if found.ticket is not None:
        return _to_the_ticket(request, found)
    follow(request, f"hall:{found.centre_id}")
    try:
        return view(request, found)
    except Refusal as refusal:
        again = hall.place_by_token(token)
        shown = _shown(request, again) | {"refusal": refusal, "code": request.POST.get("code", "")}
        shown |= told.refused(request, refusal) | called.refused(request, refusal)
        if refusal.field == "code":
            shown["wrong_code"] = str(refusal.message)
        return render(request, "portal/place.html", shown, status=refusal.status)


def _to_the_ticket(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    assert found.ticket is not None
    answer = redirect("portal:ticket", found.ticket.token)
    if request.headers.get("HX-Request"):  # the part that changes: the whole page goes on
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


@_holders
def place(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """The whole page."""
    return render(request, "portal/place.html", _shown(request, found))


@_holders
def now(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """The part that changes."""
    return render(request, "portal/place.html#now", _shown(request, found))


@require_POST
@_holders
def here(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """The person has come: by the code on the wall, or where the phone says it is; then it is a ticket."""
    ticket = queue.come_from_afar(
        found,
        code=request.POST.get("code", ""),
        where=where(request),
        asker=asker_of("here", request),
        at=clock.now(),
        by="visitor",
    )
    return redirect("portal:ticket", ticket.token)


@require_POST
@_holders
def more_time(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """One hour more, once."""
    queue.ask_more_time(found, at=clock.now(), by="visitor")
    return redirect("portal:place", found.token)


@require_POST
@_holders
def give_up(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """Leave the line."""
    queue.leave_from_afar(found, at=clock.now(), by="visitor")
    return redirect("portal:place", found.token)


@require_POST
@_holders
def tell(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """Be told by SMS, e-mail or a notification when to set out, and then what comes next."""
    told.ask(request, found)
    return redirect("portal:place", found.token)


@require_POST
@_holders
def quiet(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """Be told nothing more."""
    told.stop(found)
    return redirect("portal:place", found.token)


@require_POST
@_holders
def call(request: HttpRequest, found: PlaceAfar) -> HttpResponse:
    """Be called by a name once one is here, or by the number."""
    called.change(request, found)
    return redirect("portal:place", found.token)


def wall(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the code on the wall opens: one press for whose browser joined this centre's line, advice for others."""
    centre, browser = network.centre_by_slug(slug), _browser(request)
    found = hall.place_of_browser(key_of("afar", browser), centre.pk) if browser else None
    answer = render(
        request, "portal/wall.html", {"centre": centre, "code": code[:12].upper(), "place": found}
    )
    return keep_secret(answer)


def _shown(request: HttpRequest, found: PlaceAfar) -> dict[str, Any]:
    at = clock.now()
    road = next((each for each in told.ROADS if str(each) == request.GET.get("road")), None)
    is_over = found.state != PlaceAfar.State.AWAY or found.lapses_at <= at
    address = reverse("portal:place-now", args=[found.token])
    way = None if is_over else hall.way_of(found, road=timedelta(minutes=road or 0), at=at)
    return {
        "place": found,
        "topic": f"hall:{found.centre_id}",
        "again": f"{address}?road={road}" if road else address,
        "over": is_over,
        "way": way,
        "road": road,
        "roads": told.ROADS,
        "road_options": [(each, each) for each in told.ROADS],
        **({} if is_over else told.shown(found, road) | called.shown(found)),
        "set_out": _set_out(way, found, at) if way and road else "",
    }


def _set_out(way: hall.Way, found: PlaceAfar, at: datetime) -> str:
    """When to set out, as a clock shows it; "" for at once."""
    soon = way.set_out_at - at < timedelta(minutes=1)
    return "now" if soon else words.clock_time(way.set_out_at, found.centre.zone)
