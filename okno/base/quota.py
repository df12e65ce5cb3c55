"""How many requests somebody may make in a minute: counted in one row each, of a table that is not kept over a crash.

The table is unlogged, as nobody misses the count of a minute: a table that is written to disk costs milliseconds.
A process takes a block of the minute at once and gives it out by itself, as a statement for each request was a
tenth of what a whole act costs. All workers and threads take from the same row.
"""

import math
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from okno.base import clock, db

MINUTE = timedelta(minutes=1)
# A block is so small a part of all that a process which nobody asks any more keeps little from the others.
BLOCKS = 64

# Whoever asked just before the minute's turn counts in the new one: it must not begin a second time.
_TAKE = """
insert into base_asking as s (who, minute, count) values (%(who)s, %(minute)s, %(block)s)
on conflict (who) do update set
    minute = case when s.minute = excluded.minute + 1 then s.minute else excluded.minute end,
    count = case when s.minute - excluded.minute in (0, 1) then s.count else 0 end + excluded.count
returning count
"""

_lock = threading.Lock()
_held: dict[str, tuple[int, deque[int]]] = {}


@dataclass(frozen=True)
class Quota:
    """What somebody may ask in this minute: `most` in all, `left` of it, and in how many seconds it begins anew."""

    most: int
    left: int
    anew_in_s: int
    is_over: bool


def spend(who: str, *, most: int, at: datetime) -> Quota:
    """One more request of `who` in this minute; it is over when they had `most` before.

    Promises never more than `most`, and with several processes no less than that without a `BLOCKS`th for each.
    """
    span = clock.of_a_person(MINUTE).total_seconds()
    minute, passed = divmod(at.timestamp(), span)
    number = _next(who, int(minute), max(1, most // BLOCKS))
    left = (span - passed) * MINUTE.total_seconds() / span
    return Quota(most, max(0, most - number), math.ceil(left), number > most)


def forget() -> None:
    """Give up what this process holds (the tests' minutes are the same one)."""
    with _lock:
        _held.clear()


def _next(who: str, minute: int, block: int) -> int:
    """Which request of `who` in this minute this one is."""
    mine = _mine(who, minute)
    try:
        return mine.popleft()
    except IndexError:
        row = db.row(_TAKE, {"who": who, "minute": minute, "block": block})
        assert row is not None
        mine.extend(range(row["count"] - block + 2, row["count"] + 1))
        return int(row["count"] - block + 1)


def _mine(who: str, minute: int) -> deque[int]:
    with _lock:
        held = _held.get(who)
        if held is None or held[0] - minute not in (0, 1):
            held = _held[who] = (minute, deque())
        return held[1]
