"""What time itself does: promises break, holds end, days close."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from okno.base import clock, db, events, wire
from okno.base.errors import Refusal
from okno.queue import policy, reference, sql
from okno.queue.actions import vouchers
from okno.queue.actions.naming import forget_names
from okno.queue.actions.serving import take_back
from okno.queue.events import CounterClosed, DayClosed
from okno.queue.models import CounterSession, Ticket
from okno.queue.noting import noted
from okno.queue.reference import CentreFacts

_MOST_AT_ONCE = 500
_LIVE = ", ".join(f"'{state}'" for state in policy.LIVE)
_CLOSED = noted("queue.ticket_closed", "jsonb_build_object('ticket', letter || number)")
_CLOSE_DAY = f"""
with moved as (
    update queue_ticket t
    set state = 'closed', ended_at = greatest(%(at)s, t.issued_at), holder = null, before = null,
        version = version + 1
    where t.centre_id = %(centre)s and t.state in ({_LIVE}) and t.day <= %(day)s
    returning t.*
), forgotten as (
    update queue_ticket t set holder = null
    where t.centre_id = %(centre)s and t.state = 'no_show' and t.day <= %(day)s
        and t.holder is not null
), noted as ({_CLOSED})
select count(*) as closed from moved
"""
_HOLDS_OVER = """
select id, centre_id from queue_ticket
where state = 'held' and hold_until < %(at)s
    and (%(centres)s::bigint[] is null or centre_id = any(%(centres)s))
order by hold_until limit 500
"""
# A phone is kept as long as its visit may come back, by an undo or a second chance on the same day: then
# the unique index keeps the promise.
_FORGET_PHONES = """
update queue_ticket set holder = null
where holder is not null and (state = 'finished' and ended_at < %(since)s
    or state = 'no_show' and ended_at < %(since)s - interval '1 day')
returning id
"""


def break_promises(*, at: datetime, centres: Collection[int] | None = None) -> int:
    """Mark every waiting ticket past its standard and give it a voucher; returns how many.

    `centres` narrows it to those whose time `at` is; a played day's is not everybody's. At most 500
    at once, each in a transaction of its own, so that no call has to step over a crowd.
    """
    within = None if centres is None else list(centres)
    for done in range(_MOST_AT_ONCE):
        how = {"at": at, "by": "system", "centres": within, "voucher": vouchers.new()}
        row = db.row(sql.BREAK_A_PROMISE, how)
        if row is None:
            return done
        wire.nudge(f"hall:{row['centre_id']}", f"ticket:{row['id']}")
    return _MOST_AT_ONCE


def end_holds(*, at: datetime, centres: Collection[int] | None = None) -> int:
    """Return to the line everybody whose time on hold is over; returns how many.

    `centres` narrows it as in `break_promises`.
    """
    returned = 0
    within = None if centres is None else list(centres)
    for row in db.rows(_HOLDS_OVER, {"at": at, "centres": within}):
        try:
            take_back(centre=row["centre_id"], ticket=row["id"], at=at, by="system")
        except Refusal:
            continue  # somebody was quicker; the ticket is no longer on hold
        returned += 1
    return returned


def forget_phones(*, at: datetime) -> int:
    """Forget whose visits were over when the time to undo ran out; returns how many.

    Nothing happened in the hall, so that nothing is in the journal.
    """
    return len(db.rows(_FORGET_PHONES, {"since": at - clock.of_a_person(policy.UNDO_WITHIN)}))


@transaction.atomic
def close_day(*, centre: int, at: datetime, by: str) -> int:
    """End the centre's day: every open ticket and counter is closed; returns how many tickets.

    Safe to repeat. Nobody is lost: each closed ticket has its fact in the journal.
    """
    place = reference.centre(centre)
    # Counters first, as a call does: it locks its counter's session, then a ticket.
    for session in _open_sessions(place):
        _close(session, at, by)
    tickets = _close_tickets(place, place.day(at), at, by)
    _ended(place, tickets, at, by)
    return tickets


@transaction.atomic
def end_earlier_days(*, centre: int, day: date, at: datetime, by: str) -> int:
    """End what the days before `day` left open at a centre that is at work, tickets and counters; returns
    how many tickets. A counter where somebody is who came since stays.

    Safe to repeat: where nothing is left, nothing is in the journal.
    """
    place = reference.centre(centre)
    since = datetime.combine(day, time(), place.zone) - policy.SETTING_UP
    old = list(_open_sessions(place).filter(opened_at__lt=since))
    here = Ticket.objects.filter(counter__in=[each.counter_id for each in old], day__gte=day)
    busy = set(here.filter(state__in=policy.AT_COUNTER).values_list("counter_id", flat=True))
    ended = [each for each in old if each.counter_id not in busy]
    for session in ended:
        _close(session, at, by)
    tickets = _close_tickets(place, day - timedelta(days=1), at, by)
    if ended or tickets:
        _ended(place, tickets, at, by)
    return tickets


def _open_sessions(place: CentreFacts) -> QuerySet[CounterSession]:
    found = CounterSession.objects.filter(centre_id=place.id, closed_at=None)
    return found.select_for_update().order_by("pk")


def _close(session: CounterSession, at: datetime, by: str) -> None:
    session.closed_at = at
    session.save(update_fields=["closed_at"])
    closed = CounterClosed(counter=session.counter_id)
    events.record(closed, at=at, by=by, centre=session.centre_id)


def _close_tickets(place: CentreFacts, until: date, at: datetime, by: str) -> int:
    """Close those of this day and the days before."""
    how = {"centre": place.id, "day": until, "at": at, "by": by}
    closed = db.row(_CLOSE_DAY, how)
    if place.calls_by_name:
        forget_names(at=at, by=by)
    return int(closed["closed"]) if closed else 0


def _ended(place: CentreFacts, tickets: int, at: datetime, by: str) -> None:
    events.record(
        DayClosed(tickets=tickets), at=at, by=by, centre=place.id, topics=(f"hall:{place.id}",)
    )
