"""Telling somebody something once; taking it back; hearing that it arrived; forgetting it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django import app

from okno.base import db, events
from okno.notify import addresses, errors, policy, queries, writing
from okno.notify.acts import ACTS
from okno.notify.addresses import Address
from okno.notify.events import (
    MessageMade,
    MessagesCancelled,
    MessagesForgotten,
    RecipientUnsubscribed,
)
from okno.notify.models import Message, Spent, Unsubscribed

_State = Message.State
NOT_YET = (_State.CREATED, _State.FAILED_TEMPORARY)
HANDED_OVER = (_State.SENDING, _State.SENT, _State.UNKNOWN)


@transaction.atomic
def tell(
    *,
    act: str,
    about: str,
    to: Sequence[Address],
    language: str,
    values: Mapping[str, writing.Value],
    zone: str,
    due_at: datetime | None = None,
    until: datetime | None = None,
    at: datetime,
    by: str,
) -> Message | None:
    """Tell one person `act` about `about` ("appointment:12") by the first of their addresses that works.

    The same act about the same thing to anybody with one of these addresses is the same message, and it is
    answered again. Where something may be told more than once, `about` says which time
    ("appointment:12/2"). Sent when this transaction commits, or at `due_at`; what can wait, not in the
    quiet hours of `zone`; from `until` on it is of no use, if not before that. None when nobody is to be told: no address, or unsubscribed from this kind.
    Values are text, numbers, a datetime (said as day and time in `zone`) or a time; all of the act's
    (okno/notify/acts.py), or ValueError.
    """
    said = writing.said(values, act=act, language=language, zone=ZoneInfo(zone))
    if not to:
        return None
    db.one_after_another(f"notify {act} {about}")
    keys = addresses.keys_of(to)
    known = _told_before(act, about, keys)
    if known is not None:
        return known
    ways = _wanted(to, act)
    if not ways:
        return None
    due = due_at or at
    lasts = due + ACTS[act].lasts
    until = min(until or lasts, lasts)
    written = writing.write(act=act, language=language, channel=ways[0].channel, values=said)
    message = Message.objects.create(
        act=act,
        about=about,
        recipient=keys[0],
        keys=keys,
        ways=[[way.channel, way.to] for way in ways],
        channel=ways[0].channel,
        language=language,
        zone=zone,
        values=said,
        wording=written.wording,
        subject=written.subject,
        text=written.text,
        made_at=at,
        due_at=due,
        until=until,
        next_at=queries.goes_at(act, due_at=due, until=until, zone=zone),
    )
    fact = MessageMade(act=act, about=about, channel=message.channel)
    events.record(fact, at=at, by=by, subject=f"message:{message.pk}")
    if message.next_at <= at:
        app.configure_task("okno.notify.jobs.send", queue="telling").defer(message=message.pk)
    return message


def _told_before(act: str, about: str, keys: list[str]) -> Message | None:
    same = Message.objects.filter(act=act, about=about)
    return (
        same.filter(keys__overlap=keys).order_by("pk").first()
        or same.filter(recipient__in=keys).order_by("pk").first()
    )


def _wanted(to: Sequence[Address], act: str) -> list[Address]:
    if ACTS[act].is_service:
        return list(to)
    gone = Unsubscribed.objects.filter(kind=ACTS[act].kind, key__in=addresses.keys_of(to))
    unwanted = set(gone.values_list("key", flat=True))
    return [way for way in to if way.key not in unwanted]


@transaction.atomic
def cancel(*, about: str, act: str | None = None, at: datetime, by: str) -> int:
    """What was not sent yet about this thing, and about what is its part ("appointment:12" and
    "appointment:12/2"), of one act or all, is not needed; returns how many.

    What was handed over, just now or long ago, may arrive; where it does not, it is tried no more.
    """
    ours = Message.objects.filter(_of(about))
    if act is not None:
        ours = ours.filter(act=act)
    count = _stop(ours, at)
    if count:
        events.record(MessagesCancelled(about=about, count=count), at=at, by=by)
    return count


def _stop(messages: QuerySet[Message], at: datetime) -> int:
    """None of these is begun any more, nor goes on where it turns out not to have arrived; of how many that is true now."""
    messages.filter(state__in=HANDED_OVER, until__gt=at).update(until=at)
    return messages.filter(state__in=NOT_YET).update(state=_State.CANCELLED, ended_at=at)


def _of(about: str) -> Q:
    return Q(about=about) | Q(about__startswith=f"{about}/")


@transaction.atomic
def unsubscribe(*, token: str, at: datetime, by: str) -> str:
    """Whoever followed the link in a message hears no more of its kind; returns the kind.

    Twice is once. Refuses a token that is not ours (`bad_link`).
    """
    try:
        key, kind = addresses.read_token(token)
    except signing.BadSignature:
        raise errors.bad_link() from None
    _row, is_new = Unsubscribed.objects.get_or_create(key=key, kind=kind, defaults={"at": at})
    if is_new:
        events.record(RecipientUnsubscribed(kind=kind), at=at, by=by)
    return kind


@transaction.atomic
def forget(*, about: str, at: datetime, by: str) -> int:
    """Nothing is left of the messages about this thing but the fact, now; returns of how many.

    What was not sent yet is not needed. What a worker has in its hands just now is tried no more, and forgotten
    with the others of its week.
    """
    ours = Message.objects.filter(_of(about))
    _stop(ours, at)
    count = (
        ours.exclude(state=_State.SENDING)
        .exclude(ways=[])
        .update(
            recipient=Concat(Value("gone:"), Cast("pk", CharField())),
            ways=[],
            keys=[],
            values={},
            subject="",
            text="",
        )
    )
    if count:
        events.record(MessagesForgotten(count=count), at=at, by=by)
    return count


@transaction.atomic
def forget_old(*, at: datetime, by: str) -> int:
    """A week after a message ended only the fact is left of it; returns of how many."""
    old = Message.objects.filter(ended_at__lt=at - policy.KEPT).exclude(ways=[])
    count = old.update(ways=[], keys=[], values={}, subject="", text="")
    Spent.objects.filter(since__lt=at - policy.KEPT).delete()
    if count:
        events.record(MessagesForgotten(count=count), at=at, by=by)
    return count
