"""One schedule more: the manager's page on which it is named, and set as far as it shall not be as usual."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import FALLBACK
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Medium, Schedule
from okno.booking.policy import Hours
from okno.front.office import schedule_form, where
from okno.front.office.once import once
from okno.network import queries as network
from okno.network.models import Centre

_SETTINGS = (
    "share",
    "days_ahead",
    "cancel_until",
    "early",
    "late",
    "step",
    "before",
    "after",
    "reminders",
)


def add(request: HttpRequest) -> HttpResponse:
    """The page; a POST adds what was typed, or says beside its field what cannot be."""
    if request.method != "POST":
        return _page(request)
    made: list[Schedule] = []
    try:
        done = once(
            request, "add schedule", lambda place, same: made.append(_add(request, place, same))
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, refusal=refusal, status=refusal.status)
    return redirect(
        reverse("office:appointments") + (f"#schedule-{made[0].pk}" if done else "#schedules-word")
    )


def _add(request: HttpRequest, place: Centre, same: dict[str, Any]) -> Schedule:
    return booking.add_schedule(
        centre=place,
        **schedule_form.arrangement(request.POST),
        **schedule_form.settings(request.POST),
        medium=request.POST.get("medium", Medium.HERE),
        **same,
    )


def _page(
    request: HttpRequest, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The page, filled in as a schedule usually is; with what was typed and why it was refused."""
    centre = where.centre_of(request)
    typed = request.POST if refusal else None
    errors = {refusal.field: str(refusal)} if refusal and refusal.field else {}
    shown = {
        "centre": centre,
        "key": secrets.token_hex(12),
        **schedule_form.fields(
            centre,
            typed=typed,
            name={},
            known=_usual_hours(centre),
            languages=[FALLBACK[0]],
            services=[],
            facilities=[],
            wrong=errors,
        ),
        "medium": request.POST.get("medium", Medium.HERE),
        "media": Medium.choices,
        "are_there_rooms": queries.are_there_rooms(),
        "values": typed or {"counters": 1, **schedule_form.values(Schedule())},
        "limits": schedule_form.limits(centre),
        "promised": queries.counters_promised(centre),
        "there": centre.counters.count(),
        "errors": errors,
        "is_set": any(name in errors for name in _SETTINGS),
        "summary": [(_id_of(refusal.field or ""), str(refusal))] if refusal else [],
    }
    return render(request, "office/schedule_add.html", shown, status=status)


def _id_of(field: str) -> str:
    return f"{field}-new" if field in _SETTINGS else schedule_form.field_of(field)


def _usual_hours(centre: Centre) -> list[Hours]:
    """The centre's own week."""
    return [
        Hours(day.on.weekday(), opens.time(), closes.time())
        for day in network.days_ahead(centre, clock.now(), days=7)
        for opens, closes in day.usual
    ]
