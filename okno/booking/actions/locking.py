"""The days of an act, locked; whatever held them too long is given back."""

from collections.abc import Iterable
from datetime import datetime

from okno.base import events
from okno.booking import sheets
from okno.booking.events import SlotReleased


def lock(days: Iterable[sheets.Day], at: datetime) -> None:
    """Until the transaction ends nobody else changes these days.

    Always before any appointment's row, and always in one order: so no two acts wait for each other.
    """
    for schedule, day in sorted(set(days)):
        over = sheets.lock(schedule, day, at)
        for row in over:
            given_back(row["id"], row["centre_id"], row["starts_at"], at=at, by="system")
        if over:
            sheets.draw(schedule, day)


def given_back(number: int, centre: int, starts_at: datetime, *, at: datetime, by: str) -> None:
    """Tell that a time which was held is free again."""
    events.record(
        SlotReleased(starts_at=starts_at.isoformat()),
        at=at,
        by=by,
        centre=centre,
        subject=f"appointment:{number}",
        topics=(f"booking:{centre}",),
    )
