"""The line joined from afar: a place is taken at home, and becomes a ticket when the person is here."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from okno.base import acts, db, events
from okno.people import queries as people
from okno.people.models import Account
from okno.queue import afar as afar_queries
from okno.queue import errors, policy, reference
from okno.queue.actions.issuing import issue, may_come_for
from okno.queue.actions.naming import checked, drop_name, follow_name, keep_name
from okno.queue.actions.proving import prove_here
from okno.queue.actions.telling import follow_from_afar
from okno.queue.events import JoinedFromAfar, LeftFromAfar, MoreTimeAsked, PlacesForgotten
from okno.queue.models import PlaceAfar, Ticket

KEPT = timedelta(hours=3)
MORE = timedelta(hours=1)
MOST_AN_HOUR = 20  # of one network address
_COUNTED = timedelta(hours=1)


@transaction.atomic
def join(
    *,
    centre: str | int,
    service: str,
    purpose: str = "file",
    language: str = "ru",
    name: str = "",
    holder: str,
    asker: str = "",
    account: Account | None = None,
    at: datetime,
    by: str,
) -> PlaceAfar:
    """Take a place in a centre's line from afar, for one visit; kept for three hours. It belongs to
    `account`, if they have signed in.

    `name`: how they wish to be called once they are here, as `issue` has it. `holder` and `asker` are keyed hashes of the browser and its network address. Whoever joins again
    with the same browser has left the line they were in before. Refuses a closed centre or service, one not given
    here, or here by appointment only, an unknown purpose or language, a name that cannot be called out, and an
    address that joins twenty times an hour.
    """
    place = reference.centre(centre)
    asked = may_come_for(place, service, at)
    if purpose not in asked.typical:
        raise errors.unknown_purpose()
    if language not in policy.LANGUAGES:
        raise errors.unknown_choice("language")
    called = checked(name) if place.calls_by_name else ""
    if asker:
        _refuse_too_many(asker, at)
    for old in PlaceAfar.objects.filter(holder=holder, state=PlaceAfar.State.AWAY):
        leave_from_afar(old, at=at, by=by)
    try:
        with transaction.atomic():
            made = PlaceAfar.objects.create(
                token=secrets.token_urlsafe(16),
                state=PlaceAfar.State.AWAY,
                centre_id=place.id,
                service_id=asked.id,
                purpose=purpose,
                language=language,
                holder=holder,
                asker=asker,
                account=account and people.account_still(account),
                joined_at=at,
                lapses_at=at + KEPT,
            )
    except IntegrityError:  # two windows of one browser at the same moment
        raise errors.too_many_places() from None
    fact, topic = JoinedFromAfar(service=asked.id), f"hall:{place.id}"
    _record(
        made, fact, topic, at=at, by=by
    )  # the walls begin to show how to prove that one is here
    if called:
        keep_name(made, called, at=at, by=by)
    return made


def _refuse_too_many(asker: str, at: datetime) -> None:
    """Those of one network come one after another, so that many at once count too."""
    db.one_after_another(f"afar {asker}")
    lately = PlaceAfar.objects.filter(asker=asker, joined_at__gt=at - _COUNTED)
    if lately.count() >= MOST_AN_HOUR:
        raise errors.too_many_places()


@acts.act()
def come_from_afar(
    afar: PlaceAfar,
    *,
    code: str = "",
    where: tuple[float, float] | None = None,
    asker: str = "",
    at: datetime,
    by: str,
) -> Ticket:
    """The person is here, which the code on the wall proves, or where their phone says it is.

    They count from joining, but never from more than half an hour ago (policy.counts_from). `where` is degrees
    north and east and is not kept. Twice gives the same ticket, with `is_repeat`. Refuses what `prove_here`
    and `issue` refuse.
    """
    found = _locked(afar)
    if found.ticket is not None:
        found.ticket.is_repeat = True
        return found.ticket
    if found.state != PlaceAfar.State.AWAY or found.lapses_at <= at:
        raise errors.place_given_up()
    whose = f"afar:{found.pk}"
    prove_here(found.centre, code=code, where=where, whose=whose, asker=asker, at=at)
    ticket = issue(
        centre=found.centre_id,
        service=found.service.slug,
        purpose=found.purpose,
        language=found.language,
        counts_from=policy.counts_from(found.joined_at, at),
        let_in=True,  # they had their place before that way was closed
        at=at,
        by=by,
    )
    found.state, found.ticket, found.holder = PlaceAfar.State.HERE, ticket, ""
    found.save(update_fields=["state", "ticket", "holder"])
    follow_from_afar(found, ticket, at=at)
    follow_name(found, ticket)
    return ticket


@transaction.atomic
def ask_more_time(afar: PlaceAfar, *, at: datetime, by: str) -> PlaceAfar:
    """Keep the place for one hour more, once. Refuses a second time and a place that was given up."""
    found = _locked(afar)
    if found.state != PlaceAfar.State.AWAY or found.lapses_at <= at:
        raise errors.place_given_up()
    if found.has_more_time:
        raise errors.no_more_time()
    found.has_more_time, found.lapses_at = True, found.lapses_at + MORE
    found.save(update_fields=["has_more_time", "lapses_at"])
    _record(found, MoreTimeAsked(), at=at, by=by)
    return found


@transaction.atomic
def leave_from_afar(afar: PlaceAfar, *, at: datetime, by: str) -> None:
    """Give the place up; nothing when that was done, or the person is here already."""
    changed = PlaceAfar.objects.filter(pk=afar.pk, state=PlaceAfar.State.AWAY).update(
        state=PlaceAfar.State.LEFT, holder=""
    )
    if changed:
        drop_name(afar, at=at, by=by)
        _record(afar, LeftFromAfar(), at=at, by=by)


@transaction.atomic
def forget_afar(*, at: datetime, by: str) -> int:
    """Places nobody came for are given up, and their browsers forgotten; returns how many.

    The network that joined is forgotten with the place, and not before an hour; after thirty days a place is in
    nobody's account.
    """
    late = PlaceAfar.objects.filter(state=PlaceAfar.State.AWAY, lapses_at__lte=at)
    over = list(late.select_for_update())
    for each in over:
        leave_from_afar(each, at=at, by=by)
    counted = PlaceAfar.objects.filter(joined_at__lt=at - _COUNTED).exclude(asker="")
    counted.exclude(state=PlaceAfar.State.AWAY).update(asker="")
    old = PlaceAfar.objects.filter(
        account__isnull=False, joined_at__lte=at - afar_queries.REMEMBERED
    )
    count = old.update(account=None)
    if count:
        events.record(PlacesForgotten(count=count), at=at, by=by)
    return len(over)


def _locked(afar: PlaceAfar) -> PlaceAfar:
    return (
        PlaceAfar.objects.select_for_update(of=("self",))
        .select_related("centre", "service", "ticket")
        .get(pk=afar.pk)
    )


def _record(afar: PlaceAfar, fact: events.Fact, *topics: str, at: datetime, by: str) -> None:
    subject = f"afar:{afar.pk}"
    events.record(fact, at=at, by=by, centre=afar.centre_id, subject=subject, topics=topics)
