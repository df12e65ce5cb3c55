"""What the manager's hall shows: counters, the line, what needs a look, the day beside the usual one."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.base import clock
from okno.catalog.models import Service
from okno.front.office import charts
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as queue
from okno.queue.models import Ticket

AMBER = timedelta(minutes=10)
_BROKEN_SHOWN = 6
_TONES = ("plain", "soon", "danger")  # the worst last


@dataclass(frozen=True)
class Waiting:
    """A person in line: a dot of the plan."""

    ticket: Ticket
    waited: timedelta
    tone: str


@dataclass(frozen=True)
class Group:
    """Those who wait for one service in one language, in the hall or to be reached by phone or video (`medium`, in
    words), and whether anybody at the counters can help them.
    """

    service: Service
    language: str
    medium: str
    n: int
    longest: timedelta
    tone: str
    nobody: bool
    nobody_speaks: bool


@dataclass(frozen=True)
class Concern:
    """Something the manager should look at now."""

    kind: str
    words: str


def shown(centre: Centre) -> dict[str, Any]:
    """Everything of the part that changes."""
    at, zone = clock.now(), ZoneInfo(centre.zone)
    today = at.astimezone(zone).date()
    standard = timedelta(minutes=centre.standard_minutes)
    line = [_waiting(ticket, at, standard) for ticket in queue.waiting_in(centre.pk)]
    in_hall = [each for each in line if not each.ticket.is_remote]
    counters = queue.hall_now(centre.pk)
    groups = _groups(line, counters)
    day, usual = queue.day_so_far(centre.pk, today), queue.usual_by_now(centre.pk, at)
    minutes = [seconds / 60 for _at, seconds in day.waits]
    broken = list(
        Ticket.objects.filter(centre=centre, day=today)
        .exclude(promise_broken_at=None)
        .order_by("-promise_broken_at")[:_BROKEN_SHOWN]
    )
    return {
        "centre": centre,
        "zone": zone,
        "topic": f"hall:{centre.pk}",
        "key": secrets.token_hex(12),
        "counters": counters,
        "line": line,
        "in_hall": len(in_hall),
        "groups": groups,
        "concerns": list(_concerns(line, counters, groups)),
        "longest": max((each.waited for each in in_hall), default=timedelta(0)),
        "worst": max((each.tone for each in in_hall), key=_TONES.index, default="plain"),
        "day": day,
        "usual": usual,
        "usual_minutes": usual.wait / 60,
        "mean": sum(minutes) / len(minutes) if minutes else 0.0,
        "p90": charts.p90(minutes),
        "kept": 100 * (1 - day.broken / day.promised) if day.promised else 100.0,
        "rating": sum(day.ratings) / len(day.ratings) if day.ratings else None,
        "broken": broken,
        "more_broken": max(0, day.broken - len(broken)),
        **_charts(centre, day, usual, at, zone, standard),
    }


def tone(waited: timedelta, standard: timedelta) -> str:
    """How a wait stands to the promise: danger past it, soon from ten minutes on, else plain."""
    if waited > standard:
        return "danger"
    return "soon" if waited > min(AMBER, standard * 2 / 3) else "plain"


def _waiting(ticket: Ticket, at: datetime, standard: timedelta) -> Waiting:
    """The promise to somebody who booked runs from their time, however early they came."""
    waited = max(at - ticket.waiting_since, timedelta(0))
    return Waiting(ticket, waited, tone(at - (ticket.promise_due_at - standard), standard))


def _groups(line: list[Waiting], counters: list[queue.CounterNow]) -> list[Group]:
    """The line by service and language, longest wait first."""
    sessions = [each.session for each in counters if each.session and each.session.is_open]
    found: defaultdict[tuple[int, str, str], list[Waiting]] = defaultdict(list)
    for each in line:
        found[each.ticket.service_id, each.ticket.language, each.ticket.medium].append(each)
    groups = []
    for (service, language, _medium), people in found.items():
        first = max(people, key=lambda each: each.waited)
        groups.append(
            Group(
                service=first.ticket.service,
                language=language if language != "ru" else "",
                medium=first.ticket.get_medium_display() if first.ticket.is_remote else "",
                n=len(people),
                longest=first.waited,
                tone=max((each.tone for each in people), key=_TONES.index),
                nobody=not any(service in session.services for session in sessions),
                nobody_speaks=not any(language in session.languages for session in sessions),
            )
        )
    return sorted(groups, key=lambda group: group.longest, reverse=True)


def _concerns(
    line: list[Waiting], counters: list[queue.CounterNow], groups: list[Group]
) -> Iterator[Concern]:
    """What needs a look, the worst first."""
    for each in counters:
        if each.session and each.session.help_at:
            yield Concern("danger", _("Counter %(n)d asks for help.") % {"n": each.number})
    if late := sum(each.tone == "danger" for each in line):
        yield Concern(
            "danger",
            ngettext(
                "%(n)d person waits longer than promised.",
                "%(n)d people wait longer than promised.",
                late,
            )
            % {"n": late},
        )
    for group in groups:
        if group.nobody:
            words = _("No open counter gives “%(service)s”.")
            yield Concern("danger", words % {"service": group.service.short_name})
    if soon := sum(each.tone == "soon" for each in line):
        yield Concern(
            "warning",
            ngettext(
                "%(n)d person will soon have waited longer than promised.",
                "%(n)d people will soon have waited longer than promised.",
                soon,
            )
            % {"n": soon},
        )


def _charts(
    centre: Centre,
    day: queue.DaySoFar,
    usual: queue.Usual,
    at: datetime,
    zone: ZoneInfo,
    standard: timedelta,
) -> dict[str, charts.Chart | None]:
    today = at.astimezone(zone).date()
    hours = network.patterns([centre], since=today)[centre.pk].intervals(today)
    if not hours:
        return {"came": None, "waited": None}
    opens, closes = hours[0][0], hours[-1][1]
    return {
        "came": charts.arrivals(
            day.arrivals, usual.arrivals, opens=opens, closes=closes, zone=zone
        ),
        "waited": charts.waits(day.waits, opens=opens, closes=closes, zone=zone, standard=standard),
    }
