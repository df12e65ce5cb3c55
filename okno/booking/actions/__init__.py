"""The verbs of booking. Each is one transaction, ends in the journal, or raises a Refusal."""

from okno.booking.actions.adding import add_schedule
from okno.booking.actions.arranging import arrange_schedule
from okno.booking.actions.arriving import (
    arrive,
    arrive_instead,
    come_back,
    fulfil,
    leave_early,
    let_down,
    miss_all,
    not_reach,
)
from okno.booking.actions.at_once import book_at_once
from okno.booking.actions.booking import book, book_for
from okno.booking.actions.chats import tell_in_chat
from okno.booking.actions.displacing import displace_all
from okno.booking.actions.finding import find_at_the_door
from okno.booking.actions.forgetting import forget_account, forget_visitor
from okno.booking.actions.holding import expire_holds, hold, release
from okno.booking.actions.keeping import keep_visit
from okno.booking.actions.moving import cancel, confirm, move
from okno.booking.actions.offering import offer_free_times
from okno.booking.actions.ruling import set_rule
from okno.booking.actions.scheduling import (
    adjust_schedule,
    block,
    open_for_booking,
    open_from_afar,
    set_schedule,
    unblock,
)
from okno.booking.actions.wishing import accept, wish, withdraw

__all__ = [
    "accept",
    "add_schedule",
    "adjust_schedule",
    "arrange_schedule",
    "arrive",
    "arrive_instead",
    "block",
    "book",
    "book_at_once",
    "book_for",
    "cancel",
    "come_back",
    "confirm",
    "displace_all",
    "expire_holds",
    "find_at_the_door",
    "forget_account",
    "forget_visitor",
    "fulfil",
    "hold",
    "keep_visit",
    "leave_early",
    "let_down",
    "miss_all",
    "move",
    "not_reach",
    "offer_free_times",
    "open_for_booking",
    "open_from_afar",
    "release",
    "set_rule",
    "set_schedule",
    "tell_in_chat",
    "unblock",
    "wish",
    "withdraw",
]
