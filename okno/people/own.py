"""One's own sign-in: where one is signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.people import actions, queries
from okno.people.models import Staff


def me(request: HttpRequest) -> HttpResponse:
    """The page of the one who asks."""
    staff: Staff = request.user  # type: ignore[assignment]
    shown = {
        "sessions": queries.sessions_of(staff),
        "this": request.session.session_key,
        "zone": staff.centre.zone if staff.centre else settings.TIME_ZONE,
    }
    return render(request, "people/me.html", shown)


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
