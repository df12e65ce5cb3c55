"""The programs' door to the schedules of a centre: whose time can be booked, in which weeks, by which rules."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from okno.booking import queries
from okno.booking.models import Schedule, ServiceRule, WeekRow
from okno.catalog.models import Service
from okno.front.api import doors
from okno.front.api.appointments import READS, own_centre

router = Router(tags=["booking"])
SLUG = "^[-a-zA-Z0-9_]*$"
_AFTER = Query("", max_length=64, pattern=SLUG, description="the “next” of the page before")
_LIMIT = Query(100, ge=1, le=500, description="how many at most")


class WeekOut(Schema):
    """So many counters on a weekday."""

    weekday: int = Field(description="0 is Monday")
    opens: str = Field(description="local time, as 09:00")
    closes: str = Field(description="local time, as 20:00")
    counters: int = Field(description="how many counters can be booked then")
    quiet: bool = Field(description="a quiet hour")


class RuleOut(Schema):
    """What a service asks for in place of what its schedule says."""

    service: str = Field(description="slug of the service")
    before_s: int | None = Field(description="seconds kept free before; null: as the schedule")
    after_s: int | None = Field(description="seconds kept free after; null: as the schedule")
    reminders_s: list[int] | None = Field(
        description="seconds before the time a reminder is sent; null: as the schedule"
    )


class ScheduleOut(Schema):
    """Counters, or a room, whose time can be booked."""

    slug: str = Field(description="slug of the schedule")
    name: dict[str, str] = Field(description="by language: ru, en")
    active: bool = Field(description="whether it is open for booking")
    services: list[str] = Field(description="slugs of the services it is for; all when empty")
    languages: list[str] = Field(description="the languages one is spoken to in")
    facilities: list[str] = Field(description="sign_language, wheelchair or quiet")
    medium: str = Field(description="how people are received: here, phone or video")
    share: int = Field(description="how much of its counters' time may be booked, in percent")
    step_s: int = Field(description="seconds between one time and the next")
    before_s: int = Field(description="seconds kept free before each visit")
    after_s: int = Field(description="seconds kept free after each visit")
    days_ahead: int = Field(description="how many days ahead one may book")
    cancel_until_s: int = Field(description="seconds before its time until which one may cancel")
    early_s: int = Field(description="how many seconds too early one may come")
    late_s: int = Field(description="how many seconds too late one may come")
    reminders_s: list[int] = Field(description="seconds before the time a reminder is sent")
    week: list[WeekOut] = Field(description="by weekday and time")
    rules: list[RuleOut] = Field(description="what services ask for of their own")


class SchedulePage(Schema):
    """Some of a centre's schedules."""

    items: list[ScheduleOut] = Field(description="by slug")
    next: str | None = Field(None, description="“after” of the following page; none at the end")


@router.get(
    "/centres/{slug}/schedules",
    auth=doors.Device("program"),
    response={200: SchedulePage, **READS},
)
def schedules(request: HttpRequest, slug: str, after: str = _AFTER, limit: int = _LIMIT) -> Any:
    """The schedules of the program's own centre: whose time can be booked, when, and by which rules."""
    page, following = queries.page_of_schedules(own_centre(request, slug), after=after, limit=limit)
    known = {pk for each in page for pk in each.services}
    slugs = dict(Service.objects.filter(pk__in=known).values_list("pk", "slug"))
    return {"items": [_shown(each, slugs) for each in page], "next": following}


# steps


def _shown(found: Schedule, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "slug": found.slug,
        "name": found.name,
        "active": found.is_active,
        "services": [slugs[pk] for pk in found.services if pk in slugs],
        "languages": found.languages,
        "facilities": found.facilities,
        "medium": found.medium,
        "share": found.share,
        "step_s": _s(found.step),
        "before_s": _s(found.before),
        "after_s": _s(found.after),
        "days_ahead": found.days_ahead,
        "cancel_until_s": _s(found.cancel_until),
        "early_s": _s(found.early),
        "late_s": _s(found.late),
        "reminders_s": [_s(each) for each in found.reminders],
        "week": [_row(each) for each in found.week.all()],
        "rules": [_rule(each) for each in found.rules.all()],
    }


def _row(each: WeekRow) -> dict[str, Any]:
    return {
        "weekday": each.weekday,
        "opens": f"{each.opens:%H:%M}",
        "closes": f"{each.closes:%H:%M}",
        "counters": each.counters,
        "quiet": each.is_quiet,
    }


def _rule(each: ServiceRule) -> dict[str, Any]:
    return {
        "service": each.service.slug,
        "before_s": None if each.before is None else _s(each.before),
        "after_s": None if each.after is None else _s(each.after),
        "reminders_s": None if each.reminders is None else [_s(span) for span in each.reminders],
    }


def _s(span: timedelta) -> int:
    return int(span.total_seconds())
