"""What is by appointment only, at the kiosk: shown, and leading to a time or to a person, never to a ticket."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.booking.models import Appointment
from okno.catalog.models import Way
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kiosk(token, services):
    services["passport"].is_popular = True
    services["passport"].save()
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client


def touch(kiosk, path, **form):
    return kiosk.post(f"/kiosk/{path}", {"ui": "ru", **form})


def said(answer):
    return answer.content.decode()


def test_it_stands_in_the_lists_and_is_found_with_a_word_of_what_it_takes(kiosk, give_by):
    assert "по записи" not in said(touch(kiosk, "services/"))
    give_by("passport", Way.ONLINE, Way.PHONE)
    for page in (touch(kiosk, "services/"), touch(kiosk, "search/found/", q="passport")):
        assert 'value="passport"' in said(page)
        assert "по записи" in said(page)


def test_a_touch_leads_to_a_time(kiosk, give_by, schedule, tomorrow):
    give_by("passport", Way.ONLINE)
    page = said(touch(kiosk, "purpose/", service="passport"))
    assert "Только по записи" in page
    assert 'action="/kiosk/later/"' in page
    assert 'action="/kiosk/ticket/"' not in page
    given = {"service": "passport", "purpose": "ask"}
    assert tomorrow.date().isoformat() in said(touch(kiosk, "later/", **given))
    touch(kiosk, "later/hold/", starts_at=tomorrow.isoformat(), **given)
    assert Appointment.objects.get().purpose == "ask"


def test_where_nobody_books_at_the_screen_a_touch_leads_to_a_person(kiosk, give_by, schedule):
    give_by("passport", Way.PHONE)
    page = said(touch(kiosk, "purpose/", service="passport"))
    assert "Записать вас может сотрудник" in page
    assert 'action="/kiosk/later/"' not in page
    assert touch(kiosk, "later/", service="passport").status_code == 422


def test_what_is_not_booked_online_has_no_way_to_a_time_beside_its_ticket(kiosk, give_by, schedule):
    give_by("passport", Way.WALK_IN, Way.PHONE)
    assert 'action="/kiosk/later/"' not in said(touch(kiosk, "purpose/", service="passport"))
    page = touch(kiosk, "missing/", service="passport", missing="file")
    assert 'action="/kiosk/later/"' not in said(page)


def test_one_of_several_services_asks_for_a_time_for_all(kiosk, give_by, schedule):
    give_by("benefit", Way.ONLINE)
    page = said(touch(kiosk, "purpose/", **{"with": "passport"}, service="benefit"))
    assert "Только по записи" in page
    assert 'name="with" value="passport"' in page


def test_a_way_closed_after_the_page_was_shown_gives_no_ticket_and_says_why(kiosk, give_by):
    touch(kiosk, "purpose/", service="passport")
    give_by("passport", Way.ONLINE)
    answer = touch(kiosk, "ticket/", service="passport", purpose="file", key="k")
    assert "принимают только по записи" in said(answer)
    assert not Ticket.objects.exists()


def test_whoever_comes_too_early_to_it_comes_again_and_whoever_is_late_is_let_in(
    kiosk, give_by, schedule, book, tomorrow, find
):
    made = book(tomorrow)
    give_by("passport", Way.ONLINE)
    clock.set_to(tomorrow - 90 * MINUTE, speed=0.001)
    page = said(touch(kiosk, "check-in/appointment/", token=made.token))
    assert re.search(r"Приду к\s11:00", re.sub(r"<[^>]+>", "", page))
    assert 'action="/kiosk/check-in/instead/"' not in page
    clock.set_to(tomorrow + 180 * MINUTE, speed=0.001)
    page = said(touch(kiosk, "check-in/appointment/", token=made.token))
    assert 'action="/kiosk/check-in/instead/"' in page
    touch(kiosk, "check-in/instead/", visit=find(kiosk, token=made.token), key="k")
    assert Ticket.objects.get().service.slug == "passport"
