"""The page of an application: what was filed, by when the result comes, whether it has come, and how to collect it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.cases import actions, queries
from okno.cases.models import Case, State
from okno.catalog import queries as catalog
from okno.catalog.models import Purpose
from okno.front.portal import ways
from okno.front.portal.account import account_of
from okno.front.portal.secret import secret
from okno.network import queries as network
from okno.notify import ports
from okno.ui import words

_FIELDS = ("phone", "email", "consent")


@secret
def case(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page."""
    return _page(request, queries.case_by_token(token))


@require_POST
@secret
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """Be told by SMS or e-mail when the result comes."""
    found = queries.case_by_token(token)
    try:
        actions.ask_to_be_told(
            found,
            phone=request.POST.get("phone", "")[:40],
            email=request.POST.get("email", "")[:254],
            agreed="consent" in request.POST,
            language=str(translation.get_language()),
            at=clock.now(),
            by="visitor",
        )
    except Refusal as refusal:
        return _page(request, queries.case_by_token(token), refusal)
    return redirect("portal:case", token)


@require_POST
@secret
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """Be told nothing; where one was told is forgotten."""
    found = queries.case_by_token(token)
    actions.stop_telling(found, at=clock.now(), by="visitor")
    return redirect("portal:case", token)


def _page(request: HttpRequest, found: Case, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    there = {each.channel for each in ports.all_providers()}
    field = refusal.field if refusal and refusal.field in _FIELDS else ""
    shown = {
        "case": found,
        "place": found.centre,
        "filed_on": words.local(found.opened_at, found.centre.zone).date(),
        "is_late": found.state == State.ACCEPTED
        and found.due_on < queries.today_at(found.centre, at),
        "tells_sms": "sms" in there,
        "tells_email": "email" in there,
        "given": {name: request.POST.get(name, "") for name in ("phone", "email")},
        "wrong": {field: str(refusal.message)} if refusal and field else {},
        "refusal": None if field else refusal,
        "is_mine": found.account_id is not None and account_of(request) == found.account,
        **(_collecting(found, at) if found.state == State.READY else {}),
    }
    status = refusal.status if refusal else 200
    return render(request, "portal/case.html", shown, status=status)


def _collecting(found: Case, at: datetime) -> dict[str, Any]:
    """When the centre is open, what to bring, and the way to a time of one's own, where it can be booked."""
    centre, service = found.centre, found.service
    is_open = network.is_open(centre, at, service.slug)
    opens = None if is_open else network.next_opening(centre, at, service.slug)
    come = ways.at_centre(centre, [service])
    may_book = Purpose.RECEIVE in service.purposes and come["may_book"]
    address = reverse("portal:choose", args=[service.slug, centre.slug])
    return {
        **come,
        "is_open": is_open,
        "opens": words.opening(opens, at, centre.zone),
        "book": f"{address}?for={Purpose.RECEIVE}" if may_book else "",
        "papers": [
            (str(paper), str(paper.note))
            for paper in catalog.papers_of_visit((service,), "", Purpose.RECEIVE)
        ],
    }
