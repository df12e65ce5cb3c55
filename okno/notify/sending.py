"""From a message to a provider; no transaction is open, and no row locked, while one is called.

A message goes through four commits: a worker takes it (`sending`); it chooses who carries it; the provider
has everything but the last word, and the message is marked as handed over (`handed_at`); what came of it is
written. A worker may die between any two. Whoever takes the message after it (when the lease is over) reads
the mark: without one nothing has arrived, and it is sent anew; with one it may have arrived, so a provider
that can tell is asked, and otherwise the message is `unknown` and is never sent again by itself. A worker
that was only slow finds its claim gone and neither hands over nor writes.

What remains: a worker that dies between the mark and the last word leaves an `unknown` message that nobody
got (docs/decisions/0011).
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from okno.base import clock, db, stopping
from okno.notify import addresses, outcomes, policy, ports, providing
from okno.notify.acts import ACTS
from okno.notify.models import Message

_CLAIM = """
update notify_message set state = 'sending', claim = claim + 1, next_at = %(lease)s
where id = (
    select id from notify_message
    where state in ('created', 'sending', 'failed_temporary') and next_at <= %(at)s
      and (%(id)s::bigint is null or id = %(id)s::bigint)
    order by next_at, id limit 1 for update skip locked
)
returning id
"""


class _Taken(Exception):
    """Another worker has the message, for our lease was over; or it is of no use since a moment."""


def send_due(*, most: int = 200) -> int:
    """Send what is due, one after another; returns how many were taken."""
    for taken in range(most):
        if not send_one():
            return taken
    return most


def send_one(number: int | None = None) -> bool:
    """Take the message that is due longest (or this one) and send it; False when there is none to take, or this process is to end."""
    if stopping.is_stopping():
        return False
    at = clock.now()
    lease = at + clock.of_a_person(policy.LEASE)
    row = db.row(_CLAIM, {"at": at, "lease": lease, "id": number})
    if row is None:
        return False
    message = Message.objects.get(pk=row["id"])
    if message.handed_at is not None and not _is_free_again(message):
        return True
    if message.until <= at:
        outcomes.fail(message, "too_late", at=at)
        return True
    outcomes.wake(message, at=at)
    chosen = _choose(message, at)
    if chosen is not None:
        _send(message, chosen)
    return True


def _is_free_again(message: Message) -> bool:
    """Its last worker died, or its provider was silent: whether the provider says it has no such message."""
    provider = ports.provider(message.provider)
    try:
        if not isinstance(provider, ports.Answering):
            outcomes.unknown(message, at=clock.now())
            return False
        sent = provider.ask(str(message.number))
    except ports.Permanent as error:
        outcomes.next_way(message, error.reason, at=clock.now())
        return False
    except ports.Temporary as error:
        outcomes.ask_later(message, error, at=clock.now())
        return False
    if sent is not None:
        outcomes.sent(message, sent, at=clock.now())
        return False
    Message.objects.filter(pk=message.pk, claim=message.claim).update(handed_at=None)
    message.handed_at = None
    return True


@transaction.atomic
def _choose(message: Message, at: datetime) -> ports.Provider | None:
    """Who carries it, noted on the message; None when it waits or goes another way."""
    there = {each.name: each for each in ports.providers(message.channel)}
    if not there:
        outcomes.next_way(message, "no_provider", at=at)
        return None
    in_use = addresses.Address(message.channel, message.to).key
    asked = in_use, ACTS[message.act].pot, at
    not_tried = [each for each in there if each not in message.away] or list(there)
    name, awake_at = providing.choose(not_tried, *asked)
    if name is None and message.away:  # nor can the others: whoever of all is back first
        name, awake_at = providing.choose(list(there), *asked)
    if name is None:
        outcomes.wait(message, until=awake_at, at=at)
        return None
    mine = Message.objects.filter(pk=message.pk, claim=message.claim)
    if not mine.update(provider=name, attempts=F("attempts") + 1):
        return None
    message.provider, message.attempts = name, message.attempts + 1
    return there[name]


def _send(message: Message, provider: ports.Provider) -> None:
    def hand_over() -> None:
        at = clock.now()
        mine = Message.objects.filter(
            pk=message.pk, claim=message.claim, next_at__gt=at, until__gt=at
        )
        lease = at + clock.of_a_person(policy.LEASE)
        if not mine.update(handed_at=at, next_at=lease, questions=0):
            raise _Taken
        message.handed_at, message.questions = at, 0

    try:
        sent = provider.send(_outgoing(message), hand_over)
    except _Taken:
        return
    except ports.Permanent as error:
        outcomes.next_way(message, error.reason, at=clock.now())
    except ports.Temporary as error:
        outcomes.again(message, error, at=clock.now())
    except ports.Silent as error:
        if isinstance(provider, ports.Answering):
            outcomes.ask_later(message, error, at=clock.now())
        else:
            outcomes.unknown(message, at=clock.now())
    else:
        outcomes.sent(message, sent, at=clock.now())


def _outgoing(message: Message) -> ports.Outgoing:
    at, act = clock.now(), ACTS[message.act]
    path = ""
    if not act.is_service:
        key = addresses.Address(message.channel, message.to).key
        path = addresses.unsubscribe_path(addresses.unsubscribe_token(key, act.kind))
    return ports.Outgoing(
        number=str(message.number),
        to=message.to,
        subject=message.subject,
        text=message.text,
        language=message.language,
        at=at,
        good_for_s=max(1, int((message.until - at).total_seconds())),
        unsubscribe=f"{settings.ORIGIN}{path}" if path else "",
    )
