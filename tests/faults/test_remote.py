"""kill -9 of the workers that put into line whom we ring up: everybody gets one ticket."""

import random
import time
from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.models import Event
from okno.booking.models import Appointment, State
from okno.queue.models import CheckIn, Ticket
from tests.faults.killed import Killed

pytestmark = pytest.mark.django_db(transaction=True)
SEED, MANY = 20261124, 40
QUARTER = timedelta(minutes=15)


@pytest.fixture
def workers(at):
    made = Killed("tests.faults.remote_worker")
    yield made
    made.end()


def is_open():
    return Appointment.objects.filter(state=State.BOOKED).exists()


def test_whoever_is_killed_in_the_middle_leaves_one_ticket_each(by_phone, book, tomorrow, workers):
    by_phone.late = timedelta(hours=12)
    by_phone.save()
    begins = tomorrow - timedelta(hours=3)
    for nth in range(MANY):
        book(begins + nth * QUARTER, medium="phone", phone=f"+7916000{nth:04}")
    clock.set_to(begins + MANY * QUARTER, speed=1)
    chance, kills = random.Random(SEED), 0
    while is_open() and kills < 200:
        two = [workers.start(), workers.start()]
        time.sleep(chance.uniform(0.01, 0.12))
        for pid in two:
            workers.kill(pid)
        kills += 1
    last, end = workers.start(), time.monotonic() + 60
    while is_open() and time.monotonic() < end:
        time.sleep(0.05)
    workers.kill(last)
    assert kills > 2  # or nothing was tried
    assert CheckIn.objects.count() == Ticket.objects.count() == MANY
    assert Event.objects.filter(name="queue.ticket_issued").count() == MANY
    assert not Appointment.objects.exclude(state=State.ARRIVED).exists()
