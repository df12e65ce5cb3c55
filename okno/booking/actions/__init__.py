"""The verbs of booking. Each is one transaction, ends in the journal, or raises a Refusal."""

from okno.booking.actions.arriving import arrive, fulfil, leave_early, miss_all
from okno.booking.actions.booking import book, cancel, confirm, move
from okno.booking.actions.holding import expire_holds, hold, release
from okno.booking.actions.scheduling import block, open_for_booking, set_schedule

__all__ = [
    "arrive",
    "block",
    "book",
    "cancel",
    "confirm",
    "expire_holds",
    "fulfil",
    "hold",
    "leave_early",
    "miss_all",
    "move",
    "open_for_booking",
    "release",
    "set_schedule",
]
