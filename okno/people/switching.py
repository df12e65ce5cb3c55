"""A shared workstation: the next person comes by badge and PIN where a colleague has signed in fully today."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import auth, messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from okno.base import clock, tries
from okno.base.asker import network_of
from okno.base.errors import Refusal
from okno.network.models import Centre
from okno.people import actions, entering, errors, queries
from okno.people.models import Staff

_COOKIE, _SALT = "okno_workstation", "okno.people.workstation"
_View = Callable[[HttpRequest], HttpResponse]


def remembering(view: _View) -> _View:
    """A page by which one signs in fully: from then on, for today, the browser is a workstation of that centre.

    In the network it is in, and as long as whoever signed in is one of the staff there: a browser that is carried
    home is none.
    """

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        response = view(request)
        staff = entering.just_in(request)
        if staff is not None and staff.centre is not None:
            day = _day(staff.centre, clock.now())
            said = {"staff": staff.pk, "day": day, "network": _network(request)}
            response.set_cookie(
                _COOKIE,
                signing.dumps(said, salt=_SALT),
                max_age=24 * 3600,
                httponly=True,
                samesite="Strict",
                secure=settings.HTTPS,
            )
        return response

    return answered


def workstation_of(request: HttpRequest) -> Centre | None:
    """The centre whose workstation this browser is today, or None."""
    try:
        said = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    found = Staff.objects.filter(pk=said.get("staff"), is_active=True).select_related("centre")
    staff = found.first() if said.get("network") == _network(request) else None
    centre = staff.centre if staff else None
    is_open = centre is not None and centre.is_active and said["day"] == _day(centre, clock.now())
    return centre if is_open else None


def switch(request: HttpRequest) -> HttpResponse:
    """First the badge, as a scanner types it, then the PIN; whoever was here has left their counter."""
    centre = workstation_of(request)
    badge, pin = request.POST.get("badge", "")[:80], request.POST.get("pin", "")[:12]
    if centre is None:
        return _page(request, refusal=errors.no_workstation())
    if not (badge and pin):
        return _page(request, centre=centre, badge=badge)
    at = clock.now()
    try:
        staff = actions.know_by_badge(
            code=badge, pin=pin, centre=centre, address=request.META.get("REMOTE_ADDR", ""), at=at
        )
    except Refusal as refusal:
        return _page(request, centre=centre, refusal=refusal)
    if request.user == staff:
        return entering.go_on(staff, "")
    if request.user.is_authenticated:
        try:
            auth.logout(request)  # whoever has a person at the counter stays: okno.queue hears it
        except Refusal as needed:
            messages.warning(request, str(needed))
            return redirect("/desk/")
    actions.complete_sign_in(staff=staff, at=at)
    entering.begin(request, staff, is_quick=True)
    return entering.go_on(staff, "")


def is_offered(request: HttpRequest) -> bool:
    """Whether somebody might come by badge here."""
    centre = workstation_of(request)
    return centre is not None and queries.has_badges(centre)


def _page(
    request: HttpRequest,
    *,
    centre: Centre | None = None,
    badge: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    shown = {"centre": centre, "badge": badge, "refusal": refusal}
    return render(request, "people/switch.html", shown, status=refusal.status if refusal else 200)


def _network(request: HttpRequest) -> str:
    return tries.key("workstation", network_of(request.META.get("REMOTE_ADDR", "")))


def _day(centre: Centre, at: datetime) -> str:
    return at.astimezone(ZoneInfo(centre.zone)).date().isoformat()
