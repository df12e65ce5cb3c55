"""What time itself does: promises break, holds end, days close."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from okno.base import clock, db, events, wire
from okno.base.errors import Refusal
from okno.queue import policy, reference, sql
from okno.queue.actions import vouchers
from okno.queue.actions.serving import take_back
from okno.queue.events import CounterClosed, DayClosed
from okno.queue.models import CounterSession

_MOST_AT_ONCE = 500
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
    for row in db.rows(sql.HOLDS_OVER, {"at": at, "centres": within}):
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
    sessions = CounterSession.objects.filter(centre_id=place.id, closed_at=None)
    for session in sessions.select_for_update().order_by("pk"):
        session.closed_at = at
        session.save(update_fields=["closed_at"])
        events.record(CounterClosed(counter=session.counter_id), at=at, by=by, centre=place.id)
    closed = db.row(sql.CLOSE_DAY, {"centre": place.id, "day": place.day(at), "at": at, "by": by})
    tickets = int(closed["closed"]) if closed else 0
    events.record(
        DayClosed(tickets=tickets), at=at, by=by, centre=place.id, topics=(f"hall:{place.id}",)
    )
    return tickets
