"""A person takes back their consent, or deletes their account: what the hall knows of them goes too."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.notify import actions as notify
from okno.people import queries as people
from okno.people.models import Account, Visitor
from okno.queue import afar, queries
from okno.queue.actions.naming import drop_name
from okno.queue.actions.telling import stop_telling
from okno.queue.events import PlacesForgotten
from okno.queue.models import PlaceAfar, Ticket


@transaction.atomic
def forget_visitor(visitor: Visitor, *, at: datetime, by: str) -> None:
    """Forget who comes, as `booking.forget_visitor` does, and what they were told of their ticket and by which name they were called."""
    theirs = _appointments([visitor])
    booking.forget_visitor(visitor, at=at, by=by)
    _forget(theirs, at=at, by=by)


@transaction.atomic
def forget_account(account: Account, *, at: datetime, by: str) -> None:
    """Forget an account with everybody in it, as `booking.forget_account` does, what they were told of their tickets,
    and its places from afar, as `forget_place` does.
    """
    theirs = _appointments(people.lock_account(account))
    for place in queries.places_of(account, at).every:
        forget_place(place, at=at, by=by)
    booking.forget_account(account, at=at, by=by)
    _forget(theirs, at=at, by=by)


@transaction.atomic
def forget_place(place: PlaceAfar, *, at: datetime, by: str) -> None:
    """A place from afar is in no account any more, and what its person was told is forgotten. Twice is once.

    Whoever is on the way or in line goes on, with the same page; that of a place that is over opens no more.
    """
    found = (
        PlaceAfar.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=place.pk)
    )
    if found.account_id is None:
        return
    _forget_told(found, f"afar:{found.pk}", at=at, by=by)
    if found.ticket is not None:
        _forget_told(found.ticket, f"ticket:{found.ticket.pk}", at=at, by=by)
    if not afar.is_live(found, at):
        found.token, found.holder = secrets.token_urlsafe(16), ""
    found.account, found.asker = None, ""
    found.save(update_fields=["account", "asker", "holder", "token"])
    fact, subject = PlacesForgotten(count=1), f"afar:{found.pk}"
    events.record(fact, at=at, by=by, centre=found.centre_id, subject=subject)


def _appointments(visitors: Sequence[Visitor]) -> list[Appointment]:
    return list(Appointment.objects.filter(visitor__in=visitors))


def _forget(appointments: Sequence[Appointment], *, at: datetime, by: str) -> None:
    """After their person is forgotten: whoever checked in before that has a ticket by now, and who does after is told
    nothing.
    """
    for each in appointments:
        drop_name(each, at=at, by=by)
    for ticket in queries.tickets_of(appointments).values():
        _forget_told(ticket, f"ticket:{ticket.pk}", at=at, by=by)


def _forget_told(place: Ticket | PlaceAfar, about: str, *, at: datetime, by: str) -> None:
    stop_telling(place, at=at, by=by)
    drop_name(place, at=at, by=by)
    notify.forget(about=about, at=at, by=by)
