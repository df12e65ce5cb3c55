"""A centre closes on a day that is booked: whoever is booked is told, and keeps the right to another time."""

from datetime import datetime

from django.db import transaction

from okno.booking import displaced, telling
from okno.booking.actions.steps import locked_row, record
from okno.booking.events import AppointmentDisplaced, AppointmentStandsAgain
from okno.booking.models import Appointment


def displace_all(*, at: datetime, by: str) -> int:
    """Tell everybody whose time is none any more, once, and everybody whose time is good after all.

    Returns how many were told. To be asked again and again: hours change in many ways.
    """
    count = 0
    for each in displaced.out_of_hours(at):
        count += _displace(each.pk, at, by)
    for each in displaced.stand_again(at):
        count += _stands_again(each.pk, at, by)
    return count


@transaction.atomic
def _displace(number: int, at: datetime, by: str) -> bool:
    found = locked_row(number)
    if not found.is_to_come or found.displaced_at is not None:
        return False
    _change(found, at)
    record(found, AppointmentDisplaced(), at=at, by=by)
    telling.displaced(found, at=at, by=by)
    return True


@transaction.atomic
def _stands_again(number: int, at: datetime, by: str) -> bool:
    found = locked_row(number)
    if not found.is_to_come or found.displaced_at is None:
        return False
    _change(found, None)
    record(found, AppointmentStandsAgain(), at=at, by=by)
    telling.stands_again(found, at=at, by=by)
    return True


def _change(found: Appointment, displaced_at: datetime | None) -> None:
    found.displaced_at = displaced_at
    found.sequence, found.edition = found.sequence + 1, found.edition + 1
    found.save(update_fields=["displaced_at", "sequence", "edition"])
