"""Sign in and out, and the way to one's own place."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.people import actions, entering, queries, switching


def home(request: HttpRequest) -> HttpResponse:
    """To the place of one's role; a stranger to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("people:login")
    return redirect(entering.place_of(request.user))


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
            "by_badge": switching.is_offered(request),
            "demo": queries.demo_people() if settings.MODE == "demo" else [],
        },
        status=refusal.status if refusal else 200,
    )


def _enter(request: HttpRequest) -> HttpResponse:
    after = request.POST.get("next", "")
    if settings.MODE == "demo" and "demo" in request.POST:
        staff = actions.sign_in_as_demo(login=request.POST["demo"], at=clock.now())
        entering.begin(request, staff)
        return entering.go_on(staff, after)
    staff = actions.sign_in(
        login=request.POST.get("login", "")[:40],
        password=request.POST.get("password", "")[: actions.LONGEST_PASSWORD],
        address=request.META.get("REMOTE_ADDR", ""),
        at=clock.now(),
    )
    return entering.enter(request, staff, after)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session here, unless somebody would be left alone by it: then the desk says whom.

    Whoever knows that a member of staff is needed hears `user_logged_out` and refuses (okno.queue.apps).
    """
    try:
        auth.logout(request)
    except Refusal as needed:
        messages.warning(request, str(needed))
        return redirect("/desk/")
    response = redirect("people:switch" if switching.is_offered(request) else "people:login")
    response["Clear-Site-Data"] = '"cache"'
    return response
