"""A real day from a log, ticket by ticket. Pure.

Reads tickets.csv(.xz) of the Warsaw city offices (see README.md): local times of Warsaw, known to
about five minutes, as half-open intervals (after, by].
"""

import csv
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import TextIO, cast
from zoneinfo import ZoneInfo

from okno.planning.profile import Arrival, OfferedService, VisitorDrawer
from okno.planning.themes import purpose_of, theme_of

WARSAW = ZoneInfo("Europe/Warsaw")
ENOUGH_CALLS = 8  # fewer say nothing about a queue's pace
COLUMNS = {
    "office", "queue_name", "ticket_no", "issued_after", "issued_by", "called_after", "called_by", "windows_at_call"
}  # fmt: skip


class LogError(ValueError):
    """The log cannot give that day; the message says what it does hold."""


@dataclass(frozen=True)
class LoggedTicket:
    """A ticket of the log. Times are estimates inside their interval; `coarse` is the longer interval's length."""

    queue: str
    letter: str
    number: int
    issued_at: datetime
    called_at: datetime | None
    windows_at_call: int
    coarse: timedelta

    @property
    def wait(self) -> timedelta | None:
        """From issue to call; None when never called."""
        return self.called_at - self.issued_at if self.called_at else None


@dataclass(frozen=True)
class Mapped:
    """Our service and purpose standing in for a queue of the log; `by_name` is False when only the order decided."""

    slug: str
    purpose: str
    by_name: bool


@dataclass(frozen=True)
class _Row:
    queue: str
    number: int
    issued: tuple[datetime, datetime]
    called: tuple[datetime, datetime] | None
    windows: int


def read_log(path: str | Path, office: str, on: date) -> list[LoggedTicket]:
    """The tickets `office` issued `on` that day, in order of issue.

    Inside an interval the tickets are spread evenly: those of one queue by number, the queues
    interleaved, so that the same log always gives the same seconds. A call never precedes its issue.
    Raises LogError for a missing or foreign file, and for an office or a date the log does not hold.
    """
    rows: list[_Row] = []
    offices: set[str] = set()
    dates: set[str] = set()
    with _opened(Path(path)) as lines:
        for line, record in enumerate(_records(lines, Path(path)), start=2):
            offices.add(record["office"])
            if record["office"] != office:
                continue
            dates.add(record["issued_by"][:10])
            if record["issued_by"].startswith(on.isoformat()):
                rows.append(_parsed(record, line))
    if office not in offices:
        raise LogError(f"no office {office!r} in this log; it holds: {', '.join(sorted(offices))}")
    if not rows:
        raise LogError(f"no tickets of {office} on {on}; it has: {', '.join(sorted(dates))}")
    issued = _spread(rows, lambda row: row.issued)
    called = _spread([row for row in rows if row.called], lambda row: row.called or row.issued)
    tickets = [
        _ticket(row, issued[row.queue, row.number], called.get((row.queue, row.number)))
        for row in rows
    ]
    return sorted(tickets, key=lambda ticket: (ticket.issued_at, ticket.queue, ticket.number))


def map_services(queues: Iterable[str], services: Sequence[OfferedService]) -> dict[str, Mapped]:
    """Each queue's stand-in among our services, the same for the same input.

    A known Polish word in the name picks the nearest service, or another one needing the same skill;
    otherwise the first service not yet taken. A service is taken twice only when none else is left, or
    for another purpose (handing in and picking up passports are one service).
    """
    if not services:
        raise ValueError("no services to map to")
    taken: set[tuple[str, str]] = set()
    mapping: dict[str, Mapped] = {}
    by_slug = {service.slug: service for service in services}
    for queue in sorted(set(queues)):
        theme = theme_of(queue)
        nearest = [by_slug[slug] for slug in theme.slugs if slug in by_slug] if theme else []
        same_skill = [service for service in services if theme and theme.skill in service.themes]
        by_name = nearest + same_skill
        wanted = purpose_of(queue)
        candidates = [
            (service.slug, _possible(wanted, service)) for service in [*by_name, *services]
        ]
        slug, purpose = next((pair for pair in candidates if pair not in taken), candidates[0])
        taken.add((slug, purpose))
        mapping[queue] = Mapped(
            slug, purpose, by_name=slug in {service.slug for service in by_name}
        )
    return mapping


def on_day(tickets: Iterable[LoggedTicket], day: date, zone: tzinfo) -> list[LoggedTicket]:
    """The same tickets at the same time of day by the clocks of `zone`, on another `day`.

    A ticket issued at 09:14 in Warsaw is issued at 09:14 here. Waits stay as they were.
    """
    moved = []
    for ticket in tickets:
        issued_at = datetime.combine(day, ticket.issued_at.timetz().replace(tzinfo=zone))
        called_at = None if ticket.wait is None else issued_at + ticket.wait
        moved.append(replace(ticket, issued_at=issued_at, called_at=called_at))
    return moved


def pace(tickets: Iterable[LoggedTicket]) -> dict[str, timedelta]:
    """Window time per visit of each queue, where the log shows enough of it to tell.

    Minutes between two calls of a queue while the second person already waited, times the windows
    open. A window that serves several queues counts for each of them, so this is an upper bound.
    """
    by_queue: dict[str, list[LoggedTicket]] = defaultdict(list)
    for ticket in tickets:
        if ticket.called_at:
            by_queue[ticket.queue].append(ticket)
    found = {}
    for queue, called in by_queue.items():
        called.sort(key=lambda ticket: (ticket.called_at, ticket.number))
        gaps = [
            (after.called_at - before.called_at) * max(1, after.windows_at_call)
            for before, after in pairwise(called)
            if before.called_at and after.called_at and after.issued_at <= before.called_at
        ]
        if len(gaps) >= ENOUGH_CALLS and (mean := sum(gaps, timedelta()) / len(gaps)):
            found[queue] = mean
    return found


def at_pace(
    arrivals: Iterable[Arrival],
    tickets: Iterable[LoggedTicket],
    paces: Mapping[str, timedelta],
    typical: Callable[[str, str], timedelta],
) -> list[Arrival]:
    """The arrivals with one errand each, as a log has it, lasting as long as that queue's visits did.

    `typical` is the mean length of our service for a purpose: the drawn length keeps its place in
    the distribution and gets the mean of the real queue. Without a pace it stays as drawn.
    """
    paced = []
    for arrival, ticket in zip(arrivals, tickets, strict=True):
        errand = arrival.errands[0]
        if ticket.queue in paces:
            factor = paces[ticket.queue] / typical(errand.service, errand.purpose)
            errand = replace(errand, duration=errand.duration * factor)
        paced.append(replace(arrival, errands=(errand,)))
    return paced


def as_arrivals(
    tickets: Iterable[LoggedTicket], mapping: Mapping[str, Mapped], drawer: VisitorDrawer
) -> list[Arrival]:
    """A visitor for each ticket, at its time and for its service; everything the log does not know is drawn."""
    return [
        drawer.draw(ticket.issued_at, mapping[ticket.queue].slug, mapping[ticket.queue].purpose)
        for ticket in tickets
    ]


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    if not path.is_file():
        raise LogError(f"no such log: {path}")
    unpack = lzma.open if path.suffix == ".xz" else open
    with unpack(path, "rt", encoding="utf-8", newline="") as lines:
        yield cast("TextIO", lines)


def _records(lines: TextIO, path: Path) -> Iterator[dict[str, str]]:
    """The rows, refusing what is not such a log (a broken archive shows only while reading)."""
    try:
        reader = csv.DictReader(lines)
        if missing := COLUMNS - set(reader.fieldnames or ()):
            raise LogError(
                f"{path.name} is not a ticket log: no columns {', '.join(sorted(missing))}"
            )
        yield from reader
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error) as broken:
        raise LogError(f"{path.name} cannot be read: {broken}") from broken


def _parsed(record: Mapping[str, str], line: int) -> _Row:
    try:
        issued = (_moment(record["issued_after"]), _moment(record["issued_by"]))
        called = None
        if record["called_by"]:
            called = (_moment(record["called_after"]), _moment(record["called_by"]))
        number = int(record["ticket_no"])
        windows = int(float(record["windows_at_call"] or 0))
    except (TypeError, ValueError) as wrong:
        raise LogError(f"line {line}: {wrong}") from wrong
    if issued[1] < issued[0] or (called and called[1] < called[0]):
        raise LogError(f"line {line}: an interval ends before it begins")
    return _Row(record["queue_name"], number, issued, called, windows)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def _spread(
    rows: Sequence[_Row], interval_of: Callable[[_Row], tuple[datetime, datetime]]
) -> dict[tuple[str, int], datetime]:
    """A moment inside (after, by] for each row: evenly, by place within its queue, queues interleaved."""
    queues: dict[tuple[datetime, datetime], dict[str, list[_Row]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        queues[interval_of(row)][row.queue].append(row)
    moments: dict[tuple[str, int], datetime] = {}
    for (after, by), here in queues.items():
        places = sorted(
            ((place + 0.5) / len(queue), row.queue, row.number)
            for queue in here.values()
            for place, row in enumerate(sorted(queue, key=lambda row: row.number))
        )
        for place, (_, queue_name, number) in enumerate(places, start=1):
            moments[queue_name, number] = after + (by - after) * (place / len(places))
    return moments


def _ticket(row: _Row, issued_at: datetime, called_at: datetime | None) -> LoggedTicket:
    lengths = [row.issued[1] - row.issued[0]] + (
        [row.called[1] - row.called[0]] if row.called else []
    )
    return LoggedTicket(
        queue=row.queue,
        letter=row.queue.partition(":")[0].strip(),
        number=row.number,
        issued_at=issued_at,
        called_at=max(called_at, issued_at) if called_at else None,
        windows_at_call=row.windows,
        coarse=max(lengths),
    )


def _possible(wanted: str, service: OfferedService) -> str:
    """The wanted purpose, or the first the service has."""
    return wanted if wanted in service.minutes else next(iter(service.minutes))
