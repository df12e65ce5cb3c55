"""What can be booked: schedules, their weeks, and times in which there is less."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.duration import duration_iso_string

from okno.base import events
from okno.base.text import FALLBACK, Text
from okno.booking import errors, policy, queries
from okno.booking.events import ScheduleBlocked, ScheduleSet, ScheduleUnblocked
from okno.booking.models import Blocked, Medium, Need, Schedule, ServiceRule, WeekRow
from okno.network import errors as network_errors
from okno.network.models import Centre, WeeklyHours

_FILE = Path(__file__).parent.parent / "data" / "schedules.json"


@transaction.atomic
def set_schedule(
    *,
    centre: Centre,
    slug: str,
    name: Text,
    languages: Sequence[str],
    week: Sequence[tuple[int, time, time, int]],
    quiet: Collection[tuple[int, time]] = (),
    services: Sequence[int] = (),
    facilities: Sequence[str] = (),
    share: int = 50,
    medium: str = Medium.HERE,
    reminders: Sequence[timedelta] | None = None,
    at: datetime,
    by: str,
) -> Schedule:
    """A schedule of a centre, new or in place of the one with this slug; `week` is rows of (weekday, opens,
    closes, counters), those that `quiet` names by weekday and opening are quiet; `reminders` are the lead times of its plan; None leaves them as they are, a day before
    where nothing was said yet. Appointments that stand are kept, and so is the `medium` of a schedule that is there. Refuses a share outside 1 to 100 percent, an
    unknown facility, hours that end before they begin (`unknown_choice`), a medium as `add_schedule` and a plan as
    `adjust_schedule` does.
    """
    plan = {} if reminders is None else {"reminders": plan_of(reminders)}
    if not set(facilities) <= set(Need.values):
        raise errors.unknown_choice("facilities")
    said: dict[str, Any] = {
        "name": name,
        "languages": list(languages),
        "services": list(services),
        "facilities": list(facilities),
        "share": share,
        **plan,
    }
    check_medium(medium)
    try:
        with transaction.atomic():
            schedule, _new = Schedule.objects.update_or_create(
                centre=centre,
                slug=slug,
                defaults=said,
                create_defaults={**said, "medium": medium},
            )
            WeekRow.objects.filter(schedule=schedule).delete()
            WeekRow.objects.bulk_create(
                WeekRow(
                    schedule=schedule,
                    weekday=weekday,
                    opens=opens,
                    closes=closes,
                    counters=counters,
                    is_quiet=(weekday, opens) in quiet,
                )
                for weekday, opens, closes, counters in week
            )
    except IntegrityError:
        raise errors.unknown_choice("week") from None
    tell_set(schedule, at, by)
    return schedule


def check_medium(medium: str) -> None:
    """Refuse a medium that there is not (`unknown_choice`), and video where no rooms are (`no_rooms`)."""
    if medium not in Medium.values:
        raise errors.unknown_choice("medium")
    if medium == Medium.VIDEO and not queries.are_there_rooms():
        raise errors.no_rooms()


@transaction.atomic
def adjust_schedule(
    schedule: Schedule,
    *,
    counters: int,
    share: int,
    is_active: bool,
    days_ahead: int | None = None,
    cancel_until: timedelta | None = None,
    early: timedelta | None = None,
    late: timedelta | None = None,
    step: timedelta | None = None,
    before: timedelta | None = None,
    after: timedelta | None = None,
    reminders: Sequence[timedelta] | None = None,
    at: datetime,
    by: str,
) -> None:
    """So many counters in every row of its week, of whose time so much may be booked; or no booking at all.

    A visit may begin every `step`; `before` and `after` it the counter is left alone.

    What is None stays as it is. What is booked stands, also where it is more than may be from now on;
    reminders that are planned stay planned. Refuses what is outside the limits of `okno.booking.policy`,
    and no counter or more than the centre has (`out_of_range`); more reminders than anybody needs
    (`too_many_reminders`), and the same one twice (`reminded_twice`).
    """
    limits = {**policy.LIMITS, "counters": (1, max(1, schedule.centre.counters.count()))}
    wanted = {
        "counters": counters,
        "share": share,
        "days_ahead": days_ahead,
        "cancel_until": cancel_until,
        "early": early,
        "late": late,
        "step": step,
        "before": before,
        "after": after,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    for name, value in given.items():
        least, most = limits[name]
        if not least <= value <= most:  # type: ignore[operator]
            raise errors.out_of_range(name)
    given.pop("counters")
    plan = {} if reminders is None else {"reminders": plan_of(reminders)}
    Schedule.objects.filter(pk=schedule.pk).update(is_active=is_active, **given, **plan)
    WeekRow.objects.filter(schedule=schedule).update(counters=counters)
    tell_set(schedule, at, by)


def plan_of(reminders: Sequence[timedelta]) -> list[timedelta]:
    """The lead times of a plan in their order; refuses as `adjust_schedule` says."""
    least, most = policy.LIMITS["reminders"]
    if not all(least <= lead <= most for lead in reminders):  # type: ignore[operator]
        raise errors.out_of_range("reminders")
    if len(set(reminders)) < len(reminders):
        raise errors.reminded_twice()
    if len(reminders) > policy.MOST_REMINDERS:
        raise errors.too_many_reminders(policy.MOST_REMINDERS)
    return sorted(reminders, reverse=True)


@transaction.atomic
def unblock(blocked: Blocked, *, at: datetime, by: str) -> None:
    """The time may be booked again. Nothing when it was taken back before."""
    if Blocked.objects.filter(pk=blocked.pk).delete()[0]:
        _record(ScheduleUnblocked(**_blocked(blocked)), blocked.schedule, at, by)


def tell_set(schedule: Schedule, at: datetime, by: str) -> None:
    """The fact that a schedule is another from now on, and what it is."""
    now = Schedule.objects.get(pk=schedule.pk)
    rows = now.week.order_by("weekday", "opens")
    fact = ScheduleSet(
        schedule=now.slug,
        settings=_columns(now),
        week=[
            [row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.counters, row.is_quiet]
            for row in rows
        ],
        rules={rule.service.slug: _columns(rule) for rule in now.rules.select_related("service")},
    )
    _record(fact, now, at, by)


def _columns(row: Schedule | ServiceRule) -> dict[str, Any]:
    """What is set of a row, ready for JSON, without what somebody typed; lengths as ISO 8601 has them."""
    return {
        field.name: _plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if not field.is_relation and field.name not in ("id", "slug", "name")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _blocked(blocked: Blocked) -> dict[str, Any]:
    return {
        "schedule": blocked.schedule.slug,
        "starts_at": blocked.starts_at.isoformat(),
        "ends_at": blocked.ends_at.isoformat(),
        "counters": blocked.counters,
    }


def _record(fact: events.Fact, schedule: Schedule, at: datetime, by: str) -> None:
    subject = f"schedule:{schedule.pk}"
    events.record(fact, at=at, by=by, centre=schedule.centre_id, subject=subject)


@transaction.atomic
def block(
    schedule: Schedule,
    *,
    starts_at: datetime,
    ends_at: datetime,
    counters: int = 0,
    reason: Text,
    at: datetime,
    by: str,
) -> Blocked:
    """For a while the schedule has only so many counters. What is booked stands; nothing more is sold.

    Refuses a time that ends before it begins (`upside_down`), one that is over (`slot_past`), more counters than the centre has
    (`out_of_range`), and a reason that lacks in Russian or English (`no_reason`).
    """
    if ends_at <= starts_at:
        raise network_errors.upside_down("ends_at")
    if ends_at <= at:
        raise errors.slot_past()
    if not 0 <= counters <= schedule.centre.counters.count():
        raise errors.out_of_range("counters")
    for language in FALLBACK:
        if not reason.get(language, "").strip():
            raise network_errors.no_reason(f"reason_{language}")
    made = Blocked.objects.create(
        schedule=schedule, starts_at=starts_at, ends_at=ends_at, counters=counters, reason=reason
    )
    _record(ScheduleBlocked(**_blocked(made)), schedule, at, by)
    return made


@transaction.atomic
def open_for_booking(*, centre: Centre, at: datetime, by: str) -> list[Schedule]:
    """The two schedules every centre begins with: its counters, and one counter that speaks English.

    Its weekly hours; of four counters three are thought to be staffed, one of them in English. On some weekdays
    the first hour is a quiet one.
    """
    staffed = max(1, centre.counters.count() * 3 // 4)
    return _begin(centre, {"counters": max(1, staffed - 1), "english": 1}, at=at, by=by)


@transaction.atomic
def open_from_afar(*, centre: Centre, at: datetime, by: str) -> list[Schedule]:
    """A schedule by phone, and where there are rooms one by video: the time of two counters each, all that the
    centre is open.
    """
    media = [Medium.PHONE, Medium.VIDEO] if queries.are_there_rooms() else [Medium.PHONE]
    return _begin(centre, dict.fromkeys(media, 2), at=at, by=by)


def _begin(centre: Centre, counters: Mapping[str, int], *, at: datetime, by: str) -> list[Schedule]:
    """Schedules of our own file in the centre's weekly hours, with so many counters each."""
    hours = [
        (row.weekday, row.opens, row.closes)
        for row in WeeklyHours.objects.filter(centre=centre, service="")
    ]
    said = json.loads(_FILE.read_text(encoding="utf-8"))
    return [
        set_schedule(
            centre=centre,
            slug=str(slug),
            name=Text(row["name"]),
            languages=row["languages"],
            week=[(*row_hours, number) for row_hours in _apart(hours, row["quiet_mornings"])],
            quiet=[(day, opens) for day, opens, _closes in hours if day in row["quiet_mornings"]],
            facilities=row["facilities"],
            medium=row["medium"],
            reminders=[timedelta(hours=hours) for hours in row["remind_hours_before"]],
            at=at,
            by=by,
        )
        for slug, number in counters.items()
        for row in [said[slug]]
    ]


def _apart(
    hours: Sequence[tuple[int, time, time]], weekdays: Collection[int]
) -> Iterator[tuple[int, time, time]]:
    """The hours, those of these weekdays with their first hour by itself."""
    for weekday, opens, closes in hours:
        after = opens.replace(hour=opens.hour + 1) if opens.hour < 23 else closes
        if weekday in weekdays and after < closes:
            yield weekday, opens, after
            yield weekday, after, closes
        else:
            yield weekday, opens, closes
