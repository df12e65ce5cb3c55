"""Moving, cancelling and confirming an appointment."""

from datetime import datetime

from django.db import transaction

from okno.booking import errors, plans, policy, queries, sheets, telling
from okno.booking.actions.booking import KEPT_AFTER
from okno.booking.actions.limiting import contact_tried, once_more
from okno.booking.actions.locking import lock
from okno.booking.actions.offering import days_to_offer, offer_free_times
from okno.booking.actions.placing import check_time, days_of, place
from okno.booking.actions.steps import (
    code_for,
    confirm_by,
    is_colleague,
    keys_in,
    locked_row,
    one_act_of,
    record,
    save,
)
from okno.booking.events import AppointmentCancelled, AppointmentConfirmed, AppointmentMoved
from okno.booking.models import Appointment, State
from okno.people import actions as people


def move(
    appointment: Appointment,
    *,
    starts_at: datetime,
    sequence: int | None = None,
    asker: str = "",
    at: datetime,
    by: str,
) -> Appointment:
    """Give an appointment another time at its centre; the old one is free then, and not before.

    Refuses what `hold` refuses of a time, an appointment that is over or too near to change, one
    moved ten times, and whoever saw an older version of it (`changed_meanwhile`). `asker` is their network, as for
    `hold`: the times at which whoever has this contact is elsewhere count by it and by the appointment, and after some
    of them neither is moved (`too_many_bookings`). Each move tells its person, whoever they are: from the third of an
    appointment on it counts for the network as a booking does.
    """
    network, *tried = [""] if is_colleague(by) else [asker, f"appointment {appointment.pk}"]
    with contact_tried(network, *tried, by=by, at=at):
        return _move(appointment, starts_at, sequence, network, at=at, by=by)


def _move(
    appointment: Appointment,
    starts_at: datetime,
    sequence: int | None,
    asker: str,
    *,
    at: datetime,
    by: str,
) -> Appointment:
    services = queries.services_of(appointment)
    wanted = queries.asked(
        services,
        purpose=appointment.purpose,
        language=appointment.language,
        needs=appointment.needs,
        medium=appointment.medium,
    )
    every = check_time(plans.fitting(wanted, [appointment.centre], since=at.date()), starts_at, at)
    keys = keys_in(appointment)
    one_act_of(keys)
    old_day = (appointment.schedule_id, appointment.day)
    days = days_of(every, starts_at) | {old_day}
    days.update(days_to_offer(appointment.centre_id, appointment.day))
    lock(days, at)
    found = _locked(appointment.pk, "move", at, sequence)
    if (found.schedule_id, found.day) != old_day:
        raise errors.changed_meanwhile()
    if found.starts_at == starts_at and found.displaced_at is None:
        return found  # it has that time already, and nobody needs to be told so
    if found.moves >= policy.MOST_MOVES:
        raise errors.too_many_moves()
    if found.moves >= policy.FREE_MOVES and found.displaced_at is None:
        once_more("book", asker=asker, holder=None, at=at)
    from_at = found.starts_at
    _step_aside(found)
    placed = place(every, starts_at)
    for column, value in placed.columns.items():
        setattr(found, column, value)
    found.state, found.displaced_at = State.BOOKED, None
    found.moves, found.sequence = found.moves + 1, found.sequence + 1
    found.edition += 1
    found.code = code_for(found)
    found.confirm_by = confirm_by(found, keys, at)
    save(found, at=at, by=by)
    if found.visitor is not None:
        people.keep_visitor(found.visitor, until=found.ends_at + KEPT_AFTER, at=at, by=by)
    for schedule, day in days:
        sheets.draw(schedule, day)
    record(
        found,
        AppointmentMoved(from_at=from_at.isoformat(), starts_at=found.starts_at.isoformat()),
        at=at,
        by=by,
    )
    telling.moved(found, at=at, by=by)
    offer_free_times(centre=found.centre_id, day=old_day[1], at=at)
    return found


@transaction.atomic
def cancel(
    appointment: Appointment, *, sequence: int | None = None, at: datetime, by: str
) -> Appointment:
    """Cancel an appointment; its time is free at once. Refuses as `move` does."""
    days = {(appointment.schedule_id, appointment.day)}
    days.update(days_to_offer(appointment.centre_id, appointment.day))
    lock(days, at)
    found = _locked(appointment.pk, "cancel", at, sequence)
    if (found.schedule_id, found.day) != (appointment.schedule_id, appointment.day):
        raise errors.changed_meanwhile()
    found.state, found.ended_at, found.sequence = State.CANCELLED, at, found.sequence + 1
    found.keys.all().delete()  # no rule asks for them any more, nor for the network
    found.asker = ""
    save(found, at=at, by=by)
    sheets.draw(found.schedule_id, found.day)
    record(found, AppointmentCancelled(starts_at=found.starts_at.isoformat()), at=at, by=by)
    telling.cancelled(found, at=at, by=by)
    offer_free_times(centre=found.centre_id, day=found.day, at=at)
    return found


@transaction.atomic
def confirm(appointment: Appointment, *, at: datetime, by: str) -> Appointment:
    """The person says they will come; to say it twice changes nothing. Refuses an appointment that is over."""
    found = locked_row(appointment.pk)
    if not found.may("confirm"):
        raise errors.not_now(found.get_state_display())
    if found.confirmed_at is None:
        found.confirmed_at, found.sequence = at, found.sequence + 1
        save(found, at=at, by=by)
        record(found, AppointmentConfirmed(), at=at, by=by)
        telling.confirmed(found, at=at, by=by)
    return found


def _locked(number: int, act: str, at: datetime, sequence: int | None) -> Appointment:
    """The appointment, if it may be changed now, by whoever sees its present version."""
    found = locked_row(number)
    if sequence is not None and sequence != found.sequence:
        raise errors.changed_meanwhile()
    if not found.may(act):
        raise errors.not_now(found.get_state_display())
    if not queries.may_change(found, at):
        raise errors.too_late_to_cancel()
    return found


def _step_aside(found: Appointment) -> None:
    """Its own old time does not stand in its way; nobody sees this, it ends with the transaction."""
    Appointment.objects.filter(pk=found.pk).update(state=State.CANCELLED)
