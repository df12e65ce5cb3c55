"""The centre's booking: how full the days ahead are, what of its counters' time may be booked, and when not."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import FALLBACK, Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Schedule
from okno.front.office import schedule_form, where
from okno.front.office.booked import rows
from okno.front.office.days import day_word
from okno.front.office.once import Unagreed, once
from okno.front.office.views import number
from okno.network import errors as network
from okno.network.models import Centre
from okno.ui import words

_BLOCK = ("schedule", "starts_at", "ends_at", "counters", "reason_ru", "reason_en")


def appointments(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return _page(request)


def day(request: HttpRequest, on: str) -> HttpResponse:
    """The appointments of a day; nobody's name."""
    centre, at = where.centre_of(request), clock.now()
    try:
        chosen = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    shown = {
        "centre": centre,
        "word": day_word(chosen, words.local(at, centre.zone).date()),
        "rows": rows(queries.day_of(centre, chosen), at),
        "before": _beside(chosen, -1),
        "after": _beside(chosen, 1),
    }
    return render(request, "office/appointments_day.html", shown)


@require_POST
def adjust(request: HttpRequest, schedule: int) -> HttpResponse:
    """Set a schedule otherwise; what is refused stands next to what was typed. When it is closed though people are
    booked, once somebody has read how many and agreed.
    """
    typed: dict[str, Any] = {"pk": schedule, "values": request.POST}
    agreed = request.POST.get("agreed") == schedule_form.this(request)
    try:
        once(
            request,
            f"adjust {schedule}",
            lambda place, same: _adjust(request, place, schedule, agreed, same),
        )
    except Unagreed as unagreed:
        typed |= {"asks": unagreed.said[0], "agreeing": schedule_form.this(request)}
        return _page(request, adjusted=typed, status=422)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, adjusted=typed | {"refusal": refusal}, status=refusal.status)
    return redirect(reverse("office:appointments") + f"#schedule-{schedule}")


def _adjust(
    request: HttpRequest, place: Centre, schedule: int, agreed: bool, same: dict[str, Any]
) -> None:
    found, form = queries.schedule_in(place.pk, schedule), request.POST
    is_active = "is_active" in form
    booking.adjust_schedule(found, is_active=is_active, **schedule_form.settings(form), **same)
    booked = queries.touched(found, same["at"]) if found.is_active and not is_active else 0
    if booked and not agreed:
        said = ngettext(
            "%(n)d person is booked there. The appointment stands: nobody is told, and it can be moved at"
            " the desk. Nobody else can book.",
            "%(n)d people are booked there. The appointments stand: nobody is told, and they can be moved"
            " at the desk. Nobody else can book.",
            booked,
        )
        raise Unagreed([said % {"n": booked}])


@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Sell no more of a time; when people have booked it, once somebody has read how many and agreed."""
    typed = {name: request.POST.get(name, "").strip() for name in _BLOCK}
    agreed = request.POST.get("agreed") == _this(typed)
    try:
        once(request, "block", lambda place, same: _block(typed, agreed, place, same))
    except Unagreed as unagreed:
        return _page(request, typed=typed, asks=unagreed.said, status=422)
    except Refusal as refusal:
        return _page(request, typed=typed, refusal=refusal, status=refusal.status)
    return redirect(reverse("office:appointments") + "#blocked")


def _block(typed: dict[str, str], agreed: bool, place: Centre, same: dict[str, Any]) -> None:
    number = typed["schedule"]
    known = number.isascii() and number.isdigit() and len(number) < 10
    schedule = queries.schedule_in(place.pk, int(number) if known else 0)
    starts_at, ends_at = (_moment(typed, name, place) for name in ("starts_at", "ends_at"))
    booking.block(
        schedule,
        starts_at=starts_at,
        ends_at=ends_at,
        counters=schedule_form.whole(typed["counters"] or "0", "counters"),
        reason=Text({language: typed[f"reason_{language}"] for language in FALLBACK}),
        **same,
    )
    said = _touched(schedule, max(starts_at, same["at"]), ends_at)
    if said and not agreed:
        raise Unagreed(said)


def _touched(schedule: Schedule, starts_at: datetime, ends_at: datetime) -> list[str]:
    n = queries.touched(schedule, starts_at, ends_at)
    if not n:
        return []
    said = ngettext(
        "%(n)d person is booked for this time. The appointment stands: nobody is told, and it can be moved at"
        " the desk.",
        "%(n)d people are booked for this time. The appointments stand: nobody is told, and they can be moved"
        " at the desk.",
        n,
    )
    return [said % {"n": n}]


def _moment(typed: dict[str, str], name: str, place: Centre) -> datetime:
    """A time of the centre's own clock, as the browser's field gives it. Refuses one of another century (`no_day`):
    the ends of the calendar can be written in no other zone, and everybody who books would read them.
    """
    try:
        found = datetime.fromisoformat(typed[name]).replace(tzinfo=ZoneInfo(place.zone))
    except ValueError:
        raise network.no_day(name) from None
    if not 2000 <= found.year <= 2100:
        raise network.no_day(name)
    return found


def _this(typed: dict[str, str]) -> str:
    """What is agreed to: a time that was changed since is asked about anew."""
    return " ".join(typed[name] or "-" for name in _BLOCK[:4])


@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    """The time may be booked again."""
    chosen = number(request.POST, "blocked")
    once(
        request,
        "unblock",
        lambda place, same: booking.unblock(queries.blocked_in(place.pk, chosen), **same),
    )
    return redirect(reverse("office:appointments") + "#blocked")


def _page(
    request: HttpRequest,
    *,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    adjusted: dict[str, Any] | None = None,
    asks: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with what was typed, why it was refused, or whom it would touch."""
    centre, at = where.centre_of(request), clock.now()
    today = words.local(at, centre.zone).date()
    field = refusal.field if refusal and refusal.field in _BLOCK else ""
    shown = {
        "centre": centre,
        "centres": where.choices(request),
        "key": secrets.token_hex(12),
        "days": [
            (each, day_word(each.on, today), None if each.fullness is None else 100 * each.fullness)
            for each in queries.days_ahead(centre, at)
        ],
        "schedules": [_set(each, adjusted) for each in queries.schedules_of(centre)],
        "limits": schedule_form.limits(centre),
        "blocked": queries.blocked_of(centre, at),
        "typed": typed or {"counters": "0"},
        "errors": {field: str(refusal)} if refusal and field else {},
        "refusal": None if field else refusal,
        "asks": asks,
        "agreeing": _this(typed) if typed and asks else "",
    }
    return render(request, "office/appointments.html", shown, status=status)


def _set(schedule: Schedule, adjusted: dict[str, Any] | None) -> dict[str, Any]:
    """A schedule with its settings as the form has them, or as they were typed and refused or asked about."""
    values = {**schedule_form.values(schedule), "counters": schedule.counters}  # type: ignore[attr-defined]
    shown = {"schedule": schedule, "values": values, "is_active": schedule.is_active, "errors": {}}
    if adjusted is None or adjusted["pk"] != schedule.pk:
        return shown
    refusal: Refusal | None = adjusted.get("refusal")
    return {
        **shown,
        **adjusted,
        "is_active": "is_active" in adjusted["values"],
        "errors": {refusal.field: str(refusal)} if refusal else {},
    }


def _beside(on: date, days: int) -> date | None:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return None
