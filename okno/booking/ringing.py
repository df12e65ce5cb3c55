"""How many calls one phone gets of which no colleague has heard: it may be a stranger's."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

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


def may_ring(phone: str, *, asker: str, at: datetime) -> bool:
    """Whether one more call may be booked for this phone from the network `asker`: those of a week in vain, those in line
    and those to come that were booked from there are fewer than `policy.MOST_CALLS`.

    What a stranger books elsewhere for some later day is in nobody's way, as of any appointment.
    """
    key, since = people.person_key(phone, "booking"), at - policy.UNANSWERED_FOR
    calls = Appointment.objects.filter(keys__key=key, schedule__medium=policy.Medium.PHONE)
    live = calls.filter(Q(state=State.ARRIVED) | Q(state=State.BOOKED, asker=asker))
    so_many = live.exclude(
        via__in=_ARRANGED
    ).count()  # first: what ends meanwhile counts twice, not never
    return (
        so_many + UnansweredCall.objects.filter(key=key, at__gt=since).count() < policy.MOST_CALLS
    )
