"""How full the halls are: who waits there, how many counters serve, how long a newcomer waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum

from okno.queue import policy
from okno.queue.models import CounterSession, State, Ticket

IN_HALL = Q(medium=policy.Medium.HERE)  # whoever is rung up or met by video stands nowhere


@dataclass(frozen=True)
class Load:
    """A centre now, as a visitor understands it: people waiting in the hall, counters serving, wait for a newcomer."""

    waiting: int
    serving: int
    wait: timedelta
    longest: timedelta


NOTHING = Load(0, 0, timedelta(0), timedelta(0))


def load_now(centre: int, at: datetime) -> Load:
    """The load of one centre."""
    return loads_now(at, [centre]).get(centre, NOTHING)


def loads_now(at: datetime, centres: list[int] | None = None) -> dict[int, Load]:
    """The load of every centre with anybody in it (or of `centres`), in two statements. Whom we ring up or meet by
    video is nobody in the hall, and work for its counters.
    """
    within = Q() if centres is None else Q(centre_id__in=centres)
    counters = dict(
        CounterSession.objects.filter(within, closed_at=None, paused_at=None)
        .values_list("centre_id")
        .annotate(Count("id"))
    )
    lines = {
        row["centre_id"]: row
        for row in Ticket.objects.filter(within, state=State.WAITING)
        .values("centre_id")
        .annotate(
            n=Count("id", filter=IN_HALL),
            work=Sum("typical_s"),
            since=Min("waiting_since", filter=IN_HALL),
        )
    }
    return {
        centre: _load(lines.get(centre), counters.get(centre, 0), at)
        for centre in lines.keys() | counters.keys()
    }


def _load(line: Mapping[str, Any] | None, counters: int, at: datetime) -> Load:
    if line is None:
        return Load(0, counters, timedelta(0), timedelta(0))
    return Load(
        waiting=line["n"],
        serving=counters,
        wait=policy.expected_wait(timedelta(seconds=line["work"]), counters),
        longest=max(at - (line["since"] or at), timedelta(0)),
    )
