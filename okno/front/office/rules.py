"""What single services ask for in a schedule, in place of what it says: the manager's page of it."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Schedule, ServiceRule
from okno.catalog import queries as catalog
from okno.catalog.models import Service
from okno.front.office import where
from okno.front.office.once import once
from okno.front.office.schedule_form import HOUR, MINUTE, leads, limits_of, whole
from okno.network.models import Centre
from okno.ui import words

_FIELDS = ("service", "before", "after", "reminders")
_NEVER = "0"  # in place of a plan: no reminder at all


def rules(request: HttpRequest, schedule: int) -> HttpResponse:
    """The page of one schedule."""
    return _page(request, schedule)


@require_POST
def set_rule(request: HttpRequest, schedule: int) -> HttpResponse:
    """Set what a service asks for; with nothing typed it asks for nothing of its own any more."""
    try:
        once(request, f"rule {schedule}", lambda place, same: _set(request, place, schedule, same))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, schedule, refusal=refusal, status=refusal.status)
    chosen = urlencode({"service": request.POST.get("service", "")})
    return redirect(f"{reverse('office:rules', args=[schedule])}?{chosen}")


def _set(request: HttpRequest, place: Centre, number: int, same: dict[str, Any]) -> None:
    schedule = queries.schedule_in(place.pk, number)
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    chosen = {str(each.pk): each for each in _services(place, schedule)}
    if typed["service"] not in chosen:
        raise errors.unknown_choice("service")
    booking.set_rule(
        schedule,
        service=chosen[typed["service"]],
        before=_length(typed, "before"),
        after=_length(typed, "after"),
        reminders=_plan(typed["reminders"]),
        **same,
    )


def _length(typed: dict[str, str], name: str) -> timedelta | None:
    return whole(typed[name], name) * MINUTE if typed[name] else None


def _plan(text: str) -> list[timedelta] | None:
    if not text:
        return None
    return [] if text == _NEVER else leads(text)


def _services(centre: Centre, schedule: Schedule) -> list[Service]:
    """What the schedule is for, and what has a rule though it is not given any more; by name."""
    ruled = {rule.service_id for rule in queries.rules_of(schedule)}
    found = [
        each
        for each in catalog.given_or_not(centre)
        if each.pk in ruled
        or (each.ways and (not schedule.services or each.pk in schedule.services))  # type: ignore[attr-defined]
    ]
    return sorted(found, key=lambda each: str(each.short_name).casefold())


def _page(
    request: HttpRequest, number: int, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The page; with what was typed and why it was refused."""
    centre = where.centre_of(request)
    schedule = queries.schedule_in(centre.pk, number)
    field = refusal.field if refusal and refusal.field in _FIELDS else ""
    shown = {
        "centre": centre,
        "schedule": schedule,
        "key": secrets.token_hex(12),
        "rules": [(rule, list(_said(rule))) for rule in queries.rules_of(schedule)],
        "services": [(each.pk, each.short_name) for each in _services(centre, schedule)],
        "typed": request.POST if refusal else {"service": request.GET.get("service", "")},
        "errors": {field: str(refusal)} if refusal and field else {},
        "summary": [(field, str(refusal))] if refusal else [],
        "limits": {name: limits_of(name) for name in ("before", "after", "reminders")},
        "own": list(_said(schedule)),
    }
    return render(request, "office/rules.html", shown, status=status)


def _said(rule: Schedule | ServiceRule) -> Iterator[str]:
    """What it says of buffers and reminders, in words."""
    if rule.before is not None:
        yield _("%(minutes)s free before") % {"minutes": words.minutes(rule.before)}
    if rule.after is not None:
        yield _("%(minutes)s free after") % {"minutes": words.minutes(rule.after)}
    if rule.reminders is not None:
        yield _reminded(rule.reminders) if rule.reminders else _("never reminded")


def _reminded(plan: list[timedelta]) -> str:
    """ "reminded 24 hours and 2 hours before"."""
    said = [
        ngettext("%(n)d hour", "%(n)d hours", lead // HOUR) % {"n": lead // HOUR} for lead in plan
    ]
    *first, last = said
    if first:
        last = _("%(some)s and %(last)s") % {"some": ", ".join(first), "last": last}
    return _("reminded %(times)s before") % {"times": last}
