"""One's own sign-in: where one is signed in, and by what besides the password."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.people import actions, entering, errors, queries
from okno.people.models import Staff

_View = Callable[..., HttpResponse]


def fresh(view: _View) -> _View:
    """For whoever has signed in lately; others do so once more, and come back to their page."""

    @wraps(view)
    def guarded(request: HttpRequest, *found: Any, **named: Any) -> HttpResponse:
        if entering.is_fresh(request):
            return view(request, *found, **named)
        return entering.once_more(request, reverse("people:me"))

    return guarded


def me(request: HttpRequest) -> HttpResponse:
    """The page of the one who asks."""
    return _page(request)


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    staff: Staff = request.user  # type: ignore[assignment]
    shown = {
        "sessions": queries.sessions_of(staff),
        "this": request.session.session_key,
        "zone": entering.zone_of(staff),
        "app": queries.app_of(staff),
        "passkeys": staff.passkeys.all(),
        "left": staff.recovery_codes.count(),
        "has_photo": queries.has_photo(staff),
        "badge": queries.badge_of(staff),
        "may_switch": staff.centre is not None and queries.may_switch(staff, staff.centre),
        "errors": {refusal.field: str(refusal)} if refusal else {},
    }
    return render(request, "people/me.html", shown, status=refusal.status if refusal else 200)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or with none named all the others."""
    staff: Staff = request.user  # type: ignore[assignment]
    handle, key = request.POST.get("session", ""), request.session.session_key or ""
    at, by = clock.now(), access.actor(request)
    if handle:
        actions.end_session(staff=staff, handle=handle, at=at, by=by)
    else:
        actions.end_sessions(staff=staff, but=key, at=at, by=by)
    return redirect("people:me")


@require_POST
def remove_factor(request: HttpRequest) -> HttpResponse:
    """One's own app, or the passkey that is named, opens no more."""
    staff: Staff = request.user  # type: ignore[assignment]
    number = request.POST.get("passkey", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        raise errors.unknown_factor()
    passkey = int(number) if number else None
    actions.remove_factor(staff=staff, passkey=passkey, at=clock.now(), by=access.actor(request))
    return redirect("people:me")


@cache_control(private=True, no_store=True)
def photo(request: HttpRequest) -> HttpResponse:
    """One's own photo; by a POST another, or none any more."""
    staff: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return HttpResponse(queries.photo_of(staff), content_type="image/jpeg")
    same: dict[str, Any] = {"staff": staff, "at": clock.now(), "by": access.actor(request)}
    try:
        if "remove" in request.POST:
            actions.remove_photo(**same)
        else:
            actions.set_photo(**same, sent=_picture(request.POST.get("photo", "")))
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(reverse("people:me") + "#photo-part")


def _picture(text: str) -> bytes:
    """What the page has cut (ok-photo.js), sent as text; nothing when that is none."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


@require_POST
def set_badge(request: HttpRequest) -> HttpResponse:
    """One's own badge and PIN for a shared workstation; or the badge is given back."""
    staff: Staff = request.user  # type: ignore[assignment]
    same: dict[str, Any] = {"staff": staff, "at": clock.now(), "by": access.actor(request)}
    if "remove" in request.POST:
        actions.take_badge_away(**same)
        return redirect("people:me")
    code, pin = request.POST.get("badge", "")[:80], request.POST.get("pin", "")[:12]
    try:
        actions.set_badge(**same, code=code, pin=pin)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect("people:me")
