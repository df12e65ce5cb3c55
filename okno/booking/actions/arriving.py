"""Coming, being served, or not coming."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, timezone

from okno.booking import errors
from okno.booking.actions.steps import locked_row, record
from okno.booking.events import AppointmentFulfilled, AppointmentMissed, VisitorArrived
from okno.booking.models import Appointment, State


@transaction.atomic
def arrive(appointment: Appointment, *, centre: int, at: datetime, by: str) -> Appointment:
    """Somebody with an appointment is here. How the hall ranks them is the hall's affair.

    Refuses what `check_arrival` refuses.
    """
    found = locked_row(appointment.pk)
    check_arrival(found, centre=centre, at=at)
    found.state, found.arrived_at = State.ARRIVED, at
    found.save(update_fields=["state", "arrived_at"])
    late_min = round((at - found.starts_at) / timedelta(minutes=1))
    record(found, VisitorArrived(late_min=late_min), at=at, by=by)
    return found


def check_arrival(found: Appointment, *, centre: int, at: datetime) -> None:
    """Says before anything is asked of the person whether they may check in here and now.

    Refuses another centre (`another_centre`), another day, a time too early or too late by the
    schedule's settings, and an appointment that is over: whoever is refused may still take a ticket.
    """
    zone = ZoneInfo(found.centre.zone)
    if found.centre_id != centre:
        raise errors.another_centre(str(found.centre))
    if not found.may("arrive"):
        raise errors.not_now(found.get_state_display())
    if found.day != at.astimezone(zone).date():
        raise errors.another_day(formats.date_format(found.day, "j E"))
    opens = found.starts_at - found.schedule.early
    if at < opens:
        raise errors.too_early(formats.time_format(timezone.localtime(opens, zone), "H:i"))
    if at > found.starts_at + found.schedule.late:
        raise errors.too_late()


@transaction.atomic
def fulfil(appointment: Appointment, *, at: datetime, by: str) -> None:
    """The visit of somebody who came is over; nothing when it is already."""
    if _change(appointment, State.ARRIVED, State.FULFILLED, ended_at=at):
        record(appointment, AppointmentFulfilled(), at=at, by=by)


@transaction.atomic
def leave_early(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Whoever came went before being served: the day ends as if they had not come."""
    if _change(appointment, State.ARRIVED, State.NO_SHOW, ended_at=at):
        record(appointment, AppointmentMissed(), at=at, by=by)


@transaction.atomic
def miss_all(*, at: datetime, by: str) -> int:
    """Whoever may not come any more has not come; returns how many. To be asked again and again."""
    over = [
        each
        for each in Appointment.objects.filter(state=State.BOOKED, starts_at__lt=at).select_related(
            "schedule"
        )
        if at > each.starts_at + each.schedule.late
    ]
    for each in over:
        if _change(each, State.BOOKED, State.NO_SHOW, ended_at=at):
            record(each, AppointmentMissed(), at=at, by=by)
    return len(over)


def _change(appointment: Appointment, old: State, new: State, *, ended_at: datetime) -> int:
    return Appointment.objects.filter(pk=appointment.pk, state=old).update(
        state=new, ended_at=ended_at
    )
