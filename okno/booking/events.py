"""What the journal says about booking. The field names are the keys of each payload."""

from dataclasses import dataclass
from typing import Any, ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class ScheduleSet(Fact):
    """What can be booked at a centre was set up or changed: all that holds from now on, so that the fact before it
    says what held until now. A row of `week` is weekday, opens, closes, counters and whether it is quiet; `rules` are
    by service.
    """

    NAME: ClassVar[str] = "booking.schedule_set"
    schedule: str
    settings: dict[str, Any]
    week: list[list[Any]]
    rules: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class ScheduleBlocked(Fact):
    """For a while a schedule has fewer counters."""

    NAME: ClassVar[str] = "booking.schedule_blocked"
    schedule: str
    starts_at: str
    ends_at: str
    counters: int


@dataclass(frozen=True)
class ScheduleUnblocked(Fact):
    """A time for which a schedule had fewer counters may be booked again."""

    NAME: ClassVar[str] = "booking.schedule_unblocked"
    schedule: str
    starts_at: str
    ends_at: str
    counters: int


@dataclass(frozen=True)
class SlotHeld(Fact):
    """A time is kept for somebody who fills in the form."""

    NAME: ClassVar[str] = "booking.slot_held"
    starts_at: str
    service: int
    via: str


@dataclass(frozen=True)
class SlotReleased(Fact):
    """A time kept for somebody is free again: given back, or the time to fill in was over."""

    NAME: ClassVar[str] = "booking.slot_released"
    starts_at: str


@dataclass(frozen=True)
class AppointmentBooked(Fact):
    """A time was booked."""

    NAME: ClassVar[str] = "booking.appointment_booked"
    starts_at: str
    service: int
    language: str
    via: str


@dataclass(frozen=True)
class AppointmentMoved(Fact):
    """An appointment has another time."""

    NAME: ClassVar[str] = "booking.appointment_moved"
    from_at: str
    starts_at: str


@dataclass(frozen=True)
class AppointmentConfirmed(Fact):
    """The person said they will come."""

    NAME: ClassVar[str] = "booking.appointment_confirmed"


@dataclass(frozen=True)
class AppointmentDisplaced(Fact):
    """The centre has closed for the time of an appointment."""

    NAME: ClassVar[str] = "booking.appointment_displaced"


@dataclass(frozen=True)
class AppointmentStandsAgain(Fact):
    """The centre is open after all at the time of an appointment."""

    NAME: ClassVar[str] = "booking.appointment_stands_again"


@dataclass(frozen=True)
class AppointmentCancelled(Fact):
    """An appointment was cancelled."""

    NAME: ClassVar[str] = "booking.appointment_cancelled"
    starts_at: str


@dataclass(frozen=True)
class VisitorArrived(Fact):
    """Somebody with an appointment came, so many minutes after its time (negative: before it); by phone or video its
    time has come.
    """

    NAME: ClassVar[str] = "booking.visitor_arrived"
    late_min: int


@dataclass(frozen=True)
class VisitorCameBack(Fact):
    """Somebody who was held to have gone was given their place in line again: they have come after all."""

    NAME: ClassVar[str] = "booking.visitor_came_back"


@dataclass(frozen=True)
class AppointmentFulfilled(Fact):
    """Somebody with an appointment was served."""

    NAME: ClassVar[str] = "booking.appointment_fulfilled"


@dataclass(frozen=True)
class AppointmentMissed(Fact):
    """Nobody came."""

    NAME: ClassVar[str] = "booking.appointment_missed"


@dataclass(frozen=True)
class AppointmentUnkept(Fact):
    """The centre did not keep it: it was closed then, or its day ended while the person waited. Counts against nobody."""

    NAME: ClassVar[str] = "booking.appointment_unkept"


@dataclass(frozen=True)
class AppointmentNotFound(Fact):
    """At a screen somebody gave a code or phone that has no appointment; what was given is not kept."""

    NAME: ClassVar[str] = "booking.appointment_not_found"


@dataclass(frozen=True)
class WishMade(Fact):
    """Somebody waits for a time to come free."""

    NAME: ClassVar[str] = "booking.wish_made"
    service: int


@dataclass(frozen=True)
class SlotOffered(Fact):
    """A time that came free was offered to whoever waits longest for such a one."""

    NAME: ClassVar[str] = "booking.slot_offered"
    starts_at: str
    service: int


@dataclass(frozen=True)
class WishOver(Fact):
    """Somebody does not wait any longer: withdrawn, or the days are over."""

    NAME: ClassVar[str] = "booking.wish_over"
