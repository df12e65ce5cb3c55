"""What was not sent yet goes by another way: one the person has added, or without one they have left."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from okno.base import events
from okno.notify import addresses, outcomes, writing
from okno.notify.actions.telling import HANDED_OVER, NOT_YET, unsubscribe
from okno.notify.acts import ACTS
from okno.notify.addresses import Address
from okno.notify.events import MessagesReaddressed, RecipientStopped
from okno.notify.models import Message

_MAY_BE_LEFT = sorted({act.kind for act in ACTS.values() if not act.is_service})


@transaction.atomic
def put_first(*, about: str, way: Address, but: Collection[str] = (), at: datetime, by: str) -> int:
    """What is to be told about this thing goes by this way first, in its words, when it was due, or now where
    that has passed and it waits for a way that did not work; returns of how many.

    What a worker has in its hands just now goes the way it had, and so do the acts `but`.
    """
    count = 0
    theirs = Q(about=about) | Q(about__startswith=f"{about}/")
    for message in _locked(theirs & ~Q(act__in=but), NOT_YET):
        rest = _without(way, message)
        message.keys = [way.key, *(key for key in message.keys if key != way.key)]
        _send_by(message, [_as_kept(way), *rest], at)
        count += 1
    if count:
        fact = MessagesReaddressed(about=about, channel=way.channel, count=count)
        events.record(fact, at=at, by=by)
    return count


@transaction.atomic
def stop(*, way: Address, at: datetime, by: str) -> int:
    """Whoever is reached at this address wants to hear nothing more there; returns how many messages it was taken from.

    What is to be told goes by the other ways the person wished, else it is not needed; of every kind that may be
    unsubscribed they are, as by the link in a message. What a worker has in its hands just now goes its way, and what
    has gone another one does not come back here.
    """
    count = sum(_comes_back_no_more(each, way) for each in _of_way(way, HANDED_OVER))
    for message in _of_way(way, NOT_YET):
        rest = _without(way, message)
        if not rest:
            message.state, message.ended_at = Message.State.CANCELLED, at
            message.save(update_fields=["state", "ended_at"])
        else:
            _send_by(message, rest, at)
        count += 1
    for kind in _MAY_BE_LEFT:
        unsubscribe(token=addresses.unsubscribe_token(way.key, kind), at=at, by=by)
    events.record(RecipientStopped(channel=way.channel, count=count), at=at, by=by)
    return count


def _of_way(way: Address, states: Collection[str]) -> QuerySet[Message]:
    return _locked(Q(keys__contains=[way.key]), states)


def _locked(which: Q, states: Collection[str]) -> QuerySet[Message]:
    found = Message.objects.filter(which, state__in=states).exclude(ways=[])
    return found.select_for_update().order_by("pk")


def _comes_back_no_more(message: Message, way: Address) -> bool:
    """Take this way from what has gone another one; whether it was there."""
    before, in_use = len(message.ways), message.ways[message.way]
    message.ways = [each for each in message.ways if each is in_use or each[:2] != _as_kept(way)]
    message.way = message.ways.index(in_use)
    message.save(update_fields=["ways", "way"])
    return len(message.ways) < before


def _as_kept(way: Address) -> list[str]:
    return [way.channel, way.to]


def _without(way: Address, message: Message) -> list[list[str]]:
    """The other ways; that one of them was shut for a while counts no more."""
    return [each[:2] for each in message.ways if each[:2] != _as_kept(way)]


def _send_by(message: Message, ways: list[list[str]], at: datetime) -> None:
    """The ways from now on. Where the first is another than before, the words are those of its channel, and when the
    one before opens again is not waited for.
    """
    before, first = message.ways[message.way][:2], ways[0]
    known = next((each for each in message.ways if each[:2] == first), first)
    message.ways, message.way = ways, 0
    if first != before:
        written = writing.write(
            act=message.act, language=message.language, channel=first[0], values=message.values
        )
        message.channel, message.wording = first[0], written.wording
        message.subject, message.text = written.subject, written.text
        message.attempts, message.away = 0, []
        message.provider, message.handed_at = "", None
        goes_at = max(message.due_at, outcomes.opens_at(known, at))
        message.next_at = min(message.next_at, outcomes.said_at(message, goes_at))
    message.save()
