"""By name or by number: the step before the ticket, in a centre that calls by name."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue.models import CallName, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)
VISIT = {"ui": "ru", "service": "passport", "purpose": "file", "key": "k1"}
ASKED = "По имени или по номеру?"
CONSENT = "Когда вас вызовут, это имя появится на экране в зале"


@pytest.fixture
def kiosk(token, services, by_name):
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client


def touch(kiosk, path="ticket/", **form):
    return kiosk.post(f"/kiosk/{path}", VISIT | form)


def text(answer):
    return answer.content.decode()


def fields(page, form):
    """What the form with this in it sends by itself."""
    part = next(each for each in re.findall("<form.*?</form>", page, re.S) if form in each)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', part))


def test_one_is_asked_before_the_ticket_told_what_happens_and_skips_with_one_touch(kiosk):
    page = text(touch(kiosk))
    assert ASKED in page
    assert CONSENT in page
    assert not Ticket.objects.exists()
    carried = fields(page, 'value="number"')
    assert {name: carried[name] for name in VISIT} == VISIT
    page = text(kiosk.post("/kiosk/ticket/", carried | {"call": "number"}))
    assert "Ваш талон" in page
    assert Ticket.objects.count() == 1
    assert not CallName.objects.exists()


def test_a_name_typed_in_small_letters_is_kept_large_and_a_mode_afterwards_changes_nothing(kiosk):
    page = text(touch(kiosk, call="name", call_name="анна к."))
    assert "Вызовем вас так: <b><bdi>Анна К.</bdi></b>" in page
    again = kiosk.post("/kiosk/ticket/", fields(page, 'id="modes"') | {"text": "on"})
    assert "Анна К." in text(again)
    assert (Ticket.objects.count(), CallName.objects.get().name) == (1, "Анна К.")


@pytest.mark.parametrize("typed", ["", " ", "79161234567", "anna@mail.ru"])
def test_what_is_no_name_is_said_beside_the_field_and_gives_no_ticket(kiosk, typed):
    answer = touch(kiosk, call="name", call_name=typed)
    assert answer.status_code == 422
    assert "Назовите имя" in text(answer)
    assert f'value="{typed}"' in text(answer)
    assert not Ticket.objects.exists()


def test_a_mode_chosen_on_the_step_keeps_what_was_typed(kiosk):
    page = text(touch(kiosk, call_name="анн", contrast="on"))
    assert ASKED in page
    assert 'value="анн"' in page
    assert 'data-contrast="high"' in page


def test_a_centre_that_calls_by_number_asks_nothing(kiosk):
    Centre.objects.update(own_calls_by_name=None)
    assert "Ваш талон" in text(touch(kiosk))


def test_who_booked_is_asked_too_and_the_name_they_booked_with_is_not_shown(
    kiosk, schedule, book, at, find
):
    made = book(at + MINUTE * 10, name="Ефросинья Каренина")
    form = {"visit": find(kiosk, number=made.code), "key": "k2"}
    page = text(touch(kiosk, "check-in/ticket/", **form))
    assert ASKED in page
    assert "Ефросинья" not in page
    assert "Ваш талон" in text(
        touch(kiosk, "check-in/ticket/", **form, call="name", call_name="Фрося")
    )
    assert CallName.objects.get().name == "Фрося"


def test_who_said_it_on_the_page_of_the_appointment_is_not_asked_again(
    kiosk, schedule, book, at, find
):
    made = book(at + MINUTE * 10)
    queue.give_name(made, name="Фрося", at=at, by="visitor")
    page = text(touch(kiosk, "check-in/ticket/", visit=find(kiosk, number=made.code), key="k2"))
    assert "Ваш талон" in page
    assert "Фрося" in page


def test_who_takes_a_ticket_instead_of_the_appointment_is_asked(
    kiosk, schedule, book, tomorrow, find
):
    form = {"visit": find(kiosk, token=book(tomorrow).token), "key": "k3"}
    assert ASKED in text(touch(kiosk, "check-in/instead/", **form))
    bad = touch(kiosk, "check-in/instead/", **form, call="name", call_name="12")
    assert (bad.status_code, ASKED in text(bad)) == (422, True)
    touch(kiosk, "check-in/instead/", **form, call="name", call_name="Фрося")
    assert CallName.objects.get().name == "Фрося"
