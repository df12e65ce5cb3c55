"""Somebody stands at the counter already, without a ticket."""

from datetime import datetime
from typing import Any

from django.db import transaction

from okno.queue import errors, reference
from okno.queue.actions.calling import call_this
from okno.queue.actions.issuing import issue
from okno.queue.actions.serving import start
from okno.queue.models import CounterSession, Ticket


@transaction.atomic
def receive(
    *,
    centre: int,
    counter: int,
    service: str,
    purpose: str = "file",
    language: str = "ru",
    at: datetime,
    by: str,
) -> Ticket:
    """Serve a person who has no ticket: a number is given, called and started in one act.

    The visit is in the journal like any other, so that it counts and can be rated. Whoever receives them decides that
    they need no appointment. Refuses a counter
    that is not open, on a pause or busy, a service this counter does not give, and whatever `issue`
    refuses; then no number has been used.
    """
    session = CounterSession.objects.filter(
        counter_id=counter, centre_id=centre, closed_at=None
    ).first()
    if session is None:
        raise errors.counter_not_open()
    if reference.service(service).id not in session.services:
        raise errors.nobody_can_serve()
    same: dict[str, Any] = {"centre": centre, "at": at, "by": by}
    ticket = issue(**same, service=service, purpose=purpose, language=language, let_in=True)
    call_this(**same, counter=counter, ticket=ticket.pk)
    return start(**same, counter=counter, ticket=ticket.pk)
