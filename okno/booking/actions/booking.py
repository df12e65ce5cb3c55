"""Making an appointment of a held time; moving, confirming and cancelling it."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from okno.base import db, events, wire
from okno.booking import errors, plans, policy, queries, sheets
from okno.booking.actions.locking import lock
from okno.booking.actions.offering import days_to_offer, offer_free_times
from okno.booking.actions.placing import check_time, days_of, place
from okno.booking.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
)
from okno.booking.models import Appointment, State
from okno.catalog.models import Service
from okno.people import actions as people
from okno.people import queries as people_queries
from okno.people.models import Visitor

KEPT_AFTER = timedelta(days=30)
MOST_COMPANIONS = 4


@transaction.atomic
def book(
    held: Appointment,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    agreed: bool = False,
    companions: int = 0,
    at: datetime,
    by: str,
) -> Appointment:
    """Make an appointment of a held time, for this person, who agrees that we keep how to reach them.

    Promises a code for the door, unique in the centre and day. Refuses a hold that ran out
    (`hold_over`), what `people.meet_visitor` refuses, a person who is elsewhere at that time
    (`overlapping`) or has three appointments to come (`too_many_appointments`). After two no-shows
    within half a year the appointment asks for a word the day before; it is booked all the same.
    """
    visitor = people.meet_visitor(
        name=name,
        phone=phone,
        email=email,
        country=held.centre.district.okrug.city.country,
        language=held.language,
        agreed=agreed,
        until=held.ends_at + KEPT_AFTER,
        at=at,
        by=by,
    )
    return book_for(held, visitor=visitor, companions=companions, at=at, by=by)


@transaction.atomic
def book_for(
    held: Appointment, *, visitor: Visitor, companions: int = 0, at: datetime, by: str
) -> Appointment:
    """Make an appointment of a held time for somebody we know. Refuses as `book` does."""
    if not 0 <= companions <= MOST_COMPANIONS:
        raise errors.unknown_choice("companions")
    person = people_queries.person_key(visitor.phone or visitor.email, "booking")
    _one_act_of(person)
    _check_person(person, at)
    lock([(held.schedule_id, held.day)], plans.zone_of(held.centre), at)
    booked = _held(held.pk, at)
    booked.state, booked.person, booked.visitor = State.BOOKED, person, visitor
    booked.holder, booked.held_until, booked.booked_at = None, None, at
    booked.companions = companions
    booked.code = _code(booked)
    booked.confirm_by = _confirm_by(booked, at)
    _save(booked)
    _record(
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
    return booked


@transaction.atomic
def move(
    appointment: Appointment,
    *,
    starts_at: datetime,
    sequence: int | None = None,
    at: datetime,
    by: str,
) -> Appointment:
    """Give an appointment another time at its centre; the old one is free then, and not before.

    Refuses what `hold` refuses of a time, an appointment that is over or too near to change, one
    moved ten times, and whoever saw an older version of it (`changed_meanwhile`).
    """
    services = _services(appointment)
    wanted = queries.asked(
        services,
        purpose=appointment.purpose,
        language=appointment.language,
        needs=appointment.needs,
    )
    every = check_time(plans.fitting(wanted, [appointment.centre]), starts_at, at)
    _one_act_of(appointment.person)
    old_day = (appointment.schedule_id, appointment.day)
    days = days_of(every, starts_at) | {old_day}
    days.update(days_to_offer(appointment.centre_id, appointment.day))
    lock(days, plans.zone_of(appointment.centre), at)
    found = _locked(appointment.pk, "move", at, sequence)
    if (found.schedule_id, found.day) != old_day:
        raise errors.changed_meanwhile()
    if found.moves >= policy.MOST_MOVES:
        raise errors.too_many_moves()
    from_at = found.starts_at
    _step_aside(found)
    placed = place(every, starts_at)
    for column, value in placed.columns.items():
        setattr(found, column, value)
    found.state, found.moves, found.sequence = State.BOOKED, found.moves + 1, found.sequence + 1
    found.code = _code(found)
    found.confirm_by = _confirm_by(found, at)
    _save(found)
    if found.visitor is not None:
        people.keep_visitor(found.visitor, until=found.ends_at + KEPT_AFTER, at=at, by=by)
    for schedule, day in days:
        sheets.draw(schedule, day, placed.plan.zone)
    _record(
        found,
        AppointmentMoved(from_at=from_at.isoformat(), starts_at=found.starts_at.isoformat()),
        at=at,
        by=by,
    )
    offer_free_times(centre=found.centre_id, day=old_day[1], at=at)
    return found


@transaction.atomic
def cancel(
    appointment: Appointment, *, sequence: int | None = None, at: datetime, by: str
) -> Appointment:
    """Cancel an appointment; its time is free at once. Refuses as `move` does."""
    days = {(appointment.schedule_id, appointment.day)}
    days.update(days_to_offer(appointment.centre_id, appointment.day))
    lock(days, plans.zone_of(appointment.centre), at)
    found = _locked(appointment.pk, "cancel", at, sequence)
    found.state, found.ended_at, found.sequence = State.CANCELLED, at, found.sequence + 1
    _save(found)
    sheets.draw(found.schedule_id, found.day, plans.zone_of(found.centre))
    _record(found, AppointmentCancelled(starts_at=found.starts_at.isoformat()), at=at, by=by)
    offer_free_times(centre=found.centre_id, day=found.day, at=at)
    return found


@transaction.atomic
def confirm(appointment: Appointment, *, at: datetime, by: str) -> Appointment:
    """The person says they will come; to say it twice changes nothing. Refuses an appointment that is over."""
    found = _row(appointment.pk)
    if not found.may("confirm"):
        raise errors.not_now(found.get_state_display())
    if found.confirmed_at is None:
        found.confirmed_at, found.sequence = at, found.sequence + 1
        _save(found)
        _record(found, AppointmentConfirmed(), at=at, by=by)
    return found


# steps


def _one_act_of(person: str | None) -> None:
    """The acts of one person come one after another: two could wait for each other's times."""
    db.one_after_another(f"book {person}")


def _row(number: int) -> Appointment:
    """The row, locked until the act is over."""
    return (
        Appointment.objects.select_related("centre", "schedule", "visitor", "service")
        .select_for_update(of=("self",))
        .get(pk=number)
    )


def _held(number: int, at: datetime) -> Appointment:
    found = _row(number)
    if found.state != State.HELD or found.held_until is None or found.held_until <= at:
        raise errors.hold_over()
    return found


def _locked(number: int, act: str, at: datetime, sequence: int | None) -> Appointment:
    """The appointment, if it may be changed now, by whoever sees its present version."""
    found = _row(number)
    if sequence is not None and sequence != found.sequence:
        raise errors.changed_meanwhile()
    if not found.may(act):
        raise errors.not_now(found.get_state_display())
    if at > found.starts_at - found.schedule.cancel_until:
        raise errors.too_late_to_cancel()
    return found


def _step_aside(found: Appointment) -> None:
    """Its own old time does not stand in its way; nobody sees this, it ends with the transaction."""
    Appointment.objects.filter(pk=found.pk).update(state=State.CANCELLED)


def _save(found: Appointment) -> None:
    """Write the row; the database refuses a person who is elsewhere, and a place that is taken."""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        if "nobody_in_two_places" in str(error):
            raise errors.overlapping() from None
        raise errors.slot_taken() from None


def _check_person(person: str, at: datetime) -> None:
    to_come = Appointment.objects.filter(person=person, state=State.BOOKED, ends_at__gt=at)
    if to_come.count() >= policy.MOST_LIVE:
        raise errors.too_many_appointments(policy.MOST_LIVE)


def _confirm_by(found: Appointment, at: datetime) -> datetime | None:
    """Until when the person says that they come: the day before, if they did not come twice lately."""
    missed = Appointment.objects.filter(
        person=found.person, state=State.NO_SHOW, starts_at__gt=at - policy.REMEMBERED
    ).count()
    by_then = found.starts_at - policy.CONFIRM_BEFORE
    return by_then if policy.asks_for_a_word(missed) and by_then > at else None


def _code(found: Appointment) -> str:
    """Six digits that nobody else has in this centre on this day."""
    taken = set(
        Appointment.objects.filter(centre=found.centre_id, day=found.day)
        .exclude(pk=found.pk)
        .values_list("code", flat=True)
    )
    if found.code and found.code not in taken:
        return found.code
    while True:
        code = f"{secrets.randbelow(1_000_000):06}"
        if code not in taken:
            return code


def _services(appointment: Appointment) -> list[Service]:
    found = Service.objects.in_bulk(appointment.services)
    return [found[pk] for pk in appointment.services]


def _record(found: Appointment, fact: events.Fact, *, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=found.centre_id, subject=f"appointment:{found.pk}")
    wire.nudge(f"booking:{found.centre_id}")
