"""What a manager sees of booking at a centre: its schedules, how full the days are, what is blocked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

from django.db.models import Count, Max, Prefetch

from okno.booking import errors, grid, plans, policy, sheets
from okno.booking.grid import Taken
from okno.booking.models import Appointment, Blocked, Schedule, ServiceRule, State, WeekRow
from okno.booking.plans import Asked
from okno.booking.policy import Medium
from okno.network.models import Centre

_ANY = timedelta(minutes=15)


@dataclass(frozen=True)
class DayAhead:
    """A local day: how many have booked it, and how much of what may be booked is, from 0 to 1; None when
    nothing may be.
    """

    on: date
    booked: int
    fullness: float | None


def schedules_of(centre: Centre) -> list[Schedule]:
    """The schedules of a centre, each with `counters`, the most of its week; those closed for booking last."""
    return list(
        Schedule.objects.filter(centre=centre)
        .annotate(counters=Max("week__counters"))
        .order_by("-is_active", "pk")
    )


def page_of_schedules(
    centre: Centre, *, after: str = "", limit: int = 100
) -> tuple[list[Schedule], str | None]:
    """Some of the schedules of a centre by their short names, from behind the cursor `after` on, each with its
    `week` in order and its `rules`; and the cursor of what follows, or None.
    """
    found = Schedule.objects.filter(centre=centre, slug__gt=after).order_by("slug")
    week = Prefetch("week", WeekRow.objects.order_by("weekday", "opens"))
    rules = Prefetch("rules", ServiceRule.objects.select_related("service").order_by("pk"))
    page = list(found.prefetch_related(week, rules)[: limit + 1])
    return page[:limit], page[limit - 1].slug if len(page) > limit else None


def farthest_day(centre: Centre, today: date) -> date:
    """The last day that may be booked at a centre; today itself where nothing is open for booking."""
    ahead = Schedule.objects.filter(centre=centre, is_active=True).aggregate(most=Max("days_ahead"))
    return today + timedelta(days=ahead["most"] or 0)


def schedule_in(centre: int, number: int) -> Schedule:
    """A schedule of this centre. Refuses any other (`unknown_schedule`)."""
    found = Schedule.objects.filter(centre=centre, pk=number).select_related("centre").first()
    if found is None:
        raise errors.unknown_schedule()
    return found


def rules_of(schedule: Schedule) -> list[ServiceRule]:
    """What services ask for in place of what the schedule says, in the order in which the rules were made."""
    return list(schedule.rules.select_related("service").order_by("pk"))


def blocked_of(centre: Centre, at: datetime) -> list[Blocked]:
    """The blocked times of a centre that are not over, the first first."""
    return list(
        Blocked.objects.filter(schedule__centre=centre, ends_at__gt=at)
        .select_related("schedule__centre")
        .order_by("starts_at", "pk")
    )


def blocked_in(centre: int, number: int) -> Blocked:
    """A blocked time of this centre. Refuses any other (`unknown_schedule`)."""
    found = (
        Blocked.objects.filter(schedule__centre=centre, pk=number)
        .select_related("schedule__centre")
        .first()
    )
    if found is None:
        raise errors.unknown_schedule()
    return found


def touched(schedule: Schedule, starts_at: datetime, ends_at: datetime | None = None) -> int:
    """How many are booked at this schedule in this time, also in a part of it, and still to come; without
    an end at any time from `starts_at` on.
    """
    found = Appointment.objects.filter(schedule=schedule, state=State.BOOKED, ends_at__gt=starts_at)
    return (found if ends_at is None else found.filter(starts_at__lt=ends_at)).count()


def counters_promised(centre: Centre) -> int:
    """How many counters the schedules of a centre that are open for booking have together, each at its most."""
    return sum(each.counters for each in schedules_of(centre) if each.is_active)  # type: ignore[attr-defined]


def booked_between(
    centre: Centre, first: date, last: date, schedule: Schedule | None = None
) -> list[Appointment]:
    """What was booked for these local days, both included, of one schedule or of all; cancelled ones too."""
    found = Appointment.objects.filter(centre=centre, day__range=(first, last))
    found = found.exclude(booked_at=None).exclude(state__in=[State.HELD, State.EXPIRED])
    if schedule is not None:
        found = found.filter(schedule=schedule)
    return list(found.select_related("service", "schedule").order_by("starts_at", "pk"))


def days_ahead(centre: Centre, at: datetime, days: int = 14) -> list[DayAhead]:
    """Today and the days after it; few statements, however many days."""
    today = at.astimezone(plans.zone_of(centre)).date()
    last = today + timedelta(days=days - 1)
    every = [
        plan
        for language, medium in product(sorted(spoken_at(centre)), Medium)
        for plan in plans.fitting(
            Asked((), ("",), _ANY, language, medium=medium), [centre], since=today
        )
    ]
    once = {plan.schedule.pk: plan for plan in every}
    drawn = sheets.read(once.keys(), today, last)
    counts = dict(
        Appointment.objects.filter(centre=centre, day__range=(today, last))
        .filter(state__in=set(policy.TAKES_TIME) - {State.HELD})
        .values_list("day")
        .annotate(Count("pk"))
    )
    found = []
    for day in (today + timedelta(days=nth) for nth in range(days)):
        room = taken = 0
        for plan in once.values():
            sheet = drawn.get((plan.schedule.pk, day), Taken())
            of_plan, of_those = grid.much(plan.day(day), sheet)
            room, taken = room + of_plan, taken + of_those
        found.append(DayAhead(day, counts.get(day, 0), taken / room if room else None))
    return found


def spoken_at(centre: Centre | None = None) -> set[str]:
    """The languages one may book to be spoken to in, at a centre or anywhere."""
    rows = Schedule.objects.filter(is_active=True)
    if centre is not None:
        rows = rows.filter(centre=centre)
    return {
        language for row in rows.values_list("languages", flat=True).distinct() for language in row
    }
