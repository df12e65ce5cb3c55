"""The rows of an act, locked in one order everywhere, so that no two acts wait for each other.

First the account, then places on a waiting list (by number), then the person, then days (by schedule and day), then
appointments (by number). Whoever has a day already never waits for a place on a list: it takes one that is free to
take, or passes it by (`wish_if_free`). So an offer may be made in the midst of any act that frees a time.
"""

from collections.abc import Iterable
from datetime import datetime

from okno.base import events
from okno.booking import sheets
from okno.booking.events import SlotReleased
from okno.booking.models import Wish


def wish_row(number: int) -> Wish | None:
    """A place on a waiting list as it is now; nobody else changes it until the transaction ends. Before any day.

    None when it was forgotten meanwhile.
    """
    return Wish.objects.select_for_update().filter(pk=number).first()


def wish_if_free(number: int) -> Wish | None:
    """The same for whoever has a day already; None too when somebody else changes it just now."""
    return Wish.objects.select_for_update(skip_locked=True).filter(pk=number).first()


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
