"""The waiting list: leaving word, taking the time that came free, waiting no longer."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import number_in
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Medium, Wish
from okno.catalog.models import Service, Way
from okno.front.portal import reaching, ways, wished
from okno.front.portal.account import account_of
from okno.front.portal.booked_here import remember
from okno.front.portal.secret import secret
from okno.front.portal.wished import Wished, not_booked
from okno.network import queries as network
from okno.network.models import Centre
from okno.ui import words


def wait(request: HttpRequest, service: str, centre: str) -> HttpResponse:
    """From which day to which, and how to reach the person when a time comes free."""
    wish, place = wished.wished(request, service), network.centre_by_slug(centre)
    try:
        queries.check_given(place, wish.services, Way.ONLINE)
    except Refusal as refusal:
        return not_booked(request, wish, place, refusal)
    if not queries.may_come_free(wish.asked, place, at=clock.now()):
        choose = reverse("portal:choose", args=[service, centre])
        return redirect(f"{choose}?{wish.query}")  # which says why, and how else to come
    if request.method != "POST":
        return _form(request, wish, place)
    answer = redirect("portal:home")
    holder, asker = wished.holder_and_asker(request, answer)
    try:
        made = booking.wish(
            centre=place,
            services=wish.services,
            purpose=wish.purpose,
            language=wish.language,
            needs=wish.needs,
            medium=wish.medium,
            first_day=_day(request, "first_day"),
            last_day=_day(request, "last_day"),
            **reaching.given(request),
            account=account_of(request),
            told_in=str(translation.get_language()),
            holder=holder,
            asker=asker,
            at=clock.now(),
            by="visitor",
        )
    except Refusal as refusal:
        return _form(request, wish, place, refusal)
    answer["Location"] = reverse("portal:wish", args=[made.token])
    remember(request, answer, made.visitor)
    return answer


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise errors.bad_days() from None


def _form(
    request: HttpRequest, wish: Wished, centre: Centre, refusal: Refusal | None = None
) -> HttpResponse:
    today = words.local(clock.now(), centre.zone).date()
    farthest = queries.farthest_day(centre, today)
    one = request.GET.get(
        "day", ""
    )  # the one that was full; any other words are refused as they are typed
    usual = {"first_day": one or today.isoformat(), "last_day": one or farthest.isoformat()}
    said = {
        "wish": wish,
        "query": wish.query,
        "centre": centre,
        "given": reaching.given(request),
        "days": {name: request.POST.get(name, day) for name, day in usual.items()},
        "today": today.isoformat(),
        "farthest": farthest.isoformat(),
        "refusal": refusal,
        "wrong": reaching.wrong(request, centre, refusal, wish.medium),
    }
    return render(request, "portal/wait.html", said, status=refusal.status if refusal else 200)


@secret
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """Waiting, or a time that is kept for half an hour."""
    return _page(request, queries.wish_by_token(token))


@require_POST
@secret
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the time that was offered, if it is the one that stood on the page."""
    found, seen = queries.wish_by_token(token), number_in(request.POST.get("offer", ""))
    try:
        booked = booking.accept(found, seen=seen, at=clock.now(), by="visitor")
    except Refusal as refusal:
        return _page(request, queries.wish_by_token(token), refusal)
    return redirect("portal:appointment", booked.token)


@require_POST
@secret
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Wait no longer."""
    booking.withdraw(queries.wish_by_token(token), at=clock.now(), by="visitor")
    return redirect("portal:wish", token)


def _come(found: Wish, services: list[Service]) -> dict[str, bool]:
    """Whether one just comes here by now, and nobody books: then there is nothing to be offered."""
    come = ways.at_centre(found.centre, services)
    return {"no_bookings": come["may_come"] and not (come["may_book"] or come["staff_book"])}


def _page(request: HttpRequest, found: Wish, refusal: Refusal | None = None) -> HttpResponse:
    offered = found.appointment if found.state == Wish.State.OFFERED else None
    services = queries.services_of(found)
    said = {
        "wish": found,
        "services": services,
        "is_remote": found.medium != Medium.HERE,
        "offered": offered,
        "local": words.local(offered.starts_at, found.centre.zone) if offered else None,
        **(_come(found, services) if found.state == Wish.State.WAITING else {}),
        "refusal": refusal,
    }
    return render(request, "portal/wish.html", said, status=refusal.status if refusal else 200)
