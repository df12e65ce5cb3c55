"""The waiting list with many hands at once: nobody waits for each other in a ring, and no time is kept for nobody."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from okno.base import db
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.booking.actions.locking import lock, wish_row
from okno.booking.models import Appointment, Blocked, State, Wish
from okno.people.models import Account, Visitor
from tests.machines.test_booking_races import AT, SLOT, book, centre_with, phone
from tests.machines.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = SLOT + timedelta(days=1)
_WAITS = """
select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
"""


def wish(centre, service, number: int, day=SLOT) -> Wish:
    """A place on the list for one day, on which nothing is free until it stands there."""
    closed = Blocked.objects.create(
        schedule=centre.schedules.get(),
        starts_at=day - timedelta(hours=12),
        ends_at=day + timedelta(hours=12),
        reason=Text(ru="Учёба", en="Training"),
    )
    made = booking.wish(
        centre=centre,
        services=[service],
        first_day=day.date(),
        last_day=day.date(),
        name="Ян",
        phone=phone(number),
        agreed=True,
        at=AT,
        by="visitor",
    )
    closed.delete()
    return made


def account(key: str, *visitors: Visitor | None) -> Account:
    """An account with these people in it."""
    made = Account.objects.create(key=key, language="ru", opened_at=AT, seen_at=AT)
    Visitor.objects.filter(pk__in=[each.pk for each in visitors if each]).update(account=made)
    return made


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Another hand begins `act`; the block may wait until it stands at a lock or is done. Its error is raised."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)

    def stands() -> None:
        thread.start()
        for _ in range(200):
            db.row("select pg_stat_clear_snapshot()::text as fresh", {})
            if not thread.is_alive() or db.row(_WAITS, {}):
                return
            time.sleep(0.05)
        raise AssertionError("it neither waits nor ends")

    yield stands
    thread.join()
    if failed:
        raise failed[0]


def held() -> int:
    """How many times are kept for somebody."""
    return Appointment.objects.filter(state=State.HELD).count()


def test_who_stops_waiting_while_a_time_is_offered_leaves_nothing_kept(transactional_db):
    centre, service = centre_with(1)
    mine = wish(centre, service, 1)
    with meanwhile(lambda: booking.withdraw(mine, at=AT, by="visitor")) as stands:
        with transaction.atomic():
            assert booking.offer_free_times(at=AT) == 1
            stands()
    mine.refresh_from_db()
    assert (mine.state, held()) == (Wish.State.OVER, 0)


def test_a_time_is_not_offered_to_whoever_stops_waiting_just_now_but_to_the_next(transactional_db):
    centre, service = centre_with(1)
    mine, other = wish(centre, service, 1), wish(centre, service, 2)
    with meanwhile(lambda: booking.offer_free_times(at=AT)) as stands:
        with transaction.atomic():
            booking.withdraw(mine, at=AT, by="visitor")
            stands()
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state, held()) == (Wish.State.OVER, Wish.State.OFFERED, 1)


def test_who_frees_a_time_does_not_wait_for_whoever_stops_waiting_just_now(transactional_db):
    """The one has the day and would offer its time; the other has the place on the list and wants the day."""
    centre, service = centre_with(1)
    mine, other = wish(centre, service, 1), book(centre, service, 2)
    with meanwhile(lambda: booking.cancel(other, at=AT, by="visitor")) as stands:
        with transaction.atomic():
            wish_row(mine.pk)
            stands()
            lock([(other.schedule_id, other.day)], AT)
    mine.refresh_from_db()
    assert (mine.state, held()) == (Wish.State.WAITING, 0)


def test_forgetting_and_moving_never_wait_for_each_other(transactional_db):
    """Who is forgotten has an appointment on the later day and is offered a time of the earlier one; the other
    act has the earlier day and wants the later one, as a move from one to the other.
    """
    centre, service = centre_with(2)
    later = book(centre, service, 1, starts_at=NEXT)
    offered = wish(centre, service, 2)
    booking.offer_free_times(at=AT)
    mine = account("mine", later.visitor, offered.visitor)
    with meanwhile(lambda: booking.forget_account(mine, at=AT, by="visitor")) as stands:
        with transaction.atomic():
            lock([(later.schedule_id, SLOT.date())], AT)
            stands()
            lock([(later.schedule_id, NEXT.date())], AT)
    assert not Wish.objects.exists()
    assert held() == 0


def test_forgetting_while_offers_end_never_waits_in_a_ring(transactional_db):
    """An act that has the day of an offer let pass ends the wait of whoever is being forgotten."""
    centre, service = centre_with(2)
    mine = wish(centre, service, 1)
    booking.offer_free_times(at=AT)
    Wish.objects.update(offers=policy.MOST_OFFERS)
    later = AT + policy.OFFER
    booking.expire_holds(at=later)
    mine.refresh_from_db()
    who, day = account("mine", mine.visitor), SLOT.date()
    schedule = mine.appointment.schedule_id
    with meanwhile(lambda: booking.forget_account(who, at=later, by="visitor")) as stands:
        with transaction.atomic():
            lock([(schedule, day)], later)
            stands()
            booking.offer_free_times(centre=centre.pk, day=day, at=later)
    assert not Wish.objects.exists()
    assert not Visitor.objects.exists()


def test_what_is_moved_while_its_person_is_forgotten_is_cancelled_all_the_same(transactional_db):
    centre, service = centre_with(1)
    mine = book(centre, service, 1)
    who = mine.visitor
    with meanwhile(lambda: booking.forget_visitor(who, at=AT, by="visitor")) as stands:
        with transaction.atomic():
            booking.move(mine, starts_at=NEXT, at=AT, by="visitor")
            stands()
    mine.refresh_from_db()
    assert (mine.starts_at, mine.state) == (NEXT, State.CANCELLED)
    free = queries.free_slots(
        queries.asked([service]), centre, first=NEXT.date(), last=NEXT.date(), at=AT
    )
    assert NEXT in [slot.starts_at for slot in free]


def test_a_list_that_is_offered_taken_left_and_forgotten_by_many_at_once_ends_in_order(
    transactional_db,
):
    """Six accounts with an appointment on one day and a place on the list of another; others cancel and move there."""
    centre, service = centre_with(3)
    accounts, wishes = [], []
    quarter = timedelta(minutes=15)
    for number in range(6):
        day, other = (SLOT, NEXT) if number % 2 else (NEXT, SLOT)
        waits = wish(centre, service, 100 + number, day=other)
        has = book(centre, service, number, starts_at=day + number * quarter)
        accounts.append(account(f"{number}", has.visitor, waits.visitor))
        wishes.append(waits)
    others = [
        book(
            centre, service, 50 + number, starts_at=(SLOT, NEXT)[number % 2] + 2 * number * quarter
        )
        for number in range(6)
    ]

    def refused_or_done(act: Callable[[], object]) -> None:
        try:
            act()
        except (Refusal, Wish.DoesNotExist):
            return

    def leave(number: int) -> None:
        time.sleep(random.Random(number).random() / 5)
        if number % 3:
            booking.forget_account(accounts[number], at=AT, by="visitor")
        else:
            booking.withdraw(wishes[number], at=AT, by="visitor")

    def take(number: int) -> None:
        for _ in range(5):
            now = Wish.objects.filter(pk=wishes[number].pk).first()
            if now is not None:
                refused_or_done(partial(booking.accept, now, at=AT, by="visitor"))

    def change(number: int) -> None:
        mine = others[number]
        to = (NEXT, SLOT)[number % 2] + timedelta(hours=4) + number * quarter
        refused_or_done(partial(booking.move, mine, starts_at=to, at=AT, by="visitor"))
        refused_or_done(partial(booking.cancel, mine, at=AT, by="visitor"))

    hands = [partial(act, number) for act in (leave, take, change) for number in range(6)]
    together([*hands, *[partial(booking.offer_free_times, at=AT)] * 4])
    kept = Appointment.objects.filter(state=State.HELD).values_list("pk", flat=True)
    offered = Wish.objects.filter(state=Wish.State.OFFERED).values_list("appointment", flat=True)
    assert sorted(kept) == sorted(offered), "what is kept is kept for somebody who waits"
