"""What the journal says about being told of it."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class SubscriptionAdded(Fact):
    """A program elsewhere is told of facts from now on."""

    NAME: ClassVar[str] = "webhooks.subscription_added"
    host: str


@dataclass(frozen=True)
class SubscriptionRemoved(Fact):
    """It is told no more."""

    NAME: ClassVar[str] = "webhooks.subscription_removed"
    host: str


@dataclass(frozen=True)
class FactsReplayed(Fact):
    """Facts since a moment are told once more."""

    NAME: ClassVar[str] = "webhooks.facts_replayed"
    since: str
    count: int
