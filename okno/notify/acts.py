"""What people are told: each act with its places, how long it is of use, and what it may wait for."""

from dataclasses import dataclass
from datetime import timedelta

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Act:
    """One thing that can be told.

    Every wording of it holds the places `must`, and may hold `may`; whoever tells gives all of them.
    `lasts`: so long after it was due it is still of use. `can_wait`: for the end of the quiet hours.
    `kind`: what is not about a visit ("visit") nor asked for this minute ("code") may be unsubscribed.
    `pot`: out of which of a person's hour it is sent. Each has as many messages: whoever books in somebody's phone, or
    takes places in a line from home, must not keep them from hearing that it is their turn.
    """

    must: tuple[str, ...]
    may: tuple[str, ...] = ()
    lasts: timedelta = _DAY
    can_wait: bool = False
    kind: str = "visit"
    pot: str = "visit"

    @property
    def values(self) -> frozenset[str]:
        """Every place there is."""
        return frozenset((*self.must, *self.may))

    @property
    def is_service(self) -> bool:
        """Whether it belongs to what the person came for, so that nobody can unsubscribe from it."""
        return self.kind in ("visit", "code")

    @property
    def is_secret(self) -> bool:
        """Whether its text is forgotten as soon as it is sent."""
        return self.kind == "code"


_VISIT = ("when", "centre"), ("service", "address", "link", "code")
_CALL = ("when",), ("service", "centre", "link")  # nobody comes: no address, no code at the door
_ROOM = ("when", "link"), ("service", "centre")

ACTS: dict[str, Act] = {
    "booked": Act(*_VISIT),
    "reminder": Act(*_VISIT, lasts=6 * _HOUR, can_wait=True),
    "changed": Act(*_VISIT),
    "displaced": Act(("when", "link"), ("service", "centre")),
    "service_closed": Act(("when", "link"), ("service", "centre")),
    "service_withdrawn": Act(("when", "link"), ("service", "centre")),
    "stands_again": Act(*_VISIT),
    "booked_by_phone": Act(*_CALL),
    "booked_by_video": Act(*_ROOM),
    "reminder_by_phone": Act(*_CALL, lasts=6 * _HOUR, can_wait=True),
    "reminder_by_video": Act(*_ROOM, lasts=6 * _HOUR, can_wait=True),
    "changed_by_phone": Act(*_CALL),
    "changed_by_video": Act(*_ROOM),
    "stands_again_by_phone": Act(*_CALL),
    "stands_again_by_video": Act(*_ROOM),
    "cancelled": Act(("when", "centre"), ("service", "link")),
    "wished": Act(("centre", "link"), ("service",)),
    "slot_offered": Act(("when", "link"), ("service", "centre", "until"), lasts=_HOUR),
    "set_out": Act(("centre",), ("link",), lasts=_HOUR / 2, pot="way"),
    "three_before_you": Act(("ticket",), ("centre", "link"), lasts=_HOUR / 3, pot="line"),
    "your_turn": Act(("ticket", "counter"), lasts=_HOUR / 6, pot="line"),
    "your_turn_by_video": Act(("link",), ("centre",), lasts=_HOUR / 6, pot="line"),
    "running_late_by_phone": Act(("when",), ("centre", "link"), lasts=2 * _HOUR, pot="line"),
    "running_late_by_video": Act(("when",), ("centre", "link"), lasts=2 * _HOUR, pot="line"),
    "not_reached": Act(*_ROOM, lasts=6 * _HOUR, can_wait=True),
    "running_late": Act(("when",), ("centre", "link"), lasts=2 * _HOUR, pot="line"),
    "case_opened": Act(("day", "link"), ("number", "service", "centre")),
    "result_ready": Act(("centre",), ("service", "address", "link"), lasts=3 * _DAY, can_wait=True),
    "confirm_by_reply": Act(("when", "link"), ("centre", "service"), can_wait=True),
    "confirm_remote": Act(("when", "link"), ("centre", "service"), can_wait=True),
    "sign_in_code": Act(("code",), ("minutes",), lasts=_HOUR / 6, kind="code"),
    "chat_joined": Act(("centre",), ("link",), lasts=_HOUR / 6),
    "chat_left": Act((), lasts=_HOUR / 6),
    "chat_unknown": Act((), lasts=_HOUR / 6),
    "how_was_it": Act(("link",), ("centre",), can_wait=True, kind="feedback"),
}
