"""Many clients want few places at once: exactly as many get one as there are."""

import itertools
import random
import secrets
from collections import Counter as Tally
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment, State
from okno.booking.policy import MISSES
from okno.notify import actions as notify
from tests.machines.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
SLOT = datetime(2026, 11, 25, 7, tzinfo=UTC)
CLIENTS = 64
PLACES = 5
TAKES_TIME = (State.HELD, State.BOOKED)


def centre_with(places: int, slug: str = "race"):
    """A centre that has so many places at any time, for one service."""
    from okno.catalog.models import Offer
    from okno.catalog.tests.factories import ServiceFactory
    from okno.network.tests.factories import CentreFactory

    notify.load_wordings(at=AT, by="system")
    centre = CentreFactory(slug=slug)
    service = ServiceFactory(slug=f"passport-{slug}")
    Offer.objects.create(centre=centre, service=service)
    booking.set_schedule(
        centre=centre,
        slug="counters",
        name=Text(ru="Окна", en="Counters"),
        languages=["ru"],
        week=[(day, time(8), time(20), places) for day in range(7)],
        share=100,
        at=AT,
        by="staff:1",
    )
    return centre, service


def phone(number: int) -> str:
    return f"+7916{number:07}"


def book(centre, service, number: int, starts_at: datetime = SLOT) -> Appointment:
    held = booking.hold(
        centre=centre,
        services=[service],
        starts_at=starts_at,
        holder=f"browser {number}",
        at=AT,
        by="visitor",
    )
    return booking.book(held, name="Ян", phone=phone(number), agreed=True, at=AT, by="visitor")


def test_64_clients_on_5_places_are_5_appointments(transactional_db):
    centre, service = centre_with(PLACES)
    outcomes: list[str] = []

    def client(number: int) -> None:
        try:
            book(centre, service, number)
            outcomes.append("booked")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    together([partial(client, number) for number in range(CLIENTS)])
    assert Tally(outcomes) == {"booked": PLACES, "slot_taken": CLIENTS - PLACES}
    lanes = Appointment.objects.filter(state=State.BOOKED).values_list("lane", flat=True)
    assert sorted(lanes) == list(range(PLACES))


def test_64_clients_on_5_places_without_any_of_our_code_are_still_5(transactional_db):
    """The constraint alone: rows written past the acts, into whatever lane."""
    centre, service = centre_with(PLACES)
    row = book(centre, service, 0)
    Appointment.objects.all().delete()

    def client(number: int) -> None:
        copy = Appointment.objects.model(
            **{
                field.attname: getattr(row, field.attname)
                for field in Appointment._meta.concrete_fields
                if not field.primary_key
            }
        )
        copy.token, copy.visitor = secrets.token_hex(8), None
        copy.code, copy.lane = f"{number:06}", number % PLACES
        # A little later or earlier: it overlaps all the same.
        nudge = timedelta(minutes=random.Random(number).choice([-10, -5, 0, 5, 10]))
        copy.starts_at, copy.ends_at = row.starts_at + nudge, row.ends_at + nudge
        copy.during = copy.until_free = copy.from_ready = (copy.starts_at, copy.ends_at)
        # Bare inserts may wait for each other until one dies; our acts cannot, they lock the day first.
        Appointment.objects.bulk_create([copy], ignore_conflicts=True)

    together([partial(client, number) for number in range(CLIENTS)])
    # Of a lane more than one may stand only side by side: a quarter of an hour apart.
    for lane in range(PLACES):
        times = sorted(Appointment.objects.filter(lane=lane).values_list("starts_at", "ends_at"))
        assert times
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(times))
    assert PLACES <= Appointment.objects.count() <= 2 * PLACES


def test_one_person_at_16_centres_at_once_is_at_one(transactional_db):
    places = [centre_with(1, slug=f"race-{number}") for number in range(16)]
    outcomes: list[str] = []

    def client(number: int) -> None:
        centre, service = places[number]
        held = booking.hold(centre=centre, services=[service], starts_at=SLOT, at=AT, by="visitor")
        try:
            booking.book(held, name="Ян", phone=phone(1), agreed=True, at=AT, by="visitor")
            outcomes.append("booked")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    together([partial(client, number) for number in range(len(places))])
    assert Tally(outcomes) == {"booked": 1, "contact_not_taken": len(places) - 1}


def test_crossing_moves_end_and_nothing_is_sold_twice(transactional_db):
    """Half move from the first day to the second, half back, on days that are nearly full."""
    centre, service = centre_with(2)
    days = [SLOT, SLOT + timedelta(days=1)]
    times = [timedelta(minutes=15 * number) for number in range(8)]
    made = [
        book(centre, service, number, starts_at=days[number % 2] + times[number // 2])
        for number in range(16)
    ]
    refusals: list[str] = []

    def client(number: int) -> None:
        chance = random.Random(number)
        for _ in range(4):
            to = chance.choice(days) + chance.choice(times)
            try:
                booking.move(made[number], starts_at=to, at=AT, by="visitor")
            except Refusal as refusal:
                refusals.append(refusal.code)
            made[number].refresh_from_db()

    together([partial(client, number) for number in range(len(made))])
    assert set(refusals) <= {"slot_taken", "changed_meanwhile"}
    assert Appointment.objects.filter(state=State.BOOKED).count() == 16
    wanted = queries.asked([service])
    for day in days:
        taken = Appointment.objects.filter(day=day.date(), state=State.BOOKED)
        at_once = Tally(taken.values_list("starts_at", flat=True))
        assert max(at_once.values()) <= 2
        free = queries.free_slots(wanted, centre, first=day.date(), last=day.date(), at=AT)
        shown = {slot.starts_at: slot.free for slot in free}
        assert all(shown.get(start, 0) == 2 - number for start, number in at_once.items())


def test_a_colleague_and_the_person_themselves_booking_at_once_do_not_wait_for_each_other(
    transactional_db,
):
    """The same people at the desk and on the portal, on one day: each act has the person before the day."""
    centre, service = centre_with(PLACES)
    outcomes: list[str] = []

    def client(number: int) -> None:
        starts_at = SLOT + timedelta(minutes=15 * (number % 8))
        try:
            if number % 2:
                booking.book_at_once(
                    centre=centre,
                    services=[service],
                    starts_at=starts_at,
                    name="Ян",
                    phone=phone(number // 8),
                    agreed=True,
                    at=AT,
                    by="staff:1",
                )
            else:
                held = booking.hold(
                    centre=centre, services=[service], starts_at=starts_at, at=AT, by="visitor"
                )
                asked = {"name": "Ян", "phone": phone(number // 8), "agreed": True}
                booking.book(held, at=AT, by="visitor", **asked)
            outcomes.append("booked")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    together([partial(client, number) for number in range(32)])
    assert len(outcomes) == 32, "nobody met a deadlock"
    assert set(outcomes) <= {
        "booked",
        "overlapping",
        "too_many_appointments",
        "contact_not_taken",
        "slot_taken",
    }
    assert Tally(outcomes)["booked"] == 12, "three of each of four people"


def test_a_browser_with_many_tabs_holds_the_last_of_them_and_is_refused_none(transactional_db):
    """Each tab gives back what the one before held; none is told that its free time was taken."""
    centre, service = centre_with(PLACES)
    held: list[int] = []

    def tab(number: int) -> None:
        made = booking.hold(
            centre=centre,
            services=[service],
            starts_at=SLOT + timedelta(minutes=15 * number),
            holder="one browser",
            at=AT,
            by="visitor",
        )
        held.append(made.pk)

    together([partial(tab, number) for number in range(12)])
    assert len(held) == 12
    assert Appointment.objects.filter(state=State.HELD).count() == 1


def test_as_many_numbers_of_one_screen_are_looked_up_at_once_as_one_after_another(transactional_db):
    centre, service = centre_with(1)
    code = f"{(int(book(centre, service, 1).code) + 1) % 1_000_000:06}"
    outcomes: list[str] = []

    def ask() -> None:
        try:
            booking.find_at_the_door(centre=centre, number=code, at=SLOT, by="device:1")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    together([ask] * 24)
    assert Tally(outcomes) == {"unknown_appointment": MISSES, "too_many_guesses": 24 - MISSES}
