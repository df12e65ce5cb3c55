"""Consent is taken back without an account: on the page of a visit, and of a wait."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Wish, WishKey
from okno.front.portal.tests.test_account import book, text
from okno.front.portal.tests.test_account_data import everywhere
from okno.notify.models import Message
from okno.people.models import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
CONTACT = "%79160000001%"


@pytest.fixture
def page(client, services, centre, tomorrow):
    return book(client, services, centre, tomorrow)


@pytest.fixture
def wish(services, centre, at):
    """A place on the waiting list, as if it had been taken while nothing was free."""
    from okno.people import actions as people
    from okno.people import queries

    visitor = people.meet_visitor(
        name="Ян", phone="+79160000001", country="RU", language="ru", agreed=True,
        until=at + timedelta(days=60), at=at, by="visitor",
    )  # fmt: skip
    made = Wish.objects.create(
        token="wish-of-yan-0123456789", state="waiting", centre=centre, service=services["passport"],
        purpose="file", language="ru", first_day=at.date(), last_day=at.date() + timedelta(days=20),
        visitor=visitor, wished_at=at,
    )  # fmt: skip
    made.person = queries.person_key(visitor.phone, "booking")
    WishKey.objects.create(wish=made, key=made.person, centre=centre, service=services["passport"])
    return made


def test_whoever_takes_their_consent_back_is_told_before_that_the_time_goes_with_it(client, page):
    assert f'href="{page}forget/"' in client.get(page).content.decode()
    asked = client.get(f"{page}forget/")
    assert "Запись отменится вместе с ними" in text(asked)
    assert asked["Referrer-Policy"] == "strict-origin"
    assert Appointment.objects.get().state == State.BOOKED
    assert Visitor.objects.exists()


def test_then_nothing_of_them_is_left_and_the_time_is_free(client, page, hold, tomorrow):
    person = Appointment.objects.get().keys.get().key
    assert "Всё забыто" in text(client.post(f"{page}forget/"))
    for trace in (CONTACT, f"%{person}%", "%Ян%", f"%{page.split('/')[2]}%"):
        assert everywhere(trace) == [], trace
    assert not Message.objects.filter(state="created").exists()
    assert client.get(page).status_code == 404
    assert client.post(f"{page}forget/").status_code == 404
    assert Appointment.objects.get().state == State.CANCELLED
    hold(tomorrow)


def test_after_the_visit_nothing_is_cancelled_and_all_is_forgotten(client, page):
    Appointment.objects.update(state="fulfilled")
    assert "отменится" not in text(client.get(f"{page}forget/"))
    client.post(f"{page}forget/")
    assert Appointment.objects.get().state == State.FULFILLED
    assert everywhere(CONTACT) == []


def test_whoever_may_not_cancel_any_more_keeps_the_time_and_the_page_without_a_name(client, page):
    found = Appointment.objects.get()
    clock.set_to(found.starts_at + timedelta(minutes=1), 1.0)
    assert "Отменить запись уже нельзя" in text(client.get(f"{page}forget/"))
    client.post(f"{page}forget/")
    assert everywhere(CONTACT) == []
    assert client.get(page).status_code == 200
    assert "Забыть мои данные" not in text(client.get(page))
    assert client.get(f"{page}forget/")["Location"] == page
    booking.miss_all(at=found.starts_at + timedelta(hours=12), by="system")
    found.refresh_from_db()
    assert (found.state, found.keys.exists()) == (State.NO_SHOW, False)


def test_on_a_waiting_list_the_place_goes_with_it(client, wish):
    there = f"/w/{wish.token}/"
    assert f'href="{there}forget/"' in client.get(there).content.decode()
    assert "Вы потеряете место в листе ожидания" in text(client.get(f"{there}forget/"))
    client.post(f"{there}forget/")
    assert not Wish.objects.exists()
    for trace in (CONTACT, f"%{wish.person}%", "%Ян%"):
        assert everywhere(trace) == [], trace


def test_whoever_waits_no_longer_is_forgotten_at_once(client, wish):
    client.post(f"/w/{wish.token}/withdraw/")
    for trace in (CONTACT, f"%{wish.person}%", "%Ян%"):
        assert everywhere(trace) == [], trace
    page = text(client.get(f"/w/{wish.token}/"))
    assert "Вы больше не ждёте" in page
    assert "Забыть мои данные" not in page


def test_whose_wait_ended_by_itself_is_forgotten_too(wish, at):
    booking.offer_free_times(at=at + timedelta(days=30))
    assert Wish.objects.get().state == "over"
    assert everywhere(CONTACT) == everywhere(f"%{wish.person}%") == []


def test_the_network_of_a_time_is_known_while_it_holds_and_until_the_visit_is_to_come_no_more(
    client, page, hold, tomorrow, at
):
    network = Appointment.objects.get().asker
    assert network, "three to come are enough for one phone of one network"
    client.post(f"{page}cancel/")
    assert everywhere(f"%{network}%") == []
    held = hold(tomorrow + timedelta(hours=2), asker="a" * 64)
    given_back = hold(tomorrow + timedelta(hours=3), asker="b" * 64)
    booking.release(given_back, at=at, by="visitor")
    booking.expire_holds(at=at + timedelta(minutes=11))
    held.refresh_from_db()
    assert held.state == State.EXPIRED
    assert everywhere(f"%{'a' * 64}%") == everywhere(f"%{'b' * 64}%") == []
