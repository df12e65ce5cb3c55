"""Which calls we make unasked: none to a phone that nobody answered again and again. It may be a stranger's."""

from collections.abc import Collection
from datetime import datetime

from okno.booking import policy
from okno.booking.models import Appointment, State, UnansweredCall, Via
from okno.people import queries as people

_ARRANGED = (Via.DESK, Via.PHONE)  # a colleague heard its person


def note(keys: Collection[str], *, at: datetime) -> None:
    """Whoever is known by these was rung up in vain."""
    UnansweredCall.objects.bulk_create(UnansweredCall(key=key, at=at) for key in keys)


def forget_old(*, at: datetime) -> int:
    """What counts for nobody any more is deleted; returns how many."""
    return UnansweredCall.objects.filter(at__lt=at - policy.UNANSWERED_FOR).delete()[0]


def is_unanswered(phone: str, at: datetime) -> bool:
    """Whether nobody answered this phone again and again within a week."""
    key, since = people.person_key(phone, "booking"), at - policy.UNANSWERED_FOR
    lately = UnansweredCall.objects.filter(key=key, at__gt=since)
    return lately.count() >= policy.MOST_UNANSWERED


def is_rung(found: Appointment, *, at: datetime) -> bool:
    """Whether its person is rung up at its time by itself; else the staff decide, who ask them or are asked: two calls
    of a week were not answered, and no colleague has booked this one. Those in line by then are rung.
    """
    if found.medium != policy.Medium.PHONE or found.via in _ARRANGED or found.visitor is None:
        return True
    return not is_unanswered(found.visitor.phone, at)


def calls_to_come(keys: Collection[str], *, at: datetime) -> list[Appointment]:
    """The calls to whoever is known by these that are still to come and that no colleague has booked."""
    theirs = Appointment.objects.filter(
        keys__key__in=keys, schedule__medium=policy.Medium.PHONE, state=State.BOOKED, ends_at__gt=at
    )
    related = theirs.select_related("centre__district__okrug", "schedule", "service", "visitor")
    return list(related.exclude(via__in=_ARRANGED).distinct())
