"""Booking for a person who stands at the counter or is on the phone."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from okno.base import access, clock, idempotency
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Medium, Need, Via
from okno.catalog.models import Purpose, Way
from okno.front.desk import asks
from okno.front.desk.asked import (
    Asked,
    as_sent,
    asked,
    asked_for,
    small_number,
    times_for,
    wanted_of,
    whom,
)
from okno.network.models import Centre
from okno.people.models import Staff
from okno.queue import queries as hall
from okno.queue.models import Ticket
from okno.ui import languages

_WAYS = (Via.DESK, Via.PHONE)
USUAL = "ru"


def book(request: HttpRequest) -> HttpResponse:
    """The form; the free times alone (to htmx) as what is asked changes; the appointment once it is sent."""
    if request.method != "POST" or "show" in request.POST:
        return _page(request)
    try:
        number = _booked(request)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect("desk:booked-one", number)


def _booked(request: HttpRequest) -> int:
    """The number of the appointment; pressed twice, the same one."""
    form, by, at = request.POST, access.actor(request), clock.now()
    what = asked_for(form, USUAL)

    def act() -> idempotency.Answer:
        made = booking.book_at_once(
            centre=centre_of(request),
            services=what.services,
            starts_at=queries.moment_of(form.get("starts_at", "")),
            purpose=what.purpose,
            language=what.language,
            needs=what.needs,
            medium=what.medium,
            **whom(form),
            companions=_companions(form, what.medium),
            via=Via.PHONE if form.get("via") == Via.PHONE else Via.DESK,
            at=at,
            by=by,
        )
        return 201, {"appointment": made.pk}

    _status, body = idempotency.once(idempotency.of_form(by, form, "book"), at=at, act=act)
    return int(body["appointment"])


def _companions(form: QueryDict, medium: str) -> int:
    """How many come along; nobody comes along to a call or a meeting by video."""
    if medium != Medium.HERE:
        return 0
    return small_number(form.get("companions", "0"), "companions")


def centre_of(request: HttpRequest) -> Centre:
    """The centre at which whoever asks works: the desk is open to nobody else."""
    staff: Staff = request.user  # type: ignore[assignment]
    return Centre.objects.select_related("district__okrug__city").get(pk=staff.centre_id or 0)


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    centre, form = centre_of(request), request.POST
    here = _at_counter(request)
    what = asked(form, here.language if here else USUAL) if form else _of(here)
    load = hall.load_now(centre.pk, clock.now())
    shown = {"centre": centre, "what": what, "load": load, **_times(what, centre, form)}
    status = refusal.status if refusal else 200
    if request.headers.get("HX-Request") and refusal is None:
        return render(request, "desk/book_times.html", shown)
    shown |= {
        "key": secrets.token_hex(12),
        **asks.often_first(hall.services_given(centre.pk)),
        **choices(centre, what.language),
        "via": form.get("via") or (Via.DESK if here else Via.PHONE),
        "companions": form.get("companions", "0"),
        **as_sent(form, refusal, centre=centre, what=what),
    }
    return render(request, "desk/book.html", shown, status=status)


def _at_counter(request: HttpRequest) -> Ticket | None:
    """The person at one's counter now, whom the booking is likely for."""
    session = hall.session_of(request.user.pk)
    return hall.at_counter(session.counter_id) if session else None


def _of(ticket: Ticket | None) -> Asked:
    """What the person at the counter came for and speaks, as a beginning."""
    if ticket is None:
        return Asked((), "file", USUAL, ())
    return Asked((ticket.service,), ticket.purpose, ticket.language, ())


def _times(what: Asked, centre: Centre, form: Any) -> dict[str, Any]:
    """The free times, or why there are none to choose from."""
    if not what.services:
        return {"times": None, "why_none": ""}
    try:
        times = times_for(what, centre, chosen=form.get("day", ""), at=clock.now())
    except Refusal as refusal:
        return {"times": None, "why_none": str(refusal)}
    may_wait = times.days or queries.may_come_free(wanted_of(what), centre, at=clock.now())
    known = {iso for hour in times.hours for iso, _clock in hour}
    chosen = form.get("starts_at", "")
    return {
        "times": times,
        "why_none": "",
        "may_wait": may_wait,
        "chosen": chosen if chosen in known else times.first,
        "only_booked": not queries.giving([centre], what.services, Way.WALK_IN),
    }


def choices(centre: Centre, chosen: str) -> dict[str, Any]:
    """What the form lets one choose from; `chosen` is the language that it has."""
    known = queries.spoken_at(centre) | {chosen}
    spoken = [code for code in queries.LANGUAGES if code in known]
    return {
        "purposes": Purpose.choices,
        "languages": [(code, languages.own_name(code)) for code in spoken],
        "needs": Need.choices,
        "ways": [(way.value, way.label) for way in _WAYS],
        "media": [
            (medium.value, Medium(medium).label) for medium in queries.media_for([], [centre])
        ],
        "most_companions": range(queries.MOST_COMPANIONS + 1),
    }
