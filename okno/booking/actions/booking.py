"""Making an appointment of a held time."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from okno.booking import errors, policy, telling
from okno.booking.actions.limiting import (
    check_calls,
    contact_tried,
    once_more,
    one_contact_tried,
    screen_of,
)
from okno.booking.actions.locking import lock
from okno.booking.actions.steps import (
    code_for,
    confirm_by,
    keys_of,
    keys_of_owner,
    locked_row,
    of_person,
    one_act_of,
    record,
    said_to,
    save,
    subjects,
)
from okno.booking.events import AppointmentBooked
from okno.booking.models import Appointment, State, Wish, WishKey
from okno.people import actions as people
from okno.people.models import Account, Visitor

KEPT_AFTER = timedelta(days=30)


def book(
    held: Appointment,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    agreed: bool = False,
    account: Account | None = None,
    companions: int = 0,
    told_in: str | None = None,
    at: datetime,
    by: str,
) -> Appointment:
    """Make an appointment of a held time, for this person, who agrees that we keep how to reach them;
    it belongs to `account`, if they have signed in. They are told about it in the language `told_in`, where it
    is not said in the one wished for the visit, wherever they read about it later.

    Promises a code for the door, unique in the centre and day. Refuses a hold that ran out
    (`hold_over`), what `people.meet_visitor` refuses (a visit by phone without one: `no_phone_to_ring`), a person who is elsewhere at that time
    (`overlapping`), by phone or e-mail, or has three appointments to come, made from the same network or with our
    help (`too_many_appointments`), by phone, e-mail or account; to whoever is no colleague both are
    `contact_not_taken`. Who comes is told apart by the contact: a parent who has signed in books two children for
    one time with two contacts, and both count as visits of the account. After two no-shows within half a year the appointment asks for a word the day before;
    it is booked all the same.
    Refuses a third call to a phone (`check_calls`), as `contact_not_taken` too: a sentence of its own would tell whoever
    types a stranger's phone that nobody answers it.
    Refuses a network, a browser and a kiosk that have booked so often (`too_many_bookings`), a screen at which
    many contacts were refused just now, and a contact with which a program was (`too_many_guesses`).
    """
    screen = screen_of(held.via, by)
    with contact_tried(held.asker, holder=held.holder, screen=screen, by=by, at=at):
        once_more("book", asker=held.asker, holder=held.holder, screen=screen, at=at)
        visitor = people.meet_visitor(
            name=name,
            phone=phone,
            email=email,
            country=held.centre.district.okrug.city.country,
            language=told_in or held.language,
            agreed=agreed,
            account=account,
            must_ring=held.medium == policy.Medium.PHONE,
            until=held.ends_at + KEPT_AFTER,
            at=at,
            by=by,
        )
        with one_contact_tried(visitor.phone, visitor.email, by=by, at=at):
            return book_for(held, visitor=visitor, companions=companions, at=at, by=by)


@transaction.atomic
def book_for(
    held: Appointment, *, visitor: Visitor, companions: int = 0, at: datetime, by: str
) -> Appointment:
    """Make an appointment of a held time for somebody we know. Refuses as `book` does."""
    if not 0 <= companions <= policy.MOST_COMPANIONS:
        raise errors.unknown_choice("companions")
    keys, owner = keys_of(visitor.phone, visitor.email), keys_of_owner(visitor.account_id)
    one_act_of([*keys, *owner])
    _check_person([*keys, *owner], held.asker, at=at, by=by)
    if held.medium == policy.Medium.PHONE:
        check_calls(visitor.phone, asker=held.asker, at=at, by=by)
    lock([(held.schedule_id, held.day)], at)
    booked = _held(held.pk, at)
    booked.state, booked.visitor = State.BOOKED, visitor
    booked.holder, booked.held_until, booked.booked_at = None, None, at
    booked.companions = companions
    booked.code = code_for(booked)
    booked.confirm_by = confirm_by(booked, [*keys, *owner], at)
    save(booked, keys, owner, at=at, by=by)
    Wish.objects.filter(appointment=booked).update(state=Wish.State.TAKEN, asker="")
    WishKey.objects.filter(wish__appointment=booked).delete()
    record(
        booked,
        AppointmentBooked(
            starts_at=booked.starts_at.isoformat(),
            service=booked.service_id,
            language=booked.language,
            via=booked.via,
        ),
        at=at,
        by=by,
    )
    telling.booked(booked, at=at, by=by)
    return booked


def _held(number: int, at: datetime) -> Appointment:
    found = locked_row(number)
    if found.state != State.HELD or found.held_until is None or found.held_until <= at:
        raise errors.hold_over()
    return found


def _check_person(keys: Collection[str], asker: str, *, at: datetime, by: str) -> None:
    """Only what was made from the same network counts: whoever books in a stranger's phone elsewhere does not
    keep them from booking for themselves.
    """
    to_come = of_person(keys).filter(state=State.BOOKED, ends_at__gt=at, asker=asker)
    if to_come.count() >= policy.MOST_LIVE:
        seen = subjects(to_come.values_list("pk", flat=True))
        raise said_to(by, errors.too_many_appointments(policy.MOST_LIVE), seen, at=at)
