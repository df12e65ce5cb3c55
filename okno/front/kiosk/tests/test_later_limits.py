"""What a kiosk says when it has booked as often as it may."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.booking import policy
from okno.booking.models import Appointment, State
from okno.catalog.models import Offer, Way
from okno.network import actions as network
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
MOST = policy.OFTEN["book at a screen"].an_hour


@pytest.fixture
def book_here(kiosk, tomorrow):
    """The next person books at the kiosk, in a phone of their own; the last answer."""
    numbers = iter(range(1000))

    def book_here():
        number = next(numbers)
        starts_at = tomorrow + timedelta(days=number // 32, minutes=15 * (number % 32))
        form = {"ui": "ru", "service": "passport", "starts_at": starts_at.isoformat()}
        answer = kiosk.post("/kiosk/later/hold/", form)
        if answer.status_code != 200:
            return answer
        held = Appointment.objects.get(state=State.HELD)
        about = {"name": "ян", "phone": f"+7916{number:07}", "agreed": "yes", "key": f"k{number}"}
        return kiosk.post("/kiosk/later/book/", form | about | {"token": held.token})

    return book_here


def test_the_thirty_first_is_told_and_led_on_another_kiosk_books_and_an_hour_later_this_one(
    kiosk, book_here, centre, at
):
    assert [book_here().status_code for _person in range(MOST)] == [200] * MOST
    told = Message.objects.count()
    answer = book_here()
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "С этого экрана недавно сделали много записей" in page
    assert "К талону" in page
    assert 'name="service" value="passport"' in page
    assert "Позвать человека" in page
    assert Appointment.objects.filter(state=State.BOOKED).count() == MOST
    assert Message.objects.count() == told
    mine = kiosk.cookies["okno_kiosk"].value
    _device, key = network.enrol_device(centre=centre, kind="kiosk", name="2", at=at, by="x")
    kiosk.get(f"/enter/{key}")
    assert book_here().status_code == 200
    kiosk.cookies["okno_kiosk"] = mine
    assert book_here().status_code == 429
    clock.set_to(at + policy.HOUR + timedelta(minutes=1), speed=0.001)
    assert book_here().status_code == 200


def test_whoever_wants_what_is_by_appointment_only_is_led_to_a_person_and_round_in_no_circle(
    kiosk, book_here, services, at
):
    for _person in range(MOST):
        book_here()
    Offer.objects.filter(service=services["passport"]).update(ways=[Way.ONLINE, Way.PHONE])
    page = book_here().content.decode()
    assert "позовите человека" in page
    assert "К талону" not in page
