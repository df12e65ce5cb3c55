"""Whoever was to be rung up and comes to the kiosk all the same."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def begun(rung, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    return rung


def touch(kiosk, made):
    return kiosk.post("/kiosk/check-in/appointment/", {"ui": "ru", "number": made.code})


def test_before_the_call_they_wait_in_the_hall(kiosk, begun):
    answer = touch(kiosk, begun)
    ticket = Ticket.objects.get()
    assert answer.status_code == 200
    assert (ticket.medium, ticket.label in answer.content.decode()) == ("here", True)


def test_while_a_counter_rings_they_are_told_to_answer_and_get_nothing_else(
    kiosk, begun, centre, session, tomorrow
):
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=tomorrow, by="staff:1")
    answer = touch(kiosk, begun)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "прямо сейчас звонит" in page
    assert "Взять талон" not in page
    assert Ticket.objects.get().medium == "phone"


@pytest.mark.parametrize("in_line", [True, False])
def test_whoever_knows_the_phone_alone_takes_nobody_off_the_phone(
    kiosk, rung, tomorrow, in_line, services
):
    clock.set_to(tomorrow, speed=0.001)
    if in_line:
        queue.begin_remote(at=tomorrow, by="system")
    said = {"ui": "ru", "number": "8 916 000-00-01"}
    answer = kiosk.post("/kiosk/check-in/appointment/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "в 11:00 — по телефону" in page
    assert "код записи" in page
    assert "администратор" in page
    assert rung.token not in page
    assert str(services["passport"].short_name) not in page, "nor do they learn what for"
    assert list(Ticket.objects.values_list("medium", flat=True)) == ["phone"] * in_line
    assert touch(kiosk, rung).status_code == 200, "who has the code is its person"


def test_by_phone_an_appointment_at_the_centre_is_found_before_a_call(
    kiosk, rung, schedule, book, tomorrow
):
    book(tomorrow + timedelta(minutes=30))
    clock.set_to(tomorrow, speed=0.001)
    said = {"ui": "ru", "number": "8 916 000-00-01"}
    answer = kiosk.post("/kiosk/check-in/appointment/", said)
    assert (answer.status_code, "11:30" in answer.content.decode()) == (200, True)
