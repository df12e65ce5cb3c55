"""A replayed day beside the real one: our waits and the logged ones, hour by hour. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from okno.planning.replay import LoggedTicket
from okno.planning.report import STANDARD, Visit, Waits, aligned, minutes_text, words


def visits_of(logged: Iterable[LoggedTicket]) -> list[Visit]:
    """The log's own day: when people came and were called. Who was served it does not know."""
    return [Visit(ticket.issued_at, called_at=ticket.called_at) for ticket in logged]


def as_text(ours: Sequence[Visit], logged: Sequence[Visit], language: str = "ru") -> str:
    """A plain text table in ru or en: who came in each hour and how many minutes they waited, twice."""
    say = words(language)
    columns = [say[name] for name in ("arrived", "mean", "median", "p90")]
    rows = [
        ["", say["ours"], "", "", "", say["logged"], "", "", ""],
        [say["time"], *columns, *columns],
    ]
    for hour in sorted({_hour(visit) for visit in (*ours, *logged)}):
        row = [f"{hour:%H:%M}"]
        for day in (ours, logged):
            row += _cells([visit for visit in day if _hour(visit) == hour], say["decimal_mark"])
        rows.append(row)
    rows.append(
        [say["whole_day"], *_cells(ours, say["decimal_mark"]), *_cells(logged, say["decimal_mark"])]
    )
    return "\n".join([say["beside"], *aligned(rows)])


def _hour(visit: Visit) -> datetime:
    return visit.arrived_at.replace(minute=0, second=0, microsecond=0)


def _cells(visits: Sequence[Visit], mark: str) -> list[str]:
    waits = Waits.of([visit.wait for visit in visits if visit.wait is not None], STANDARD)
    return [
        str(len(visits)),
        *(minutes_text(wait, mark) for wait in (waits.mean, waits.median, waits.p90)),
    ]
