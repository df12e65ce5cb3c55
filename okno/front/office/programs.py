"""Programs elsewhere: who is told of the journal, how each telling went, and telling once more."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks import queries
from okno.adapters.webhooks.models import Subscription
from okno.base import access, clock, events
from okno.base.errors import Refusal
from okno.front.office import where
from okno.front.office.views import number as read_number
from okno.network import queries as network

_A_PAGE = 50
_HOURS = {1: _("the last hour"), 24: _("the last day"), 168: _("the last week")}


def programs(request: HttpRequest) -> HttpResponse:
    """Everybody who is told, and the form for one more."""
    return _page(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Tell one more; its secret is on the page that answers, and never again."""
    typed = {name: request.POST.get(name, "").strip() for name in ("url", "names", "only")}
    try:
        centre = network.centre_by_slug(typed["only"]) if typed["only"] else None
        made, secret = webhooks.subscribe(
            url=typed["url"],
            names=typed["names"].replace(",", " ").split(),
            centre=centre,
            at=clock.now(),
            by=access.actor(request),
        )
    except Refusal as refusal:
        errors = {refusal.field or "only": str(refusal.message)}
        return _page(request, typed=typed, errors=errors, status=refusal.status)
    response = _page(request, made=made, secret=secret)
    response["Cache-Control"] = "no-store"
    return response


def program(request: HttpRequest, number: int) -> HttpResponse:
    """One of them and its deliveries: what was tried in vain first."""
    found = queries.subscription(number)
    return render(request, "office/program.html", _one(request, found))


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Tell it once more what it was told lately, or nothing any more."""
    found, by = queries.subscription(number), access.actor(request)
    if verb not in ("replay", "remove"):
        raise Http404
    if verb == "remove":
        webhooks.unsubscribe(found, at=clock.now(), by=by)
        return redirect("office:programs")
    webhooks.replay(found, since=_since(request), at=clock.now(), by=by)
    return redirect("office:program", found.pk)


def _since(request: HttpRequest) -> datetime:
    hours = read_number(request.POST, "hours")
    return clock.now() - timedelta(hours=hours if hours in _HOURS else 1)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = {
        "centre": None,
        "choices": where.choices(request),
        "programs": queries.subscriptions(),
        "facts": sorted(events.registry()),
        "typed": {},
        "errors": {},
        **more,
    }
    return render(request, "office/programs.html", shown, status=status)


def _one(request: HttpRequest, found: Subscription) -> dict[str, Any]:
    return {
        "centre": where.shown_to(request),
        "program": found,
        "deliveries": Paginator(queries.deliveries(found), _A_PAGE).get_page(
            request.GET.get("page")
        ),
        "hours": _HOURS.items(),
    }
