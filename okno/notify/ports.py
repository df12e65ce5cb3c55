"""What a provider is, and who is there: adapters register themselves when the house starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

HandOver = Callable[[], None]


@dataclass(frozen=True)
class Outgoing:
    """One message as a provider gets it. `number` is ours and the same at every attempt.

    `good_for_s`: after so many seconds nobody needs it any more. `unsubscribe` is an address, or empty.
    """

    number: str
    to: str
    subject: str
    text: str
    language: str
    at: datetime
    good_for_s: int
    unsubscribe: str = ""


@dataclass(frozen=True)
class Sent:
    """The provider has it, under a number of its own where it gives one."""

    id: str = ""
    delivered: bool = False


class Temporary(Exception):
    """The provider did not take this message, and may later. The reason holds no personal data."""

    def __init__(self, reason: str, retry_after_s: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after_s = reason, retry_after_s


class Unreachable(Temporary):
    """The provider takes no message at all just now: the next one is tried."""


class Permanent(Exception):
    """The provider will never take this message for this address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Silent(Exception):
    """The message was handed over and the provider has not said whether it has it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Provider(Protocol):
    """Somebody who carries messages over one channel. A stand-in only shows what would be sent."""

    name: str
    channel: str
    is_stand_in: bool

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """Send one message, within a minute. `hand_over` is called right before the moment from which the
        message may be there; what it raises is let through, and then nothing was sent.

        Raises Temporary, Unreachable, Permanent (not taken) or Silent (nobody knows).
        """


@runtime_checkable
class Answering(Protocol):
    """A provider that can tell whether it has a message, and takes one of the same number only once."""

    def ask(self, number: str) -> Sent | None:
        """None when it has no such message. Raises Temporary when it can't say."""


@runtime_checkable
class Reporting(Protocol):
    """A provider that says by itself what became of a message."""

    def has_key(self, key: str) -> bool:
        """Whether a report under this key comes from it."""


_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Who is registered earlier is asked earlier. A name that is there already is replaced."""
    _PROVIDERS[:] = [each for each in _PROVIDERS if each.name != provider.name]
    _PROVIDERS.append(provider)


def providers(channel: str) -> list[Provider]:
    """Those of a channel, in order; stand-ins only where there is nobody else."""
    there = [each for each in _PROVIDERS if each.channel == channel]
    return [each for each in there if not each.is_stand_in] or there


def provider(name: str) -> Provider | None:
    """The one of this name, or None when it is not there any more."""
    return next((each for each in _PROVIDERS if each.name == name), None)


def all_providers() -> list[Provider]:
    """Everybody who is there, in order."""
    return list(_PROVIDERS)
