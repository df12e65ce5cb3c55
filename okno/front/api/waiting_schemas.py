"""The shapes of the waiting list that go over the programs' door."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema


class WishIn(Schema, extra="forbid"):
    """What somebody waits for, and who. A phone or an e-mail address is needed, and that the person agreed."""

    services: list[str] = Field(
        min_length=1, max_length=5, description="slugs of the services, the main one first"
    )
    first_day: date = Field(description="the first day that suits, local")
    last_day: date = Field(description="the last day that suits, local")
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
    name: str = Field(max_length=200, description="how to address the person")
    phone: str = Field("", max_length=32, description="phone, best with its country")
    email: str = Field("", max_length=254, description="e-mail address")
    told_in: Literal["ru", "en"] | None = Field(
        None, description="the language of what is told; without it the one they wish to speak"
    )
    agreed: bool = Field(description="the person agreed that we keep this until 30 days after")


class WishOut(Schema):
    """Somebody who waits for a time, without anything about the person."""

    centre: str = Field(description="slug of the centre")
    services: list[str] = Field(description="slugs of the services, the main one first")
    state: str = Field(description="waiting, offered, taken or over")
    first_day: date = Field(description="the first day that suits, local")
    last_day: date = Field(description="the last day that suits, local")
    purpose: str = Field(description="apply, ask, or pick up a result")
    language: str = Field(description="the language the person wishes to speak")
    needs: list[str] = Field(description="what the person needs")
    medium: str = Field(description="at the centre, by phone or by video")
    wished_at: datetime = Field(description="whoever waits longer is offered first")
    offers: int = Field(description="how many times were offered; with the state it is the ETag")
    starts_at: datetime | None = Field(None, description="the time that is offered")
    ends_at: datetime | None = Field(None, description="when a visit then ends")
    held_until: datetime | None = Field(None, description="until then the offer is kept")


class WishPublic(WishOut):
    """The same, with what its holder alone gets."""

    token: str = Field(description="the holder's key: opens /w/ and /wishes/ with it after")
    appointment: str | None = Field(None, description="token of the appointment, once taken")


class WishListed(WishOut):
    """The same in a list of the centre."""

    id: int = Field(description="number of the wish")


class WishPage(Schema):
    """Some of those who wait."""

    items: list[WishListed] = Field(description="in the order in which they began")
    next: str | None = Field(None, description="“after” of the following page; none at the end")
