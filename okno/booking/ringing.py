"""Which calls we make unasked: none to a phone that nobody answered again and again. It may be a stranger's."""

from datetime import datetime

from django.db.models import QuerySet

from okno.booking import policy
from okno.booking.models import Appointment, State, Via
from okno.people import queries as people

_ARRANGED = (Via.DESK, Via.PHONE)  # a colleague heard its person


def unanswered(phone: str, at: datetime) -> QuerySet[Appointment]:
    """The calls to this phone of the last week that nobody answered."""
    return _lately(phone, at).filter(state=State.NO_SHOW, is_unanswered=True)


def is_rung(found: Appointment, *, at: datetime) -> bool:
    """Whether its person is rung up at its time by itself; else the staff decide, who ask them or are asked: two calls
    of a week were not answered, and no colleague has booked this one.
    """
    if not _is_limited(found):
        return True
    return unanswered(_phone(found), at).count() < policy.MOST_UNANSWERED


def may_ring(found: Appointment, *, at: datetime) -> bool:
    """Whether the call may be in line now: a call in line for the same phone counts as one in vain until it is answered,
    so that of many booked beforehand no more than two ring before that is known.
    """
    if not _is_limited(found):
        return True
    in_line = _lately(_phone(found), at).filter(state=State.ARRIVED)
    return unanswered(_phone(found), at).count() + in_line.count() < policy.MOST_UNANSWERED


def calls_to_come(found: Appointment, *, at: datetime) -> list[Appointment]:
    """The other calls to the same phone that are still to come and that no colleague has booked."""
    theirs = _calls(_phone(found)).filter(state=State.BOOKED, ends_at__gt=at)
    other = theirs.exclude(via__in=_ARRANGED).exclude(pk=found.pk)
    return list(other.select_related("centre__district__okrug", "schedule", "service", "visitor"))


def _is_limited(found: Appointment) -> bool:
    return found.medium == policy.Medium.PHONE and found.via not in _ARRANGED


def _lately(phone: str, at: datetime) -> QuerySet[Appointment]:
    return _calls(phone).filter(starts_at__gt=at - policy.UNANSWERED_FOR)


def _calls(phone: str) -> QuerySet[Appointment]:
    key = people.person_key(phone, "booking") if phone else ""
    return Appointment.objects.filter(keys__key=key, schedule__medium=policy.Medium.PHONE)


def _phone(found: Appointment) -> str:
    return found.visitor.phone if found.visitor else ""
