"""Whoever was to be reached by phone or by video has come to the centre after all."""

from datetime import datetime

from okno.base import events
from okno.queue import errors, policy, reference
from okno.queue.actions import moving
from okno.queue.actions.naming import checked, keep_name
from okno.queue.events import CameInPerson
from okno.queue.models import Ticket


def come_in(
    ticket: Ticket, *, hall: int | None = None, name: str = "", at: datetime, by: str
) -> Ticket:
    """Their live ticket, which is locked, is one of the hall from now on: same number, same place in line, called by
    the name they give now. Refuses whom a counter reaches at this moment (`reached_already`).
    """
    if ticket.state in policy.AT_COUNTER:
        raise errors.reached_already()
    ticket.medium, ticket.hall_id, ticket.version = policy.Medium.HERE, hall, ticket.version + 1
    ticket.save(update_fields=["medium", "hall", "version"])
    moving.tell(ticket)
    fact, about = CameInPerson(ticket=ticket.label), f"ticket:{ticket.pk}"
    events.record(fact, at=at, by=by, centre=ticket.centre_id, subject=about)
    if name and reference.centre(ticket.centre_id).calls_by_name:
        keep_name(ticket, checked(name), at=at, by=by)
    return ticket
