"""People who book before they come, told as it happens, through the acts of the rooms and the programs' door."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.booking.models import Appointment, State
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket
from tests.cast_booking import schedule_of
from tests.journeys.conftest import Person
from tests.journeys.conftest import Visitor as Phone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def program(token):
    return Client(headers={"Authorization": f"Bearer {token('program')}"})


def ask(client, path, body=None, **headers):
    if body is None:
        return client.get(f"/api/v1{path}", headers=headers)
    return client.post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def test_a_foreign_student_books_in_english_comes_late_is_served_and_rates(
    centre, services, counters, anna, program, at, tomorrow
):
    schedule_of(centre, at=at)
    schedule_of(centre, slug="english", counters=2, languages=["en"], at=at)
    clock.set_to(at, speed=0.001)
    days = {
        "service": "passport",
        "language": "en",
        "first": tomorrow.date(),
        "last": tomorrow.date(),
    }
    free = program.get("/api/v1/centres/tverskoy/slots", days).json()
    wish = {"services": ["passport"], "language": "en", "starts_at": free[8]["starts_at"]}
    held = ask(program, "/centres/tverskoy/holds", wish).json()
    person = {"hold": held["token"], "name": "Olu", "phone": "+2348012345678", "agreed": True}
    booked = ask(program, "/appointments", person).json()
    starts = Appointment.objects.get().starts_at

    # The next day: 25 minutes late, and others are waiting.
    clock.set_to(starts - 5 * MINUTE, speed=0.001)
    waiting = queue.issue(
        centre=centre.pk, service="passport", at=starts - 5 * MINUTE, by="device:1"
    )
    late = starts + 25 * MINUTE
    clock.set_to(late, speed=0.001)
    just_came = queue.issue(centre=centre.pk, service="passport", at=late - MINUTE, by="device:1")
    given = ask(program, f"/appointments/{booked['token']}/check-in", {}).json()
    ticket = Ticket.objects.get(pk=given["id"])
    assert waiting.rank < ticket.rank < just_came.rank, "late keeps a place with a head start"

    at_counter = Person(anna)
    at_counter.sits_down_at(counters[0].pk)
    phone = Phone(ticket, "en")
    for person_in_line in (waiting, ticket):
        assert at_counter.presses("call") == 200
        assert at_counter.presses("start", person_in_line) == 200
        if person_in_line == ticket:
            assert ticket.label in phone.reads()
        assert at_counter.presses("finish", person_in_line) == 200
    assert phone.presses("rate", rating=5) == 200
    ticket.refresh_from_db()
    assert (ticket.rating, ticket.language) == (5, "en")
    queue.settle_appointments(at=late + 5 * MINUTE)
    assert Appointment.objects.get().state == State.FULFILLED
    assert "Olu" not in str(list(Event.objects.values_list("payload", "subject", "by")))


def test_a_mother_moves_an_appointment_twice_and_the_times_she_left_are_free(
    schedule, centre, services, book, hold, at, tomorrow
):
    made = book(tomorrow, companions=1, services=[services["benefit"]])
    code = made.code
    second = tomorrow + timedelta(days=1, hours=2)
    third = tomorrow + timedelta(days=2)
    once = booking.move(made, starts_at=second, sequence=0, at=at, by="visitor")
    moved = booking.move(once, starts_at=third, sequence=1, at=at, by="visitor")
    assert (moved.starts_at, moved.moves, moved.companions) == (third, 2, 1)
    for left in (tomorrow, second):
        assert hold(left).state == State.HELD
    assert Visitor.objects.get().forget_after == moved.ends_at + timedelta(days=30)
    # The code on her paper still opens the door, on the new day alone.
    assert queries.appointment_by_code(centre, code, at=third).pk == made.pk
    with pytest.raises(Refusal):
        queries.appointment_by_code(centre, code, at=second)
    ticket = queue.check_in(centre=centre.pk, appointment=moved, at=third, by="device:1")
    assert hall.ticket_by_token(ticket.token).booked_at == third


def test_a_bot_that_hoards_times_is_held_and_people_still_book(
    schedule, centre, services, hold, at, tomorrow
):
    """It changes its browser for each hold, and holds from one address; then from another, for one phone."""
    held = 0
    for number in range(60):
        try:
            hold(tomorrow + number * 15 * MINUTE, holder=f"browser {number}", asker="one address")
            held += 1
        except Refusal as refusal:
            assert refusal.code in ("too_many_holds", "slot_taken")
    assert held <= policy.OFTEN["hold"].an_hour
    booked = 0
    for number in range(10):
        try:
            taken = hold(
                tomorrow + timedelta(days=1) + number * 15 * MINUTE, asker="another address"
            )
            booking.book(taken, name="Bot", phone="+79160000666", agreed=True, at=at, by="visitor")
            booked += 1
        except Refusal as refusal:
            assert refusal.code in ("contact_not_taken", "too_many_bookings")
    assert booked == policy.MOST_LIVE
    # Ten minutes later all that was only held is free again, and a person books.
    later = at + policy.HOLD
    booking.expire_holds(at=later)
    assert not Appointment.objects.filter(state=State.HELD).exists()
    assert hold(tomorrow, asker="a person", at=later).state == State.HELD
