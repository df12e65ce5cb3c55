"""What the acts share: run the one statement, nudge the screens, or say why it was not done."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError

from okno.base import db, wire
from okno.queue import errors, policy
from okno.queue.actions.naming import forget_over
from okno.queue.models import Ticket


def run(
    statement: str,
    act: str,
    *,
    ticket: int,
    centre: int,
    at: datetime,
    by: str,
    counter: int | None = None,
    **parameters: Any,
) -> Ticket:
    """Do one act on one ticket of this centre; refuses with the reason when no row was moved."""
    try:
        row = db.row_that_may_clash(
            statement,
            {
                "act": act,
                "ticket": ticket,
                "centre": centre,
                "counter": counter,
                "at": at,
                "by": by,
                **parameters,
            },
        )
    except IntegrityError as error:
        raise what_clashed(error) from None
    if row is None:
        raise why_not(act, ticket=ticket, centre=centre, counter=counter)
    moved = Ticket.from_row(row)
    moved.calls_next = row.get("calls_next")
    forget_over(moved)
    tell(moved)
    return moved


def what_clashed(error: IntegrityError) -> Exception:
    """The refusal that a promise of the database stands for; any other error is a bug and stays one."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if broken == "one_ticket_at_a_counter":
        # The same counter asked twice at the same moment; the other request has the person.
        return errors.counter_busy()
    if broken == "one_live_ticket_a_phone":
        # An undo or a second chance brings a visit back that was over: meanwhile its phone has another.
        return errors.too_late_to_undo()
    return error


def tell(ticket: Ticket) -> None:
    """Nudge the screens that show this ticket."""
    wire.nudge(f"hall:{ticket.centre_id}", f"ticket:{ticket.pk}")


def at_counter(*, ticket: int, centre: int, counter: int | None) -> Ticket | None:
    """The ticket if it is at this counter, or at any when `counter` is None."""
    found = Ticket.objects.filter(pk=ticket, centre_id=centre, counter__isnull=False).first()
    if found is None or counter not in (None, found.counter_id):
        return None
    return found


def why_not(act: str, *, ticket: int, centre: int, counter: int | None) -> errors.Refusal:
    """The reason an act moved no row, read after the fact."""
    found = Ticket.objects.filter(pk=ticket, centre_id=centre).first()
    if found is None:
        return errors.unknown_ticket()
    if act in policy.MOVES and not found.may(act):
        return errors.forbidden_move(found.state)
    if counter is not None and found.counter_id != counter:
        return errors.not_at_your_counter()
    return errors.forbidden_move(found.state)
