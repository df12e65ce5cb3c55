"""The waiting list at the desk: who waits at the centre, one more who phones, and whoever waits no longer."""

import secrets
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock, idempotency
from okno.base.errors import Refusal
from okno.base.text import number_in
from okno.booking import actions as booking
from okno.booking import errors, policy, queries
from okno.booking.models import Need, Wish
from okno.catalog.models import Service
from okno.front.desk import asks
from okno.front.desk.asked import as_sent, asked, asked_for, whom
from okno.front.desk.booking import USUAL, centre_of, choices
from okno.queue import queries as hall
from okno.ui import words

_DAYS = ("first_day", "last_day")


def wishes(request: HttpRequest) -> HttpResponse:
    """Who waits at the centre, the longest wait first; nobody's name."""
    centre = centre_of(request)
    found = queries.wishes_at(centre)
    known = Service.objects.in_bulk({pk for each in found for pk in (each.service_id, *each.rest)})
    rows = [
        {
            "wish": each,
            "services": [known[pk] for pk in (each.service_id, *each.rest)],
            "needs": [Need(need).label for need in each.needs],
            "offered": _offered(each),
        }
        for each in found
    ]
    shown = {"centre": centre, "rows": rows, "usual": USUAL, "kept_for": policy.OFFER}
    return render(request, "desk/wishes.html", shown)


def add(request: HttpRequest) -> HttpResponse:
    """Put somebody on the list: the form, and once it is sent the list with them on it."""
    if request.method != "POST":
        return _form(request)
    try:
        number = _added(request)
    except Refusal as refusal:
        return _form(request, refusal)
    return redirect("desk:wish", number)


def _added(request: HttpRequest) -> int:
    """The number of the place on the list; pressed twice, the same one."""
    form, by, at = request.POST, access.actor(request), clock.now()
    what = asked_for(form, USUAL)

    def act() -> idempotency.Answer:
        made = booking.wish(
            centre=centre_of(request),
            services=what.services,
            purpose=what.purpose,
            language=what.language,
            needs=what.needs,
            medium=what.medium,
            first_day=_day(request, "first_day"),
            last_day=_day(request, "last_day"),
            **whom(form),
            at=at,
            by=by,
        )
        return 201, {"wish": made.pk}

    _status, body = idempotency.once(idempotency.of_form(by, form, "wish"), at=at, act=act)
    return int(body["wish"])


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise errors.bad_days() from None


def _form(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    centre, form = centre_of(request), request.POST
    what = asked(form or request.GET, USUAL)
    today = words.local(clock.now(), centre.zone).date()
    farthest = queries.farthest_day(centre, today)
    usual = {"first_day": today.isoformat(), "last_day": farthest.isoformat()}
    shown = {
        "centre": centre,
        "what": what,
        "key": secrets.token_hex(12),
        **asks.often_first(hall.services_given(centre.pk)),
        **choices(centre, what.language),
        "days": {name: form.get(name, day) for name, day in usual.items()},
        "today": today.isoformat(),
        "farthest": farthest.isoformat(),
        "kept_for": policy.OFFER,
        **as_sent(form, refusal, *_DAYS, centre=centre, what=what),
    }
    return render(request, "desk/wish_add.html", shown, status=refusal.status if refusal else 200)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """Who waits, and how to reach them; that it was opened is written down."""
    return _page(request, queries.wish_in(centre_of(request).pk, number))


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """For the person: wait no longer, or take the time that was offered."""
    found = queries.wish_in(centre_of(request).pk, number)
    same: dict[str, Any] = {"at": clock.now(), "by": access.actor(request)}

    def withdraw() -> idempotency.Answer:
        booking.withdraw(found, **same)
        return 200, {"appointment": None}

    def accept() -> idempotency.Answer:
        seen = number_in(request.POST.get("offer", ""))
        return 201, {"appointment": booking.accept(found, seen=seen, **same).pk}

    do = {"withdraw": withdraw, "accept": accept}.get(verb)
    if do is None:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    claim = idempotency.of_form(same["by"], request.POST, f"{verb} wish {number}")
    try:
        _status, body = idempotency.once(claim, at=same["at"], act=do)
    except Refusal as refusal:
        return _page(request, queries.wish_in(centre_of(request).pk, number), refusal)
    if body["appointment"] is None:
        return redirect("desk:wishes")
    return redirect("desk:booked-one", body["appointment"])


def _page(request: HttpRequest, found: Wish, refusal: Refusal | None = None) -> HttpResponse:
    by = access.actor(request)
    shown = {
        "centre": found.centre,
        "wish": found,
        "visitor": queries.read_visitor(found, why="booking", at=clock.now(), by=by),
        "services": queries.services_of(found),
        "needs": [Need(need).label for need in found.needs],
        "offered": _offered(found),
        "is_live": found.state in (Wish.State.WAITING, Wish.State.OFFERED),
        "key": secrets.token_hex(12),
        "refusal": refusal,
    }
    answer = render(request, "desk/wish.html", shown, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _offered(found: Wish) -> Any:
    """The time that is kept for whoever waits; None while they wait."""
    return found.appointment if found.state == Wish.State.OFFERED else None
