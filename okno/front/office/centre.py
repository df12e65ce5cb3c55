"""The centre's days and services: what is planned, what is given here, and how a manager changes both."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.base.text import FALLBACK, Text
from okno.catalog import actions as catalog
from okno.catalog import queries as services
from okno.catalog.models import Service, Way
from okno.front.office import consequence, days, where
from okno.front.office.once import Unagreed, once
from okno.front.office.views import number
from okno.network import actions as network
from okno.network import errors
from okno.network import queries as hours
from okno.network.models import Centre
from okno.queue import actions as acts
from okno.queue import queries as queue
from okno.queue.errors import unknown_choice
from okno.ui import words


@dataclass(frozen=True)
class _Said:
    """What a row says of what was just switched there: what it would do to people, or why it was refused."""

    asks: list[str] = field(default_factory=list)
    refused: str = ""

    def __bool__(self) -> bool:
        return bool(self.asks or self.refused)


_TYPED = ("service", "starts_on", "ends_on", "opens", "closes", "reason_ru", "reason_en")


def centre(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return _page(request)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the centre or a service for some days; what is refused stands next to what was typed.

    A closure that touches people inside is first shown with what it does to them, and made once
    somebody agrees to this very closure.
    """
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    agreed = request.POST.get("agreed") == _this_closure(typed)
    try:
        once(request, "close", lambda place, same: _close(typed, agreed, place, **same))
    except Unagreed as unagreed:
        return _page(request, typed=typed, asks=unagreed.said, status=422)
    except Refusal as refusal:
        return _page(request, typed=typed, refusal=refusal, status=refusal.status)
    return redirect(reverse("office:centre") + "#closures")


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Take a closure of this centre back."""
    chosen = number(request.POST, "closure")
    once(
        request,
        "reopen",
        lambda place, same: network.reopen(closure=hours.closure_of(place, chosen), **same),
    )
    return redirect(reverse("office:centre") + "#closures")


@require_POST
def service(request: HttpRequest, verb: str) -> HttpResponse:
    """Give a service here from now on, or no more: the latter once somebody agrees when people wait for it."""
    do = {"offer": _offer, "withdraw": _withdraw}.get(verb)
    if do is None:
        raise Refusal("unknown_act", str(unknown_choice(verb)), status=404)
    try:
        once(request, verb, lambda place, same: do(request.POST, place, **same))
    except Unagreed as unagreed:
        return _row(request, _Said(asks=unagreed.said))
    return _row(request, _Said())


@require_POST
def way(request: HttpRequest) -> HttpResponse:
    """Open or shut one way to a service; that the last stays is said in its row.

    The button says what shall be, so it needs no key: pressed twice, it is the same; and it alone comes back, so that
    another may be pressed before the first has answered.
    """
    form = request.POST
    way, is_open = form.get("open") or form.get("shut", ""), "open" in form
    found, place, refused = _asked(form), where.centre_of(request), ""
    try:
        catalog.switch_way(
            found, centre=place, way=way, on=is_open, at=clock.now(), by=access.actor(request)
        )
    except Refusal as refusal:
        if refusal.code != "no_way_left":
            raise
        is_open, refused = True, str(refusal)
    if not request.headers.get("HX-Request"):
        return _row(request, _Said(refused=refused))
    shown = {"slug": found.slug, "way": way, "is_open": is_open, "refused": refused, "aside": True}
    return render(request, "office/way.html", shown, status=422 if refused else 200)


def _row(request: HttpRequest, said: _Said) -> HttpResponse:
    """The row of the service that was switched, or without a script the page."""
    slug = request.POST.get("service", "")
    status = 422 if said else 200
    if request.headers.get("HX-Request"):
        place = where.centre_of(request)
        found = (each for each in services.given_or_not(place) if each.slug == slug)
        rows = [_given(each, place, {slug: said}) for each in found]
        given = {"centre": place, "key": secrets.token_hex(12), "rows": rows}
        return render(request, "office/given.html", given, status=status)
    if said:
        return _page(request, service_says={slug: said}, status=status)
    return redirect(reverse("office:centre") + f"#given-{slug}")


@require_POST
def calls(request: HttpRequest) -> HttpResponse:
    """Call by name whoever wishes it, from now on, or everybody by number."""
    by_name = request.POST.get("calls") == "name"
    once(
        request, "calls", lambda place, same: acts.set_calls(centre=place, by_name=by_name, **same)
    )
    return redirect(reverse("office:centre") + "#calls")


@require_POST
def phone(request: HttpRequest) -> HttpResponse:
    """Under which number visitors ring the centre; what is no number comes back beside its field."""
    typed = request.POST.get("phone", "")[:40]
    try:
        once(
            request,
            "phone",
            lambda place, same: network.set_phone(centre=place, phone=typed, **same),
        )
    except Refusal as refusal:
        if refusal.field != "phone":
            raise
        return _page(request, phone=(typed, str(refusal)), status=refusal.status)
    return redirect(reverse("office:centre") + "#phone-of")


def _close(typed: dict[str, str], agreed: bool, place: Centre, *, at: datetime, by: str) -> None:
    before = queue.day_ends_at(place, at)
    closed = services.service_at(typed["service"], place) if typed["service"] else None
    closure = network.close(
        city=place.district.okrug.city,
        centre=place,
        service=closed.slug if closed else "",
        starts_on=_day(typed, "starts_on"),
        ends_on=_day(typed, "ends_on"),
        opens=_time(typed, "opens"),
        closes=_time(typed, "closes"),
        reason=Text({language: typed[f"reason_{language}"] for language in FALLBACK}),
        at=at,
        by=by,
    )
    said = consequence.of_closing(closure, closed, centre=place, before=before, at=at)
    if said and not agreed:
        raise Unagreed(said)


def _offer(form: QueryDict, place: Centre, *, at: datetime, by: str) -> None:
    catalog.offer(_asked(form), centre=place, at=at, by=by)


def _withdraw(form: QueryDict, place: Centre, *, at: datetime, by: str) -> None:
    found = _asked(form)
    catalog.withdraw(found, centre=place, at=at, by=by)
    said = consequence.of_withdrawing(found, centre=place, at=at)
    if said and form.get("agreed") != found.slug:
        raise Unagreed(said)


def _asked(form: QueryDict) -> Service:
    return services.service_by_slug(form.get("service", ""))


def _day(typed: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        raise errors.no_day(name) from None


def _time(typed: dict[str, str], name: str) -> time | None:
    try:
        return time.fromisoformat(typed[name]).replace(tzinfo=None) if typed[name] else None
    except ValueError:
        raise errors.no_time(name) from None


def _this_closure(typed: dict[str, str]) -> str:
    """What is agreed to: the closure as it was typed, so that a changed one is asked about anew."""
    return " ".join(typed[name] or "-" for name in _TYPED[:5])


def _page(
    request: HttpRequest,
    *,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    asks: list[str] | None = None,
    service_says: dict[str, _Said] | None = None,
    phone: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with what was typed, why it was refused, or what it would do to the people inside."""
    place, at = where.centre_of(request), clock.now()
    today = words.local(at, place.zone).date()
    known = services.given_or_not(place)
    names = {each.slug: str(each.short_name) for each in known}
    wrong = refusal.field if refusal and refusal.field in _TYPED else ""
    # What was chosen stays chosen, also when it is given here no more: else the whole centre would be.
    chosen = typed["service"] if typed else ""
    given = {
        "centre": place,
        "centres": where.choices(request),
        "key": secrets.token_hex(12),
        "days": [days.shown(each, today, names) for each in hours.days_ahead(place, at)],
        "closures": [days.planned(each, today, names) for each in hours.closures_of(place, at)],
        "offered": [each for each in known if _is_given(each) or each.slug == chosen],
        "typed": typed or _tomorrow(today),
        "errors": {wrong: str(refusal)} if refusal and wrong else {},
        "summary": [(wrong or "", str(refusal))] if refusal else [],
        "asks": asks,
        "agreeing": _this_closure(typed) if typed and asks else "",
        "events": _by_event(known, place, service_says or {}),
        "phone": phone or (place.phone_words, ""),
    }
    return render(request, "office/centre.html", given, status=status)


def _tomorrow(today: date) -> dict[str, str]:
    """What the form holds before anything is typed."""
    tomorrow = str(today + timedelta(days=1))
    return dict.fromkeys(_TYPED, "") | {"starts_on": tomorrow, "ends_on": tomorrow}


def _by_event(known: list[Service], place: Centre, says: dict[str, _Said]) -> list[dict[str, Any]]:
    """The services by life event, each as its row wants it."""
    inside = queue.inside_now(place.pk)
    found = []
    for event, members in groupby(known, key=lambda each: each.life_event):
        rows = [_given(each, place, says, inside) for each in members]
        here = sum(row["is_given"] for row in rows)
        found.append({"event": event, "rows": rows, "here": here})
    return found


def _given(
    row: Service,
    place: Centre,
    says: dict[str, _Said],
    inside: dict[int, queue.Inside] | None = None,
) -> dict[str, Any]:
    """A service as its row wants it: whether and in what ways it is given here, who waits for it, what is said."""
    people = queue.inside_now(place.pk) if inside is None else inside
    return {
        "service": row,
        "is_given": _is_given(row),
        "is_paused": row.status == Service.Status.PAUSED,
        "waiting": people.get(row.pk, queue.Inside()).waiting,
        "ways": [(way, way in (row.ways or ())) for way in Way],  # type: ignore[attr-defined]
        "says": says.get(row.slug),
    }


def _is_given(row: Service) -> bool:
    return bool(row.ways) and row.status == Service.Status.ACTIVE  # type: ignore[attr-defined]
