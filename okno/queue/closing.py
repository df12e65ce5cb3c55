"""A centre, or a service of it, closes with people inside: who they are, and until when they are served."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count

from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import policy
from okno.queue.models import CounterSession, State, Ticket


@dataclass(frozen=True)
class Inside:
    """People in a centre now: those who wait in line, and those at a counter or on hold. `far` are those who are not
    there: whoever is rung up or met by video, or is about to be.
    """

    waiting: int = 0
    others: int = 0
    far: int = 0

    @property
    def anybody(self) -> bool:
        """Whether there is anybody to think of."""
        return self.waiting + self.others + self.far > 0

    def __add__(self, other: "Inside") -> "Inside":
        return Inside(
            self.waiting + other.waiting, self.others + other.others, self.far + other.far
        )


def inside_now(centre: int) -> dict[int, Inside]:
    """Who is in a centre now, by the service (its id) they wait for or are served in."""
    rows = (
        Ticket.objects.filter(centre_id=centre, state__in=policy.LIVE)
        .order_by()
        .values_list("service_id", "state", "medium")
        .annotate(Count("id"))
    )
    found: dict[int, Inside] = {}
    for service, state, medium, people in rows:
        if medium in policy.REMOTE:
            more = Inside(far=people)
        elif state == State.WAITING:
            more = Inside(waiting=people)
        else:
            more = Inside(others=people)
        found[service] = found.get(service, Inside()) + more
    return found


def counters_giving(centre: int, service: int) -> int:
    """How many counters with somebody at them call people for a service (its id), those on a pause too."""
    return CounterSession.objects.filter(
        centre_id=centre, closed_at=None, services__contains=[service]
    ).count()


def day_ends_at(centre: Centre, at: datetime) -> datetime:
    """When the centre's day ends by itself: `at` when that is now, as far as its hours are known now.

    As the job has it (`close_days`): once the centre and all its services have been closed for half
    an hour, and none opens within the next hour. Then every ticket and counter is closed.
    """
    today = at.astimezone(ZoneInfo(centre.zone)).date()
    spans = network.open_spans([centre], at)[centre.pk]
    work = [policy.work_of(*span) for span in spans if span[0].date() <= today]
    end = at
    while later := [until for since, until in work if since <= end < until]:
        end = max(later)
    return end
