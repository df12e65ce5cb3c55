"""Asking people to counters."""

from datetime import datetime

from django.db import IntegrityError, transaction

from okno.base import db
from okno.base.errors import Refusal
from okno.queue import errors, policy, reference, sql
from okno.queue.actions import moving, vouchers
from okno.queue.actions.issuing import issue
from okno.queue.actions.telling import tell_called
from okno.queue.models import CounterSession, Ticket

# A call steps over people whom others are calling at that instant, and does not see whoever joined
# after it began to look: then its "nobody" may be untrue, so it looks again before it says so.
_LOOKS = 3

# The sessions that call by themselves now.
CALLS = {"closed_at": None, "paused_at": None, "auto_call": True, "auto_rests": False}


def call_next(*, centre: int, counter: int, at: datetime, by: str) -> Ticket:
    """Call whoever is first for this counter, by its session's services, languages and profile.

    Promises that two counters asking at once get two different people, and that a counter never has
    two. A wait beyond the standard breaks the promise here, with a voucher. Refuses a counter that
    is not open, on a pause or busy, and an empty line (`nobody_waiting`).
    """
    for _look in range(_LOOKS):
        called = _call(sql.CALL_NEXT, centre=centre, counter=counter, at=at, by=by)
        if called is not None:
            return called
    raise _why_nobody(centre, counter)


def call_this(*, centre: int, counter: int, ticket: int, at: datetime, by: str) -> Ticket:
    """Call a given waiting person out of order; the reason says that they were picked.

    A person knows better than the rules: services, language, hall and profile of the counter are
    not asked. Refuses a ticket that does not wait, and a counter as `call_next` does.
    """
    found = Ticket.objects.filter(pk=ticket, centre_id=centre).first()
    if found is None:
        raise errors.unknown_ticket()
    if not found.may("call"):
        raise errors.forbidden_move(found.state)
    called = _call(
        sql.CALL_THIS, centre=centre, counter=counter, at=at, by=by, picked=True, ticket=ticket
    )
    if called is None:
        found.refresh_from_db(fields=["state"])
        if not found.may("call"):
            raise errors.forbidden_move(found.state)
        raise _why_nobody(centre, counter)
    return called


def _call(
    statement: str,
    *,
    centre: int,
    counter: int,
    at: datetime,
    by: str,
    picked: bool | None = None,
    ticket: int | None = None,
) -> Ticket | None:
    parameters = {
        "act": "call",
        "centre": centre,
        "counter": counter,
        "ticket": ticket,
        "picked": picked,
        "quick_s": int(policy.QUICK.total_seconds()),
        "back_s": int(policy.BACK_FIRST.total_seconds()),
        "voucher": vouchers.new(),
        "at": at,
        "by": by,
    }
    try:
        row = db.row_that_may_clash(statement, parameters)
    except IntegrityError as error:
        raise moving.what_clashed(error) from None
    if row is None:
        return None
    called = Ticket.from_row(row)
    moving.tell(called)
    if called.is_told:
        tell_called(called, at=at)
    return called


def _why_nobody(centre: int, counter: int) -> Refusal:
    reference.counter(counter, centre)
    session = CounterSession.objects.filter(counter_id=counter, closed_at=None).first()
    if session is None:
        return errors.counter_not_open()
    if not session.is_open:
        return errors.counter_paused()
    if Ticket.objects.filter(counter_id=counter, state__in=policy.AT_COUNTER).exists():
        return errors.counter_busy()
    return errors.nobody_waiting()


def recall(*, centre: int, counter: int | None, ticket: int, at: datetime, by: str) -> Ticket:
    """Repeat the call. Refuses a ticket that is not called at this counter."""
    called = moving.run(
        sql.RECALL, "recall", ticket=ticket, centre=centre, counter=counter, at=at, by=by
    )
    if called.is_told:
        tell_called(called, at=at)
    return called


@transaction.atomic
def call_from_roll(
    *, centre: int, counter: int, service: str, purpose: str, at: datetime, by: str
) -> Ticket:
    """Paper-roll mode: people tear numbers off a roll, so the next number is made when it is called.

    Refuses in a centre that does not use a roll, and whatever `issue` and `call_this` refuse.
    """
    if not reference.centre(centre).paper_roll:
        raise errors.nobody_waiting()
    # They hold a number, and stand before a colleague.
    ticket = issue(centre=centre, service=service, purpose=purpose, let_in=True, at=at, by=by)
    return call_this(centre=centre, counter=counter, ticket=ticket.pk, at=at, by=by)


def call_auto(*, centre: int, counter: int, at: datetime) -> Ticket | None:
    """Call for a free counter with the automatic call on; None when there is nobody to call.

    After an undone call it rests until the operator calls by hand, goes on after a pause or changes
    the profile: the very person would be called again at once.
    """
    if not CounterSession.objects.filter(counter_id=counter, centre_id=centre, **CALLS).exists():
        return None
    try:
        return _call(sql.CALL_NEXT, centre=centre, counter=counter, at=at, by="system")
    except Refusal:
        return None
