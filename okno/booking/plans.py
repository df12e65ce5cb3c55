"""Schedules as a search reads them, and the days they make: weeks, hours, closures and blocked times in cells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from okno.booking import grid
from okno.booking.grid import Open, Stretch, Wanted
from okno.booking.meeting import are_there_rooms
from okno.booking.models import Blocked, Need, Schedule, ServiceRule, WeekRow
from okno.booking.policy import Medium
from okno.network import queries as network
from okno.network.models import Centre

Row = tuple[time, time, int, bool]


@dataclass(frozen=True)
class Asked:
    """What is looked for: services (ids, in order) of one visit, how long they take, and for whom."""

    services: tuple[int, ...]
    slugs: tuple[str, ...]
    length: timedelta
    language: str
    needs: frozenset[str] = frozenset()
    medium: str = Medium.HERE


@dataclass
class Plan:
    """One schedule with its week, its exceptions and the hours of what is asked there."""

    schedule: Schedule
    zone: ZoneInfo
    wanted: Wanted
    hours: list[network.Pattern]
    week: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    blocked: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    quiet_only: bool = False

    @property
    def step(self) -> int:
        """The grid of its starts, in cells."""
        return max(1, grid.cells(self.schedule.step))

    def day(self, day: date) -> Open:
        """What of a local day may be booked."""
        found = self._opened(day)
        for starts_at, ends_at, counters in self.blocked:
            start, end = cell(starts_at, day, self.zone), cell(ends_at, day, self.zone, up=True)
            if start < grid.CELLS and end > 0:
                found = [part for each in found for part in _without(each, start, end, counters)]
        return grid.opened(tuple(found), self.schedule.share)

    def has_room(self, day: date, at: datetime) -> bool:
        """Whether the visit still ends before closing when it begins at `at` or later; what is booked or blocked may
        come free.
        """
        now = cell(at, day, self.zone, up=True)
        return any(each.end - now >= self.wanted.length for each in self._opened(day))

    def _opened(self, day: date) -> list[Stretch]:
        return [
            Stretch(start, end, counters)
            for opens, closes, counters, is_quiet in self.week.get(day.weekday(), ())
            if is_quiet or not self.quiet_only
            for start, end in self._within_hours(day, opens, closes)
        ]

    def _within_hours(self, day: date, opens: time, closes: time) -> list[tuple[int, int]]:
        """The row's time, as far as every service asked is given then."""
        spans = [(_local(opens, day, self.zone, up=True), _local(closes, day, self.zone))]
        for pattern in self.hours:
            given = [
                (cell(start, day, self.zone, up=True), cell(end, day, self.zone))
                for start, end in pattern.intervals(day)
            ]
            spans = [(max(a, c), min(b, d)) for a, b in spans for c, d in given]
        return [(start, end) for start, end in spans if start < end]


def _without(each: Stretch, start: int, end: int, counters: int) -> list[Stretch]:
    """A stretch with only so many counters from one cell to another."""
    inner = max(each.start, start), min(each.end, end)
    if inner[0] >= inner[1]:
        return [each]
    parts = [
        Stretch(each.start, inner[0], each.counters),
        Stretch(*inner, min(counters, each.counters)),
        Stretch(inner[1], each.end, each.counters),
    ]
    return [part for part in parts if part.start < part.end]


# time and cells


@lru_cache(maxsize=4_096)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(_UTC)


_UTC = ZoneInfo("UTC")


def cell(at: datetime, day: date, zone: ZoneInfo, up: bool = False) -> int:
    """The cell of a local day in which a moment lies; with `up` the first that begins not before it."""
    passed = at - midnight(day, zone)
    return -(-passed // grid.CELL) if up else passed // grid.CELL


@lru_cache(maxsize=4_096)
def _local(clock: time, day: date, zone: ZoneInfo, up: bool = False) -> int:
    return cell(datetime.combine(day, clock, zone), day, zone, up)


def moment(number: int, day: date, zone: ZoneInfo) -> datetime:
    """When a cell of a local day begins, in UTC: two of one zone an hour apart may read alike."""
    return midnight(day, zone) + number * grid.CELL


def zone_of(centre: Centre) -> ZoneInfo:
    """The zone a centre's days are in."""
    return ZoneInfo(centre.zone)


# reading


def fitting(asked: Asked, centres: Sequence[Centre], *, since: date) -> list[Plan]:
    """The plans of these centres that are for all that is asked; those with fewer abilities first, so that
    a counter that speaks English or has an interpreter is left to whoever needs it.

    They hold from the day before `since` on. None is by video where there are no rooms for it. Does not look at whether a centre gives a service: see okno.catalog.
    """
    if asked.medium == Medium.VIDEO and not are_there_rooms():
        return []
    facilities = asked.needs - {Need.QUIET}
    schedules = [
        each
        for each in Schedule.objects.filter(
            centre__in=[centre.pk for centre in centres],
            is_active=True,
            medium=asked.medium,
            languages__contains=[asked.language],
            facilities__contains=sorted(facilities),
        )
        if not each.services or set(asked.services) <= set(each.services)
    ]
    zones = {centre.pk: ZoneInfo(centre.zone) for centre in centres}
    hours = [network.patterns(list(centres), slug, since=since) for slug in asked.slugs]
    buffers = _buffers(schedules, asked.services)
    plans = {
        each.pk: Plan(
            schedule=each,
            zone=zones[each.centre_id],
            wanted=_wanted(asked.length, *buffers.get(each.pk, (each.before, each.after))),
            hours=[of_service[each.centre_id] for of_service in hours],
            quiet_only=Need.QUIET in asked.needs,
        )
        for each in schedules
    }
    _fill(plans)
    return sorted(
        plans.values(),
        key=lambda plan: (
            len(plan.schedule.languages) + len(plan.schedule.facilities),
            plan.schedule.pk,
        ),
    )


def _wanted(length: timedelta, before: timedelta, after: timedelta) -> Wanted:
    return Wanted(grid.cells(length), grid.cells(before), grid.cells(after))


def _buffers(
    schedules: Iterable[Schedule], services: Collection[int]
) -> dict[int, tuple[timedelta, timedelta]]:
    """By schedule the longest buffers that the services ask for, where any does."""
    own = {each.pk: (each.before, each.after) for each in schedules}
    asked: dict[int, list[ServiceRule]] = {}
    for row in ServiceRule.objects.filter(schedule__in=own, service__in=services):
        asked.setdefault(row.schedule_id, []).append(row)
    return {
        pk: (
            max((row.before for row in rows if row.before is not None), default=own[pk][0]),
            max((row.after for row in rows if row.after is not None), default=own[pk][1]),
        )
        for pk, rows in asked.items()
    }


def _fill(plans: dict[int, Plan]) -> None:
    rows = WeekRow.objects.filter(schedule__in=plans.keys()).values_list(
        "schedule_id", "weekday", "opens", "closes", "counters", "is_quiet"
    )
    for schedule, weekday, opens, closes, counters, is_quiet in rows:
        plans[schedule].week[weekday].append((opens, closes, counters, is_quiet))
    for each in Blocked.objects.filter(schedule__in=plans.keys()):
        plans[each.schedule_id].blocked.append((each.starts_at, each.ends_at, each.counters))
