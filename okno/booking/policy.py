"""The rules of booking: which moves an appointment may make, and how much one person may hold. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

# What one may wish to speak at a counter, and how much fits one visit: with or without an appointment.
LANGUAGES = ("ru", "en", "uz", "tg", "ky", "kk", "zh", "ar")
MOST_SERVICES = 5
MOST_COMPANIONS = 4

HOLD = timedelta(minutes=10)
OFFER = timedelta(minutes=30)
MOST_OFFERS = 3  # that one lets pass on a waiting list
MOST_LIVE = 3  # appointments of one person that are still to come
MOST_MOVES = 10
FREE_MOVES = 2  # of them nobody is refused for what others in their network book; a further one counts as a booking
MOST_CALLS = 2  # to one phone: to come, and within the time below in vain
UNANSWERED_FOR = timedelta(days=7)
LENIENT = 2  # after so many no-shows within the memory below an appointment asks for a word before
REMEMBERED = timedelta(days=180)
CONFIRM_BEFORE = timedelta(hours=24)
MOST_REMINDERS = 3  # of one appointment
SOON = timedelta(hours=3)  # nobody is reminded of what they booked for so soon

MOST_DAYS_AHEAD = 60


@dataclass(frozen=True)
class Often:
    """How often: a network address or a screen in an hour and in a day, a browser in an hour (its name lasts no longer)."""

    an_hour: int
    a_day: int
    a_browser: int = 0  # a screen in the hall is no browser of somebody's


# What one may do unseen, on the portal or at a kiosk. Behind one address stand a family of five, a library, an office of a
# hundred, or some streets on one mobile operator's address: they book a dozen times an hour at most. A centre sells
# some hundred times a day, so that one address cannot buy it; who needs more phones, comes, or asks at the desk.
OFTEN: Mapping[str, Often] = {
    "hold": Often(an_hour=30, a_day=120, a_browser=20),  # a person looks at two or three times
    "book": Often(an_hour=12, a_day=40, a_browser=6),  # what was cancelled too, and moved often
    "wish": Often(
        an_hour=8, a_day=20, a_browser=4
    ),  # each may be offered a time for half an hour, or a night
    "refused": Often(
        an_hour=6, a_day=20, a_browser=6
    ),  # contacts that get no time: none is asked about in bulk
    # At one kiosk, where one person after another books: two minutes each at the quickest.
    "hold at a screen": Often(an_hour=60, a_day=300),
    "book at a screen": Often(an_hour=30, a_day=150),
}
MISSES = 10  # of one screen, or of one program about one person, within the time below; a code is one of a million
FORGOTTEN = timedelta(minutes=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LONGEST_NAME = 60  # of a schedule: a line of a list

# What a manager may set of a schedule, both ends included.
LIMITS: Mapping[str, tuple[int, int] | tuple[timedelta, timedelta]] = {
    "share": (1, 100),
    "days_ahead": (1, MOST_DAYS_AHEAD),
    "cancel_until": (timedelta(0), timedelta(days=14)),
    "early": (timedelta(0), timedelta(hours=4)),
    "late": (timedelta(0), timedelta(hours=12)),
    "step": (timedelta(minutes=5), timedelta(hours=4)),
    "before": (timedelta(0), timedelta(minutes=210)),  # grid.LONGEST_BUFFER
    "after": (timedelta(0), timedelta(minutes=210)),
    "reminders": (timedelta(hours=1), timedelta(days=7)),  # each of them
}


def a_day_before() -> list[timedelta]:
    """When one is reminded, until a manager says otherwise."""
    return [timedelta(days=1)]


class Medium(StrEnum):
    """How the two meet (HL7 v3 ParticipationMode PHYSICAL, PHONE, VIDEOCONF; FHIR R5 Appointment.virtualService)."""

    HERE = "here"
    PHONE = "phone"
    VIDEO = "video"


REMOTE = (Medium.PHONE, Medium.VIDEO)  # nobody comes to the centre for it
ROOM_OPENS = timedelta(minutes=10)  # so long before its time the way into the room is shown


class State(StrEnum):
    """Where an appointment is (FHIR R5 Appointment.status, and three of our own: held, expired, unkept)."""

    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    NO_SHOW = "noshow"
    UNKEPT = "unkept"  # by the centre, and so nobody's no-show
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# A missed time stays taken: whoever comes late after all finds it theirs.
TAKES_TIME = (
    State.HELD,
    State.BOOKED,
    State.ARRIVED,
    State.FULFILLED,
    State.NO_SHOW,
    State.UNKEPT,
)

MOVES: Mapping[str, tuple[tuple[State, ...], State]] = {
    "book": ((State.HELD,), State.BOOKED),
    "release": ((State.HELD,), State.EXPIRED),
    "move": ((State.BOOKED,), State.BOOKED),
    "confirm": ((State.BOOKED,), State.BOOKED),
    "cancel": ((State.BOOKED,), State.CANCELLED),
    "arrive": ((State.BOOKED, State.NO_SHOW, State.UNKEPT), State.ARRIVED),
    "leave_early": ((State.ARRIVED,), State.NO_SHOW),
    "fulfil": ((State.ARRIVED,), State.FULFILLED),
    "miss": ((State.BOOKED,), State.NO_SHOW),
    "let_down": ((State.BOOKED, State.ARRIVED), State.UNKEPT),
}


def allowed(act: str, state: str) -> bool:
    """Whether `act` may be done to an appointment in `state`."""
    return state in MOVES[act][0]


def asks_for_a_word(no_shows: int) -> bool:
    """Whether an appointment is to be confirmed the day before: after two no-shows, nothing harder."""
    return no_shows >= LENIENT


def offer_ends(
    starts_at: datetime, *, heard_at: datetime, lasts: timedelta = OFFER
) -> datetime | None:
    """Until when a time that came free is kept for whoever waits: half an hour from when they may be told of it.

    In the quiet hours that is from the morning on. It is kept at once all the same: whoever waits longest comes before
    whoever is awake and searches; and for one person only, so that no night goes through a list of sleepers. None when
    the visit begins before that: then it is free for anybody, and nobody is offered what they can't answer.
    """
    ends_at = heard_at + lasts
    return ends_at if starts_at >= ends_at else None


@dataclass(frozen=True)
class Reminder:
    """One reminder of a plan: how long before the visit it is due, and when that is."""

    lead: timedelta
    due_at: datetime

    @property
    def until(self) -> datetime:
        """Later than half of its lead time it would be no reminder any more."""
        return self.due_at + self.lead / 2


def due_reminders(
    starts_at: datetime, plan: Iterable[timedelta], *, at: datetime
) -> list[Reminder]:
    """The reminders of a plan that are still of use to whoever books at `at`."""
    due = (Reminder(lead, starts_at - lead) for lead in plan)
    return [each for each in due if each.due_at - at > SOON]


def one_at_a_moment(
    reminders: Iterable[Reminder], goes_at: Callable[[Reminder], datetime]
) -> list[Reminder]:
    """Of those that would go at one moment, as after a night in which two were due, only the nearest to the visit."""
    farthest_first = sorted(reminders, key=lambda each: each.lead, reverse=True)
    return list({goes_at(each): each for each in farthest_first}.values())


@dataclass(frozen=True, order=True)
class Hours:
    """From when to when a schedule can be booked on a weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time
    is_quiet: bool = False


def overlapping(hours: Iterable[Hours]) -> Hours | None:
    """The first that begins before the one before it on the same day has ended; None when none does."""
    for before, after in pairwise(sorted(hours)):
        if before.weekday == after.weekday and after.opens < before.closes:
            return after
    return None


def covered(hours: Iterable[Hours], weekday: int, begins: time, ends: time) -> bool:
    """Whether a stretch of a weekday lies within these hours; where two meet they are one."""
    reached = begins
    for each in sorted(hours):
        if each.weekday == weekday and each.opens <= reached < each.closes:
            reached = each.closes
    return reached >= ends
