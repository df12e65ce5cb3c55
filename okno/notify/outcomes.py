"""What came of a try, written once: whoever lost the claim on a message writes nothing."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

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
    """The provider did not take it: another one of this way is next, or the way is shut for a while."""
    left = message.until - at
    back_at = at + policy.wait_after(message.attempts, left=left, asked_s=error.retry_after_s)
    if isinstance(error, ports.Unreachable):
        rests_until = providing.failed(message.provider, error.reason, error.retry_after_s, at)
        away = [*message.away, message.provider]
        others = {each.name for each in ports.providers(message.channel)} - {*away}
        if providing.is_anybody_awake(others, at):
            soon = at + policy.AGAIN[0]
            next_at = said_at(message, soon)
            _write(
                message,
                at,
                None,
                state=_State.FAILED_TEMPORARY,
                handed_at=None,
                reason=error.reason[:64],
                away=away if next_at == soon else [],  # by the morning it may be well again
                next_at=_of_use(next_at),
            )
            return
        back_at = max(back_at, rests_until)
    _shut(message, back_at, error.reason, at=at)


@transaction.atomic
def ask_later(message: Message, error: ports.Temporary | ports.Silent, *, at: datetime) -> None:
    """The provider may have it and can tell, but not now: it is asked again, and after the last time unknown."""
    wait_for = policy.ask_after(message.questions + 1)
    if wait_for is None:
        unknown(message, at=at)
        return
    _write(
        message,
        at,
        None,
        questions=message.questions + 1,
        reason=error.args[0][:64],
        next_at=at + wait_for,
    )


@transaction.atomic
def wait(message: Message, *, until: datetime | None, at: datetime) -> None:
    """Nobody may carry it this way just now."""
    _shut(message, max(until or at, at + policy.AGAIN[0]), "", at=at)


@transaction.atomic
def next_way(message: Message, reason: str, *, at: datetime) -> None:
    """This way is closed: it is none of the message's any more. The next one that is open; without any it has failed."""
    ways = [each for nth, each in enumerate(message.ways) if nth != message.way]
    if not ways:
        fail(message, reason, at=at)
        return
    _go(message, ways, _first_open(ways, at), reason, at=at, fact=_failed(message, reason))


@transaction.atomic
def wake(message: Message, *, at: datetime) -> None:
    """By the first way in the order of the person that is open by now: which one was to be next was thought when it
    was shut. While it is tried by one provider of a way after the other, it stays there.
    """
    way = _first_open(message.ways, at)
    if way == message.way or message.away:
        return
    # It was by no other way before that it failed this time.
    what = _by(message, message.ways, way) | {"reason": ""}
    _write(message, at, None, way=way, **what)
    for name, value in ({"way": way} | what).items():
        setattr(message, name, value)


def _shut(message: Message, back_at: datetime, reason: str, *, at: datetime) -> None:
    """This way is shut until then: the next one that is open, else the first that opens. What does not hurry waits
    once for one that is back in a moment, as the person chose the order.
    """
    ways = list(message.ways)
    channel, to, *before = ways[message.way]
    ways[message.way] = [channel, to, message.attempts, back_at.isoformat()]
    waits = not before and policy.is_waited_for(back_at - at, left=message.until - at)
    way = message.way if waits else _first_open(ways, at)
    _go(message, ways, way, reason, at=at)


def _first_open(ways: list[Any], at: datetime) -> int:
    """In the order of the person; while all are shut, the one that opens first."""
    return min(range(len(ways)), key=lambda nth: opens_at(ways[nth], at))


def opens_at(way: list[Any], at: datetime) -> datetime:
    """When this way of a message is open: now, unless it was shut for a while."""
    return max(datetime.fromisoformat(way[3]), at) if way[2:] else at


def _tries(way: list[Any]) -> int:
    return int(way[2]) if way[2:] else 0


def _go(
    message: Message,
    ways: list[Any],
    way: int,
    reason: str,
    *,
    at: datetime,
    fact: Fact | None = None,
) -> None:
    """By this way next, in the newest words of its channel if it is another than before, when it is open."""
    was_tried = any(_tries(each) for each in ways)
    what: dict[str, Any] = {
        "state": _State.FAILED_TEMPORARY if was_tried else _State.CREATED,
        "ways": ways,
        "way": way,
        "away": [],
        "handed_at": None,
        "next_at": _of_use(said_at(message, opens_at(ways[way], at))),
    }
    if ways[way][:2] != message.ways[message.way][:2]:
        what |= _by(message, ways, way)
        reason = f"{message.channel}: {reason or 'not_now'}"
    _write(message, at, fact, reason=(reason or message.reason)[:64], **what)


def _by(message: Message, ways: list[Any], way: int) -> dict[str, Any]:
    """What a message is by another way than before: the newest words of its channel, and the tries of this way."""
    channel = ways[way][0]
    written = writing.write(
        act=message.act, language=message.language, channel=channel, values=message.values
    )
    return {
        "channel": channel,
        "wording": written.wording,
        "subject": written.subject,
        "text": written.text,
        "attempts": _tries(ways[way]),
        "provider": "",
    }


def _failed(message: Message, reason: str) -> Fact:
    return MessageFailed(act=message.act, channel=message.channel, reason=reason[:64])


def said_at(message: Message, at: datetime) -> datetime:
    """When it is said that might be said then: what can wait, not in the quiet hours."""
    if not ACTS[message.act].can_wait:
        return at
    return policy.not_in_quiet_hours(
        at, zone=ZoneInfo(message.zone), quiet=settings.NOTIFY_QUIET, until=message.until
    )


def _of_use(next_at: datetime) -> Least:
    """Not later than it is of use: by what is written, for it may have been taken back while a worker had it."""
    return Least(next_at, F("until"))


def _write(message: Message, at: datetime, fact: Fact | None, **what: Any) -> None:
    mine = Message.objects.filter(pk=message.pk, claim=message.claim, state=_State.SENDING)
    if mine.update(**what) and fact is not None:
        events.record(fact, at=at, by="system", subject=f"message:{message.pk}")
