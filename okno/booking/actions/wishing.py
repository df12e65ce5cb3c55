"""Waiting for a time: beginning, ending, and taking what was offered."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import formats

from okno.base import clock, events
from okno.booking import errors, plans, policy, queries, telling
from okno.booking.actions.booking import KEPT_AFTER, book_for
from okno.booking.actions.ending import end_wish
from okno.booking.actions.holding import release
from okno.booking.actions.limiting import check_calls, contact_tried, once_more, one_contact_tried
from okno.booking.actions.locking import lock, wish_row
from okno.booking.actions.offering import days_to_offer, offer_free_times
from okno.booking.actions.steps import is_colleague, keys_of, said_to
from okno.booking.events import WishMade
from okno.booking.models import Appointment, State, Wish, WishKey
from okno.catalog.models import Service, Way
from okno.network.models import Centre
from okno.people import actions as people
from okno.people.models import Account


def wish(
    *,
    centre: Centre,
    services: Sequence[Service],
    first_day: date,
    last_day: date,
    purpose: str = "file",
    language: str = "ru",
    needs: Collection[str] = (),
    medium: str = policy.Medium.HERE,
    name: str,
    phone: str = "",
    email: str = "",
    agreed: bool = False,
    account: Account | None = None,
    told_in: str | None = None,
    holder: str = "",
    asker: str = "",
    at: datetime,
    by: str,
) -> Wish:
    """Wait for a time to come free at this centre from one day to another, both included.

    Nobody waits for what is free, nor for a day that is not open for booking yet: so what is offered later has
    come free since. `holder` and `asker` are as those of `hold`, `told_in` as that of `book`.

    Refuses what `queries.asked` refuses, what nobody books here (`not_bookable`), or not in this way (a colleague's
    `not_by_phone`, anybody else's `not_online`), days that are
    over, as today is when no offer could be answered before closing (`bad_days`), or further ahead than
    is booked here (`waits_too_long`), days on which a time is free now (`free_now`), what
    `people.meet_visitor` refuses, a second place on the same list by phone or e-mail (`already_wished`; to
    whoever is no colleague `contact_not_taken`), a network or a browser that has wished so often
    (`too_many_wishes`), and a contact with which a program was refused just now (`too_many_guesses`).
    """
    with contact_tried(asker, holder=holder, by=by, at=at):
        once_more("wish", asker=asker, holder=holder, at=at)
        wanted = queries.asked(
            services, purpose=purpose, language=language, needs=needs, medium=medium
        )
        every = plans.fitting(wanted, [centre], since=at.date())
        queries.check_given(centre, services, Way.PHONE if is_colleague(by) else Way.ONLINE)
        if not every:
            raise errors.not_bookable()
        today = at.astimezone(plans.zone_of(centre)).date()
        answered_at = at + clock.of_a_person(policy.OFFER)
        if not today <= first_day <= last_day or (
            last_day == today and not any(plan.has_room(today, answered_at) for plan in every)
        ):
            raise errors.bad_days()
        farthest = queries.farthest_day(centre, today)
        if last_day > farthest:
            raise errors.waits_too_long(formats.date_format(farthest, "j E"))
        if queries.free_slots(wanted, centre, first=first_day, last=last_day, at=answered_at):
            raise errors.free_now()
        over = plans.midnight(last_day + timedelta(days=1), plans.zone_of(centre))
        visitor = people.meet_visitor(
            name=name,
            phone=phone,
            email=email,
            country=centre.district.okrug.city.country,
            language=told_in or language,
            agreed=agreed,
            account=account,
            must_ring=medium == policy.Medium.PHONE,
            until=over + KEPT_AFTER,
            at=at,
            by=by,
        )
        with one_contact_tried(visitor.phone, visitor.email, by=by, at=at):
            if medium == policy.Medium.PHONE:
                check_calls(visitor.phone, asker=asker, at=at, by=by)
            keys = keys_of(visitor.phone, visitor.email)
            try:
                with transaction.atomic():
                    made = Wish.objects.create(
                        token=secrets.token_urlsafe(16),
                        state=Wish.State.WAITING,
                        centre=centre,
                        service=services[0],
                        rest=[each.pk for each in services[1:]],
                        purpose=purpose,
                        language=language,
                        needs=sorted(wanted.needs),
                        medium=medium,
                        first_day=first_day,
                        last_day=last_day,
                        visitor=visitor,
                        asker=asker,
                        wished_at=at,
                    )
                    _known_by(made, keys)
            except IntegrityError:
                seen = _who_waits(centre, services[0], keys)
                raise said_to(by, errors.already_wished(), seen, at=at) from None
        _record(made, WishMade(service=services[0].pk), at=at, by=by)
        telling.wished(made, at=at, by=by)
        return made


@transaction.atomic
def withdraw(wish: Wish, *, at: datetime, by: str) -> None:
    """Wait no longer; what was offered goes to the next, and who waited is forgotten. Nothing when the wait is over already."""
    now = wish_row(wish.pk)
    if now is None:
        return
    held = now.appointment
    if held is None or held.state != State.HELD:
        end_wish(now, at=at, by=by)
        return
    lock([(held.schedule_id, held.day), *days_to_offer(held.centre_id, held.day)], at)
    release(held, at=at, by=by)
    end_wish(now, at=at, by=by)
    offer_free_times(centre=held.centre_id, day=held.day, at=at)


def accept(wish: Wish, *, seen: int | None = None, at: datetime, by: str) -> Appointment:
    """Take the time that was offered; of several offers only that of the number `seen`, if one is said.

    It counts for the network that wished, as a booking does. Refuses another one (`changed_meanwhile`), one that
    was given back (`hold_over`) and what `book` refuses.
    """
    asker = "" if is_colleague(by) else wish.asker
    with contact_tried(asker, holder=None, by=by, at=at):
        once_more("book", asker=asker, holder=None, at=at)
        now = wish_row(wish.pk)
        if now is None or now.appointment is None or now.visitor is None:
            raise errors.hold_over()
        if seen is not None and seen != now.offers:
            raise errors.another_offer()
        booked = book_for(now.appointment, visitor=now.visitor, at=at, by=by)
        telling.taken(now, at=at, by=by)
        return booked


def _known_by(made: Wish, keys: Collection[str]) -> None:
    of_wish = {"wish": made, "centre": made.centre, "service": made.service}
    WishKey.objects.bulk_create(WishKey(**of_wish, key=key) for key in keys)


def _who_waits(centre: Centre, service: Service, keys: Collection[str]) -> list[str]:
    """Who has this place already, as it is written down that somebody looked at them."""
    theirs = WishKey.objects.filter(key__in=keys, centre=centre, service=service)
    waiting = theirs.exclude(wish__visitor=None).values_list("wish__visitor", flat=True)
    return [f"visitor:{number}" for number in waiting.distinct()]


def _record(wish: Wish, fact: events.Fact, *, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=wish.centre_id, subject=f"wish:{wish.pk}")
