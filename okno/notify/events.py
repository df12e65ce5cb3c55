"""What the journal says about telling people: never whom, and never the words."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class WordingSaved(Fact):
    """An act has new words."""

    NAME: ClassVar[str] = "notify.wording_saved"
    act: str
    language: str
    channel: str
    version: int


@dataclass(frozen=True)
class WordingsLoaded(Fact):
    """The words that come with okno were loaded."""

    NAME: ClassVar[str] = "notify.wordings_loaded"
    count: int


@dataclass(frozen=True)
class MessageMade(Fact):
    """Somebody will be told something."""

    NAME: ClassVar[str] = "notify.message_made"
    act: str
    about: str
    channel: str


@dataclass(frozen=True)
class MessageSent(Fact):
    """A provider took it."""

    NAME: ClassVar[str] = "notify.message_sent"
    act: str
    channel: str
    provider: str


@dataclass(frozen=True)
class MessageDelivered(Fact):
    """A provider says that it arrived."""

    NAME: ClassVar[str] = "notify.message_delivered"
    act: str
    channel: str
    provider: str


@dataclass(frozen=True)
class MessageFailed(Fact):
    """It could not be sent over a channel; the person may have wished for another one."""

    NAME: ClassVar[str] = "notify.message_failed"
    act: str
    channel: str
    reason: str


@dataclass(frozen=True)
class MessageUnknown(Fact):
    """Nobody knows whether it arrived, so it is not sent again."""

    NAME: ClassVar[str] = "notify.message_unknown"
    act: str
    channel: str
    provider: str


@dataclass(frozen=True)
class MessageSentAgain(Fact):
    """Somebody has looked, and sends once more what nobody knew the fate of."""

    NAME: ClassVar[str] = "notify.message_sent_again"
    act: str
    channel: str


@dataclass(frozen=True)
class MessagesCancelled(Fact):
    """What was not sent yet is not needed any more."""

    NAME: ClassVar[str] = "notify.messages_cancelled"
    about: str
    count: int


@dataclass(frozen=True)
class MessagesReaddressed(Fact):
    """What is to be told about a thing goes by another way first."""

    NAME: ClassVar[str] = "notify.messages_readdressed"
    about: str
    channel: str
    count: int


@dataclass(frozen=True)
class RecipientStopped(Fact):
    """Somebody wants to hear nothing more at an address; so many messages were not sent there."""

    NAME: ClassVar[str] = "notify.recipient_stopped"
    channel: str
    count: int


@dataclass(frozen=True)
class RecipientUnsubscribed(Fact):
    """Somebody wants to hear nothing more of a kind."""

    NAME: ClassVar[str] = "notify.recipient_unsubscribed"
    kind: str


@dataclass(frozen=True)
class MessagesForgotten(Fact):
    """Of so many messages only the fact is left."""

    NAME: ClassVar[str] = "notify.messages_forgotten"
    count: int
