"""What came of a try, written once: whoever lost the claim on a message writes nothing."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from okno.base import events
from okno.base.events import Fact
from okno.notify import policy, ports, providing, writing
from okno.notify.acts import ACTS
from okno.notify.events import MessageDelivered, MessageFailed, MessageSent, MessageUnknown
from okno.notify.models import Message

_State = Message.State


@transaction.atomic
def sent(message: Message, how: ports.Sent, *, at: datetime) -> None:
    """The provider has it; a secret is forgotten at once."""
    what: dict[str, Any] = {
        "state": _State.DELIVERED if how.delivered else _State.SENT,
        "provider_id": how.id[:128],
        "sent_at": at,
        "ended_at": at,
    }
    if ACTS[message.act].is_secret:
        what |= {"text": "", "subject": "", "values": {}}
    fact = MessageDelivered if how.delivered else MessageSent
    providing.works(message.provider)
    _write(message, at, fact(message.act, message.channel, message.provider), **what)


@transaction.atomic
def unknown(message: Message, *, at: datetime) -> None:
    """Nobody can say whether it arrived: it is not sent again, by nobody."""
    fact = MessageUnknown(message.act, message.channel, message.provider)
    _write(message, at, fact, state=_State.UNKNOWN, ended_at=at)


@transaction.atomic
def fail(message: Message, reason: str, *, at: datetime) -> None:
    """It can't be told, or not in time."""
    _write(
        message,
        at,
        _failed(message, reason),
        state=_State.FAILED_PERMANENT,
        ended_at=at,
        reason=reason[:64],
    )


@transaction.atomic
def again(message: Message, error: ports.Temporary, *, at: datetime) -> None:
    """The provider did not take it: it is tried again after a while, by another one if this one rests."""
    if isinstance(error, ports.Unreachable):
        providing.failed(message.provider, error.reason, error.retry_after_s, at)
    wait_for = policy.wait_after(message.attempts, error.retry_after_s)
    if wait_for is None:
        next_way(message, error.reason, at=at)
        return
    if isinstance(error, ports.Unreachable) and len(ports.providers(message.channel)) > 1:
        wait_for = policy.AGAIN[0]
    _write(
        message,
        at,
        None,
        state=_State.FAILED_TEMPORARY,
        handed_at=None,
        reason=error.reason[:64],
        next_at=_said_at(message, at + wait_for),
    )


@transaction.atomic
def ask_later(message: Message, error: ports.Temporary | ports.Silent, *, at: datetime) -> None:
    """The provider may have it and can tell, but not now: it is asked again, and after the last time unknown."""
    wait_for = policy.wait_after(message.attempts)
    if wait_for is None:
        unknown(message, at=at)
        return
    _write(
        message,
        at,
        None,
        attempts=message.attempts + 1,
        reason=error.args[0][:64],
        next_at=at + wait_for,
    )


@transaction.atomic
def wait(message: Message, *, until: datetime | None, at: datetime) -> None:
    """Nobody may carry it just now."""
    state = _State.FAILED_TEMPORARY if message.attempts else _State.CREATED
    _write(message, at, None, state=state, next_at=max(until or at, at + policy.AGAIN[0]))


@transaction.atomic
def next_way(message: Message, reason: str, *, at: datetime) -> None:
    """This way is closed: the next address the person wished, in the words of its channel; or it has failed."""
    way = message.way + 1
    if way >= len(message.ways):
        fail(message, reason, at=at)
        return
    channel = message.ways[way][0]
    written = writing.write(
        act=message.act, language=message.language, channel=channel, values=message.values
    )
    _write(
        message,
        at,
        _failed(message, reason),
        state=_State.CREATED,
        way=way,
        channel=channel,
        wording=written.wording,
        subject=written.subject,
        text=written.text,
        attempts=0,
        provider="",
        handed_at=None,
        reason=reason[:64],
        next_at=at,
    )


def _failed(message: Message, reason: str) -> Fact:
    return MessageFailed(act=message.act, channel=message.channel, reason=reason[:64])


def _said_at(message: Message, at: datetime) -> datetime:
    if not ACTS[message.act].can_wait:
        return at
    return policy.not_in_quiet_hours(
        at, zone=ZoneInfo(message.zone), quiet=settings.NOTIFY_QUIET, until=message.until
    )


def _write(message: Message, at: datetime, fact: Fact | None, **what: Any) -> None:
    mine = Message.objects.filter(pk=message.pk, claim=message.claim, state=_State.SENDING)
    if mine.update(**what) and fact is not None:
        events.record(fact, at=at, by="system", subject=f"message:{message.pk}")
