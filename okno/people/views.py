"""Sign in and out, and the way to one's own place."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.people import actions, policy, queries
from okno.people.models import Staff
from okno.people.sessions import BROWSER

_PLACES = {
    "operator": "/desk/",
    "administrator": "/office/door/",
    "manager": "/office/",
    "editor": "/office/",
}


def home(request: HttpRequest) -> HttpResponse:
    """To the place of one's role; a stranger to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("people:login")
    return redirect(_PLACES[request.user.role])


def login(request: HttpRequest) -> HttpResponse:
    """Sign in by login and password; in demo mode by choosing a demo person."""
    refusal = None
    if request.method == "POST":
        try:
            return _enter(request)
        except Refusal as error:
            refusal = error
    return render(
        request,
        "people/login.html",
        {
            "refusal": refusal,
            "login": request.POST.get("login", ""),
            "next": request.GET.get("next", request.POST.get("next", "")),
            "demo": queries.demo_people() if settings.MODE == "demo" else [],
        },
        status=refusal.status if refusal else 200,
    )


def _enter(request: HttpRequest) -> HttpResponse:
    if settings.MODE == "demo" and "demo" in request.POST:
        staff = actions.sign_in_as_demo(login=request.POST["demo"], at=clock.now())
    else:
        staff = actions.sign_in(
            login=request.POST.get("login", "")[:40],
            password=request.POST.get("password", "")[: actions.LONGEST_PASSWORD],
            address=request.META.get("REMOTE_ADDR", ""),
            at=clock.now(),
        )
    begin(request, staff)
    after = request.POST.get("next", "")
    return HttpResponseRedirect(after if _opens(after, staff) else _PLACES[staff.role])


def _opens(address: str, staff: Staff) -> bool:
    """Whether it is a page of ours that this role may open: a link leads nobody to a closed door."""
    if not (address.startswith("/") and url_has_allowed_host_and_scheme(address, None)):
        return False
    try:
        rule = access.of(resolve(urlsplit(address).path).func)
    except Resolver404:
        return True  # it says itself that nothing is there
    return rule is None or rule.kind != "staff" or staff.role in rule.names


def begin(request: HttpRequest, staff: Staff) -> None:
    """From now on this browser is theirs; of which kind it is is remembered for their list of sessions."""
    auth.login(request, staff)
    request.session[BROWSER] = policy.kind_of_browser(request.headers.get("User-Agent", ""))


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session here, unless somebody would be left alone by it: then the desk says whom.

    Whoever knows that a member of staff is needed hears `user_logged_out` and refuses (okno.queue.apps).
    """
    try:
        auth.logout(request)
    except Refusal as needed:
        messages.warning(request, str(needed))
        return redirect(_PLACES["operator"])
    response = redirect("people:login")
    response["Clear-Site-Data"] = '"cache"'
    return response
