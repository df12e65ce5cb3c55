"""The shapes that go over the programs' door."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime


class TicketIn(Schema, extra="forbid"):
    """What a kiosk or program asks when a person comes."""

    service: str = Field(max_length=80, description="slug of the service")
    purpose: Literal["file", "ask", "receive"] = "file"
    more: list[str] = Field(default=[], max_length=4, description="further services of the visit")
    language: str = Field("ru", max_length=8, description="the language the person wishes to speak")
    priority: str = Field("ordinary", max_length=16)
    booked_at: AwareDatetime | None = Field(
        None, description="time of the appointment, with its zone; within a day"
    )
    phone: str = Field(
        "", max_length=32, description="refuses a second live ticket; kept as a hash"
    )


class TicketOut(Schema):
    """A ticket, without anything about the person."""

    id: int
    token: str
    label: str
    state: str
    service: str
    purpose: str
    language: str
    counter: int | None = Field(None, description="number of the counter, once called")
    issued_at: datetime
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    promise_due_at: datetime
    voucher: str | None = None
    reason: dict[str, Any] = {}
    version: int


class TicketPublic(Schema):
    """What the holder of a ticket's token sees."""

    label: str
    state: str
    counter: int | None
    ahead: int = Field(description="people before, as far as rank decides")
    wait_s: int = Field(description="expected wait in seconds")
    promise_due_at: datetime
    voucher: str | None
    centre: str


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

    counter: int | None = Field(default=None, ge=1, le=2**31 - 1)


class FinishIn(AtCounter):
    """How serving ended."""

    outcome: Literal["done", "accepted", "issued", "advised", "incomplete"] = "done"


class HoldIn(AtCounter):
    """How long the person waits aside."""

    minutes: int = Field(default=15, ge=1, le=120)
    back_to_me: bool = True


class TransferIn(AtCounter):
    """Where the person goes next."""

    service: str = Field(max_length=80)
    purpose: Literal["file", "ask", "receive"] = "file"
    to_counter: int | None = Field(default=None, ge=1, le=2**31 - 1)


class LoadOut(Schema):
    """A centre now, as a visitor understands it."""

    waiting: int
    serving: int = Field(description="counters really serving")
    wait_s: int | None = Field(description="expected wait in seconds; null while nobody serves")
    longest_s: int


class CentreOut(Schema):
    """A centre and its load."""

    slug: str
    name: dict[str, str]
    kind: str
    lat: float
    lon: float
    open: bool
    load: LoadOut


class ServiceOut(Schema):
    """A service of the catalogue."""

    slug: str
    name: dict[str, str]
    short_name: dict[str, str]
    letter: str
    purposes: list[str]


class EventOut(Schema):
    """A fact of the journal; `position` is what to pass as `after` next."""

    position: str
    at: datetime
    name: str
    centre: str | None
    subject: str
    by: str
    payload: dict[str, Any]


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str
    field: str | None = None
