"""A person takes back their consent: what the hall knows of how to reach them goes too."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.notify import actions as notify
from okno.people import queries as people
from okno.people.models import Account, Visitor
from okno.queue import queries
from okno.queue.actions.telling import stop_telling


@transaction.atomic
def forget_visitor(visitor: Visitor, *, at: datetime, by: str) -> None:
    """Forget who comes, as `booking.forget_visitor` does, and what they were told of their ticket."""
    _forget([visitor], at=at, by=by)
    booking.forget_visitor(visitor, at=at, by=by)


@transaction.atomic
def forget_account(account: Account, *, at: datetime, by: str) -> None:
    """Forget an account with everybody in it, as `booking.forget_account` does, and what they were told of their tickets."""
    _forget(people.lock_account(account), at=at, by=by)
    booking.forget_account(account, at=at, by=by)


def _forget(visitors: Sequence[Visitor], *, at: datetime, by: str) -> None:
    appointments = list(Appointment.objects.filter(visitor__in=visitors))
    for ticket in queries.tickets_of(appointments).values():
        stop_telling(ticket, at=at, by=by)
        notify.forget(about=f"ticket:{ticket.pk}", at=at, by=by)
