"""From a right password to an open session: the second step in between, and one's own place after it."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from okno.base import access, clock
from okno.people import policy, queries
from okno.people.models import Staff
from okno.people.sessions import BEGAN, BROWSER

_PLACES = {
    "operator": "/desk/",
    "administrator": "/office/door/",
    "manager": "/office/",
    "editor": "/office/",
}
_WAITS, _QUICK, _NEW_APP = "second_step", "quick", "app_shown"
QUESTION = "passkey_question"


def place_of(staff: Staff) -> str:
    """Where somebody of this role works."""
    return _PLACES[staff.role]


def enter(request: HttpRequest, staff: Staff, after: str) -> HttpResponse:
    """In at once, or on to the second step; whoever is to set one up is asked to."""
    forget_new_app(request)
    if queries.must_show_second(staff):
        request.session[_WAITS] = {
            "staff": staff.pk,
            "password": staff.get_session_auth_hash(),
            "at": clock.now().isoformat(),
            "after": after,
        }
        return redirect(_door_of(staff))
    begin(request, staff)
    if staff.role in policy.ASKED and not (staff.is_demo or queries.has_second_factor(staff)):
        query = urlencode({"next": ours(after, staff) or place_of(staff)})
        return HttpResponseRedirect(f"{reverse('people:set-up')}?{query}")
    return go_on(staff, after)


def begin(request: HttpRequest, staff: Staff, *, is_quick: bool = False) -> None:
    """From now on this browser is theirs; of which kind it is is remembered for their list of sessions.

    `is_quick`: by badge and PIN, which change nobody's door.
    """
    auth.login(request, staff)
    request.session[_QUICK] = is_quick
    if not is_quick:
        request.okno_just_in = staff  # type: ignore[attr-defined]
    request.session.pop(_WAITS, None)
    forget_new_app(request)
    request.session[BEGAN] = clock.now().isoformat()
    request.session[BROWSER] = policy.kind_of_browser(request.headers.get("User-Agent", ""))


def waiting(request: HttpRequest) -> Staff | None:
    """Who has given the right password here, lately, and it is still the right one; else None."""
    kept = request.session.get(_WAITS)
    if not kept:
        return None
    age = clock.now() - datetime.fromisoformat(kept["at"])
    staff = Staff.objects.filter(pk=kept["staff"], is_active=True).first()
    if staff is None or not abs(age) < clock.of_a_person(policy.SECOND_LASTS):
        return None
    fits = constant_time_compare(kept["password"], staff.get_session_auth_hash())
    return staff if fits else None


def wanted(request: HttpRequest) -> str:
    """Where whoever takes the second step wanted to go."""
    kept = request.session.get(_WAITS) or {}
    return str(kept.get("after", ""))


def new_app(request: HttpRequest, staff: Staff) -> str:
    """The sealed secret that was shown to this very person since they gave their password here; "" when none was."""
    kept = request.session.get(_NEW_APP) or {}
    return str(kept["sealed"]) if kept.get("staff") == staff.pk else ""


def keep_new_app(request: HttpRequest, staff: Staff, sealed: str) -> None:
    """This secret is shown to them, until they have set it up or somebody signs in here."""
    request.session[_NEW_APP] = {"staff": staff.pk, "sealed": sealed}


def forget_new_app(request: HttpRequest) -> None:
    """Whoever saw it at this browser knows the codes of nobody who comes after them; nor is their passkey made for
    somebody else.
    """
    for shown in (_NEW_APP, QUESTION):
        request.session.pop(shown, None)


def is_fresh(request: HttpRequest) -> bool:
    """Whether they have signed in lately: an open browser alone changes nobody's door."""
    began = request.session.get(BEGAN)
    if not began or request.session.get(_QUICK):
        return False
    age = clock.now() - datetime.fromisoformat(began)
    return abs(age) < clock.of_a_person(policy.FRESH)


def just_in(request: HttpRequest) -> Staff | None:
    """Who has signed in fully by this very request, or None."""
    return getattr(request, "okno_just_in", None)


def go_on(staff: Staff, after: str) -> HttpResponse:
    """To where they wanted, if it opens to them; else to their place."""
    return HttpResponseRedirect(ours(after, staff) or place_of(staff))


def ours(after: str, staff: Staff) -> str:
    """An address to go to afterwards if it is a page of ours that this role may open, else ""."""
    if not (after.startswith("/") and url_has_allowed_host_and_scheme(after, None)):
        return ""
    try:
        rule = access.of(resolve(urlsplit(after).path).func)
    except Resolver404:
        return after  # it says itself that nothing is there
    if rule is None or rule.kind != "staff":
        return after
    is_open = staff.role in rule.names and staff.scope in rule.scopes
    return after if is_open else ""


def once_more(request: HttpRequest, after: str) -> HttpResponse:
    """They sign in once more before they change their own door, and come back."""
    messages.info(request, _("To change this, sign in once more: it is really you."))
    return HttpResponseRedirect(f"{reverse('people:login')}?{urlencode({'next': after})}")


def zone_of(staff: Staff) -> str:
    """The zone in which their times are shown."""
    return staff.centre.zone if staff.centre else settings.TIME_ZONE


def _door_of(staff: Staff) -> str:
    return "people:second" if queries.has_second_factor(staff) else "people:set-up"
