"""What became of a message after it was sent: a provider's own word, and a person's who sends it once more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from okno.base import events
from okno.notify import errors, outcomes
from okno.notify.events import MessageDelivered, MessageSentAgain
from okno.notify.models import Message

_State = Message.State
_OPEN = (_State.SENT, _State.UNKNOWN)


@transaction.atomic
def report(
    *,
    providers: Collection[str],
    number: str,
    arrived: bool,
    reason: str = "",
    at: datetime,
    by: str,
) -> None:
    """A provider says of our number that the message has arrived, or never will: then the next channel is tried
    that the person wished, while it is of use.

    Said again it changes nothing, as what comes after the other word. Refuses a number that none of these
    providers carries (`unknown_message`), and for now one whose provider we are still talking to (`sent_just_now`).
    """
    message = _locked(number)
    if message is None or message.provider not in (*providers, ""):  # "": already on its next way
        raise errors.unknown_message()
    if message.state == _State.SENDING and message.handed_at is not None:
        raise errors.sent_just_now()
    if message.state not in _OPEN:
        return
    if arrived:
        message.state, message.ended_at = _State.DELIVERED, at
        message.save(update_fields=["state", "ended_at"])
        fact = MessageDelivered(message.act, message.channel, message.provider)
        events.record(fact, at=at, by=by, subject=f"message:{message.pk}")
        return
    message.state, message.ended_at = _State.SENDING, None
    message.save(update_fields=["state", "ended_at"])
    if message.until <= at or not message.text:
        outcomes.fail(message, reason, at=at)
    else:
        outcomes.next_way(message, reason, at=at)


@transaction.atomic
def send_again(*, message: int, at: datetime, by: str) -> Message:
    """Somebody has looked, and sends once more what nobody knows the fate of; it may be read twice.

    Under the same number: a provider that knows it takes it for the same message. Refuses any other state,
    and what is of no use any more or was forgotten (`not_sent_again`).
    """
    found = Message.objects.select_for_update().filter(pk=message).first()
    if found is None:
        raise errors.unknown_message()
    if found.state != _State.UNKNOWN or found.until <= at or not found.ways or not found.text:
        raise errors.not_sent_again()
    found.state, found.ended_at, found.handed_at = _State.CREATED, None, None
    found.attempts, found.away, found.next_at = 0, [], at
    found.save(update_fields=["state", "ended_at", "handed_at", "attempts", "away", "next_at"])
    fact = MessageSentAgain(act=found.act, channel=found.channel)
    events.record(fact, at=at, by=by, subject=f"message:{found.pk}")
    return found


def _locked(number: str) -> Message | None:
    try:
        known = UUID(number)
    except ValueError:
        return None
    return Message.objects.select_for_update().filter(number=known).first()
