"""From the journal to deliveries, and from deliveries to the world; no call is made inside a transaction.

One program is told one thing at a time, and several are told side by side. Whoever calls holds no connection to the
database: one thread takes what is due and notes how it went, and the others only call.
"""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from okno.adapters.webhooks import policy
from okno.adapters.webhooks.calling import Unreachable, call
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import clock, db, events, stopping
from okno.network.models import Centre

HANDS = 8  # programs that one job calls side by side
_LONGEST_S = 10.0  # after that a job begins no call more: the next job goes on at once
_LOOKS_AGAIN_S = 1.0  # for what came due while others are called
_BATCH = 1_000
_log = logging.getLogger("okno.jobs")
_WAITING = (Delivery.State.DUE, Delivery.State.SENDING)
# Whose turn it is: the program that waits longest for its first fact, is in nobody's hands and does not rest. Who
# takes it holds its row, and whoever looks at the same instant steps over it; what was first is looked at again, as
# whoever had the program a moment ago may have told it. `probe`: one that did not take the last thing may be tried.
_TAKE = """
with free as (
    select s.id as program, first.id as first from webhooks_subscription s cross join lateral (
        select d.next_at, d.id from webhooks_delivery d
        where d.subscription_id = s.id and d.state in ('due', 'sending') and d.next_at <= %(at)s
        order by d.next_at, d.id limit 1) first
    where (s.taken_until is null or s.taken_until <= %(at)s)
    and (s.rests_until is null or (%(probe)s::bool and s.rests_until <= %(at)s))
    order by first.next_at, first.id limit 1
    for no key update of s skip locked
), taken as (
    update webhooks_delivery d set state = 'sending', attempts = attempts + 1 from free
    where d.id = free.first and d.state in ('due', 'sending') and d.next_at <= %(at)s
    returning d.id, free.program
)
update webhooks_subscription s set taken_until = %(until)s from taken where s.id = taken.program
returning taken.id
"""
# The program's row first, as whoever takes and whoever unsubscribes does: one that is removed is told nothing again.
_NOTE = """
with program as (
    update webhooks_subscription set taken_until = null, rests_until = %(rests)s
    where id = %(program)s returning id, removed_at
)
update webhooks_delivery d set next_at = %(next_at)s, answered_at = %(at)s,
    status = %(status)s, answer = %(answer)s,
    state = case when %(state)s = 'due' and program.removed_at is not null then 'failed' else %(state)s end
from program where d.id = %(id)s and d.subscription_id = program.id
"""


def read_the_journal(*, at: datetime) -> int:
    """Make deliveries of what happened since the last look; returns how many."""
    gone = Q(device__is_active=False)  # a program that was sent away is told nothing more
    found = Subscription.objects.filter(removed_at=None).exclude(gone).values_list("pk", flat=True)
    return sum(_read_for(pk, at) for pk in found)


@transaction.atomic
def _read_for(number: int, at: datetime) -> int:
    each = Subscription.objects.select_for_update(skip_locked=True).filter(pk=number).first()
    if each is None:
        return 0  # read, taken, noted or told once more just now: the next job reads it, in five seconds
    slugs = dict(Centre.objects.values_list("pk", "slug"))
    made: list[Delivery] = []
    position = events.Position(each.xid, each.event)
    for place, event in events.after(position, limit=_BATCH, centre=each.centre_id):
        each.xid, each.event = place.xid, place.id
        if not policy.wants(each.names, event.name):
            continue
        body = policy.cloud_event(
            number=event.pk,
            name=event.name,
            at=event.at,
            centre=slugs.get(event.centre_id or 0, ""),
            subject=event.subject,
            by=event.by,
            payload=event.payload,
            origin=settings.ORIGIN,
        )
        made.append(
            Delivery(
                subscription=each,
                event=event.pk,
                name=event.name,
                body=body,
                state=Delivery.State.DUE,
                next_at=at,
                made_at=at,
            )
        )
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    each.save(update_fields=["xid", "event"])
    return len(made)


def send_due(*, seconds: float = _LONGEST_S) -> int:
    """Tell what is due until nothing is left or the time is over; returns how many were tried.

    It begins no call after so many seconds, nor when this process is to end, and ends when the last one is over. Those that did not take the last thing
    are tried with half of the hands, so that the others go on.
    """
    tried, end = 0, time.monotonic() + seconds
    calls: dict[Future[tuple[int, str]], Delivery] = {}
    with ThreadPoolExecutor(HANDS) as hands:
        while True:
            while len(calls) < HANDS and time.monotonic() < end and not stopping.is_stopping():
                probes = sum(each.subscription.rests_until is not None for each in calls.values())
                at = clock.now()
                taken = take(at=at, probe=probes < HANDS // 2)
                if taken is None:
                    break
                tried += 1
                if taken.subscription.is_told:
                    calls[hands.submit(_call, taken, at)] = taken
                else:
                    _give_up(taken.subscription)
            if not calls:
                return tried
            over = wait(calls, timeout=_LOOKS_AGAIN_S, return_when=FIRST_COMPLETED).done
            for each in over:
                _note(calls.pop(each), *each.result(), clock.now())


def take(*, at: datetime, probe: bool = True) -> Delivery | None:
    """Take what is due next into one's hands, or None; of one program nobody has two things in hand at a time.

    Whoever dies over it is followed by another after a while. The same fact may then arrive twice, under the same
    webhook-id.
    """
    until = at + clock.of_a_person(policy.STUCK)
    found = db.row(_TAKE, {"at": at, "probe": probe, "until": until})
    if found is None:
        return None
    return Delivery.objects.select_related("subscription__device").get(pk=found["id"])


def _call(delivery: Delivery, at: datetime) -> tuple[int, str]:
    """The status, or 0, and what was said; runs in a thread that asks the database nothing."""
    number, seconds = f"evt_{delivery.event}", int(at.timestamp())
    subscription = delivery.subscription
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "okno",
        "webhook-id": number,
        "webhook-timestamp": str(seconds),
        "webhook-signature": policy.signature(subscription.secret, number, seconds, delivery.body),
    }
    try:
        return call(subscription.url, headers, delivery.body, private=settings.WEBHOOK_PRIVATE)
    except Unreachable as error:
        return 0, str(error)
    except Exception as error:  # a bug of ours costs this call alone; its words may hold a key
        name = type(error).__name__
        _log.error("the call of subscription %s failed: %s", subscription.pk, name)
        return 0, name


def _note(delivery: Delivery, status: int, answer: str, at: datetime) -> None:
    again, rests = policy.next_try(delivery.attempts), None
    if policy.is_taken(status):
        state, next_at = Delivery.State.DELIVERED, at
    else:
        was_resting = delivery.subscription.rests_until is not None
        rests = at + policy.rest(answered=status > 0, again=was_resting)
        state = Delivery.State.FAILED if again is None else Delivery.State.DUE
        next_at = at + (again or policy.AGAIN[0])
    noted = {
        "program": delivery.subscription_id,
        "id": delivery.pk,
        "state": state.value,
        "next_at": next_at,
        "rests": rests,
        "at": at,
        "status": status or None,
        "answer": answer,
    }
    db.row(_NOTE, noted)
    if rests is not None:
        long_due = _waiting(delivery.subscription).filter(next_at__lt=at - policy.PATIENCE)
        long_due.update(state=Delivery.State.FAILED)


@transaction.atomic
def _give_up(subscription: Subscription) -> None:
    """Who was sent away is told nothing of what still waits."""
    Subscription.objects.filter(pk=subscription.pk).update(taken_until=None)
    _waiting(subscription).update(state=Delivery.State.FAILED)


def _waiting(subscription: Subscription) -> QuerySet[Delivery]:
    return Delivery.objects.filter(subscription=subscription, state__in=_WAITING)


def forget_old(*, at: datetime) -> int:
    """Delete what was delivered or given up a week ago; returns how many."""
    old = Delivery.objects.filter(made_at__lt=at - policy.KEPT)
    return old.filter(state__in=[Delivery.State.DELIVERED, Delivery.State.FAILED]).delete()[0]
