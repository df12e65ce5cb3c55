"""Schedules by phone and by video in the office, and who of today's booked comes to no door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
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


@pytest.fixture
def far_and_near(session, rung, centre, tomorrow):
    """Somebody is served by phone, who was called after ten minutes; somebody waits in the hall; nobody else came."""
    clock.set_to(tomorrow + timedelta(minutes=10), speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    where = {"centre": centre.pk, "by": "staff:1", "at": tomorrow + timedelta(minutes=10)}
    called = queue.call_next(**where, counter=session.counter_id)
    queue.start(**where, counter=session.counter_id, ticket=called.pk)
    queue.issue(centre=centre.pk, service="passport", at=tomorrow, by="x")
    return {**where, "counter": session.counter_id, "ticket": called.pk}


def test_the_figures_of_the_hall_are_of_those_who_came_and_calls_are_counted_apart(
    client, vera, far_and_near
):
    queue.finish(**far_and_near)
    client.force_login(vera)
    page = client.get("/office/")
    day = page.context["day"]
    assert (day.issued, day.served, day.waiting, len(day.arrivals)) == (1, 0, 1, 1)
    assert day.waits == [], "nobody in the hall was called yet"
    assert (day.far, day.far_served) == (1, 1)
    seen = " ".join(strip_tags(words(page)).split())
    assert "обслужено по телефону или видео, из 1" in seen
    assert "обслужено из 1;" in seen


def test_the_longest_wait_of_the_hall_is_of_those_in_it(
    client, vera, session, rung, centre, tomorrow
):
    now = tomorrow + timedelta(minutes=30)
    clock.set_to(now, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    queue.issue(centre=centre.pk, service="passport", at=now, by="x")
    client.force_login(vera)
    shown = client.get("/office/").context
    assert [(each.waited.seconds // 60, each.tone) for each in shown["line"]] == [
        (30, "danger"),
        (0, "plain"),
    ]
    assert (shown["longest"].seconds // 60, shown["worst"]) == (0, "plain")


def test_who_is_served_by_phone_is_not_inside_when_the_day_is_closed(client, vera, far_and_near):
    client.force_login(vera)
    said = client.get("/office/close-day/").context["sentences"]
    assert said[:2] == [
        "Сейчас ждёт 1 человек.",
        "По телефону или видео принимают либо вот-вот примут 1 человека.",
    ]
    queue.leave(
        centre=far_and_near["centre"],
        ticket=Ticket.objects.get(state="waiting").pk,
        at=far_and_near["at"],
        by="x",
    )
    said = client.get("/office/close-day/").context["sentences"]
    assert said[0] == "В центре никого нет."
    assert "Все эти талоны закроются сразу" in said[2], "and that is said of the call, too"


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
