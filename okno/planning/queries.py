"""A day as it was, read back from tickets and journal; and what people do in the hall besides the day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from okno.base import db
from okno.base.models import Clock
from okno.network.models import Centre
from okno.people import queries as people
from okno.people.models import Staff
from okno.planning.report import Visit
from okno.queue.models import CounterSession, Ticket
from okno.queue.policy import LIVE

_VISITS = """
with told as (
    select subject,
        min(at) filter (where name = 'queue.ticket_called') as called_at,
        min(at) filter (where name = 'queue.service_started') as started_at,
        max(at) filter (where name = 'queue.service_finished') as finished_at
    from base_event
    where centre_id = %(centre)s and at >= %(starts)s and at < %(ends)s
        and name in ('queue.ticket_called', 'queue.service_started', 'queue.service_finished')
    group by subject
)
select t.issued_at, t.state, t.ended_at, t.promise_broken_at,
    told.called_at, told.started_at, told.finished_at
from queue_ticket t left join told on told.subject = 'ticket:' || t.id
where t.centre_id = %(centre)s and t.day = %(day)s
order by t.issued_at, t.id
"""
_NEWEST = """
select max(at) as at from base_event
where centre_id = %(centre)s and name like 'queue.%%'
    and (%(starts)s::timestamptz is null or at >= %(starts)s and at < %(ends)s)
"""
_SIGNED_IN = """
select distinct subject from base_event
where centre_id = %(centre)s and name = 'people.staff_signed_in'
    and at >= %(starts)s and at < %(ends)s
"""

_HERE_OF_THEMSELVES = """
select exists (
    select from queue_ticket t join base_event e on e.subject = 'ticket:' || t.id
    where t.centre_id = %(centre)s and t.day = %(day)s and t.state = any(%(live)s)
        and e.name = 'queue.ticket_issued' and e.by <> %(by)s
        and e.centre_id = %(centre)s and e.at >= %(starts)s and e.at < %(ends)s
) or exists (
    select from queue_countersession s join base_event e
        on e.subject = 'counter:' || s.counter_id and e.at = s.opened_at
    where s.centre_id = %(centre)s and s.closed_at is null
        and e.name = 'queue.counter_opened' and e.by <> %(by)s
        and e.centre_id = %(centre)s and e.at >= %(starts)s and e.at < %(ends)s
) as found
"""
_HARDLY_MOVES = 0.01  # a slower clock stands: the day it showed was ended


def visits_of(centre: Centre, day: date) -> list[Visit]:
    """Every visit of a centre's day, whoever served it, with times on the centre's own clock.

    A visit of several services is served when the last of them is; somebody whom the closing day
    sent home in the middle is unfinished.
    """
    zone = ZoneInfo(centre.zone)
    visits = []
    for row in db.rows(_VISITS, {**_day(centre, day), "day": day}):
        local = {
            name: moment.astimezone(zone) if isinstance(moment, datetime) else None
            for name, moment in row.items()
        }
        served, left = row["state"] == "finished", row["state"] == "left"
        visits.append(
            Visit(
                arrived_at=row["issued_at"].astimezone(zone),
                called_at=local["called_at"],
                started_at=local["started_at"],
                finished_at=local["finished_at"] if served else None,
                left_at=local["ended_at"] if left else None,
                no_show=row["state"] == "no_show",
                promise_broken=row["promise_broken_at"] is not None,
            )
        )
    return visits


def newest_act(centre: Centre, day: date | None = None) -> datetime | None:
    """When the last act of the hall happened, ever or on a day."""
    bounds = _day(centre, day) if day else {"centre": centre.pk, "starts": None, "ends": None}
    row = db.row(_NEWEST, bounds)
    return row["at"] if row else None


def signed_in_today(centre: Centre, at: datetime) -> set[int]:
    """Staff whom a person has signed in as since midnight: nobody simulates those."""
    day = at.astimezone(ZoneInfo(centre.zone)).date()
    rows = db.rows(_SIGNED_IN, _day(centre, day))
    return {int(row["subject"].partition(":")[2]) for row in rows}


def open_sessions(centre: Centre) -> dict[int, CounterSession]:
    """Who sits where in the centre now, by staff."""
    found = CounterSession.objects.filter(centre=centre, closed_at=None).select_related("staff")
    return {session.staff_id: session for session in found.order_by("pk")}


def anyone_live(centre: Centre) -> bool:
    """Whether somebody with a ticket is still in the building."""
    return Ticket.objects.filter(centre=centre, state__in=LIVE).exists()


def is_living(centre: Centre, at: datetime, by: str) -> bool:
    """Whether somebody is in the centre today whom closing its day would send home.

    That is a person with a ticket or at a counter, or anybody at all while okno's clock runs for a
    played day. What an ended run of `by` left open is nobody.
    """
    day = at.astimezone(ZoneInfo(centre.zone)).date()
    row = db.row(
        _HERE_OF_THEMSELVES, {**_day(centre, day), "day": day, "live": list(LIVE), "by": by}
    )
    if row and row["found"]:
        return True
    if not Clock.objects.filter(speed__gt=_HARDLY_MOVES).exists():
        return False
    return anyone_in(centre, day)


def anything_stale(centre: Centre, day: date) -> bool:
    """Whether tickets or counters of another day than this are still open."""
    bounds = _day(centre, day)
    tickets = Ticket.objects.filter(centre=centre, state__in=LIVE).exclude(day=day)
    sessions = CounterSession.objects.filter(centre=centre, closed_at=None).exclude(
        opened_at__gte=bounds["starts"], opened_at__lt=bounds["ends"]
    )
    return tickets.exists() or sessions.exists()


def anyone_in(centre: Centre, day: date) -> bool:
    """Whether somebody with a ticket of this day is still in the building, or a counter open since."""
    bounds = _day(centre, day)
    sessions = CounterSession.objects.filter(
        centre=centre,
        closed_at=None,
        opened_at__gte=bounds["starts"],
        opened_at__lt=bounds["ends"],
    )
    return Ticket.objects.filter(centre=centre, day=day, state__in=LIVE).exists() or (
        sessions.exists()
    )


def demo_operators(centre: Centre) -> list[Staff]:
    """The operators of the demo, in the order in which they were made."""
    return list(people.operators_of(centre.pk).filter(is_demo=True).order_by("pk"))


def _day(centre: Centre, day: date) -> dict[str, object]:
    starts = datetime.combine(day, time(0), ZoneInfo(centre.zone))
    return {"centre": centre.pk, "starts": starts, "ends": starts + timedelta(days=1)}
