"""How many calls one phone gets of which no colleague has heard: it may be a stranger's."""

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


def may_ring(phone: str, *, at: datetime) -> bool:
    """Whether one more call may be booked for this phone: those to come and those of a week in vain are fewer than
    `policy.MOST_CALLS`, so that no more than so many a week ring in vain.
    """
    key, since = people.person_key(phone, "booking"), at - policy.UNANSWERED_FOR
    in_vain = UnansweredCall.objects.filter(key=key, at__gt=since).count()
    calls = Appointment.objects.filter(keys__key=key, schedule__medium=policy.Medium.PHONE)
    live = calls.filter(state__in=(State.BOOKED, State.ARRIVED)).exclude(via__in=_ARRANGED).count()
    return in_vain + live < policy.MOST_CALLS
