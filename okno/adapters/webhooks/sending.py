"""From the journal to deliveries, and from deliveries to the world; no call is made inside a transaction."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from okno.adapters.webhooks import policy
from okno.adapters.webhooks.calling import Unreachable, call
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import clock, db, events
from okno.network.models import Centre

_BATCH = 200
# One at a time and whoever is free: a sender that died in the middle is followed by another after a
# while. The same fact may then arrive twice, under the same webhook-id. One program is told one thing at
# a time: a slow one holds one of the hands that tell, not all.
_NEXT = """
select d.id, d.subscription_id as program from webhooks_delivery d
where d.state in ('due', 'sending') and d.next_at <= %(at)s and not exists (
    select from webhooks_delivery s where s.subscription_id = d.subscription_id
    and s.state = 'sending' and s.next_at > %(at)s)
order by d.next_at, d.id limit 1
"""
# Two senders may choose two things for one program at the same instant, and neither sees what the other has
# not committed: who takes holds the program's lock, and looks again in a statement of its own.
_LOCK = "select pg_advisory_xact_lock(hashtext('webhooks.program'), %(program)s::int)"
_TAKE = """
update webhooks_delivery d set state = 'sending', attempts = attempts + 1, next_at = %(stuck)s
where d.id = %(id)s and d.state in ('due', 'sending') and d.next_at <= %(at)s and not exists (
    select from webhooks_delivery s where s.subscription_id = d.subscription_id
    and s.state = 'sending' and s.next_at > %(at)s)
returning d.id
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
        return 0  # another process reads for it just now
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


def send_due(*, most: int = 100) -> int:
    """Send what is due, one after another; returns how many were tried."""
    for tried in range(most):
        at = clock.now()
        number = take(at=at)
        if number is None:
            return tried
        _send(Delivery.objects.select_related("subscription__device").get(pk=number), at)
    return most


def take(*, at: datetime) -> int | None:
    """Take what is due next into one's hands, or None; of one program nobody has two things in hand at a time."""
    while found := db.row(_NEXT, {"at": at}):
        with transaction.atomic():
            db.row(_LOCK, {"program": found["program"]})
            taken = db.row(_TAKE, {"id": found["id"], "at": at, "stuck": at + policy.STUCK})
        if taken is not None:
            return int(taken["id"])
    return None


def _send(delivery: Delivery, at: datetime) -> None:
    subscription = delivery.subscription
    if not subscription.is_told:
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.FAILED)
        return
    number, seconds = f"evt_{delivery.event}", int(at.timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "okno",
        "webhook-id": number,
        "webhook-timestamp": str(seconds),
        "webhook-signature": policy.signature(subscription.secret, number, seconds, delivery.body),
    }
    try:
        status, answer = call(
            subscription.url, headers, delivery.body, private=settings.WEBHOOK_PRIVATE
        )
    except Unreachable as error:
        status, answer = 0, str(error)
    _note(delivery, status, answer, clock.now())


def _note(delivery: Delivery, status: int, answer: str, at: datetime) -> None:
    again = policy.next_try(delivery.attempts)
    if policy.is_taken(status):
        state, next_at = Delivery.State.DELIVERED, at
    elif again is None:
        state, next_at = Delivery.State.FAILED, at
    else:
        state, next_at = Delivery.State.DUE, at + again
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, next_at=next_at, answered_at=at, status=status or None, answer=answer
    )
    if state != Delivery.State.DELIVERED:
        # Whoever does not answer keeps the others ten seconds each: the rest of its facts wait, too.
        Delivery.objects.filter(
            subscription=delivery.subscription_id, state=Delivery.State.DUE, next_at__lte=at
        ).update(next_at=at + policy.AGAIN[0])


def forget_old(*, at: datetime) -> int:
    """Delete what was delivered or given up a week ago; returns how many."""
    old = Delivery.objects.filter(made_at__lt=at - policy.KEPT)
    return old.filter(state__in=[Delivery.State.DELIVERED, Delivery.State.FAILED]).delete()[0]
