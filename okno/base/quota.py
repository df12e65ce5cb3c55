"""How many requests somebody may make in a minute: counted in one row each, of a table that is not kept over a crash.

One statement without a transaction of its own to wait for: the table is unlogged, as nobody misses the count of a
minute, and so a request costs a tenth of a millisecond; a table that is written to disk costs several. All workers
and threads count in the same row.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from okno.base import clock, db

MINUTE = timedelta(minutes=1)

_SPEND = """
insert into base_asking as s (who, minute, count) values (%(who)s, %(minute)s, 1)
on conflict (who) do update set
    minute = excluded.minute,
    count = case when s.minute = excluded.minute then s.count + 1 else 1 end
returning count
"""


@dataclass(frozen=True)
class Quota:
    """What somebody may ask in this minute: `most` in all, `left` of it, and in how many seconds it begins anew."""

    most: int
    left: int
    anew_in_s: int
    is_over: bool


def spend(who: str, *, most: int, at: datetime) -> Quota:
    """One more request of `who` in this minute; it is over when they had `most` before."""
    span = clock.of_a_person(MINUTE).total_seconds()
    minute, passed = divmod(at.timestamp(), span)
    row = db.row(_SPEND, {"who": who, "minute": int(minute)})
    assert row is not None
    left = (span - passed) * MINUTE.total_seconds() / span
    return Quota(most, max(0, most - row["count"]), math.ceil(left), row["count"] > most)
