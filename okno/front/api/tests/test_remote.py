"""By phone and by video for programs: asked for, kept, told, and never where one joins."""

import pytest

from okno.base import clock
from okno.front.api.tests.asking import get, post, refused
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
PERSON = {"name": "Mei Li", "agreed": True}


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, schedule):
    clock.set_to(at, speed=0.001)


def slots(client, tomorrow, **more):
    day = {"service": "passport", "first": tomorrow.date(), "last": tomorrow.date()}
    return get(client, "/centres/tverskoy/slots", day | more)


def test_the_free_times_are_those_of_the_medium(client, by_phone, english, tomorrow):
    assert len(slots(client, tomorrow, medium="phone").json()) == 48
    refused(slots(client, tomorrow, medium="fax"), 422, "wrong_field")
    assert slots(client, tomorrow, medium="video").json() == []
    asked = {"service": "passport", "medium": "phone"}
    assert [each["centre"] for each in get(client, "/slots/earliest", asked).json()] == ["tverskoy"]
    assert get(client, "/slots/earliest", asked | {"medium": "video"}).json() == []


def test_a_program_books_a_call_and_reads_that_it_is_one(program, by_phone, tomorrow):
    time = {"services": ["passport"], "starts_at": tomorrow.isoformat(), "medium": "phone"}
    held = post(program, "/centres/tverskoy/holds", time).json()
    asked = {"hold": held["token"], **PERSON, "email": "mei@example.org"}
    refused(post(program, "/appointments", asked), 422, "no_phone_to_ring")
    booked = post(program, "/appointments", asked | {"phone": "+8613800138000"}).json()
    assert booked["medium"] == "phone"
    assert get(program, f"/appointments/{booked['token']}").json()["medium"] == "phone"
    listed = get(program, "/centres/tverskoy/appointments", {"day": tomorrow.date()}).json()
    assert [each["medium"] for each in listed["items"]] == ["phone"]


def test_a_program_reads_which_schedule_is_for_what(program, by_phone, by_video):
    found = get(program, "/centres/tverskoy/schedules").json()["items"]
    media = {each["slug"]: each["medium"] for each in found}
    assert media == {"counters": "here", "phone": "phone", "video": "video"}


def test_no_program_learns_where_one_joins(program, joining, rooms, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    paths = (
        f"/appointments/{joining.token}",
        "/centres/tverskoy/appointments",
        f"/tickets/{Ticket.objects.get().token}",
    )
    for path in paths:
        day = {"day": tomorrow.date()} if path.endswith("/appointments") else {}
        answer = get(program, path, day)
        assert '"video"' in answer.content.decode()
        assert rooms not in answer.content.decode()
