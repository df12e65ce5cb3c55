"""The shapes of booking that go over the programs' door."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import AwareDatetime


class EarliestOut(Schema):
    """A centre's first free time."""

    centre: str = Field(description="slug of the centre")
    starts_at: datetime = Field(description="the first free time")
    ends_at: datetime = Field(description="when a visit then ends")
    calm_at: datetime = Field(description="the hour of that day in which least is booked")


class SlotOut(Schema):
    """A free time."""

    starts_at: datetime = Field(description="when it begins")
    ends_at: datetime = Field(description="when it ends")
    free: int = Field(description="how many may still take it")


class SlotHoldIn(Schema, extra="forbid"):
    """A time to keep."""

    services: list[str] = Field(
        min_length=1, max_length=5, description="slugs of the services, the main one first"
    )
    starts_at: AwareDatetime = Field(description="one of the free times, with its zone")
    purpose: Literal["file", "ask", "receive"] = Field(
        "file", description="apply, ask, or pick up a result"
    )
    language: str = Field("ru", max_length=8, description="the language the person wishes to speak")
    needs: list[Literal["sign_language", "wheelchair", "quiet"]] = Field(
        default=[], max_length=3, description="what the person needs"
    )
    medium: Literal["here", "phone", "video"] = Field(
        "here", description="at the centre, by phone or by video"
    )


class SlotHoldOut(Schema):
    """A time that is kept."""

    token: str = Field(description="the holder's key: book with it")
    starts_at: datetime = Field(description="when it begins")
    ends_at: datetime = Field(description="when it ends")
    held_until: datetime = Field(description="until then it is kept")


class AppointmentIn(Schema, extra="forbid"):
    """Who comes. A phone or an e-mail address is needed, and that the person agreed."""

    hold: str = Field(max_length=64, description="token of the hold")
    name: str = Field(max_length=200, description="how to address the person")
    phone: str = Field("", max_length=32, description="phone, best with its country")
    email: str = Field("", max_length=254, description="e-mail address")
    agreed: bool = Field(description="the person agreed that we keep this until 30 days after")
    companions: int = Field(0, ge=0, le=4, description="how many come along")
    told_in: Literal["ru", "en"] | None = Field(
        None, description="the language of what is told; without it the one they wish to speak"
    )


class MoveIn(Schema, extra="forbid"):
    """Another time."""

    starts_at: AwareDatetime = Field(description="one of the free times, with its zone")


class AppointmentOut(Schema):
    """An appointment, without anything about the person."""

    centre: str = Field(description="slug of the centre")
    services: list[str] = Field(description="slugs of the services, the main one first")
    state: str = Field(
        description="held, booked, arrived, fulfilled, noshow, unkept, cancelled or expired"
    )
    starts_at: datetime = Field(description="when it begins")
    ends_at: datetime = Field(description="when it ends")
    purpose: str = Field(description="apply, ask, or pick up a result")
    language: str = Field(description="the language the person wishes to speak")
    needs: list[str] = Field(description="what the person needs")
    companions: int = Field(description="how many come along")
    medium: str = Field(description="at the centre, by phone or by video")
    confirm_by: datetime | None = Field(None, description="a word is asked for until then")
    confirmed_at: datetime | None = Field(None, description="when the person said they come")
    sequence: int = Field(description="grows with every change; with the state it is the ETag")


class AppointmentPublic(AppointmentOut):
    """The same, with what its holder alone gets."""

    token: str = Field(description="the holder's key: opens /a/ with it after")
    code: str = Field(description="six digits for the door")


class AppointmentListed(AppointmentOut):
    """The same in a list of the centre."""

    id: int = Field(description="number of the appointment")


class AppointmentPage(Schema):
    """Some of a day's appointments."""

    items: list[AppointmentListed] = Field(description="by time")
    next: str | None = Field(None, description="“after” of the following page; none at the end")
