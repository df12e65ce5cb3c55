"""The sheets of the days: locked by every act, drawn anew from the appointments, read by every search."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from okno.base import db
from okno.booking import grid, plans, policy
from okno.booking.grid import Taken
from okno.booking.models import Sheet

Day = tuple[int, date]  # a schedule and a local day

_LOCK = """
insert into booking_sheet (schedule_id, day, until_free, from_ready)
values (%(schedule)s, %(day)s, '', '')
on conflict (schedule_id, day) do update set schedule_id = excluded.schedule_id
returning id
"""

_GIVE_BACK = """
update booking_appointment set state = 'expired', ended_at = %(at)s, holder = null, asker = ''
where schedule_id = %(schedule)s and day = %(day)s and state = 'held' and held_until <= %(at)s
returning id, centre_id, starts_at
"""

_STATES = ", ".join(f"'{state}'" for state in policy.TAKES_TIME)
_TAKEN = f"""
select lane, lower(from_ready) as ready, starts_at, ends_at, upper(until_free) as free, zone
from booking_appointment join network_centre on network_centre.id = centre_id
where schedule_id = %(schedule)s and day = %(day)s
  and state in ({_STATES})
"""

_DRAW = """
update booking_sheet set until_free = %(until_free)s, from_ready = %(from_ready)s
where schedule_id = %(schedule)s and day = %(day)s
returning id
"""


def lock(schedule: int, day: date, at: datetime) -> list[db.Row]:
    """Until the transaction ends nobody else changes this day. Answers the holds that ran out (id, centre_id,
    starts_at): they are given back by this, and drawn by the caller.
    """
    asked = {"schedule": schedule, "day": day, "at": at}
    db.row(_LOCK, asked)
    return db.rows(_GIVE_BACK, asked)


def taken(schedule: int, day: date) -> Taken:
    """What is taken of a day, from the appointments themselves, in the zone of their centre."""
    rows = db.rows(_TAKEN, {"schedule": schedule, "day": day})
    return grid.drawn(_in_cells(row, day, ZoneInfo(row["zone"])) for row in rows)


def _in_cells(row: db.Row, day: date, zone: ZoneInfo) -> tuple[int, int, int, int, int]:
    return (
        row["lane"],
        plans.cell(row["ready"], day, zone),
        plans.cell(row["starts_at"], day, zone),
        plans.cell(row["ends_at"], day, zone, up=True),
        plans.cell(row["free"], day, zone, up=True),
    )


def draw(schedule: int, day: date) -> None:
    """Draw the sheet of a locked day anew."""
    found = taken(schedule, day)
    db.row(
        _DRAW,
        {
            "schedule": schedule,
            "day": day,
            "until_free": written(found.until_free),
            "from_ready": written(found.from_ready),
        },
    )


def read(schedules: Collection[int], first: date, last: date) -> dict[Day, Taken]:
    """The sheets of these schedules from one day to another; a day nobody has booked has none."""
    rows = Sheet.objects.filter(schedule__in=schedules, day__range=(first, last)).values_list(
        "schedule_id", "day", "until_free", "from_ready"
    )
    return {
        (schedule, day): Taken(_number(until_free), _number(from_ready))
        for schedule, day, until_free, from_ready in rows
    }


def written(number: int) -> bytes:
    """A row of bits as a sheet keeps it."""
    return number.to_bytes((number.bit_length() + 7) // 8, "little")


def _number(found: bytes | memoryview) -> int:
    return int.from_bytes(found, "little")
