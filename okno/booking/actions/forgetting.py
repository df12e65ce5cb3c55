"""A person takes back their consent: what is to come is cancelled, and who it was is forgotten at once."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from okno.base.errors import Refusal
from okno.booking.actions.locking import lock, wish_row
from okno.booking.actions.moving import cancel
from okno.booking.actions.offering import days_to_offer
from okno.booking.actions.steps import keys_of_owner, of_person, one_act_of
from okno.booking.actions.wishing import withdraw
from okno.booking.models import Appointment, PersonKey, State, Wish
from okno.notify import actions as notify
from okno.people import actions as people
from okno.people import queries
from okno.people.models import Account, Visitor

_LIVE = (State.BOOKED, State.ARRIVED)


@transaction.atomic
def forget_visitor(visitor: Visitor, *, at: datetime, by: str) -> None:
    """Forget now who comes: name, phone and address, and every message with them.

    Without consent there is no booking: their appointment to come is cancelled, their place on a waiting list
    ends. The page of the visit opens no more. Whoever is at the centre just now stays in line.
    """
    _forget([visitor], at=at, by=by)


@transaction.atomic
def forget_account(account: Account, *, at: datetime, by: str) -> None:
    """Forget an account and everybody in it, as `forget_visitor` does; its sign-ins end. Of visits it
    missed so long ago that no name is left of them, the keys go too.
    """
    _forget(queries.lock_account(account), at=at, by=by)
    over = of_person(keys_of_owner(account.pk)).exclude(state__in=_LIVE)
    PersonKey.objects.filter(appointment__in=over).delete()
    people.delete_account(account, at=at, by=by)


def _forget(visitors: Sequence[Visitor], *, at: datetime, by: str) -> None:
    numbers = Wish.objects.filter(visitor__in=visitors).order_by("pk").values_list("pk", flat=True)
    wishes = [found for found in map(wish_row, list(numbers)) if found is not None]
    appointments = _appointments_of(visitors)
    offered = [wish.appointment for wish in wishes if wish.appointment is not None]
    _lock_days_of([*appointments, *offered], at)
    for wish in wishes:
        withdraw(wish, at=at, by=by)
        notify.forget(about=f"wish:{wish.pk}", at=at, by=by)
        wish.delete()
    for each in appointments:
        if each.is_to_come:
            with suppress(Refusal):  # it has begun: it ends by itself, without a name
                cancel(each, at=at, by=by)
        notify.forget(about=f"appointment:{each.pk}", at=at, by=by)
    for visitor in visitors:
        people.forget_visitor(visitor, at=at, by=by)
    for each in Appointment.objects.filter(pk__in=[each.pk for each in appointments]):
        _anonymous(each)


def _appointments_of(visitors: Sequence[Visitor]) -> list[Appointment]:
    """What they have with us, and none of it is moved until the transaction ends."""
    found = Appointment.objects.filter(visitor__in=visitors).order_by("pk")
    one_act_of(PersonKey.objects.filter(appointment__in=found).values_list("key", flat=True))
    return list(found.all())


def _lock_days_of(found: Sequence[Appointment], at: datetime) -> None:
    """Every day that any of the acts below needs: all at once, since it is too late to wait for one then."""
    days = {(each.schedule_id, each.day) for each in found}
    for each in found:
        days.update(days_to_offer(each.centre_id, each.day))
    lock(days, at)


def _anonymous(found: Appointment) -> None:
    """Nothing leads from the row to a person any more. What goes on now keeps its page and its one place."""
    if found.state not in _LIVE:
        found.keys.all().delete()
        found.token = secrets.token_urlsafe(16)
    found.holder, found.asker, found.companions = None, "", 0
    found.save(update_fields=["token", "holder", "asker", "companions"])
