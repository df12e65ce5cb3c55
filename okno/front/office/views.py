"""The manager's live hall: counters, line, promise, the day so far, and what a manager does about it."""

import secrets
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock, idempotency
from okno.base.context import follow
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.front.office import charts, where
from okno.network import queries as network
from okno.network.models import Centre
from okno.people import queries as people
from okno.people.models import Staff
from okno.queue import actions as queue
from okno.queue import errors
from okno.queue import queries as hall_queries
from okno.queue.models import PauseReason, Ticket

AMBER = timedelta(minutes=10)


def hall(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    centre = where.centre_of(request)
    follow(request, f"hall:{centre.pk}")
    lists = {
        "reasons": PauseReason.choices,
        "services": hall_queries.services_given(centre.pk),
        "centres": Centre.objects.filter(is_active=True).order_by("slug")
        if request.user.role == "editor"  # type: ignore[union-attr]
        else [],
    }
    return render(request, "office/hall.html", _shown(centre) | lists)


def now(request: HttpRequest) -> HttpResponse:
    """The part that changes."""
    return render(request, "office/hall.html#now", _shown(where.centre_of(request)))


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The network editor looks at another centre."""
    where.choose(request, request.POST.get("centre", ""))
    return redirect("office:hall")


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """One act on the hall, once per key."""
    do = _VERBS.get(verb)
    if do is None:
        raise Refusal("unknown_act", str(errors.unknown_choice(verb)), status=404)
    centre, at, by = where.centre_of(request), clock.now(), access.actor(request)
    same = {"centre": centre.pk, "at": at, "by": by}
    idempotency.once(
        scope=by,
        key=request.POST.get("key", ""),
        asked=[verb, request.POST.get("counter", "")],
        at=at,
        act=lambda: (200, {"done": bool(do(request.POST, same))}),
    )
    if request.headers.get("HX-Request"):
        return render(request, "office/hall.html#now", _shown(centre))
    return redirect("office:hall")


def number(form: QueryDict, name: str, default: int = 0) -> int:
    """A whole number of a form; refuses anything else (`unknown_choice`)."""
    text = form.get(name, "") or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.unknown_choice(name)
    return int(text)


def _open(form: QueryDict, same: dict[str, Any]) -> object:
    staff = Staff.objects.filter(
        pk=number(form, "staff"), centre_id=same["centre"], is_active=True
    ).first()
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


_VERBS: dict[str, Callable[[QueryDict, dict[str, Any]], object]] = {
    "open": _open,
    "pause": _pause,
    "profile": _profile,
    "resume": lambda form, same: queue.resume_counter(**same, counter=number(form, "counter")),
    "close": lambda form, same: queue.close_counter(**same, counter=number(form, "counter")),
    "move": lambda form, same: queue.move_staff(
        **same, from_counter=number(form, "counter"), to_counter=number(form, "to")
    ),
    "answer": lambda form, same: queue.answer_help(**same, counter=number(form, "counter")),
    "close-day": lambda form, same: queue.close_day(**same) or True,
}


def _shown(centre: Centre) -> dict[str, Any]:
    at, zone = clock.now(), ZoneInfo(centre.zone)
    standard = timedelta(minutes=centre.standard_minutes)
    waiting = list(hall_queries.waiting_in(centre.pk))
    counters = hall_queries.hall_now(centre.pk)
    seated = {each.session.staff_id for each in counters if each.session}
    day = hall_queries.day_so_far(centre.pk, at.astimezone(zone).date())
    bars, opens = _bars(centre, day.waits, at, zone, standard)
    minutes = [seconds / 60 for _at, seconds in day.waits]
    return {
        "centre": centre,
        "zone": zone,
        "at": at,
        "topic": f"hall:{centre.pk}",
        "key": secrets.token_hex(12),
        "counters": counters,
        "free_staff": [s for s in people.operators_of(centre.pk) if s.pk not in seated],
        "waiting": waiting,
        "longest": max((at - t.waiting_since for t in waiting), default=timedelta(0)),
        "groups": _groups(waiting, counters, at, standard),
        "red": sum(at - t.waiting_since > standard for t in waiting),
        "amber": sum(AMBER < at - t.waiting_since <= standard for t in waiting),
        "day": day,
        "mean": sum(minutes) / len(minutes) if minutes else 0.0,
        "p90": charts.p90(minutes),
        "kept": 100 * (1 - day.broken / day.issued) if day.issued else 100.0,
        "rating": sum(day.ratings) / len(day.ratings) if day.ratings else None,
        "broken": Ticket.objects.filter(centre=centre, day=at.astimezone(zone).date())
        .exclude(promise_broken_at=None)
        .order_by("-promise_broken_at")[:6],
        "asked": _asked(centre.pk, at),
        "bars": bars,
        "opens": opens,
        "line_y": charts.line_at(standard, bars),
    }


def _bars(
    centre: Centre,
    waits: list[tuple[datetime, float]],
    at: datetime,
    zone: ZoneInfo,
    standard: timedelta,
) -> tuple[list[charts.Bar], datetime | None]:
    hours = network.patterns([centre])[centre.pk].intervals(at.astimezone(zone).date())
    if not hours:
        return [], None
    opens, closes = hours[0][0], hours[-1][1]
    bars = charts.quarters(waits, opens=opens, closes=closes, zone=zone, standard=standard)
    return bars, opens


def _groups(
    waiting: list[Ticket],
    counters: list[hall_queries.CounterNow],
    at: datetime,
    standard: timedelta,
) -> list[dict[str, Any]]:
    """The line by service and language, longest wait first, with a warning where nobody can call."""
    sessions = [each.session for each in counters if each.session and each.session.is_open]
    lines: defaultdict[tuple[int, str], list[Ticket]] = defaultdict(list)
    for ticket in waiting:
        lines[ticket.service_id, ticket.language].append(ticket)
    groups: list[dict[str, Any]] = [
        {
            "service": tickets[0].service,
            "language": language if language != "ru" else "",
            "n": len(tickets),
            "longest": max(at - ticket.waiting_since for ticket in tickets),
            "nobody": not any(service in session.services for session in sessions),
            "nobody_speaks": not any(language in session.languages for session in sessions),
        }
        for (service, language), tickets in lines.items()
    ]
    for group in groups:
        group["tone"] = (
            "danger"
            if group["longest"] > standard
            else "soon"
            if group["longest"] > AMBER
            else "plain"
        )
    return sorted(groups, key=lambda group: group["longest"], reverse=True)


def _asked(centre: int, at: datetime) -> int:
    """How often a kiosk visitor asked for a person in the last five minutes."""
    since = at - timedelta(minutes=5)
    return Event.objects.filter(
        centre_id=centre, name="queue.administrator_called", at__gt=since, at__lte=at
    ).count()
