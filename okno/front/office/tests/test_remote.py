"""Schedules by phone and by video in the office, and who of today's booked comes to no door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from okno.base import clock
from okno.booking import queries
from okno.booking.models import Schedule
from okno.front.office.tests.test_schedule_add import as_it_stands
from okno.network import actions as network
from okno.network.models import Device
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
ADD = "/office/appointments/add/"


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def words(answer):
    return answer.content.decode()


def test_a_schedule_is_made_for_calls(office, services):
    page = office.get(ADD)
    assert "Как принимаем" in words(page)
    assert office.post(ADD, as_it_stands(page, medium="phone")).status_code == 302
    assert Schedule.objects.get().medium == "phone"
    assert "по телефону" in words(office.get("/office/appointments/"))


@pytest.mark.parametrize(
    ("medium", "said"), [("video", "Видеокомнат пока нет"), ("fax", "Выберите из списка")]
)
def test_what_cannot_be_is_said_beside_its_field(office, medium, said):
    answer = office.post(ADD, as_it_stands(office.get(ADD), medium=medium))
    assert answer.status_code == 422
    assert answer.context["errors"].keys() == {"medium"}
    assert said in words(answer)
    assert not Schedule.objects.exists()


def test_with_rooms_there_is_video(office, rooms):
    page = office.get(ADD)
    assert "OKNO_VIDEO" not in words(page)
    assert office.post(ADD, as_it_stands(page, medium="video")).status_code == 302
    assert Schedule.objects.get().medium == "video"


def test_whom_we_ring_is_not_missed_at_the_door(client, gleb, by_phone, book, at):
    book(at + timedelta(minutes=10), medium="phone")
    clock.set_to(at + timedelta(minutes=12), speed=0.001)
    client.force_login(gleb)
    page = words(client.get("/office/door/booked/"))
    assert "по телефону" in page
    assert "ещё не пришёл" not in page


def test_who_comes_to_the_door_all_the_same_gets_a_ticket(client, gleb, session, rung, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    client.force_login(gleb)
    form = {"key": "k", "centre": "tverskoy", "said": rung.code}
    answer = client.post("/office/door/arrive/", form)
    assert answer.status_code == 200
    ticket = Ticket.objects.get()
    assert (ticket.medium, ticket.label in words(answer)) == ("here", True)


def test_while_we_ring_them_the_door_says_so(client, gleb, session, centre, rung, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=tomorrow, by="staff:1")
    client.force_login(gleb)
    form = {"key": "k", "centre": "tverskoy", "said": rung.code}
    answer = client.post("/office/door/arrive/", form)
    assert answer.status_code == 409
    assert "прямо сейчас звонит" in words(answer)
    assert "без записи" not in words(answer)


def test_the_feed_of_a_room_names_no_room_of_a_meeting(client, centre, joining, rooms, at):
    _device, token = network.enrol_device(
        centre=centre, kind=Device.Kind.CALENDAR, name="Календарь", at=at, by="staff:1"
    )
    stream = client.get(reverse("feeds:feed", args=[token]))
    assert stream.status_code == 200
    assert rooms not in words(stream)
    event = next(iter(Calendar.from_ical(stream.content).walk("VEVENT")))
    assert "по видео" in str(event["summary"])
    assert queries.room_of(joining) not in words(stream)


def test_whether_a_phone_that_nobody_answered_is_rung_once_more_a_colleague_decides(
    client, gleb, rung_in_vain, tomorrow
):
    client.force_login(gleb)
    one = f"/office/door/booked/{rung_in_vain.pk}/?centre=tverskoy"
    form = {"key": "k", "centre": "tverskoy", "appointment": rung_in_vain.pk}
    clock.set_to(tomorrow - timedelta(minutes=40), speed=0.001)
    early = client.post("/office/door/ring-up/", form | {"key": "early"})
    assert early.status_code == 409, "long before its time it is too early"
    clock.set_to(tomorrow, speed=0.001)
    page = words(client.get(one))
    assert "сами не звоним" in page
    assert "Поставить звонок в очередь" in page
    assert client.post("/office/door/ring-up/", form).status_code == 302
    assert Ticket.objects.get().medium == "phone"
    assert "сами не звоним" not in words(client.get(one))
