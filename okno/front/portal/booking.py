"""Booking on the portal: a day and a time, ten minutes to say who comes, an appointment."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Appointment, State
from okno.catalog.models import Way
from okno.front.portal import finding, loads, reaching, ways, wished
from okno.front.portal.account import account_of
from okno.front.portal.booked_here import remember
from okno.front.portal.days import Calendar, calendar
from okno.front.portal.secret import secret
from okno.front.portal.wished import Wished, along, not_booked, who_says
from okno.network import queries as network
from okno.network.models import Centre
from okno.ui import words


def choose(request: HttpRequest, service: str, centre: str) -> HttpResponse:
    """The free days and times of a centre; a time that is pressed is kept for ten minutes."""
    wish, place = wished.wished(request, service), network.centre_by_slug(centre)
    try:
        queries.check_given(place, wish.services, Way.ONLINE)
    except Refusal as refusal:
        return not_booked(request, wish, place, refusal)
    if request.method != "POST":
        return _choose(request, wish, place)
    try:
        return _hold(request, wish, place)
    except Refusal as refusal:
        return _choose(request, wish, place, refusal)


def _hold(request: HttpRequest, wish: Wished, centre: Centre) -> HttpResponse:
    answer = redirect("portal:home")
    holder, asker = wished.holder_and_asker(request, answer)
    held = booking.hold(
        centre=centre,
        services=wish.services,
        starts_at=queries.moment_of(request.POST.get("starts_at", "")),
        purpose=wish.purpose,
        language=wish.language,
        needs=wish.needs,
        medium=wish.medium,
        holder=holder,
        asker=asker,
        at=clock.now(),
        by="visitor",
    )
    answer["Location"] = along(request, reverse("portal:hold", args=[held.token]))
    return answer


def _choose(
    request: HttpRequest, wish: Wished, centre: Centre, refusal: Refusal | None = None
) -> HttpResponse:
    said = {
        "wish": wish,
        "query": wish.query,
        "centre": centre,
        **free(wish, centre, request.GET.get("day", "")),
        "may_wait": queries.may_come_free(wish.asked, centre, at=clock.now()),
        "typical": wish.asked.length,
        "walk_in": None if wish.is_remote else _walk_in(wish, centre),
        "media": finding.media(wish, [centre]),
        "refusal": refusal,
        **finding.choices(wish),
    }
    return render(request, "portal/choose.html", said, status=refusal.status if refusal else 200)


def _walk_in(wish: Wished, centre: Centre) -> loads.Shown | None:
    """How it is here now for whoever just comes; None where nobody may."""
    giving = queries.giving([centre], wish.services, Way.WALK_IN)
    return loads.soonest_for_all(wish.asked.slugs, {each.pk for each in giving})


def free(wish: Wished, centre: Centre, chosen: str) -> dict[str, Calendar | str | bool]:
    """The calendar of what is free at a centre within what may be booked; where nothing is, why, and how else to come."""
    at = clock.now()
    today = words.local(at, centre.zone).date()
    last = queries.farthest_day(centre, today)
    slots = queries.free_slots(wish.asked, centre, first=today, last=last, at=at)
    found = calendar(
        slots,
        centre,
        chosen=chosen,
        today=today,
        last=last,
        open_on=_open_on(wish, centre, today, last, at),
    )
    why = "" if found.has_free else queries.why_nothing(wish.asked, [centre], at=at)
    return {"calendar": found, "why": why, **(ways.at_centre(centre, wish.services) if why else {})}


def _open_on(
    wish: Wished, centre: Centre, today: date, last: date, at: datetime
) -> frozenset[date]:
    """The days on which there is still room for the visit within the hours of its first service."""
    hours = network.patterns([centre], wish.main.slug, since=today)[centre.pk]
    days = [today + timedelta(days=nth) for nth in range((last - today).days + 1)]
    return frozenset(
        day
        for day in days
        if any(
            closes - max(opens, at) >= wish.asked.length for opens, closes in hours.intervals(day)
        )
    )


@secret
def hold(request: HttpRequest, token: str) -> HttpResponse:
    """Who comes: ten minutes for a name, a phone or an e-mail address, and consent."""
    held = queries.appointment_by_token(token)
    if held.state not in (State.HELD, State.EXPIRED):
        return redirect(along(request, reverse("portal:appointment", args=[token])))
    if request.method != "POST":
        return _form(request, held)
    try:
        booked = booking.book(
            held,
            **reaching.given(request),
            account=account_of(request),
            companions=_companions(request.POST.get("companions", "0")),
            told_in=str(translation.get_language()),
            at=clock.now(),
            by="visitor",
        )
    except Refusal as refusal:
        return _form(request, queries.appointment_by_token(token), refusal)
    answer = redirect(along(request, reverse("portal:appointment", args=[booked.token])))
    remember(request, answer, booked.visitor)
    return answer


def _companions(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise errors.unknown_choice("companions")
    return int(text)


@require_POST
@secret
def release(request: HttpRequest, token: str) -> HttpResponse:
    """Another time after all: this one is given back at once."""
    held = queries.appointment_by_token(token)
    if held.state == State.HELD:
        booking.release(held, at=clock.now(), by="visitor")
    return redirect(_back(wish_of(held, request), held))


def _back(wish: Wished, held: Appointment) -> str:
    """Where this time was chosen."""
    address = reverse("portal:choose", args=[wish.main.slug, held.centre.slug])
    return f"{address}?{wish.query}&day={held.day.isoformat()}"


def wish_of(found: Appointment, request: HttpRequest) -> Wished:
    """What somebody wished who has chosen already, and as whom they come as far as the address says."""
    return Wished(
        services=tuple(queries.services_of(found)),
        purpose=found.purpose,
        language=found.language,
        needs=frozenset(found.needs),
        who=who_says(request.GET),
        medium=found.medium,
    )


def _form(request: HttpRequest, held: Appointment, refusal: Refusal | None = None) -> HttpResponse:
    over = held.state != State.HELD or held.held_until is None or held.held_until <= clock.now()
    wish = wish_of(held, request)
    said: dict[str, Any] = {
        "held": held,
        "local": words.local(held.starts_at, held.centre.zone),
        "wish": wish,
        "over": over,
        "back": _back(wish, held),
        "give_back": along(request, reverse("portal:hold-back", args=[held.token])),
        "given": {**reaching.given(request), "companions": request.POST.get("companions", "0")},
        "companions": [(str(count), str(count)) for count in range(queries.MOST_COMPANIONS + 1)],
        "refusal": refusal,
        "wrong": reaching.wrong(request, held.centre, refusal, held.medium),
    }
    return render(request, "portal/hold.html", said, status=refusal.status if refusal else 200)
