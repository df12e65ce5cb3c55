"""The shapes of the line joined from home that go over the programs' door."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema


class PlaceIn(Schema, extra="forbid"):
    """What whoever calls comes for."""

    service: str = Field(max_length=80, description="slug of the service")
    purpose: Literal["file", "ask", "receive"] = Field(
        "file", description="apply, ask, or pick up a result"
    )
    language: str = Field("ru", max_length=8, description="the language the person wishes to speak")
    person: str = Field(
        "",
        max_length=128,
        description="any text of yours for the person, as the number they call from; kept as a hash",
    )


class PlacePublic(Schema):
    """What the holder of a place sees."""

    token: str = Field(description="the holder's key: opens /q/ and /places/ with it after")
    state: Literal["away", "here", "left"] = Field(
        description="on the way, here with a ticket, or given up"
    )
    centre: str = Field(description="slug of the centre")
    service: str = Field(description="slug of the service")
    purpose: str = Field(description="apply, ask, or pick up a result")
    language: str = Field(description="the language the person wishes to speak")
    joined_at: datetime = Field(description="when the person joined the line")
    lapses_at: datetime = Field(description="until then the place is kept")
    may_ask_more_time: bool = Field(description="whether one hour more may be asked for")
    ahead: int = Field(description="people before, in the hall and on the way")
    counters: int = Field(description="counters that serve it now")
    wait_s: int | None = Field(description="expected wait in seconds; null while nobody serves")
    set_out_at: datetime | None = Field(
        description="when to set out to come just in time; null while nobody serves"
    )
    ticket: str | None = Field(description="token of the ticket, once the person is here")


class TellIn(Schema, extra="forbid"):
    """How to tell a person when to set out. A phone or an e-mail address is needed, and that the person agreed."""

    phone: str = Field("", max_length=40, description="phone, best with its country")
    email: str = Field("", max_length=254, description="e-mail address")
    road_minutes: int = Field(45, ge=0, le=180, description="how many minutes the way takes")
    language: Literal["ru", "en"] | None = Field(
        None, description="the language of what is told; without it the one they wish to speak"
    )
    agreed: bool = Field(description="the person agreed to be told until the visit is over")


class ComeIn(Schema, extra="forbid"):
    """The proof that the person is here."""

    code: str = Field(max_length=12, description="six letters and digits from a wall of the centre")


class PresenceCode(Schema):
    """What the walls show."""

    code: str = Field(description="six letters and digits from a wall of the centre")
