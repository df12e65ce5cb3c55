"""A centre's day in numbers, and what the same hour of past weeks was like."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any

from django.db.models import Count, Q

from okno.base import db
from okno.queue import policy, reference
from okno.queue.loads import IN_HALL
from okno.queue.models import State, Ticket

WEEKS = 8  # how many same weekdays back count as "usual"
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class DaySoFar:
    """A centre's day in numbers; waits in seconds, in order of calls; arrivals in order. All of those who came: whoever
    is rung up or met by video is counted by itself (`far`); the promise and the marks are everybody's.
    """

    issued: int
    served: int
    waiting: int
    left: int
    no_show: int
    broken: int
    vouchers_used: int
    waits: list[tuple[datetime, float]]
    arrivals: list[datetime]
    ratings: list[int]
    far: int
    far_served: int

    @property
    def promised(self) -> int:
        """To how many it was promised that they are called in time."""
        return self.issued + self.far


def day_so_far(centre: int, day: date) -> DaySoFar:
    """What has happened at a centre on a day, from tickets and journal."""
    tickets = Ticket.objects.filter(centre_id=centre, day=day)
    here, far = IN_HALL, ~IN_HALL
    counts = tickets.aggregate(
        issued=Count("id", filter=here),
        served=Count("id", filter=here & Q(state=State.FINISHED)),
        waiting=Count("id", filter=here & Q(state=State.WAITING)),
        left=Count("id", filter=here & Q(state__in=(State.LEFT, State.CLOSED))),
        no_show=Count("id", filter=here & Q(state=State.NO_SHOW)),
        far=Count("id", filter=far),
        far_served=Count("id", filter=far & Q(state=State.FINISHED)),
        broken=Count("id", filter=Q(promise_broken_at__isnull=False)),
        vouchers_used=Count("id", filter=Q(voucher_used_at__isnull=False)),
    )
    calls = db.rows(
        "select at, (payload->>'waited_s')::float as waited_s from base_event"
        " where centre_id = %(centre)s and name = 'queue.ticket_called'"
        " and at >= %(start)s and at < %(end)s and subject <> all(%(far)s) order by at",
        {
            "centre": centre,
            "far": [f"ticket:{pk}" for pk in tickets.filter(far).values_list("pk", flat=True)],
        }
        | _bounds(centre, day),
    )
    came = tickets.order_by("issued_at").values_list("issued_at", "rating", "medium")
    return DaySoFar(
        **counts,
        waits=[(call["at"], call["waited_s"]) for call in calls],
        arrivals=[at for at, _rating, medium in came if medium == policy.Medium.HERE],
        ratings=[rating for _at, rating, _medium in came if rating],
    )


def _bounds(centre: int, day: date) -> dict[str, datetime]:
    zone = reference.centre(centre).zone
    start = datetime.combine(day, datetime.min.time(), zone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return {"start": start, "end": end}


@dataclass(frozen=True)
class Usual:
    """The middle one of the past days by this time of the day; `days` of them were found. Of those who came.

    `wait` is the mean wait in seconds. `arrivals` is the mean number of arrivals in each of the
    day's 96 quarters of an hour, the whole day through.
    """

    days: int = 0
    issued: float = 0
    served: float = 0
    waiting: float = 0
    wait: float = 0
    arrivals: Sequence[float] = field(default=())


# Each day ends at the same time of the clock as now. A ticket keeps the moment of its last call, so
# the wait of somebody called twice is counted from when they last began to wait.
_USUAL = """
with past as (
    select t.*, (t.day + %(time)s::time) at time zone %(zone)s as cut
    from queue_ticket t where t.centre_id = %(centre)s and t.day = any(%(days)s::date[])
        and t.medium = 'here'
)
select day,
    count(*) filter (where issued_at < cut) as issued,
    count(*) filter (where state = 'finished' and ended_at < cut) as served,
    count(*) filter (where issued_at < cut and coalesce(called_at, ended_at, cut) >= cut) as waiting,
    coalesce(extract(epoch from avg(called_at - waiting_since) filter (where called_at < cut)), 0)::float
        as wait,
    array_agg(floor(extract(epoch from issued_at at time zone %(zone)s - day) / 900)::int) as quarters
from past group by day
"""


def usual_by_now(centre: int, at: datetime) -> Usual:
    """What the same weekday of the past eight weeks was like at this time; `days` 0 when there is none."""
    zone = reference.centre(centre).zone
    now = at.astimezone(zone)
    days = [now.date() - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    found = db.rows(_USUAL, {"centre": centre, "days": days, "time": now.time(), "zone": str(zone)})
    if not found:
        return Usual()

    def middle(name: str) -> float:
        return float(median(row[name] for row in found))

    return Usual(
        days=len(found),
        issued=middle("issued"),
        served=middle("served"),
        waiting=middle("waiting"),
        wait=middle("wait"),
        arrivals=_by_quarter(found),
    )


def _by_quarter(found: list[dict[str, Any]]) -> list[float]:
    counts = [[row["quarters"].count(nth) for nth in range(96)] for row in found]
    return [mean(column) for column in zip(*counts, strict=True)]
