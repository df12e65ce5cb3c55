"""The journal: every act appends one fact, and readers miss none."""

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, transaction

from okno.base import wire
from okno.base.models import Event

_REGISTRY: dict[str, type["Fact"]] = {}


class Fact:
    """What happened, as a frozen dataclass: NAME says what, the fields are the payload.

    Payload values are plain (numbers, strings, lists and mappings of them) and never personal.
    """

    NAME: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.NAME:
            _REGISTRY[cls.NAME] = cls


def registry() -> dict[str, type[Fact]]:
    """Every fact the installed rooms may record, by name."""
    return dict(_REGISTRY)


def payload_of(fact: Fact) -> dict[str, Any]:
    """The payload of a fact, ready for JSON."""
    return dataclasses.asdict(fact)  # type: ignore[call-overload, no-any-return]


def record(
    fact: Fact,
    *,
    at: datetime,
    by: str,
    centre: int | None = None,
    subject: str = "",
    topics: tuple[str, ...] = (),
) -> None:
    """Append a fact in the current transaction and nudge `topics` after it commits.

    `by` names the actor ("staff:7", "device:3", "visitor", "system"); `subject` what it is about
    ("ticket:12"). The acts of the hall append inside their own statement instead (okno.queue.sql).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_event (at, name, centre_id, subject, by, payload)"
            " values (%s, %s, %s, %s, %s, %s)",
            [at, fact.NAME, centre, subject, by, json.dumps(payload_of(fact))],
        )
    wire.nudge(*topics)


@dataclass(frozen=True)
class Position:
    """A place in the journal: everything up to and including it has been read."""

    xid: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read "123-45"; "" is the beginning. Refuses anything else with ValueError."""
        if not text:
            return cls()
        xid, _, id_ = text.partition("-")
        if not (xid.isascii() and xid.isdigit() and id_.isascii() and id_.isdigit()):
            raise ValueError(text)
        if int(xid) >= 2**63 or int(id_) >= 2**63:
            raise ValueError(text)
        return cls(int(xid), int(id_))


def after(
    position: Position, *, limit: int = 100, centre: int | None = None
) -> Iterator[tuple[Position, Event]]:
    """The next facts after `position`, oldest first, at most `limit`.

    Gap-free: only transactions older than every running one are shown, so a fact can never appear
    behind a position already read (docs/decisions/0005).
    """
    rows = Event.objects.raw(
        "select * from base_event"
        " where (xid, id) > (%s::xid8, %s)"
        " and xid < pg_snapshot_xmin(pg_current_snapshot())"
        + (" and centre_id = %s" if centre is not None else "")
        + " order by xid, id limit %s",
        [str(position.xid), position.id, *([centre] if centre is not None else []), limit],
    )
    for row in rows:
        yield Position(row.xid, row.id), row


def from_now_on() -> Position:
    """Where a reader begins that wants what happens from now on: behind the last fact that `after` would give.

    The newest row would not do: what a transaction that still runs has written may lie before it, and would
    never be read. So what was recorded beside such a transaction, a moment ago, is read as well.
    """
    last = Event.objects.raw(
        "select * from base_event where xid < pg_snapshot_xmin(pg_current_snapshot())"
        " order by xid desc, id desc limit 1"
    )
    return next((Position(each.xid, each.id) for each in last), Position())


_FROM_THE_FUTURE = """
select exists (select from base_event where xid >= pg_current_xact_id()) as found
"""
_BEFORE_ALL_OTHERS = Position(
    xid=3
)  # PostgreSQL's first transaction; what is restored is older than all


def restored(position: Position) -> Position:
    """Where a reader of before the restore reads on: after the same fact."""
    return Position(_BEFORE_ALL_OTHERS.xid, position.id)


def restored_in_order() -> bool:
    """After a backup was restored into another server: its facts are read again, before all new ones.

    Their transaction numbers are of the old server, and may be ahead of this one's, which would hide them
    and whatever happens from now on. They get the oldest number, and keep their order by id: a reader whose
    position was "848-17" reads on from "3-17". False when nothing is ahead. Not while acts go on.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FROM_THE_FUTURE)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("lock table base_event in exclusive mode")
        cursor.execute("alter table base_event disable trigger append_only")
        cursor.execute("update base_event set xid = %s", [str(_BEFORE_ALL_OTHERS.xid)])
        cursor.execute("alter table base_event enable trigger append_only")
    return True
