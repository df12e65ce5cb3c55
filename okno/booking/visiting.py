"""What belongs to an account: its visits to come and past, and its places on waiting lists."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from okno.booking.models import Appointment, State, Wish
from okno.people.models import Account, KeptVisit

_WITH = ("centre", "service", "schedule", "visitor")
_LIVE_WISHES = (Wish.State.WAITING, Wish.State.OFFERED)


@dataclass(frozen=True)
class Visits:
    """The appointments of an account: the next one first, and those that are over, the last one first."""

    to_come: list[Appointment]
    past: list[Appointment]


def visits_of(account: Account, *, at: datetime) -> Visits:
    """The visits of an account, as long as we know whose they are: its own, and those it only keeps
    (`is_own` tells them apart).
    """
    kept = KeptVisit.objects.filter(account=account).values("visitor")
    every = (
        Appointment.objects.filter(Q(visitor__account=account) | Q(visitor__in=kept))
        .exclude(state__in=(State.HELD, State.EXPIRED))
        .select_related(*_WITH)
        .order_by("starts_at", "pk")
    )
    ahead = [each for each in every if _is_ahead(each, at)]
    return Visits(ahead, [each for each in reversed(every) if not _is_ahead(each, at)])


def is_own(found: Appointment | Wish, account: Account) -> bool:
    """Whether its person is the account's: what we know of the person is for that account alone."""
    return found.visitor is not None and found.visitor.account_id == account.pk


def _is_ahead(found: Appointment, at: datetime) -> bool:
    return found.state == State.ARRIVED or (found.is_to_come and found.ends_at > at)


def wishes_of(account: Account) -> list[Wish]:
    """Where somebody waits for a time to come free."""
    waiting = Wish.objects.filter(visitor__account=account, state__in=_LIVE_WISHES)
    return list(waiting.select_related("centre", "service", "visitor"))
