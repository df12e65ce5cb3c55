"""The shapes of being told that go over the programs' door."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

_Name = Annotated[str, StringConstraints(max_length=64)]


class SubscriptionIn(Schema, extra="forbid"):
    """Where to tell, and what."""

    url: str = Field(max_length=500, description="where to tell; begins with https://")
    names: list[_Name] = Field(
        default=[],
        max_length=50,
        description="facts (queue.ticket_called) or rooms (queue.); none for every fact",
    )


class SubscriptionOut(Schema):
    """Somebody who is told."""

    id: int = Field(description="what the other addresses call subscription")
    url: str = Field(description="where it is told")
    names: list[str] = Field(description="of which facts; of every one when empty")
    added_at: datetime = Field(description="since when it is told")


class SubscriptionGiven(SubscriptionOut):
    """A new one."""

    secret: str = Field(description="what the webhooks are signed with; shown only now")


class SubscriptionPage(Schema):
    """Some of a program's subscriptions."""

    items: list[SubscriptionOut] = Field(description="the oldest first")
    next: str | None = Field(None, description="“after” of the following page; none at the end")


class DeliveryOut(Schema):
    """How one fact was told."""

    event: str = Field(description="id of the CloudEvent")
    name: str = Field(description="what happened, as queue.ticket_called")
    state: Literal["due", "sending", "delivered", "failed"] = Field(
        description="to be sent, being sent, taken, or given up"
    )
    attempts: int = Field(description="how often it was tried")
    made_at: datetime = Field(description="when it was first due")
    next_at: datetime | None = Field(description="when it is tried next")
    answered_at: datetime | None = Field(description="when the last try ended")
    status: int | None = Field(description="the HTTP status that was answered")
    answer: str = Field(description="the beginning of what was answered, or why nobody did")


class DeliveryPage(Schema):
    """Some of a subscription's deliveries."""

    items: list[DeliveryOut] = Field(description="the newest first")
    next: str | None = Field(None, description="“after” of the following page; none at the end")


class ReplayIn(Schema, extra="forbid"):
    """Since when."""

    since: AwareDatetime = Field(description="a moment, with its zone")


class ReplayOut(Schema):
    """What is told once more."""

    count: int = Field(description="how many facts are told once more")
