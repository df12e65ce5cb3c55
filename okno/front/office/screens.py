"""What the kiosks of a centre show first by weekday and hour: the manager's list, and the form of one screen."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import FALLBACK, Text, number_in
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import LONGEST_NOTICE, MOST_ON_SCREEN, KioskScreen, Service
from okno.front.office import where
from okno.front.office.once import once
from okno.network import errors
from okno.network.models import Centre
from okno.ui import words

_PLACES = range(1, MOST_ON_SCREEN + 1)
_PAGE = 5  # services on a page of the kiosk
_DAYS = range(7)


def screens(request: HttpRequest) -> HttpResponse:
    """All of them, and the form for one more; a POST adds it, or says beside its field what cannot be."""
    if request.method != "POST":
        return _page(request)
    try:
        once(request, "add screen", lambda place, same: _add(request, place, same))
    except Refusal as refusal:
        return _refused(request, None, refusal)
    return redirect("office:screens")


def screen(request: HttpRequest, number: int) -> HttpResponse:
    """The form of one of them."""
    return _page(request, queries.screen_of(where.centre_of(request), number))


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Change one of them, or remove it."""
    do = {"change": _change, "remove": _remove}.get(verb)
    if do is None:
        raise Http404
    found = queries.screen_of(where.centre_of(request), number)
    try:
        once(request, f"{verb} screen {number}", lambda _place, same: do(request, found, same))
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect("office:screens")


def _add(request: HttpRequest, place: Centre, same: dict[str, Any]) -> None:
    catalog.add_screen(centre=place, **_typed(request.POST), **same)


def _change(request: HttpRequest, found: KioskScreen, same: dict[str, Any]) -> None:
    catalog.change_screen(found, **_typed(request.POST), **same)


def _remove(_request: HttpRequest, found: KioskScreen, same: dict[str, Any]) -> None:
    catalog.remove_screen(found, **same)


def _typed(form: QueryDict) -> dict[str, Any]:
    """What was typed, as keywords of the act; places left empty are none. Refuses a time that is none (`no_time`)."""
    services = [number_in(form.get(f"service-{place}", "")) for place in _PLACES]
    return {
        "weekdays": [day for day in _DAYS if str(day) in form.getlist("weekdays")],
        "opens": _time(form, "opens"),
        "closes": _time(form, "closes"),
        "services": [each for each in services if each],
        "notice": Text({code: form.get(f"notice_{code}", "") for code in FALLBACK}),
    }


def _time(form: QueryDict, name: str) -> time:
    try:
        return time.fromisoformat(form.get(name, "").strip()).replace(tzinfo=None)
    except ValueError:
        raise errors.no_time(name) from None


def _refused(request: HttpRequest, found: KioskScreen | None, refusal: Refusal) -> HttpResponse:
    if refusal.status == 404:
        raise refusal
    return _page(request, found, refusal)


# ── The page ────────────────────────────────────────────────────────────────────────────────────


def _page(
    request: HttpRequest, found: KioskScreen | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """The page; with one of the screens in the form, or what was typed and why it was refused."""
    centre, at = where.centre_of(request), clock.now()
    known = {each.pk: each for each in queries.given_or_not(centre)}
    typed = request.POST if refusal else _fields(found)
    field = {"service": "services"}.get(refusal.field or "", refusal.field) if refusal else ""
    now = queries.screen_at(centre, at)
    listed = [] if found else list(_listed(queries.screens_of(centre), known, centre, now, at))
    shown = {
        "centre": centre,
        "key": secrets.token_hex(12),
        "screen": found,
        "screens": listed,
        "typed": typed,
        "weekdays": [
            (day, words.weekdays([day]), str(day) in typed.getlist("weekdays")) for day in _DAYS
        ],
        "places": _places(typed, known, found),
        "first_page": _PAGE,
        "is_second_used": any(typed.get(f"service-{place}") for place in _PLACES[_PAGE:]),
        "longest": LONGEST_NOTICE,
        "errors": {field: str(refusal)} if refusal and field else {},
        "summary": [(_id_of(field or ""), str(refusal))] if refusal else [],
    }
    return render(request, "office/screens.html", shown, status=refusal.status if refusal else 200)


def _id_of(field: str) -> str:
    return {"weekdays": "weekday-0", "services": "service-1"}.get(field, field)


def _fields(found: KioskScreen | None) -> QueryDict:
    """A screen as the form has it; a new one is of the working days, in the morning."""
    form = QueryDict(mutable=True)
    form.setlist("weekdays", [str(day) for day in (found.weekdays if found else _DAYS[:5])])
    form["opens"] = f"{found.opens:%H:%M}" if found else ""
    form["closes"] = f"{found.closes:%H:%M}" if found else ""
    for place, pk in enumerate(found.services if found else (), start=1):
        form[f"service-{place}"] = str(pk)
    for code in FALLBACK:
        form[f"notice_{code}"] = found.notice.get(code, "") if found else ""
    return form


def _places(
    typed: QueryDict, known: Mapping[int, Service], found: KioskScreen | None
) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Each place with what is chosen for it, and what may be: what the centre gives, and what the screen has."""
    on_it = found.services if found else []
    here = [each for each in known.values() if each.ways or each.pk in on_it]  # type: ignore[attr-defined]
    options = [
        (str(each.pk), str(each.short_name))
        for each in sorted(here, key=lambda each: words.in_the_alphabet(str(each.short_name)))
    ]
    return [
        (place, typed.get(f"service-{place}", ""), [("", _("leave out")), *options])
        for place in _PLACES
    ]


def _listed(
    found: Sequence[KioskScreen],
    known: Mapping[int, Service],
    centre: Centre,
    now: KioskScreen | None,
    at: datetime,
) -> Iterator[dict[str, Any]]:
    """Each screen as its row wants it: days in words, services by name, whether it is shown now, when it is next."""
    today = words.local(at, centre.zone).date()
    for each in found:
        services = [known[pk] for pk in each.services if pk in known]
        yield {
            "screen": each,
            "days": words.weekdays(each.weekdays),
            "services": [(str(it.short_name), _is_given(it)) for it in services],
            "is_now": now == each,
            "at": f"{_next(each, today)}T{each.opens:%H:%M}",
        }


def _is_given(service: Service) -> bool:
    return bool(service.ways) and service.status == Service.Status.ACTIVE  # type: ignore[attr-defined]


def _next(screen: KioskScreen, today: date) -> date:
    """The first day from today on which it is shown."""
    ahead = min((day - today.weekday()) % 7 for day in screen.weekdays)
    return today + timedelta(days=ahead)
