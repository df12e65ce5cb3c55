"""What time itself does: promises break, holds end, days close."""

from datetime import datetime

from django.db import transaction

from okno.base import db, events, wire
from okno.base.errors import Refusal
from okno.queue import policy, reference, sql
from okno.queue.actions.serving import take_back
from okno.queue.events import CounterClosed, DayClosed
from okno.queue.models import CounterSession, Ticket


def break_promises(*, at: datetime) -> int:
    """Mark every waiting ticket past its standard and give it a voucher; returns how many."""
    late = db.rows(sql.BREAK_PROMISES, {"at": at, "by": "system"})
    for row in late:
        wire.nudge(f"hall:{row['centre_id']}", f"ticket:{row['id']}")
    return len(late)


def end_holds(*, at: datetime) -> int:
    """Return to the line everybody whose time on hold is over; returns how many."""
    returned = 0
    for row in db.rows(sql.HOLDS_OVER, {"at": at}):
        try:
            take_back(centre=row["centre_id"], ticket=row["id"], at=at, by="system")
        except Refusal:
            continue  # somebody was quicker; the ticket is no longer on hold
        returned += 1
    return returned


@transaction.atomic
def close_day(*, centre: int, at: datetime, by: str) -> int:
    """End the centre's day: every open ticket and counter is closed; returns how many tickets.

    Safe to repeat. Nobody is lost: each closed ticket has its fact in the journal.
    """
    place = reference.centre(centre)
    closed = db.row(sql.CLOSE_DAY, {"centre": place.id, "day": place.day(at), "at": at, "by": by})
    sessions = CounterSession.objects.filter(centre_id=place.id, closed_at=None)
    for session in sessions.select_for_update():
        session.closed_at = at
        session.save(update_fields=["closed_at"])
        events.record(CounterClosed(counter=session.counter_id), at=at, by=by, centre=place.id)
    tickets = int(closed["closed"]) if closed else 0
    events.record(
        DayClosed(tickets=tickets), at=at, by=by, centre=place.id, topics=(f"hall:{place.id}",)
    )
    return tickets


def anyone_left(centre: int) -> bool:
    """Whether a ticket of the centre is still open."""
    return Ticket.objects.filter(centre_id=centre, state__in=policy.LIVE).exists()
