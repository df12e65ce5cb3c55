"""What the journal says about the hall. The field names are the keys of each payload."""

from dataclasses import dataclass
from typing import Any, ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class TicketIssued(Fact):
    """A place in line was given. `priority` is the turn (policy.turn): the class itself is sensitive."""

    NAME: ClassVar[str] = "queue.ticket_issued"
    ticket: str
    service: int
    purpose: str
    language: str
    priority: str


@dataclass(frozen=True)
class TicketCalled(Fact):
    """Somebody was asked to a counter, after `waited_s` seconds, for this reason."""

    NAME: ClassVar[str] = "queue.ticket_called"
    ticket: str
    service: int
    counter: int
    waited_s: float
    reason: dict[str, Any]


@dataclass(frozen=True)
class TicketRecalled(Fact):
    """The call was repeated."""

    NAME: ClassVar[str] = "queue.ticket_recalled"
    ticket: str
    counter: int
    recalls: int


@dataclass(frozen=True)
class ServiceStarted(Fact):
    """The person came to the counter, `walked_s` seconds after the call."""

    NAME: ClassVar[str] = "queue.service_started"
    ticket: str
    service: int
    counter: int
    walked_s: float


@dataclass(frozen=True)
class ServiceFinished(Fact):
    """A service ended; the visit too, unless `more` services follow."""

    NAME: ClassVar[str] = "queue.service_finished"
    ticket: str
    service: int
    counter: int
    served_s: float
    outcome: str
    more: int


@dataclass(frozen=True)
class TicketHeld(Fact):
    """The person was asked to wait aside (a copy, a payment)."""

    NAME: ClassVar[str] = "queue.ticket_held"
    ticket: str
    counter: int


@dataclass(frozen=True)
class TicketTakenBack(Fact):
    """A person on hold is in line again, at the old place."""

    NAME: ClassVar[str] = "queue.ticket_taken_back"
    ticket: str


@dataclass(frozen=True)
class TicketTransferred(Fact):
    """The person was sent to another service or counter, keeping the place in line; for one step if they
    go `back_to` a counter."""

    NAME: ClassVar[str] = "queue.ticket_transferred"
    ticket: str
    service: int
    to_counter: int | None
    back_to: int | None


@dataclass(frozen=True)
class TicketCameBack(Fact):
    """The step elsewhere is done: the person waits for the counter that sent them, first in line there."""

    NAME: ClassVar[str] = "queue.ticket_came_back"
    ticket: str
    service: int
    counter: int


@dataclass(frozen=True)
class TicketNotShown(Fact):
    """Nobody came to the call."""

    NAME: ClassVar[str] = "queue.ticket_not_shown"
    ticket: str
    counter: int
    recalls: int


@dataclass(frozen=True)
class TicketGivenSecondChance(Fact):
    """Somebody who missed the call is in line again."""

    NAME: ClassVar[str] = "queue.ticket_given_second_chance"
    ticket: str


@dataclass(frozen=True)
class TicketLeft(Fact):
    """The person left before being served, after `waited_s` seconds."""

    NAME: ClassVar[str] = "queue.ticket_left"
    ticket: str
    waited_s: float


@dataclass(frozen=True)
class TicketSteppedBack(Fact):
    """The person let `let_go` others go first, after `waited_s` seconds; the promise runs anew from here."""

    NAME: ClassVar[str] = "queue.ticket_stepped_back"
    ticket: str
    let_go: int
    waited_s: float


@dataclass(frozen=True)
class TicketClosed(Fact):
    """The day ended with the ticket still open."""

    NAME: ClassVar[str] = "queue.ticket_closed"
    ticket: str


@dataclass(frozen=True)
class ActUndone(Fact):
    """A mistaken act was taken back within half a minute."""

    NAME: ClassVar[str] = "queue.act_undone"
    ticket: str
    act: str


@dataclass(frozen=True)
class TicketRated(Fact):
    """The visitor's mark from 1 to 5."""

    NAME: ClassVar[str] = "queue.ticket_rated"
    ticket: str
    rating: int


@dataclass(frozen=True)
class PromiseBroken(Fact):
    """The wait passed the service standard; the ticket got a voucher."""

    NAME: ClassVar[str] = "queue.promise_broken"
    ticket: str
    service: int


@dataclass(frozen=True)
class VoucherUsed(Fact):
    """The coffee was handed out."""

    NAME: ClassVar[str] = "queue.voucher_used"
    ticket: str


@dataclass(frozen=True)
class CounterOpened(Fact):
    """A member of staff sat down at a counter."""

    NAME: ClassVar[str] = "queue.counter_opened"
    counter: int
    staff: int


@dataclass(frozen=True)
class CounterPaused(Fact):
    """A counter stopped calling for a while."""

    NAME: ClassVar[str] = "queue.counter_paused"
    counter: int
    reason: str
    minutes: int


@dataclass(frozen=True)
class CounterResumed(Fact):
    """A paused counter calls again."""

    NAME: ClassVar[str] = "queue.counter_resumed"
    counter: int


@dataclass(frozen=True)
class CounterClosed(Fact):
    """The member of staff left the counter."""

    NAME: ClassVar[str] = "queue.counter_closed"
    counter: int


@dataclass(frozen=True)
class CounterProfileChanged(Fact):
    """What a counter calls was changed."""

    NAME: ClassVar[str] = "queue.counter_profile_changed"
    counter: int


@dataclass(frozen=True)
class HelpCalled(Fact):
    """The help button at a counter was pressed."""

    NAME: ClassVar[str] = "queue.help_called"
    counter: int


@dataclass(frozen=True)
class HelpAnswered(Fact):
    """Somebody came to help."""

    NAME: ClassVar[str] = "queue.help_answered"
    counter: int


@dataclass(frozen=True)
class AdministratorCalled(Fact):
    """A visitor at a kiosk asked for a person."""

    NAME: ClassVar[str] = "queue.administrator_called"
    device: int


@dataclass(frozen=True)
class AdministratorAnswered(Fact):
    """Somebody goes to the visitor at the kiosk."""

    NAME: ClassVar[str] = "queue.administrator_answered"
    device: int


@dataclass(frozen=True)
class DayClosed(Fact):
    """The centre's day ended: `tickets` were still open."""

    NAME: ClassVar[str] = "queue.day_closed"
    tickets: int


@dataclass(frozen=True)
class JoinedFromAfar(Fact):
    """Somebody took a place in line without being here."""

    NAME: ClassVar[str] = "queue.joined_from_afar"
    service: int


@dataclass(frozen=True)
class MoreTimeAsked(Fact):
    """Somebody on the way asked to keep the place longer."""

    NAME: ClassVar[str] = "queue.more_time_asked"


@dataclass(frozen=True)
class CameInPerson(Fact):
    """Somebody who was to be rung up or met by video came to the centre, and waits in the hall."""

    NAME: ClassVar[str] = "queue.came_in_person"
    ticket: str


@dataclass(frozen=True)
class AskedToBeTold(Fact):
    """Somebody in line agreed to be reached over these channels until their visit is over."""

    NAME: ClassVar[str] = "queue.asked_to_be_told"
    channels: list[str]


@dataclass(frozen=True)
class ContactsForgotten(Fact):
    """Where people were reached was deleted: by their own wish, or since their visits are over."""

    NAME: ClassVar[str] = "queue.contacts_forgotten"
    count: int


@dataclass(frozen=True)
class PlacesForgotten(Fact):
    """Nobody knows any more whose places from afar these were: by the person's own wish, or after their time."""

    NAME: ClassVar[str] = "queue.places_forgotten"
    count: int


@dataclass(frozen=True)
class LeftFromAfar(Fact):
    """A place taken from afar was given up, or nobody came for it."""

    NAME: ClassVar[str] = "queue.left_from_afar"


@dataclass(frozen=True)
class NameGiven(Fact):
    """Somebody wishes to be called by a name; which one is nowhere in the journal."""

    NAME: ClassVar[str] = "queue.name_given"


@dataclass(frozen=True)
class NameStruck(Fact):
    """The staff took the name off by which somebody was to be called."""

    NAME: ClassVar[str] = "queue.name_struck"


@dataclass(frozen=True)
class NamesForgotten(Fact):
    """Names to be called by were deleted: by the person's own wish, since their visits are over, or since the centre
    calls by number.
    """

    NAME: ClassVar[str] = "queue.names_forgotten"
    count: int
