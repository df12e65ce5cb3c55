"""Finding a lane for an appointment, under the lock of its day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from okno.booking import crowd, errors, grid, plans, sheets
from okno.booking.plans import Plan


class Placed(NamedTuple):
    """Where and when an appointment stands: the values of its columns, and its plan."""

    plan: Plan
    columns: dict[str, Any]


def day_in(plan: Plan, starts_at: datetime) -> date:
    """The local day of a moment at a plan's centre."""
    return starts_at.astimezone(plan.zone).date()


def check_time(every: Iterable[Plan], starts_at: datetime, at: datetime) -> list[Plan]:
    """The plans in which this moment may be booked at all. Refuses what is over (`slot_past`), further
    ahead than any of them is open for (`slot_too_far`), and a visit nobody takes bookings for (`not_bookable`).
    """
    every = list(every)
    if not every:
        raise errors.not_bookable()
    if starts_at < at:
        raise errors.slot_past()
    farthest = max(plan.schedule.days_ahead for plan in every)
    if starts_at - at > timedelta(days=farthest + 2):  # the last years of the calendar have no zone
        raise errors.slot_too_far(farthest)
    near = [
        plan
        for plan in every
        if (day_in(plan, starts_at) - day_in(plan, at)).days <= plan.schedule.days_ahead
    ]
    if not near:
        raise errors.slot_too_far(farthest)
    return near


def days_of(every: Iterable[Plan], starts_at: datetime) -> set[sheets.Day]:
    """The days that have to be locked before `place`."""
    return {(plan.schedule.pk, day_in(plan, starts_at)) for plan in every}


def place(every: Iterable[Plan], starts_at: datetime) -> Placed:
    """A free lane at this very time, in the first plan that has one. Its day has to be locked.

    Refuses a time that is taken, or at which nothing begins (`slot_taken`).
    """
    for plan in every:
        day = day_in(plan, starts_at)
        cell = plans.cell(starts_at, day, plan.zone)
        if plans.moment(cell, day, plan.zone) != starts_at:
            continue
        taken = sheets.taken(plan.schedule.pk, day)
        open_day = crowd.left(plan.day(day), taken)
        free = grid.lanes_at(grid.starts(open_day, taken, plan.wanted, plan.step), cell)
        if free:
            return Placed(plan, _columns(plan, day, cell, free[0]))
    raise errors.slot_taken()


def _columns(plan: Plan, day: date, cell: int, lane: int) -> dict[str, Any]:
    wanted, zone = plan.wanted, plan.zone
    starts_at = plans.moment(cell, day, zone)
    ends_at = plans.moment(cell + wanted.length, day, zone)
    free_at = plans.moment(cell + grid.reach(plan.day(day), wanted, lane, cell), day, zone)
    ready_at = plans.moment(cell - wanted.before, day, zone)
    return {
        "centre_id": plan.schedule.centre_id,
        "schedule": plan.schedule,
        "day": day,
        "lane": lane,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "during": (starts_at, ends_at),
        "until_free": (starts_at, free_at),
        "from_ready": (ready_at, ends_at),
    }
