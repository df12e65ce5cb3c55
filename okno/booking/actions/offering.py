"""The waiting list: a time that comes free is offered to whoever waits longest for such a one."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from okno.base import clock, events
from okno.base.errors import Refusal
from okno.booking import errors, plans, policy, queries, ringing, sheets, telling
from okno.booking.actions.ending import end_wish
from okno.booking.actions.holding import hold
from okno.booking.actions.locking import wish_if_free
from okno.booking.events import SlotOffered
from okno.booking.models import Schedule, State, Via, Wish
from okno.booking.queries import Slot
from okno.catalog.models import Service
from okno.notify import queries as notify

_log = logging.getLogger(__name__)
_Kind = tuple[object, ...]


def days_to_offer(centre: int, day: date) -> Iterable[sheets.Day]:
    """What an act that frees a time of this day has to lock too: an offer may touch any schedule of the centre.

    Also where nobody waits yet: somebody may, by the time that the days are locked.
    """
    of_centre = Schedule.objects.filter(centre=centre).values_list("pk", flat=True)
    return [(schedule, day) for schedule in of_centre]


def offer_free_times(*, centre: int | None = None, day: date | None = None, at: datetime) -> int:
    """Offer free times to those who wait, whoever waits longest first; returns how many were offered.

    An offer is held for half an hour, in the quiet hours until half an hour after them (`policy.offer_ends`);
    whoever lets it pass waits on, behind the others, and after three offers no longer. To be asked of one centre and day when a time came free there, and of all now and then.
    """
    _end_offers(at)
    offered, free = 0, dict[_Kind, list[Slot]]()
    for each in _waiting(centre, day).iterator(chunk_size=200):
        kind = _kind(each)
        if kind not in free:
            free[kind] = _free_if_any(each, day, at)
        slot = next((slot for slot in free[kind] if _suits(each, slot)), None)
        if slot is None or not _may_be_offered(each, at):
            continue
        if _offered(each, slot.starts_at, at):
            offered += 1
            # What was just held is in nobody's reach any more.
            free = {known: slots for known, slots in free.items() if known[0] != kind[0]}
    return offered


def _kind(wish: Wish) -> _Kind:
    """Whoever wants the same finds the same times free: a long list is looked up a few times."""
    needs = tuple(sorted(wish.needs))
    rest, medium = tuple(wish.rest), wish.medium
    return wish.centre_id, wish.service_id, rest, wish.purpose, wish.language, needs, medium


def _suits(wish: Wish, slot: Slot) -> bool:
    day = slot.starts_at.astimezone(plans.zone_of(wish.centre)).date()
    return wish.first_day <= day <= wish.last_day


def _may_be_offered(wish: Wish, at: datetime) -> bool:
    """Nobody is offered a call that they could not take (`limiting.check_calls`); whom a colleague or a program put on the
    list, which have no network, can with a colleague.
    """
    if wish.medium != policy.Medium.PHONE or not wish.asker or wish.visitor is None:
        return True
    return ringing.may_ring(wish.visitor.phone, asker=wish.asker, at=at)


def _waiting(centre: int | None, day: date | None) -> QuerySet[Wish]:
    """Who waits, the longest wait first."""
    found = Wish.objects.filter(state=Wish.State.WAITING)
    if centre is not None:
        found = found.filter(centre=centre)
    if day is not None:
        found = found.filter(first_day__lte=day, last_day__gte=day)
    return found.select_related("centre__district__okrug__city", "service", "visitor").order_by(
        "wished_at", "pk"
    )


def _free_if_any(wish: Wish, day: date | None, at: datetime) -> list[Slot]:
    """What is free for such a wish (`_free`); nothing for one that nobody could make any more, as of an older version. It holds up nobody, and
    stands in the log until somebody ends it.
    """
    try:
        return _free(wish, day, at)
    except Refusal as refusal:
        _log.warning("nothing is looked for: wish %s: %s", wish.pk, refusal.code)
        return []


def _free(wish: Wish, day: date | None, at: datetime) -> list[Slot]:
    """What is free for such a wish, on this day or on any, and begins when they have had time to answer."""
    today = at.astimezone(plans.zone_of(wish.centre)).date()
    wanted = queries.asked(
        queries.services_of(wish),
        purpose=wish.purpose,
        language=wish.language,
        needs=wish.needs,
        medium=wish.medium,
    )
    heard_at = _heard_at(wish, at)
    found = queries.free_slots(
        wanted,
        wish.centre,
        first=day or today,
        last=day or today + timedelta(days=policy.MOST_DAYS_AHEAD),
        at=at,
    )
    lasts = clock.of_a_person(policy.OFFER)
    return [
        slot for slot in found if policy.offer_ends(slot.starts_at, heard_at=heard_at, lasts=lasts)
    ]


def _heard_at(wish: Wish, at: datetime) -> datetime:
    """When whoever waits may be told that a time came free."""
    return notify.after_quiet_hours(at, zone=wish.centre.zone)


def _offered(wish: Wish, starts_at: datetime, at: datetime) -> bool:
    """Hold this time for whoever waits; False when somebody was quicker, or they wait no longer."""
    try:
        with transaction.atomic():
            _hold_for(wish, queries.services_of(wish), starts_at, at)
    except Refusal:
        return False
    return True


def _hold_for(wish: Wish, services: list[Service], starts_at: datetime, at: datetime) -> None:
    heard_at = _heard_at(wish, at)
    held = hold(
        centre=wish.centre,
        services=services,
        starts_at=starts_at,
        purpose=wish.purpose,
        language=wish.language,
        needs=wish.needs,
        medium=wish.medium,
        via=Via.LIST,
        for_long=policy.OFFER,
        counted_from=heard_at,
        at=at,
        by="system",
    )
    now = wish_if_free(wish.pk)
    if now is None or now.state != Wish.State.WAITING:
        raise errors.unknown_wish()  # ended meanwhile, or just now: the hold is undone with this
    held.asker = now.asker  # what is taken from the list counts for the network that wished
    held.save(update_fields=["asker"])
    now.state, now.appointment, now.offers = Wish.State.OFFERED, held, now.offers + 1
    now.save(update_fields=["state", "appointment", "offers"])
    telling.offered(now, held, due_at=heard_at, at=at)
    fact = SlotOffered(starts_at=starts_at.isoformat(), service=services[0].pk)
    _record(wish, fact, at=at, by="system")


@transaction.atomic
def _end_offers(at: datetime) -> None:
    """Who let an offer pass waits on, behind the others; whose days are over, or three offers, waits no longer."""
    passed = Wish.objects.filter(state=Wish.State.OFFERED, appointment__state=State.EXPIRED)
    for each in _free_to_end(passed):
        if each.offers >= policy.MOST_OFFERS:
            end_wish(each, at=at, by="system")
            continue
        each.state, each.appointment, each.wished_at = Wish.State.WAITING, None, at
        each.save(update_fields=["state", "appointment", "wished_at"])
    late = Wish.objects.filter(state=Wish.State.WAITING, last_day__lt=at.date() - timedelta(days=1))
    for each in _free_to_end(late):
        end_wish(each, at=at, by="system")


def _free_to_end(found: QuerySet[Wish]) -> QuerySet[Wish]:
    """Those that nobody else changes just now; the others are met again in a minute."""
    return found.select_for_update(of=("self",), skip_locked=True).select_related("visitor")


def _record(wish: Wish, fact: events.Fact, *, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=wish.centre_id, subject=f"wish:{wish.pk}")
