"""Which moves a case may make, how far a mistake is taken back, and by when a result is promised. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a case is."""

    ACCEPTED = "accepted"
    READY = "ready"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


UNFINISHED = (State.ACCEPTED, State.READY)
# A result may be handed over that nobody has announced: it came while the person stood there.
MOVES: Mapping[str, Mapping[State, State]] = {
    "result_ready": {State.ACCEPTED: State.READY},
    "issue": {State.ACCEPTED: State.ISSUED, State.READY: State.ISSUED},
}
LONGEST = timedelta(days=400)  # no result is promised for later
KNOWN_AFTER = timedelta(days=30)  # so long after its end we know whose a case was, as with a visit
UNCLAIMED_AFTER = timedelta(days=365)  # nobody has come, or nothing has: we forget whose it is
NUMBER_DIGITS = 8
MOST_CHANGES = 20  # a day, of where one is told: nobody needs more
_WEEKEND = (5, 6)


def allowed(act: str, state: str) -> bool:
    """Whether the act may be done with a case in this state."""
    return State(state) in MOVES[act]


def taken_back(state: str, *, was_ready: bool) -> State | None:
    """Where a mistake takes a case back to; None where there is nothing to take back."""
    back = {
        State.ACCEPTED: State.WITHDRAWN,
        State.READY: State.ACCEPTED,
        State.ISSUED: State.READY if was_ready else State.ACCEPTED,
    }
    return back.get(State(state))


def due_on(
    filed_on: date, days: int, *, in_working_days: bool, holidays: Collection[date] = ()
) -> date:
    """The last day on which the result should come, counted from the day after filing.

    Working days are Monday to Friday but for `holidays`. A Saturday that is worked in place of another day is
    not known here: whoever accepts the application sees the day and may move it.
    """
    if not in_working_days:
        return filed_on + timedelta(days=days)
    day = filed_on
    while days:
        day += timedelta(days=1)
        days -= day.weekday() not in _WEEKEND and day not in holidays
    return day


def may_promise(on: date, *, today: date) -> bool:
    """Whether a result can be promised for this day: today or later, not too far away."""
    return today <= on <= today + LONGEST
