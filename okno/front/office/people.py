"""The centre's staff: who is signed in, and ending it for whoever has lost a phone or left a browser open."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.front.office import where
from okno.people import actions, errors, queries


def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here."""
    centre = where.centre_of(request)
    shown = {
        "centre": centre,
        "centres": where.choices(request),
        "here": "people",
        "colleagues": queries.colleagues_of(centre),
    }
    return render(request, "office/people.html", shown)


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """End a colleague's sessions, or what they have lost: the second factor, the badge."""
    colleague = queries.colleague_of(where.centre_of(request), number)
    do = _VERBS.get(verb)
    if do is None:
        raise Http404
    if verb == "reset" and colleague.pk == request.user.pk:
        raise errors.not_yourself()
    do(staff=colleague, at=clock.now(), by=access.actor(request))
    return redirect("office:people")


_VERBS: dict[str, Callable[..., object]] = {
    "end": actions.end_sessions,
    "badge": actions.take_badge_away,
    "reset": actions.reset_second_factor,
}
