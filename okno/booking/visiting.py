"""What belongs to an account: its visits to come and past, and its places on waiting lists."""

from dataclasses import dataclass
from datetime import datetime

from okno.booking.models import Appointment, State, Wish
from okno.people.models import Account

_WITH = ("centre", "service", "visitor")
_LIVE_WISHES = (Wish.State.WAITING, Wish.State.OFFERED)


@dataclass(frozen=True)
class Visits:
    """The appointments of an account: the next one first, and those that are over, the last one first."""

    to_come: list[Appointment]
    past: list[Appointment]


def visits_of(account: Account, *, at: datetime) -> Visits:
    """The visits of an account, as long as we know whose they are."""
    every = (
        Appointment.objects.filter(visitor__account=account)
        .exclude(state__in=(State.HELD, State.EXPIRED))
        .select_related(*_WITH)
        .order_by("starts_at", "pk")
    )
    ahead = [each for each in every if _is_ahead(each, at)]
    return Visits(ahead, [each for each in reversed(every) if not _is_ahead(each, at)])


def _is_ahead(found: Appointment, at: datetime) -> bool:
    return found.state == State.ARRIVED or (found.is_to_come and found.ends_at > at)


def wishes_of(account: Account) -> list[Wish]:
    """Where somebody waits for a time to come free."""
    waiting = Wish.objects.filter(visitor__account=account, state__in=_LIVE_WISHES)
    return list(waiting.select_related("centre", "service", "visitor"))
