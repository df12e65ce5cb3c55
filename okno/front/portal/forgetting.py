"""A consent is taken back on the page of a visit or of a wait, without an account: first what goes with it, then it is done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from okno.base import clock
from okno.booking import queries
from okno.booking.models import State, Wish
from okno.cases import actions as cases
from okno.front.portal.secret import secret
from okno.front.portal.wished import along
from okno.people.models import Visitor


@secret
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever comes is forgotten; what is to come is cancelled with it, as long as it may be."""
    found = queries.appointment_by_token(token)
    back = along(request, reverse("portal:appointment", args=[token]))
    if found.visitor is None:
        return redirect(back)
    goes = "visit"
    if found.state == State.ARRIVED:
        goes = "here"
    elif found.is_to_come:
        goes = "cancelled" if queries.may_change(found, clock.now()) else "stays"
    return _ask_or_do(request, found.visitor, back, {"goes": goes})


@secret
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever waits is forgotten, and waits no longer; who has a time by now is asked about that."""
    found = queries.wish_by_token(token)
    if found.state == Wish.State.TAKEN and found.appointment is not None:
        return redirect("portal:appointment-forget", found.appointment.token)
    back = reverse("portal:wish", args=[token])
    if found.visitor is None:
        return redirect(back)
    return _ask_or_do(request, found.visitor, back, {"goes": "wish"})


def _ask_or_do(
    request: HttpRequest, visitor: Visitor, back: str, said: dict[str, Any]
) -> HttpResponse:
    if request.method != "POST":
        return render(request, "portal/forget.html", said | {"back": back})
    cases.forget_visitor(visitor, at=clock.now(), by="visitor")
    return render(request, "portal/forgotten.html", said)
