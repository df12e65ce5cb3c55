"""The manager's day: all its broken promises, and the question before it is closed."""

import secrets
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from okno.base import clock
from okno.front.office import consequence, where
from okno.network import queries as network
from okno.queue.models import Ticket

_A_PAGE = 50


def broken(request: HttpRequest) -> HttpResponse:
    """Every promise broken today, the last first, fifty a page; numbers and times, nobody's data."""
    centre = where.centre_of(request)
    zone = ZoneInfo(centre.zone)
    found = (
        Ticket.objects.filter(centre=centre, day=clock.now().astimezone(zone).date())
        .exclude(promise_broken_at=None)
        .select_related("service")
        .order_by("-promise_broken_at", "-pk")
    )
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    given = {"centre": centre, "zone": zone, "page": page}
    return render(request, "office/broken_all.html", given)


def close_day(request: HttpRequest) -> HttpResponse:
    """What closing the day does, and whether to: in the hall's dialog, or as a page without a script."""
    centre, at = where.centre_of(request), clock.now()
    given = {
        "centre": centre,
        "sentences": consequence.of_ending_day(centre=centre, at=at),
        "may_close_early": network.may_close_early(centre, at),
        "is_booked_later": consequence.booked_later(centre, at) > 0,
        "key": secrets.token_hex(12),
    }
    page = "close_day" if request.headers.get("HX-Request") else "close_day_page"
    return render(request, f"office/{page}.html", given)
