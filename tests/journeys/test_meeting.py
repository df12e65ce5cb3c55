"""Whoever asked on the phone is booked, met at the door, called by name and served: all on the staff's own pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.models import Event, Look
from okno.booking.models import Appointment, State
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def screen():
    """The screen of a colleague."""

    def of(staff):
        client = Client()
        client.force_login(staff)
        return client

    return of


def words(answer):
    return answer.content.decode()


def test_a_call_becomes_a_visit_and_every_look_at_the_name_is_written_down(
    screen, session, schedule, boris, anna, gleb, vera, tomorrow, at
):
    # Anna, who has no counter now, takes the call.
    clock.set_to(at, speed=0.001)
    phone = screen(anna)
    times = words(
        phone.post("/desk/book/", {"show": "1", "service": "passport", "day": "2026-11-25"})
    )
    starts_at = re.search(r'value="(2026-11-25T11:00[^"]*)"', times)[1]
    form = {
        "key": "1", "service": "passport", "purpose": "file", "language": "ru", "via": "phone",
        "starts_at": starts_at, "name": "Мария Ли", "phone": "8 916 000-00-01", "companions": "1",
        "consent": "1",
    }  # fmt: skip
    said = words(phone.post("/desk/book/", form, follow=True))
    made = Appointment.objects.get()
    assert f"{made.code[:3]} {made.code[3:]}" in said

    # She calls again: an hour later suits her better.
    found = phone.post("/desk/booked/", {"said": "+7 916 000-00-01"})
    there = found["Location"]
    move = {"key": "2", "sequence": made.sequence, "starts_at": starts_at.replace("T11", "T12")}
    assert phone.post(f"{there}move/", move).status_code == 302
    made.refresh_from_db()
    assert made.starts_at == tomorrow + timedelta(hours=1)

    # The manager sees the day fill; the next morning she comes too early, and then in time.
    assert "записано: 1" in words(screen(vera).get("/office/appointments/"))
    clock.set_to(made.starts_at - 50 * MINUTE, speed=0.001)
    door, met = screen(gleb), {"centre": "tverskoy", "said": made.code}
    assert "Отметиться можно с 11:30" in words(
        door.post("/office/door/arrive/", met | {"key": "3"})
    )
    clock.set_to(made.starts_at - 20 * MINUTE, speed=0.001)
    assert door.post("/office/door/arrive/", met | {"key": "4"}).status_code == 200
    ticket = Ticket.objects.get()

    # Boris calls: he reads how to address her, and serves her.
    desk = screen(boris)
    for verb in ("call", "start", "finish"):
        seen = words(desk.post(f"/desk/{verb}/", {"key": verb, "ticket": ticket.pk}, follow=True))
        assert ("Мария Ли" in seen) == (verb != "finish")
    queue.settle_appointments(at=clock.now() + 10 * MINUTE)
    made.refresh_from_db()
    assert made.state == State.FULFILLED
    looks = Look.objects.filter(subject=f"visitor:{made.visitor_id}")
    assert set(looks.values_list("by", "why")) == {
        (f"staff:{anna.pk}", "booking"),
        (f"staff:{boris.pk}", "serving"),
    }
    assert looks.filter(why="serving").count() == 1
    assert "Мария" not in str(list(Event.objects.values_list("payload", "subject", "by")))
