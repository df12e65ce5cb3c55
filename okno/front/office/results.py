"""The results that people wait for: what is awaited, overdue first, what waits to be collected, and "it has come"."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.cases import actions, queries
from okno.cases.models import Case
from okno.front.office import where
from okno.front.office.once import once
from okno.network.models import Centre

_LONGEST = 80


def results(request: HttpRequest) -> HttpResponse:
    """The whole page; of one service, one day or one receipt, if they are asked for."""
    return _page(request)


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """A result has come, or had not: taken back within half a minute."""
    do: Callable[..., Case] | None = _VERBS.get(verb)
    if do is None:
        raise Http404
    try:
        once(
            request,
            f"{verb} {number}",
            lambda place, same: do(queries.case_in(place.pk, number), **same),
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, refusal)
    return redirect(f"{reverse('office:results')}?{urlencode(_asked(request.POST))}#case-{number}")


_VERBS: dict[str, Callable[..., Case]] = {
    "came": actions.result_ready,
    "take-back": actions.take_back,
}


def _asked(said: Any) -> dict[str, str]:
    """What the list was narrowed to, of what was said."""
    return {
        name: said.get(name, "")[:_LONGEST]
        for name in ("service", "day", "receipt")
        if said.get(name)
    }


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    centre, at = where.centre_of(request), clock.now()
    asked = _asked(request.POST if request.method == "POST" else request.GET)
    found = _found(centre, asked)
    shown = {
        "centre": centre,
        "centres": where.choices(request),
        "here": "results",
        "key": secrets.token_hex(12),
        "asked": asked,
        "results": found,
        "lately": {each.pk for each in found.ready if queries.may_take_back(each, at)},
        "services": [
            ("", _("All services")),
            *((each.slug, str(each.short_name)) for each in queries.services_awaited(centre)),
        ],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "office/results.html", shown, status=status)


def _found(centre: Centre, asked: dict[str, str]) -> queries.Results:
    at = clock.now()
    if "receipt" in asked:
        return queries.results_of(centre, at=at, receipt=asked["receipt"])
    try:
        day = date.fromisoformat(asked["day"]) if "day" in asked else None
    except ValueError:
        day = None
    return queries.results_of(centre, at=at, service=asked.get("service", ""), day=day)
