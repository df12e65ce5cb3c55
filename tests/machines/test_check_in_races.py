"""One appointment is checked in from many places at one moment: at the kiosk, by the phone, at the desk."""

from collections import Counter as Tally
from contextlib import suppress
from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking.models import Appointment
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue.models import CheckIn, Contact, Ticket
from tests.machines.test_booking_races import SLOT, book, centre_with
from tests.machines.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_check_ins_of_one_appointment_give_one_ticket_six_times(transactional_db):
    centre, service = centre_with(2)
    made = book(centre, service, 1)
    given: list[tuple[int, bool]] = []

    def client() -> None:
        mine = Appointment.objects.get(pk=made.pk)
        ticket = queue.check_in(centre=centre.pk, appointment=mine, at=SLOT, by="device:1")
        given.append((ticket.pk, ticket.is_repeat))

    together([client] * 6)
    assert len(given) == 6, "nobody was refused"
    assert len({number for number, _repeat in given}) == 1
    assert Tally(repeat for _number, repeat in given) == {True: 5, False: 1}
    assert (Ticket.objects.count(), CheckIn.objects.count()) == (1, 1)


def test_whoever_checks_in_while_they_are_forgotten_is_not_reached_any_more(transactional_db):
    centre, service = centre_with(8)
    for nth in range(8):
        made = book(centre, service, nth)
        visitor = made.visitor

        def come(made: Appointment = made) -> None:
            mine = Appointment.objects.get(pk=made.pk)
            with suppress(Refusal):  # what was to come is cancelled when it is forgotten first
                queue.check_in(centre=centre.pk, appointment=mine, at=SLOT, by="device:1")

        def forget(visitor: Visitor | None = visitor) -> None:
            queue.forget_visitor(visitor, at=SLOT, by="visitor")

        together([come, forget])
        assert not Contact.objects.exists(), nth


def test_whoever_gets_a_second_chance_while_it_is_settled_has_come(transactional_db):
    centre, service = centre_with(8)
    later = SLOT + timedelta(minutes=1)
    for nth in range(8):
        made = book(centre, service, nth)
        ticket = queue.check_in(centre=centre.pk, appointment=made, at=SLOT, by="device:1")
        Ticket.objects.filter(pk=ticket.pk).update(state="no_show", ended_at=SLOT)

        def chance(number: int = ticket.pk) -> None:
            queue.give_second_chance(centre=centre.pk, ticket=number, at=later, by="staff:1")

        together([chance, lambda: queue.settle_appointments(at=later)])
        made.refresh_from_db()
        assert made.state == "arrived", nth


def test_whoever_checks_in_anew_and_gets_a_second_chance_at_once_is_in_line_once(transactional_db):
    centre, service = centre_with(12)
    later = SLOT + timedelta(minutes=2)
    for nth in range(12):
        made = book(centre, service, nth)
        old = queue.check_in(centre=centre.pk, appointment=made, at=SLOT, by="device:1")
        Ticket.objects.filter(pk=old.pk).update(state="no_show", ended_at=SLOT)
        queue.settle_appointments(at=later)

        def come(made: Appointment = made) -> None:
            mine = Appointment.objects.get(pk=made.pk)
            queue.check_in(centre=centre.pk, appointment=mine, at=later, by="device:1")

        def chance(number: int = old.pk) -> None:
            with suppress(Refusal):
                queue.give_second_chance(centre=centre.pk, ticket=number, at=later, by="staff:1")

        together([come, chance])
        live = Ticket.objects.filter(state="waiting")
        assert live.count() == nth + 1, "one of each visit"
