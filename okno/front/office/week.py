"""When in a week a schedule can be booked, in which languages and for what: the manager's page of it."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.front.office import schedule_form, where
from okno.front.office.once import Unagreed, once
from okno.network.models import Centre


def week(request: HttpRequest, schedule: int) -> HttpResponse:
    """The page of one schedule."""
    return _page(request, schedule)


@require_POST
def arrange(request: HttpRequest, schedule: int) -> HttpResponse:
    """Set it otherwise; when that leaves people outside, once somebody has read how many and agreed."""
    agreed = request.POST.get("agreed") == schedule_form.this(request)
    try:
        once(
            request,
            f"arrange {schedule}",
            lambda place, same: _arrange(request, schedule, agreed, place, same),
        )
    except Unagreed as unagreed:
        return _page(request, schedule, asks=unagreed.said, status=422)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, schedule, refusal=refusal, status=refusal.status)
    return redirect(reverse("office:appointments") + f"#schedule-{schedule}")


def _arrange(
    request: HttpRequest, schedule: int, agreed: bool, place: Centre, same: dict[str, Any]
) -> None:
    found = queries.schedule_in(place.pk, schedule)
    left = booking.arrange_schedule(found, **schedule_form.arrangement(request.POST), **same)
    if left and not agreed:
        said = ngettext(
            "%(n)d person is booked outside of what you set. The appointment stands: nobody is told, and it"
            " can be moved at the desk.",
            "%(n)d people are booked outside of what you set. The appointments stand: nobody is told, and they"
            " can be moved at the desk.",
            left,
        )
        raise Unagreed([said % {"n": left}])


def _page(
    request: HttpRequest,
    number: int,
    *,
    refusal: Refusal | None = None,
    asks: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with what was typed, why it was refused, or whom it would leave outside."""
    centre = where.centre_of(request)
    schedule = queries.schedule_in(centre.pk, number)
    is_typed = refusal is not None or asks is not None
    errors = {refusal.field: str(refusal)} if refusal and refusal.field else {}
    fields = schedule_form.fields(
        centre,
        typed=request.POST if is_typed else None,
        name=schedule.name,
        known=queries.hours_of(schedule),
        languages=schedule.languages,
        services=schedule.services,
        facilities=schedule.facilities,
        wrong=errors,
    )
    shown = {
        "centre": centre,
        "schedule": schedule,
        "key": secrets.token_hex(12),
        **fields,
        "errors": errors,
        "summary": [(schedule_form.field_of(refusal.field or ""), str(refusal))] if refusal else [],
        "asks": asks,
        "agreeing": schedule_form.this(request) if asks else "",
    }
    return render(request, "office/week.html", shown, status=status)
