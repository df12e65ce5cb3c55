"""Subscribing other programs to the journal, and telling them once more."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from okno.adapters.webhooks import errors, policy
from okno.adapters.webhooks.events import FactsReplayed, SubscriptionAdded, SubscriptionRemoved
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import db, events
from okno.network.models import Centre, Device

LONGEST_URL = 500
MOST_OF_A_PROGRAM = 10


@transaction.atomic
def subscribe(
    *,
    url: str,
    names: Sequence[str] = (),
    centre: Centre | None = None,
    device: Device | None = None,
    at: datetime,
    by: str,
) -> tuple[Subscription, str]:
    """Tell a program of facts from now on. Answers the subscription and its secret, shown only now.

    A program that asks with its own token (`device`) is told of its own centre, as long as the token is good;
    one more than `MOST_OF_A_PROGRAM` is refused (`too_many_subscriptions`). Refuses an address without https (`bad_address`; http only where OKNO_WEBHOOK_PRIVATE allows private
    addresses) or written as one of this machine or of a private network, and a name that no room records (`unknown_fact`). What a
    name stands for is looked at each time it is called.
    """
    _check_url(url)
    if device is not None:
        centre = device.centre
        db.one_after_another(f"subscriptions {device.pk}")
        if Subscription.objects.filter(device=device, removed_at=None).count() >= MOST_OF_A_PROGRAM:
            raise errors.too_many_subscriptions(MOST_OF_A_PROGRAM)
    for name in names:
        if not any(policy.wants([name], each) for each in events.registry()):
            raise errors.unknown_fact(name)
    newest = events.from_now_on()
    made = Subscription.objects.create(
        centre=centre,
        device=device,
        url=url,
        secret=policy.secret_text(secrets.token_bytes(32)),
        names=list(names),
        xid=newest.xid,
        event=newest.id,
        added_at=at,
    )
    _record(made, SubscriptionAdded(host=urlsplit(url).hostname or ""), at=at, by=by)
    return made, made.secret


@transaction.atomic
def unsubscribe(subscription: Subscription, *, at: datetime, by: str) -> None:
    """Tell it no more; what was not delivered yet is given up. Nothing when it was removed before."""
    removed = Subscription.objects.filter(pk=subscription.pk, removed_at=None)
    if removed.update(removed_at=at, secret=""):
        subscription.deliveries.exclude(state=Delivery.State.DELIVERED).update(
            state=Delivery.State.FAILED
        )
        host = urlsplit(subscription.url).hostname or ""
        _record(subscription, SubscriptionRemoved(host=host), at=at, by=by)


@transaction.atomic
def replay(subscription: Subscription, *, since: datetime, at: datetime, by: str) -> int:
    """Tell once more what was made for it since a moment; returns how many. The ids stay the same, so
    that whoever remembers them takes nothing twice. A program that rests is tried at once.
    """
    Subscription.objects.filter(pk=subscription.pk, rests_until__gt=at).update(rests_until=at)
    again = subscription.deliveries.filter(made_at__gte=since).update(
        state=Delivery.State.DUE, attempts=0, next_at=at
    )
    _record(subscription, FactsReplayed(since=since.isoformat(), count=again), at=at, by=by)
    return again


@transaction.atomic
def after_a_restore(*, at: datetime, by: str) -> None:
    """The journal's facts have their place among a new server's (events.restored_in_order): whoever was told
    up to one of them is told on from there.
    """
    for each in Subscription.objects.filter(removed_at=None):
        place = events.restored(events.Position(each.xid, each.event))
        Subscription.objects.filter(pk=each.pk).update(xid=place.xid)
        _record(each, FactsReplayed(since=at.isoformat(), count=0), at=at, by=by)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise errors.bad_address() from None
    schemes = ("https", "http") if settings.WEBHOOK_PRIVATE else ("https",)
    if (
        parts.scheme not in schemes
        or not parts.hostname
        or not policy.may_be_named(parts.hostname, private=settings.WEBHOOK_PRIVATE)
        or parts.username is not None
        or port == 0
        or len(url) > LONGEST_URL
        or not url.isprintable()
        or " " in url
    ):
        raise errors.bad_address()


def _record(each: Subscription, fact: events.Fact, *, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=each.centre_id, subject=f"subscription:{each.pk}")
