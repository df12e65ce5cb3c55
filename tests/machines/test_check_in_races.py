"""One appointment is checked in from many places at one moment: at the kiosk, by the phone, at the desk."""

from collections import Counter as Tally

import pytest

from okno.booking.models import Appointment
from okno.queue import actions as queue
from okno.queue.models import CheckIn, Ticket
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
