"""The shapes that go over the programs' door."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime


class TicketIn(Schema, extra="forbid"):
    """What a kiosk or program asks when a person comes."""

    service: str = Field(max_length=80, description="slug of the service")
    purpose: Literal["file", "ask", "receive"] = Field(
        "file", description="apply, ask, or pick up a result"
    )
    more: list[str] = Field(default=[], max_length=4, description="further services of the visit")
    language: str = Field("ru", max_length=8, description="the language the person wishes to speak")
    priority: str = Field(
        "ordinary",
        max_length=16,
        description="ordinary, appointment, veteran, disabled, pregnant or small_child",
    )
    booked_at: AwareDatetime | None = Field(
        None, description="time of the appointment, with its zone; within a day"
    )
    phone: str = Field(
        "",
        max_length=32,
        description="from programs only: refuses a second live ticket; kept as a hash",
    )


class TicketOut(Schema):
    """A ticket, without anything about the person."""

    id: int = Field(description="what the other addresses call ticket")
    label: str = Field(description="what is printed and called, as A17")
    state: str = Field(
        description="waiting, called, serving, held, finished, no_show, left or closed"
    )
    medium: str = Field(description="at the centre, by phone or by video")
    service: str = Field(description="slug of the service")
    purpose: str = Field(description="apply, ask, or pick up a result")
    language: str = Field(description="the language the person wishes to speak")
    counter: int | None = Field(None, description="number of the counter, once called")
    returns_to: int | None = Field(
        None, description="number of the counter they go back to when this step is finished"
    )
    issued_at: datetime = Field(description="when the ticket was given")
    called_at: datetime | None = Field(None, description="when the person was called last")
    started_at: datetime | None = Field(None, description="when the person came to the counter")
    ended_at: datetime | None = Field(None, description="when the visit ended")
    promise_due_at: datetime = Field(description="called later than this, the coffee is free")
    voucher: str | None = Field(None, description="code of the free coffee")
    reason: dict[str, Any] = Field({}, description="why this ticket was called before others")
    version: int = Field(description="grows with every change")


class TicketGiven(TicketOut):
    """A new ticket, with what its holder alone gets."""

    token: str = Field(description="the holder's key: opens /t/ and /tickets/ with it after")


class TicketPublic(Schema):
    """What the holder of a ticket's token sees."""

    label: str = Field(description="what is printed and called, as A17")
    state: str = Field(
        description="waiting, called, serving, held, finished, no_show, left or closed"
    )
    medium: str = Field(description="at the centre, by phone or by video")
    counter: int | None = Field(description="number of the counter, once called")
    ahead: int = Field(description="people before, as far as rank decides")
    wait_s: int = Field(description="expected wait in seconds")
    promise_due_at: datetime = Field(description="called later than this, the coffee is free")
    voucher: str | None = Field(description="code of the free coffee")
    centre: str = Field(description="slug of the centre")


class CounterOut(Schema):
    """A counter now; never who sits or stands there."""

    id: int = Field(description="what the other addresses call counter")
    number: int = Field(description="the number on the sign")
    hall: str = Field(description="slug of the hall")
    state: Literal["closed", "open", "paused", "busy"] = Field(
        description="busy: somebody is called or served there"
    )


class AtCounter(Schema, extra="forbid"):
    """The counter that acts; may be left out when the ticket's own is meant."""

    counter: int | None = Field(
        default=None,
        ge=1,
        le=2**31 - 1,
        description="id of the counter that acts; may be left out when it is the ticket's own",
    )


class FinishIn(AtCounter):
    """How serving ended."""

    outcome: Literal["done", "accepted", "issued", "advised", "incomplete"] = Field(
        default="done", description="how serving ended"
    )


class HoldIn(AtCounter):
    """How long the person waits aside."""

    minutes: int = Field(
        default=15, ge=1, le=120, description="after so many the person is in line again"
    )
    back_to_me: bool = Field(default=True, description="to the same counter when it is open")


class TransferIn(AtCounter):
    """Where the person goes next."""

    service: str = Field(max_length=80, description="slug of the service")
    purpose: Literal["file", "ask", "receive"] = Field(
        "file", description="apply, ask, or pick up a result"
    )
    to_counter: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="id of the counter that is to call"
    )
    back_to_me: bool = Field(
        default=False,
        description="for one step: when it is finished they are first in line at the sending counter",
    )


class LoadOut(Schema):
    """A centre now, as a visitor understands it."""

    waiting: int = Field(description="people in line")
    serving: int = Field(description="counters really serving")
    wait_s: int | None = Field(description="expected wait in seconds; null while nobody serves")
    longest_s: int = Field(description="how long the first in line has waited, in seconds")


class CentreOut(Schema):
    """A centre and its load."""

    slug: str = Field(description="slug of the centre, as in its address")
    name: dict[str, str] = Field(description="by language: ru, en")
    kind: str = Field(description="district, flagship or palace")
    phone: str = Field(description="where visitors ring it up, E.164; “” where they cannot")
    lat: float = Field(description="degrees north, WGS 84")
    lon: float = Field(description="degrees east, WGS 84")
    open: bool = Field(description="whether its doors are open now")
    load: LoadOut


class ServiceOut(Schema):
    """A service of the catalogue."""

    slug: str = Field(description="slug of the service")
    name: dict[str, str] = Field(description="by language: ru, en")
    short_name: dict[str, str] = Field(description="the name for a ticket or a board, by language")
    letter: str = Field(description="what its tickets begin with")
    purposes: list[str] = Field(description="what one may come for: file, ask, receive")


class GivenOut(ServiceOut):
    """A service as a centre gives it."""

    ways: list[Literal["walk_in", "online", "phone"]] = Field(
        description="walk_in: who just comes gets a ticket, also from home; online: a time is booked by the person or a"
        " program; phone: the staff book it, at a counter or by phone. At least one"
    )


class EventOut(Schema):
    """A fact of the journal; `position` is what to pass as `after` next."""

    position: str = Field(description="what to pass as “after” to read on")
    at: datetime = Field(description="when it happened")
    name: str = Field(description="what happened, as queue.ticket_called")
    centre: str | None = Field(description="slug of the centre")
    subject: str = Field(description="about what, as ticket:17")
    by: str = Field(description="who acted: staff, device, visitor or system")
    payload: dict[str, Any] = Field(description="facts without anything about a person")


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str = Field(description="urn:okno:refusal: and the code")
    title: str = Field(description="what happened and what to do now, for a person")
    status: int = Field(description="as of the answer")
    code: str = Field(description="stable; for the program")
    field: str | None = Field(None, description="the field it is about")
