"""Who is called next, and which moves a ticket may make. Pure: without database and clock.

The order is one number, fixed when the ticket is issued: its *rank*, the moment (epoch seconds)
from which the person counts as waiting. The smaller rank goes first. An ordinary visitor's rank is
the arrival; a priority class moves it back by a head start; an appointment counts from shortly
before its time. Only an act gives another rank: a second chance, a step back that a person wishes for, and a return, from
hold or from a step at another counter, which puts a person who was at a counter already before all who were not. No one starves, for two reasons. Head
starts are bounded, so among those waiting for the same counters nobody is overtaken by anyone who
came more than the longest head start later (property tested in tests/test_policy.py; a counter's
ratio only alternates between two such lines, and whoever comes back has had a turn before). And
whoever an open counter could serve is callable by one: language, and a counter that a ticket is kept
for, choose among those who could, and bar nobody when there is none (tests/machines). What a counter
is for does bar: its services, quick ones only, its hall for a ticket of one hall.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from okno.booking.policy import LANGUAGES as LANGUAGES
from okno.booking.policy import REMOTE as REMOTE
from okno.booking.policy import Medium as Medium


class Priority(StrEnum):
    """Why somebody may go before those who came earlier."""

    ORDINARY = "ordinary"
    APPOINTMENT = "appointment"
    VETERAN = "veteran"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    SMALL_CHILD = "small_child"
    RECALL = "recall"


# How much earlier the class counts as having come. Out-of-turn service exists by category and is
# granted by a person (network-facts 1.9); the minutes are okno's own and meant to be simulated.
HEAD_START: Mapping[Priority, timedelta] = {
    Priority.ORDINARY: timedelta(0),
    Priority.APPOINTMENT: timedelta(minutes=10),
    Priority.VETERAN: timedelta(minutes=30),
    Priority.DISABLED: timedelta(minutes=30),
    Priority.PREGNANT: timedelta(minutes=30),
    Priority.SMALL_CHILD: timedelta(minutes=20),
    Priority.RECALL: timedelta(minutes=20),
}
# Classes that tell of health or family: others learn only that somebody goes out of turn.
SENSITIVE = (Priority.VETERAN, Priority.DISABLED, Priority.PREGNANT, Priority.SMALL_CHILD)
LONGEST_HEAD_START = max(HEAD_START.values())
# The head start of a return: no two ranks of a hall lie so far apart, for an appointment is at most a
# day ahead and a day's tickets end with it. The next call takes it away: it is for one turn, not a visit.
BACK_FIRST = timedelta(days=3)
# How long whoever came back, from hold or from a step elsewhere, is their counter's alone; then whoever can serve them and is free calls them.
KEPT_AFTER_HOLD = timedelta(minutes=5)
# How much of a wait at home counts: no more than anybody's head start, so that the line in the hall
# is not overtaken by whoever comes later than that (tests/test_policy.py).
AFAR = LONGEST_HEAD_START
STEPS_BACK = 2  # so often a person may let others go first
LET_GO = 3  # so many go first each time
SOON = 3  # whoever has no more people before them is told to come to the hall
LOOK_OFTEN, LOOK_SELDOM = timedelta(seconds=5), timedelta(seconds=30)
AT_RISK = timedelta(minutes=5)  # so long before a promise breaks, somebody is told that it will
LATE_TOLERANCE = timedelta(minutes=15)
BOOKED_WITHIN = timedelta(days=1)  # an appointment further away is not what somebody comes for now
FINISHING = timedelta(minutes=30)  # after closing time those inside are still served
SETTING_UP = timedelta(hours=1)  # before opening time counters may be open already
QUICK = timedelta(minutes=6)  # what a counter for quick services takes at most


class Turn(StrEnum):
    """What of a priority class may be written down and shown: no more than the hall sees anyway."""

    ORDINARY = "ordinary"
    BOOKED = "booked"
    OUT_OF_TURN = "out_of_turn"


class State(StrEnum):
    """Where a ticket is."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    LEFT = "left"
    CLOSED = "closed"


LIVE = (State.WAITING, State.CALLED, State.SERVING, State.HELD)
AT_COUNTER = (State.CALLED, State.SERVING)


@dataclass(frozen=True)
class Move:
    """An act on a ticket: the states it starts from, the one it leads to, and whether it can be undone."""

    sources: tuple[State, ...]
    target: State
    undoable: bool = False


MOVES: Mapping[str, Move] = {
    "call": Move((State.WAITING,), State.CALLED, undoable=True),
    "recall": Move((State.CALLED,), State.CALLED),
    "start": Move((State.CALLED,), State.SERVING),
    "hold": Move((State.CALLED, State.SERVING), State.HELD, undoable=True),
    "take_back": Move((State.HELD,), State.WAITING),
    "transfer": Move((State.CALLED, State.SERVING), State.WAITING, undoable=True),
    "finish": Move((State.SERVING,), State.FINISHED, undoable=True),
    "next_service": Move((State.SERVING,), State.WAITING, undoable=True),
    "come_back": Move((State.SERVING,), State.WAITING, undoable=True),
    "continue_here": Move((State.SERVING,), State.SERVING),
    "mark_no_show": Move((State.CALLED,), State.NO_SHOW, undoable=True),
    "give_second_chance": Move((State.NO_SHOW,), State.WAITING),
    "step_back": Move((State.WAITING,), State.WAITING),
    "leave": Move((State.WAITING, State.CALLED, State.HELD), State.LEFT),
    "close": Move((State.WAITING, State.CALLED, State.SERVING, State.HELD), State.CLOSED),
}
UNDO_WITHIN = timedelta(seconds=30)
UNDOABLE_ENDS = (State.FINISHED, State.NO_SHOW)


def allowed(act: str, state: str) -> bool:
    """Whether `act` may be done to a ticket in `state`."""
    return state in MOVES[act].sources


def rank(
    arrived_at: datetime, priority: str = Priority.ORDINARY, booked_at: datetime | None = None
) -> float:
    """The moment, in epoch seconds, from which this person counts as waiting.

    With an appointment the person counts from ten minutes before its time, however early they come;
    more than 15 minutes late, from the arrival with the appointment's head start. A second reason
    (say, an appointment of a pregnant visitor) never makes anyone later: the better one counts.
    """
    by_class = arrived_at - HEAD_START[Priority(priority)]
    if booked_at is None:
        return by_class.timestamp()
    late = arrived_at > booked_at + LATE_TOLERANCE
    due = (arrived_at if late else booked_at) - HEAD_START[Priority.APPOINTMENT]
    if priority in (Priority.ORDINARY, Priority.APPOINTMENT):
        return due.timestamp()
    return min(due, by_class).timestamp()


AWAY_OF_ONE = 3  # of one network (a household) so many on the way count before others


def counts_from(joined_at: datetime, here_at: datetime) -> datetime:
    """From when a person counts as waiting who joined from afar and is here now.

    From joining, but never earlier than half an hour before coming: whoever stands in the hall is
    overtaken by nobody who comes more than that after them, however long they waited at home.
    """
    return max(joined_at, here_at - AFAR)


def stepped_back(behind: Sequence[float]) -> float:
    """The rank of a person who lets the next ones go first: just behind the third of those behind them.

    `behind` are the ranks of whoever would be called after them, in order, and not empty; who counts from
    the same moment as the third goes first too. Nobody else's rank changes, so that nobody goes later for it.
    """
    return math.nextafter(behind[:LET_GO][-1], math.inf)


def is_soon(ahead: int, counters: int) -> bool:
    """Whether a person should come to the hall now; where nobody serves there is nothing to come for."""
    return counters > 0 and ahead <= SOON


def is_late(at: datetime, wait: timedelta, counters: int, promise_due_at: datetime) -> bool:
    """Whether a promise is about to break: the call is expected after it, and five minutes are left at most.

    Where nobody serves there is no new time to tell.
    """
    return counters > 0 and promise_due_at - at <= AT_RISK and at + wait > promise_due_at


def look_again(ahead: int) -> timedelta:
    """After how long a person's line is looked at again: far from the front it changes nothing for them."""
    return LOOK_OFTEN if ahead <= 4 * SOON else LOOK_SELDOM


def turn(priority: str, booked_at: datetime | None = None) -> Turn:
    """What the journal, a program and the line may know of a visitor's class."""
    if priority in SENSITIVE:
        return Turn.OUT_OF_TURN
    if booked_at is not None or priority == Priority.APPOINTMENT:
        return Turn.BOOKED
    return Turn.ORDINARY


def promise_due(
    waiting_since: datetime, standard: timedelta, booked_at: datetime | None = None
) -> datetime:
    """When the promise "called within `standard`" breaks; a booked visitor's clock starts at the booked time."""
    starts = max(waiting_since, booked_at) if booked_at else waiting_since
    return starts + standard


def expected_wait(work_ahead: timedelta, counters: int) -> timedelta:
    """Typical work of those ahead, shared by the counters that serve; one counter when none does yet.

    The textbook estimate for a pooled queue. Part H replaces it by the measured one.
    """
    return work_ahead / max(1, counters)


def work_of(opens: datetime, closes: datetime) -> tuple[datetime, datetime]:
    """When a hall with these open hours is at work: staff sit down before, those inside are served after."""
    return opens - SETTING_UP, closes + FINISHING


def working_day(spans: Iterable[tuple[datetime, datetime]], at: datetime) -> date | None:
    """The day, or the earlier of two, that goes on in a hall at `at`; None: the hall is not at work.

    `spans` are open hours, in the hall's own zone.
    """
    running = [span for span in spans if work_of(*span)[0] <= at < work_of(*span)[1]]
    return min((opens.date() for opens, _closes in running), default=None)


SHORTEST_NAME, LONGEST_NAME = 2, 24
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that nobody sees
_AS_WRITTEN = str.maketrans("'`\u00b4\u2018\u02bc\u2010\u2011\u2013", "\u2019" * 5 + "-" * 3)
# Parts of letters (L), each with two marks (M) at most, for more run into the lines above; between parts a space, a
# hyphen or an apostrophe. A full stop shortens a part: after it comes another part, or one letter alone, as in "A.B.",
# and never a word at once, as in an address.
_A_NAME = re.compile("LM{0,2}(?:(?:[ \u2019-]|[.][ -])?LM{0,2}|[.]LM{0,2}(?![LM]))*[.]?")
_PATRONYMIC = re.compile("(?:ич|вна|чна)$|^(?:оглы|кызы)$", re.I)


# Marks that nobody sees: the joiner of graphemes, and what chooses between two forms of a sign.
_UNSEEN = frozenset(map(chr, (0x34F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def call_name(text: str) -> str:
    """A name as it can be called out in a hall and stand on its board, or "" for what is none.

    Letters of any script, with spaces, hyphens, apostrophes and full stops between, 2 to 24 signs in all. Signs that
    nobody sees, those that turn the line around too, are left out; what was written small is written large.
    """
    seen = "".join(
        each
        for each in text[:200]
        if each.isspace()
        or (unicodedata.category(each) not in ("Cc", "Cf") and each not in _UNSEEN)
    )
    name = " ".join(unicodedata.normalize("NFKC", seen).split()).translate(_AS_WRITTEN)
    if not (
        SHORTEST_NAME <= len(name) <= LONGEST_NAME and _A_NAME.fullmatch("".join(map(_kind, name)))
    ):
        return ""
    if name.islower():
        name = re.sub(r"(?<![^ .\u2019-])\w", lambda first: first[0].title(), name)
    return name if len(name) <= LONGEST_NAME else ""  # a large letter may be two


def _kind(sign: str) -> str:
    """L for a letter, M for a mark on one, the sign itself for any other."""
    category = unicodedata.category(sign)
    if category[0] == "L" and sign not in _FILLERS:
        return "L"
    return "M" if category in ("Mn", "Mc") else sign if sign.isascii() or sign == "\u2019" else "?"


def short_name(name: str) -> str:
    """How somebody could be called of whom we know a longer name: "Анна К."; "" when that is nothing to call.

    The first word and the first letter of the last; where the last of three is a patronymic, the second and the first.
    """
    words = name.split()
    if len(words) == 3 and _PATRONYMIC.search(words[2]) and not _PATRONYMIC.search(words[1]):
        words = [words[1], words[0]]
    return call_name(f"{words[0]} {words[-1][0]}." if len(words) > 1 else name)
