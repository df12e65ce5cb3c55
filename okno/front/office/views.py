"""The manager's live hall: what is shown, and what a manager does about it."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock, idempotency
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.front.office import rings, where
from okno.front.office.hall import shown
from okno.network import actions as network
from okno.network.models import Centre
from okno.people import queries as people
from okno.queue import actions as queue
from okno.queue import errors
from okno.queue import queries as hall_queries
from okno.queue.models import PauseReason


def hall(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    centre = where.centre_of(request)
    follow(request, f"hall:{centre.pk}")
    given = {**shown(centre), **rings.part(request, centre), "centres": where.choices(request)}
    return render(request, "office/hall.html", given)


def now(request: HttpRequest) -> HttpResponse:
    """The part that changes."""
    return render(request, "office/now.html", shown(where.centre_of(request)))


def counter(request: HttpRequest, counter: int) -> HttpResponse:
    """One counter with what may be done there: in the hall's drawer, or as a page without a script."""
    centre = where.centre_of(request)
    counters = hall_queries.hall_now(centre.pk)
    found = next((each for each in counters if each.id == counter), None)
    if found is None:
        raise errors.unknown_counter()
    seated = {each.session.staff_id for each in counters if each.session}
    given = {
        "centre": centre,
        "counter": found,
        "key": secrets.token_hex(12),
        "reasons": PauseReason.choices,
        "free_staff": [s for s in people.operators_of(centre.pk) if s.pk not in seated],
        "free_counters": [each for each in counters if each.session is None],
        "services": hall_queries.services_for(found.session) if found.session else [],
    }
    page = "drawer" if request.headers.get("HX-Request") else "counter"
    return render(request, f"office/{page}.html", given)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Whoever may choose, an editor or the manager of an okrug, looks at another centre: the same page of it."""
    where.choose(request, request.POST.get("centre", ""))
    page = request.POST.get("page", "")
    return redirect(f"office:{page if page in where.PAGES else 'hall'}")


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """One act on the hall, once per key."""
    do = _VERBS.get(verb)
    if do is None:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    centre, at, by = where.centre_of(request), clock.now(), access.actor(request)
    same = {"centre": centre.pk, "at": at, "by": by}
    idempotency.once(
        idempotency.of_form(by, request.POST, verb),
        at=at,
        act=lambda: (200, {"done": bool(do(request.POST, same))}),
    )
    if request.headers.get("HX-Request"):
        return render(request, "office/now.html", shown(centre))
    return redirect("office:hall")


def number(form: QueryDict, name: str, default: int = 0) -> int:
    """A whole number of a form; refuses anything else (`unknown_choice`)."""
    text = form.get(name, "") or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.unknown_choice(name)
    return int(text)


def _open(form: QueryDict, same: dict[str, Any]) -> object:
    staff = people.operators_of(same["centre"]).filter(pk=number(form, "staff")).first()
    if staff is None:
        raise errors.unknown_choice("staff")
    return queue.open_counter(**same, counter=number(form, "counter"), staff=staff)


def _pause(form: QueryDict, same: dict[str, Any]) -> object:
    return queue.pause_counter(
        **same,
        counter=number(form, "counter"),
        reason=form.get("reason", ""),
        minutes=number(form, "minutes", 10),
    )


def _profile(form: QueryDict, same: dict[str, Any]) -> object:
    return queue.set_profile(
        **same,
        counter=number(form, "counter"),
        services=form.getlist("services") or None,
        quick_only="quick_only" in form,
        ratio=(number(form, "booked"), number(form, "walk_in")),
        auto_call="auto_call" in form,
    )


def _close_day(form: QueryDict, same: dict[str, Any]) -> object:
    """The hall's day; with `early` the centre's too, so that whoever is booked for later is told."""
    if "early" in form:
        place = Centre.objects.get(pk=same["centre"])
        network.close_early(centre=place, at=same["at"], by=same["by"])
    queue.close_day(**same)
    return True


_VERBS: dict[str, Callable[[QueryDict, dict[str, Any]], object]] = {
    "open": _open,
    "pause": _pause,
    "profile": _profile,
    "resume": lambda form, same: queue.resume_counter(**same, counter=number(form, "counter")),
    "close": lambda form, same: queue.close_counter(**same, counter=number(form, "counter")),
    "move": lambda form, same: queue.move_staff(
        **same, from_counter=number(form, "counter"), to_counter=number(form, "to")
    ),
    "back": lambda form, same: queue.back_to_line(
        **same, counter=number(form, "counter"), ticket=number(form, "ticket")
    ),
    "answer": lambda form, same: queue.answer_help(**same, counter=number(form, "counter")),
    "close-day": _close_day,
}
