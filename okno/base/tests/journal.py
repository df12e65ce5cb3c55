"""Readers of the journal see a fact when every older transaction is over, of other databases too: tests wait for it."""

import time

from okno.base import db

_IS_SEEN = """
select xid < pg_snapshot_xmin(pg_current_snapshot()) as seen from base_event
order by xid desc, id desc limit 1
"""
_SECONDS = 30


def until_read() -> None:
    """Wait until a reader would be given the newest fact; fails when that takes half a minute."""
    end = time.monotonic() + _SECONDS
    while (row := db.row(_IS_SEEN, {})) and not row["seen"]:
        assert time.monotonic() < end, "another transaction has been running for half a minute"
        time.sleep(0.05)
