"""Keeping a time for ten minutes, while a person fills in."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from okno.base import clock, db, events
from okno.booking import errors, plans, policy, queries, sheets
from okno.booking.actions.limiting import check, once_more, screen_of
from okno.booking.actions.locking import given_back, lock
from okno.booking.actions.placing import check_time, days_of, place
from okno.booking.events import SlotHeld
from okno.booking.models import Appointment, State, Via
from okno.catalog.models import Service, Way
from okno.network.models import Centre

# Whoever waits on the list goes on waiting while the time can be booked by anybody.
_WAYS = {
    Via.PORTAL: (Way.ONLINE,),
    Via.KIOSK: (Way.ONLINE,),
    Via.API: (Way.ONLINE,),
    Via.DESK: (Way.PHONE,),
    Via.PHONE: (Way.PHONE,),
    Via.LIST: (Way.ONLINE, Way.PHONE),
}
_OVERDUE = """
select distinct schedule_id, day, centre_id from booking_appointment
where state = 'held' and held_until <= %(at)s
order by schedule_id, day limit 500
"""


@transaction.atomic
def hold(
    *,
    centre: Centre,
    services: Sequence[Service],
    starts_at: datetime,
    purpose: str = "file",
    language: str = "ru",
    needs: Collection[str] = (),
    medium: str = policy.Medium.HERE,
    holder: str = "",
    asker: str = "",
    via: str = Via.PORTAL,
    for_long: timedelta = policy.HOLD,
    counted_from: datetime | None = None,
    at: datetime,
    by: str,
) -> Appointment:
    """Keep a free time for whoever asks, for ten minutes.

    `holder` is the browser (a keyed hash): what it held before is given back. `asker` is its network
    address (a keyed hash): both may hold and then book so often (`policy.OFTEN`), and so may a kiosk (`via`), which is
    told so before it holds what it may not book; no `asker` elsewhere is not limited.
    `counted_from`: whoever it is for hears of it later, and their time begins then.

    Promises that the time is theirs until `held_until`, at the latest until it begins. Refuses services that are not given here, or cannot be booked in the way
    that belongs to `via` (`queries.check_given`), what `queries.asked` refuses, a time that is over, too far, not offered or taken, and too many holds.
    """
    wanted = queries.asked(services, purpose=purpose, language=language, needs=needs, medium=medium)
    queries.check_given(centre, services, *_WAYS[Via(via)])
    every = check_time(plans.fitting(wanted, [centre], since=at.date()), starts_at, at)
    screen = screen_of(via, by)
    if screen:  # before anybody types a name and a phone for nothing
        check("book at a screen", asker=screen, holder=None, at=at)
    once_more("hold", asker=asker, holder=holder, screen=screen, at=at)
    before = _held_before(holder)
    days = days_of(every, starts_at) | ({(before.schedule_id, before.day)} if before else set())
    lock(days, at)
    if before is not None:
        _give_back(before, at=at, by=by)
    placed = place(every, starts_at)
    try:
        with transaction.atomic():
            held = Appointment.objects.create(
                **placed.columns,
                token=secrets.token_urlsafe(16),
                code="",
                state=State.HELD,
                service=services[0],
                rest=[each.pk for each in services[1:]],
                purpose=purpose,
                language=language,
                needs=sorted(wanted.needs),
                via=via,
                holder=holder or None,
                asker=asker,
                held_at=at,
                held_until=min(starts_at, (counted_from or at) + clock.of_a_person(for_long)),
            )
    except IntegrityError:
        raise errors.slot_taken() from None
    for schedule, day in days:
        sheets.draw(schedule, day)
    events.record(
        SlotHeld(starts_at=starts_at.isoformat(), service=services[0].pk, via=str(via)),
        at=at,
        by=by,
        centre=centre.pk,
        subject=f"appointment:{held.pk}",
    )
    return held


@transaction.atomic
def release(held: Appointment, *, at: datetime, by: str) -> None:
    """Give a held time back before its ten minutes are over; nothing when it is held no more."""
    lock([(held.schedule_id, held.day)], at)
    _give_back(held, at=at, by=by)
    sheets.draw(held.schedule_id, held.day)


def expire_holds(*, at: datetime) -> set[tuple[int, date]]:
    """Give back every time whose ten minutes are over; returns the centres and days. One transaction a day."""
    overdue = db.rows(_OVERDUE, {"at": at})
    for row in overdue:
        _expire_day((row["schedule_id"], row["day"]), at)
    return {(row["centre_id"], row["day"]) for row in overdue}


@transaction.atomic
def _expire_day(day: sheets.Day, at: datetime) -> None:
    lock([day], at)


def _give_back(held: Appointment, *, at: datetime, by: str) -> None:
    """A hold becomes nothing, under the lock of its day."""
    changed = Appointment.objects.filter(pk=held.pk, state=State.HELD).update(
        state=State.EXPIRED, ended_at=at, holder=None, asker=""
    )
    if changed:
        given_back(held.pk, held.centre_id, held.starts_at, at=at, by=by)


def _held_before(holder: str) -> Appointment | None:
    """What this browser holds; another tab of it waits here."""
    if not holder:
        return None
    db.one_after_another(f"hold {holder}")
    return Appointment.objects.filter(holder=holder, state=State.HELD).first()
