"""One person at many places at one moment, under whatever they are known by."""

import itertools
from functools import partial

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking.models import Appointment, State
from tests.machines.test_booking_races import AT, SLOT, centre_with, phone
from tests.machines.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "me@example.org"
WAYS = (
    {"phone": phone(1), "email": EMAIL},
    {"phone": phone(2), "email": EMAIL},
    {"email": EMAIL.title()},
    {"phone": phone(2)},
)


def test_by_phone_and_e_mail_at_once_they_are_booked_once(transactional_db):
    """Eight browsers for one time. Two who share neither phone nor address may both have come in."""
    centre, service = centre_with(8)
    held = [
        booking.hold(
            centre=centre, services=[service], starts_at=SLOT, holder=f"{n}", at=AT, by="visitor"
        )
        for n in range(8)
    ]
    outcomes: list[str] = []

    def client(number: int) -> None:
        given = {"name": "Ян", "agreed": True, "at": AT, "by": "visitor"}
        try:
            booking.book(held[number], **given, **WAYS[number % len(WAYS)])
            outcomes.append("booked")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    together([partial(client, number) for number in range(8)])
    assert len(outcomes) == 8, "nobody met a deadlock"
    assert set(outcomes) == {"booked", "contact_not_taken"}
    booked = Appointment.objects.filter(state=State.BOOKED)
    keys = [set(each.keys.values_list("key", flat=True)) for each in booked]
    assert all(not one & other for one, other in itertools.combinations(keys, 2))
    assert len(keys) <= 2


def test_of_two_moves_and_a_booking_into_one_time_one_comes_in(transactional_db):
    centre, service = centre_with(8)
    hour = SLOT.replace(hour=SLOT.hour + 1)

    def made(starts_at, **ways):
        held = booking.hold(
            centre=centre, services=[service], starts_at=starts_at, at=AT, by="visitor"
        )
        return booking.book(held, name="Ян", agreed=True, at=AT, by="visitor", **ways)

    first = made(SLOT, **WAYS[0])
    second = made(hour, email=EMAIL)
    into = hour.replace(hour=hour.hour + 1)
    outcomes: list[str] = []

    def tried(act) -> None:
        try:
            act()
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    acts = [
        partial(booking.move, each, starts_at=into, at=AT, by="visitor") for each in (first, second)
    ]
    together([partial(tried, act) for act in [*acts, partial(made, into, email=EMAIL)]])
    assert sorted(outcomes) == ["contact_not_taken", "contact_not_taken", "done"]
    assert Appointment.objects.filter(state=State.BOOKED, starts_at=into).count() == 1
