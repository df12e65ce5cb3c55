"""The plan of one centre's day: when it is open, who comes, who serves. Drawn from the profile, or replayed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from okno.catalog import queries as catalog
from okno.catalog.models import Way
from okno.network import queries as network
from okno.network.models import Centre
from okno.planning import profile as profiles
from okno.planning import replay, roster
from okno.planning.profile import Arrival, OfferedService
from okno.planning.replay import LoggedTicket
from okno.planning.roster import Shift

KEPT_FREE = 3  # counters and operators left for people who want to sit down themselves
_POPULAR = 3.0
_HOUR = timedelta(hours=1)


class CannotPlay(ValueError):
    """The day can't be played; the message says why and what would do."""


@dataclass(frozen=True)
class Wishes:
    """What was asked of a day: None leaves it to the profile.

    A lively day fills the centre's counters and always has a short line to look at.
    """

    seed: int = 1
    visits: float | None = None
    counters: int | None = None
    opens: time | None = None
    closes: time | None = None
    is_lively: bool = False
    log: Path | None = None
    office: str = ""
    logged_on: date | None = None


@dataclass(frozen=True)
class Plan:
    """One centre's day.

    The first `kept_free` counters are left for people; `logged` are the real tickets of a replayed day.
    """

    centre: Centre
    on: date
    opens: datetime
    closes: datetime
    arrivals: list[Arrival]
    shifts: list[Shift]
    services: list[OfferedService]
    kept_free: int
    is_lively: bool = False
    logged: list[LoggedTicket] = field(default_factory=list)

    @property
    def standard(self) -> timedelta:
        """Within which the centre promises to call."""
        return timedelta(minutes=self.centre.standard_minutes)

    def rng(self, purpose: str, seed: int) -> Random:
        """Chance for one purpose on this day here, the same for the same seed."""
        return _rng(seed, self.centre, self.on, purpose)


def make(centre: Centre, on: date, wishes: Wishes) -> Plan:
    """The plan for this centre and day. Refuses (CannotPlay, LogError) what cannot be played."""
    services = services_of(centre)
    if not services:
        raise CannotPlay(f"{centre.slug} gives no service")
    if not centre.counters.exists():
        raise CannotPlay(f"{centre.slug} has no counters")
    opens, closes = _hours(centre, on, wishes)
    return (_replayed if wishes.log else _drawn)(centre, on, opens, closes, services, wishes)


def services_of(centre: Centre) -> list[OfferedService]:
    """What a centre gives to whoever just comes, as the profile draws from it."""
    return [
        OfferedService(
            slug=service.slug,
            minutes={
                str(purpose): service.typical(purpose).total_seconds() / 60
                for purpose in service.purposes
            },
            themes=tuple(service.skills),
            weight=_POPULAR if service.is_popular else 1.0,
        )
        for service in catalog.offered_at(centre)
        if Way.WALK_IN in service.ways  # type: ignore[attr-defined]
    ]


def _hours(centre: Centre, on: date, wishes: Wishes) -> tuple[datetime, datetime]:
    """The centre's hours on that day, narrowed to those wished."""
    intervals = network.patterns([centre], since=on)[centre.pk].intervals(on)
    if not intervals:
        raise CannotPlay(f"{centre.slug} is closed on {on}; choose another --date")
    opens, closes = intervals[0][0], intervals[-1][1]
    if wishes.opens:
        opens = max(opens, datetime.combine(on, wishes.opens, opens.tzinfo))
    if wishes.closes:
        closes = min(closes, datetime.combine(on, wishes.closes, opens.tzinfo))
    if closes <= opens:
        raise CannotPlay(f"{centre.slug} is not open between these hours on {on}")
    return opens, closes


def _drawn(
    centre: Centre,
    on: date,
    opens: datetime,
    closes: datetime,
    services: list[OfferedService],
    wishes: Wishes,
) -> Plan:
    fitted = profiles.load()
    whole = _hours(centre, on, Wishes())
    work = profiles.mean_work(fitted, services)
    counters = centre.counters.count()
    free = _kept_free(counters)
    share = _share(fitted, whole, (opens, closes))
    if wishes.visits is not None:
        visits = wishes.visits / share  # of the whole day, so that so many fall into these hours
    else:
        # What a large centre could take in by its published size may be more than its counters can serve.
        shares = profiles.expected_arrivals(fitted, *whole, 1.0)
        visits = roster.visits_for(shares, work, counters - free)
        if not wishes.is_lively:
            usual = profiles.usual_visits(fitted, str(centre.kind), counters)
            level = _rng(wishes.seed, centre, on, "level")
            visits = min(visits, profiles.draw_visits(fitted, level, on, usual))
    arrivals = profiles.draw_day(
        fitted, _rng(wishes.seed, centre, on, "visitors"), *whole, visits, services
    )
    expected = profiles.expected_arrivals(fitted, *whole, visits)
    wanted = [(at, number) for at, number in roster.wanted(expected, work) if opens <= at < closes]
    return Plan(
        centre,
        on,
        opens,
        closes,
        [arrival for arrival in arrivals if opens <= arrival.at < closes],
        _shifts(wanted, closes, counters - free, wishes, _rng(wishes.seed, centre, on, "shifts")),
        services,
        free,
        wishes.is_lively,
    )


def _share(
    fitted: profiles.Profile, whole: tuple[datetime, datetime], part: tuple[datetime, datetime]
) -> float:
    """The share of a whole day's visits that comes in a part of it."""
    expected = profiles.expected_arrivals(fitted, *whole, 1.0)
    return sum(n for at, n in expected if part[0] <= at < part[1]) or 1.0


def _replayed(
    centre: Centre,
    on: date,
    opens: datetime,
    closes: datetime,
    services: list[OfferedService],
    wishes: Wishes,
) -> Plan:
    """The log's visitors at the log's times of day; served by as many counters as had windows open."""
    assert wishes.log is not None
    assert wishes.logged_on is not None
    logged = replay.on_day(
        replay.read_log(wishes.log, wishes.office, wishes.logged_on), on, ZoneInfo(centre.zone)
    )
    logged = [ticket for ticket in logged if ticket.issued_at < closes]
    if not logged:
        raise CannotPlay("nobody in the log came between these hours")
    # The log's office opened when its first visitor came and closed when its last one had.
    first = logged[0].issued_at.replace(minute=0, second=0, microsecond=0)
    last = logged[-1].issued_at.replace(minute=0, second=0, microsecond=0) + _HOUR
    opens, closes = max(opens, first), min(closes, last)
    mapping = replay.map_services({ticket.queue for ticket in logged}, services)
    drawer = profiles.VisitorDrawer(
        profiles.load(), _rng(wishes.seed, centre, on, "visitors"), services, (opens, closes)
    )
    minutes = {service.slug: service.minutes for service in services}
    arrivals = [
        replace(arrival, at=max(arrival.at, opens))
        for arrival in replay.at_pace(
            replay.as_arrivals(logged, mapping, drawer),
            logged,
            replay.pace(logged),
            lambda slug, purpose: timedelta(minutes=minutes[slug][purpose]),
        )
    ]
    wanted = [(opens, windows_of(logged))]
    return Plan(
        centre,
        on,
        opens,
        closes,
        arrivals,
        _shifts(
            wanted, closes, centre.counters.count(), wishes, _rng(wishes.seed, centre, on, "shifts")
        ),
        services,
        kept_free=0,
        logged=logged,
    )


def windows_of(logged: Sequence[LoggedTicket]) -> int:
    """How many windows the logged office had: the most each queue was seen called at, added up.

    A window that calls several queues is counted for each of them: more than there really were.
    """
    most: Counter[str] = Counter()
    for ticket in logged:
        most[ticket.queue] = max(most[ticket.queue], ticket.windows_at_call)
    return max(1, most.total())


def _shifts(
    wanted: list[tuple[datetime, int]], closes: datetime, most: int, wishes: Wishes, rng: Random
) -> list[Shift]:
    if wishes.counters is not None:
        wanted = [(wanted[0][0], wishes.counters)]
    return roster.shifts(wanted, closes, most, rng)


def _kept_free(counters: int) -> int:
    return min(KEPT_FREE, max(0, counters - 2))


def _rng(seed: int, centre: Centre, on: date, purpose: str) -> Random:
    return Random(f"{seed} {centre.slug} {on} {purpose}")  # noqa: S311 - a day, not a secret
