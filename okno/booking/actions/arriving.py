"""Coming, being served, or not coming."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from okno.booking import policy, queries, ringing, telling
from okno.booking.actions.steps import locked_row, record
from okno.booking.events import (
    AppointmentFulfilled,
    AppointmentMissed,
    AppointmentUnkept,
    VisitorArrived,
    VisitorCameBack,
)
from okno.booking.models import Appointment, PersonKey, State
from okno.people import queries as people
from okno.people.models import Visitor


@transaction.atomic
def arrive(appointment: Appointment, *, centre: int, at: datetime, by: str) -> Appointment:
    """Somebody with an appointment is here, or its time by phone or video has come. How the hall ranks them is the hall's affair.

    Refuses what `queries.may_arrive` refuses.
    """
    found = locked_row(appointment.pk)
    queries.may_arrive(found, centre=centre, at=at)
    return _arrived(found, at=at, by=by)


@transaction.atomic
def arrive_instead(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Whoever may not arrive by the appointment is served all the same, too early or too late: they have come. Nothing
    when it is over otherwise, or they have come already.
    """
    found = locked_row(appointment.pk)
    if found.may("arrive"):
        _arrived(found, at=at, by=by)


def _arrived(found: Appointment, *, at: datetime, by: str) -> Appointment:
    found.sequence += int(found.state == State.UNKEPT)  # it was off in their calendar
    found.state, found.arrived_at, found.asker = State.ARRIVED, at, ""
    found.save(update_fields=["state", "arrived_at", "asker", "sequence"])
    found.keys.update(is_to_come=False)
    late_min = round((at - found.starts_at) / timedelta(minutes=1))
    record(found, VisitorArrived(late_min=late_min), at=at, by=by)
    return found


@transaction.atomic
def come_back(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Whoever was held to have gone is in line again: they have come, as before. Nothing for whoever has not gone."""
    gone = Appointment.objects.filter(pk=appointment.pk, state=State.NO_SHOW)
    if gone.update(state=State.ARRIVED, ended_at=None):
        record(appointment, VisitorCameBack(), at=at, by=by)


@transaction.atomic
def fulfil(appointment: Appointment, *, at: datetime, by: str) -> None:
    """The visit of somebody who came is over; nothing when it is already."""
    if _change(appointment, State.ARRIVED, State.FULFILLED, ended_at=at):
        record(appointment, AppointmentFulfilled(), at=at, by=by)


@transaction.atomic
def leave_early(appointment: Appointment, *, was_rung: bool = False, at: datetime, by: str) -> None:
    """Whoever came went before being served: the day ends as if they had not come. Whoever went while their phone rang
    was rung up in vain.
    """
    keys = _keys_of(appointment) if was_rung else []
    if _missed(appointment, at=at, by=by):
        ringing.note(keys, at=at)


@transaction.atomic
def not_reach(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Whoever was to be rung up or met by video did not answer: as if they had not come, and they are told."""
    keys = _keys_of(appointment) if appointment.medium == policy.Medium.PHONE else []
    if _missed(appointment, at=at, by=by):
        ringing.note(keys, at=at)
        telling.not_reached(appointment, at=at, by=by)


@transaction.atomic
def let_down(appointment: Appointment, *, at: datetime, by: str) -> None:
    """The day ended while somebody who came was still waiting: it is held against nobody. They may come again that
    day by the same phone; in their calendar it is off. Nothing when it is over already.
    """
    if _change(appointment, State.ARRIVED, State.UNKEPT, ended_at=at):
        record(appointment, AppointmentUnkept(), at=at, by=by)


@transaction.atomic
def miss_all(*, at: datetime, by: str) -> int:
    """Whoever may not come any more has not come; returns how many. To be asked again and again.

    Where the centre was closed then, or had to ring or meet by video and did not, it is the centre that did not keep
    the time: nobody has missed it.
    """
    still_to_come = Appointment.objects.filter(state=State.BOOKED, starts_at__lt=at)
    late = still_to_come.alias(until=F("starts_at") + F("schedule__late")).filter(until__lt=at)
    over = list(late.select_related("schedule").order_by("pk"))
    for each in over:
        _end_unseen(each, at=at, by=by)
    return len(over)


@transaction.atomic
def forget_keys(*, at: datetime) -> int:
    """Whoever did not come so long ago that no rule asks for it is not known again, nor is whom the centre let down
    once they may come no more, nor who was rung up in vain a week ago; returns how many keys went.

    Nothing happened to anybody, so that nothing is in the journal.
    """
    long_ago = Q(appointment__state=State.NO_SHOW, appointment__ended_at__lt=at - policy.REMEMBERED)
    until = F("appointment__starts_at") + F("appointment__schedule__late")
    over = long_ago | Q(appointment__state=State.UNKEPT, until__lt=at)
    gone = PersonKey.objects.alias(until=until).filter(over).delete()[0]
    return gone + ringing.forget_old(at=at)


def _keys_of(appointment: Appointment) -> list[str]:
    """By what its phone is known: of whoever is forgotten already, all that is left until it ends."""
    known = Visitor.objects.filter(appointments=appointment).first()
    if known is not None:
        return [people.person_key(known.phone, "booking")]
    return list(appointment.keys.values_list("key", flat=True))


def _missed(appointment: Appointment, *, at: datetime, by: str) -> bool:
    missed = _change(appointment, State.ARRIVED, State.NO_SHOW, ended_at=at)
    if missed:
        record(appointment, AppointmentMissed(), at=at, by=by)
    return missed


def _end_unseen(found: Appointment, *, at: datetime, by: str) -> None:
    if found.displaced_at is None and not found.is_remote:
        if _change(found, State.BOOKED, State.NO_SHOW, ended_at=at):
            record(found, AppointmentMissed(), at=at, by=by)
    elif _change(found, State.BOOKED, State.UNKEPT, ended_at=at):
        found.keys.all().delete()  # they may come no more
        record(found, AppointmentUnkept(), at=at, by=by)


def _change(appointment: Appointment, old: State, new: State, *, ended_at: datetime) -> bool:
    """The person stays known by their keys only if they did not come, or in vain, and have not been forgotten
    meanwhile; the network no longer. What the centre did not keep is off, and a calendar takes that only with a
    higher number (RFC 5545, 3.8.7.4).
    """
    found = Appointment.objects.filter(pk=appointment.pk, state=old)
    sequence = F("sequence") + int(new == State.UNKEPT)
    if not found.update(state=new, ended_at=ended_at, asker="", sequence=sequence):
        return False
    keys = PersonKey.objects.filter(appointment=appointment.pk)
    gone = keys if new == State.FULFILLED else keys.filter(appointment__visitor=None)
    gone.delete()
    keys.update(is_to_come=False)
    return True
