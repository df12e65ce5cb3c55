"""The centre's staff: what they know and speak, who is signed in, and ending it for whoever has lost a phone."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.catalog.models import Skill
from okno.front.office import where
from okno.people import actions, errors, queries
from okno.people.models import Staff
from okno.ui import languages, words


def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here."""
    centre = where.centre_of(request)
    shown = {
        "centre": centre,
        "centres": where.choices(request),
        "here": "people",
        "colleagues": sorted(queries.colleagues_of(centre), key=_by_role_and_name),
    }
    return render(request, "office/people.html", shown)


def _by_role_and_name(colleague: Staff) -> tuple[str, tuple[str, str]]:
    return colleague.role, words.in_the_alphabet(str(colleague))


def person(request: HttpRequest, number: int) -> HttpResponse:
    """What a colleague knows and which languages they speak; kept by a POST."""
    centre = where.centre_of(request)
    colleague = queries.colleague_of(centre, number)
    if request.method == "POST":
        levels = {code: request.POST.get(f"language-{code}", "") for code in languages.KNOWN}
        actions.set_abilities(
            staff=colleague,
            skills=request.POST.getlist("skills"),
            languages={code: level for code, level in levels.items() if level},
            at=clock.now(),
            by=access.actor(request),
        )
        return redirect(reverse("office:people") + f"#person-{number}")
    shown = {
        "centre": centre,
        "here": "people",
        "colleague": colleague,
        "has_photo": queries.has_photo(colleague),
        "skills": [(value, name, value in colleague.skills) for value, name in Skill.choices],
        "languages": [
            (
                f"language-{code}",
                languages.name(code).capitalize(),
                colleague.languages.get(code, ""),
            )
            for code in languages.KNOWN
        ],
        "levels": [("", _("does not speak")), *_LEVELS.items()],
    }
    return render(request, "office/person.html", shown)


# As the CEFR describes them, in the words of a colleague.
_LEVELS = {
    "a1": _("A1: a few words"),
    "a2": _("A2: simple sentences"),
    "b1": _("B1: copes at the counter"),
    "b2": _("B2: speaks freely"),
    "c1": _("C1: speaks of anything"),
    "c2": _("C2: as their own"),
}


@cache_control(private=True, no_store=True)
def photo(request: HttpRequest, number: int) -> HttpResponse:
    """A colleague's photo."""
    colleague = queries.colleague_of(where.centre_of(request), number)
    return HttpResponse(queries.photo_of(colleague), content_type="image/jpeg")


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """End a colleague's sessions, what they have lost (the second factor, the badge), or take their photo off."""
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
    "photo-off": actions.remove_photo,
    "reset": actions.reset_second_factor,
}
