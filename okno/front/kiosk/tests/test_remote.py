"""Whoever was to be rung up and comes to the kiosk all the same."""

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
