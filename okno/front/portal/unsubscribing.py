"""Hearing no more of what is not about a visit: by the page, or by one press in a mail program (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from okno.base import clock
from okno.front.portal.secret import secret
from okno.notify import actions as notify
from okno.notify import queries


@csrf_exempt  # a mail program posts without our cookie; the signed token is the proof
@secret
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """To look changes nothing: programs that check links look too."""
    kind = queries.unsubscribes_from(token)
    if request.method == "POST":
        notify.unsubscribe(token=token, at=clock.now(), by="visitor")
    said = {"kind": kind, "done": request.method == "POST"}
    return render(request, "portal/unsubscribe.html", said)
