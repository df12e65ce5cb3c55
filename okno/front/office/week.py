"""When in a week a schedule can be booked, in which languages and for what: the manager's page of it."""

import hashlib
import secrets
from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.booking.models import Schedule
from okno.booking.policy import Hours
from okno.catalog import queries as catalog
from okno.front.office import where
from okno.front.office.once import Unagreed, once
from okno.network import errors as network
from okno.network.models import Centre

_DAYS = range(7)
_MOST = 6  # stretches of a day that the form can have
_NOT_SAID = ("csrfmiddlewaretoken", "key", "agreed")


def week(request: HttpRequest, schedule: int) -> HttpResponse:
    """The page of one schedule."""
    return _page(request, schedule)


@require_POST
def arrange(request: HttpRequest, schedule: int) -> HttpResponse:
    """Set it otherwise; when that leaves people outside, once somebody has read how many and agreed."""
    agreed = request.POST.get("agreed") == _this(request)
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
    services = request.POST.getlist("services")
    left = booking.arrange_schedule(
        queries.schedule_in(place.pk, schedule),
        hours=[each for day in _DAYS for each in _hours(request, day)],
        languages=request.POST.getlist("languages"),
        services=[int(each) for each in services if each.isascii() and each.isdigit()],
        **same,
    )
    if left and not agreed:
        said = ngettext(
            "%(n)d person is booked outside of what you set. The appointment stands: nobody is told, and it"
            " can be moved at the desk.",
            "%(n)d people are booked outside of what you set. The appointments stand: nobody is told, and they"
            " can be moved at the desk.",
            left,
        )
        raise Unagreed([said % {"n": left}])


def _hours(request: HttpRequest, day: int) -> list[Hours]:
    """The stretches of a weekday; a row without times is none."""
    return [
        Hours(day, _time(row["opens"], day), _time(row["closes"], day), row["is_quiet"])
        for row in _typed(request, day)
        if row["opens"] or row["closes"]
    ]


def _time(text: str, day: int) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise network.no_time(f"day-{day}") from None


def _typed(request: HttpRequest, day: int) -> list[dict[str, Any]]:
    """The rows of a weekday as they were typed."""
    form = request.POST
    return [
        {
            "opens": form.get(f"opens-{day}-{nth}", "").strip(),
            "closes": form.get(f"closes-{day}-{nth}", "").strip(),
            "is_quiet": f"quiet-{day}-{nth}" in form,
        }
        for nth in range(_MOST)
        if f"opens-{day}-{nth}" in form
    ]


def _this(request: HttpRequest) -> str:
    """What is agreed to: a form that was changed since is asked about anew."""
    said = sorted(each for each in request.POST.lists() if each[0] not in _NOT_SAID)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


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
    languages = request.POST.getlist("languages") if is_typed else schedule.languages
    chosen = {str(each) for each in schedule.services}
    if is_typed:
        chosen = set(request.POST.getlist("services"))
    errors = {refusal.field: str(refusal)} if refusal and refusal.field else {}
    shown = {
        "centre": centre,
        "schedule": schedule,
        "key": secrets.token_hex(12),
        "days": _days(request, schedule, is_typed, errors),
        "languages": [(code, code in languages) for code in policy.LANGUAGES],
        "services": _services(centre, schedule, chosen),
        "chosen": len(chosen),
        "errors": errors,
        "summary": [(_field(refusal.field or ""), str(refusal))] if refusal else [],
        "asks": asks,
        "agreeing": _this(request) if asks else "",
    }
    return render(request, "office/week.html", shown, status=status)


def _field(name: str) -> str:
    """The id of the field that a refusal's field begins with: a day has many."""
    first = {"week": "opens-0-0", "languages": f"language-{policy.LANGUAGES[0]}"}
    return f"opens-{name[4:]}-0" if name.startswith("day-") else first.get(name, name)


def _days(
    request: HttpRequest, schedule: Schedule, is_typed: bool, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """The weekdays as the form has them: each with one row more than it needs, while there is room."""
    known = queries.hours_of(schedule)
    found = []
    for day in _DAYS:
        rows = (
            _typed(request, day)
            if is_typed
            else [
                {
                    "opens": f"{each.opens:%H:%M}",
                    "closes": f"{each.closes:%H:%M}",
                    "is_quiet": each.is_quiet,
                }
                for each in known
                if each.weekday == day
            ]
        )
        if not is_typed and len(rows) < _MOST:
            rows.append({"opens": "", "closes": "", "is_quiet": False})
        found.append(
            {"number": day, "word": WEEKDAYS[day], "rows": rows, "error": errors.get(f"day-{day}")}
        )
    return found


def _services(centre: Centre, schedule: Schedule, chosen: set[str]) -> list[tuple[Any, bool]]:
    """What the centre gives, and what the schedule is for though it is given no more."""
    known = catalog.given_or_not(centre)
    here = [each for each in known if each.is_offered or each.pk in schedule.services]  # type: ignore[attr-defined]
    return [
        (each, str(each.pk) in chosen)
        for each in sorted(here, key=lambda each: str(each.short_name).casefold())
    ]
