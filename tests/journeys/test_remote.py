"""People who never come: served by video in English, and rung up in vain; and who of the jobs does what when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from okno.base import clock
from okno.base.models import Event
from okno.booking import jobs as booking_jobs
from okno.booking import queries
from okno.booking.models import Appointment, State
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import jobs
from okno.queue.models import Ticket
from tests.journeys.conftest import Person
from tests.journeys.conftest import Visitor as Phone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def words(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


def books(medium, at, starts_at, language, **who):
    """Somebody books on the portal in their own language; their browser, and the page of the appointment."""
    clock.set_to(at, speed=0.001)
    browser = Client(headers={"Accept-Language": language})
    time = {"starts_at": starts_at.isoformat()}
    kept = browser.post(f"/book/passport/tverskoy/?by={medium}&in={language}", time)["Location"]
    page = browser.post(kept, {"consent": "on", **who})["Location"]
    return browser, page


def settle(at):
    clock.set_to(at, speed=0.001)
    jobs.settle_appointments(timestamp=0)
    booking_jobs.miss_all(timestamp=0)


def test_a_nurse_abroad_books_by_video_in_english_joins_is_served_and_rates(
    centre, services, by_video, rooms, counters, anna, at, tomorrow,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    browser, page = books("video", at, tomorrow, "en", name="Olu", email="olu@example.org")
    made = Appointment.objects.get()
    assert Message.objects.get(act="booked_by_video").language == "en"
    assert "From 10:50 on you join here." in words(browser.get(page))

    clock.set_to(tomorrow - 10 * MINUTE, speed=0.001)
    room = queries.room_of(made)
    assert room in browser.get(page).content.decode()
    jobs.begin_remote(timestamp=0)
    assert not Ticket.objects.exists(), "their time has not come"

    clock.set_to(tomorrow, speed=0.001)
    for _again in range(3):
        jobs.begin_remote(timestamp=0)
    ticket = Ticket.objects.get()
    operator, phone = Person(anna), Phone(ticket, "en")
    operator.sits_down_at(counters[0].pk)
    assert "Your specialist comes" in phone.reads().replace("your", "Your")
    with django_capture_on_commit_callbacks(execute=True):
        assert operator.presses("call") == 200
    told = Message.objects.get(act="your_turn_by_video")
    assert "Your specialist is in the room" in told.subject
    assert "Your specialist is in the room now." in phone.reads()
    assert operator.presses("start", ticket) == 200
    assert operator.presses("finish", ticket) == 200
    assert phone.presses("rate", rating=5) == 200
    settle(tomorrow + 5 * MINUTE)
    made.refresh_from_db()
    ticket.refresh_from_db()
    assert (made.state, ticket.rating, ticket.medium) == (State.FULFILLED, 5, "video")
    said = str(list(Event.objects.values_list("payload", "subject", "by")))
    secrets = (room.removeprefix(rooms), "Olu", "olu@example.org", made.token)
    assert not [each for each in secrets if each in said]
    assert not [each for each in Message.objects.all() if room in each.text + each.subject]


def test_a_grandfather_does_not_answer_twice_and_is_told_what_to_do(
    centre, services, by_phone, counters, anna, at, tomorrow
):
    browser, page = books("phone", at, tomorrow, "ru", name="Пётр", phone="+79160000007")
    assert "Позвоним в 11:00" in words(browser.get(page))
    clock.set_to(tomorrow, speed=0.001)
    jobs.begin_remote(timestamp=0)
    ticket, operator = Ticket.objects.get(), Person(anna)
    operator.sits_down_at(counters[0].pk)
    assert operator.presses("call") == 200
    for _ring in range(centre.recall_limit):
        assert operator.presses("recall", ticket) == 200
    assert operator.presses("no-show", ticket) == 200
    settle(tomorrow + 5 * MINUTE)
    assert Appointment.objects.get().state == State.NO_SHOW
    told = list(Message.objects.order_by("pk").values_list("act", flat=True))
    assert told[0] == "booked_by_phone"
    assert told[-1] == "not_reached"
    assert not {"your_turn", "three_before_you"} & set(told)
    assert "Мы не смогли с вами связаться" in words(browser.get(page))
    # He goes to the centre the same morning after all.
    came = queue.check_in(
        centre=centre.pk,
        appointment=Appointment.objects.get(),
        at=tomorrow + 30 * MINUTE,
        by="device:1",
    )
    assert (came.medium, came.pk == ticket.pk) == ("here", False)


def test_whom_nobody_rang_for_the_centre_was_shut_is_not_held_to_have_missed_it(
    centre, services, by_phone, at, tomorrow
):
    _browser, _page = books("phone", at, tomorrow, "ru", name="Пётр", phone="+79160000007")
    settle(tomorrow + by_phone.late + MINUTE)
    jobs.begin_remote(timestamp=0)
    assert Appointment.objects.get().state == State.UNKEPT
    assert not Ticket.objects.exists()
