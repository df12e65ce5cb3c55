"""How somebody is called, on the pages of a ticket, of a place from afar and of an appointment."""

import json

import pytest
from django.test import Client

from okno.booking.models import Appointment
from okno.front.portal.tests.test_account import book, text
from okno.front.portal.tests.test_account_data import signed_in
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import CallName, PlaceAfar, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
CONSENT = "Когда вас вызовут, это имя появится на экране в зале"
FORM = {"service": "passport", "for": "file", "in": "ru"}


@pytest.fixture
def ticket(centre, services, at):
    return queue.issue(centre=centre.pk, service="passport", at=at, by="x")


def test_on_the_page_of_a_ticket_one_gives_changes_and_takes_away_a_name(client, by_name, ticket):
    address = f"/t/{ticket.token}/"
    assert CONSENT in text(client.get(address))
    page = text(client.post(f"{address}call/", {"call_name": "анна к."}, follow=True))
    assert "Вызовем вас так: Анна К." in page
    client.post(f"{address}call/", {"call_name": "Нюра"})
    assert "Вызовем вас так: Нюра" in text(client.get(address))
    client.post(f"{address}call/", {"called": "number"})
    assert not CallName.objects.exists()
    assert "Вызовем вас так" not in text(client.get(address))


def test_what_is_no_name_is_said_beside_the_field_with_what_was_typed(client, by_name, ticket):
    answer = client.post(f"/t/{ticket.token}/call/", {"call_name": "anna@mail.ru"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="anna@mail.ru"' in page
    assert page.index("call_name-error") < page.index("Назовите имя")
    assert page.count("Назовите имя") == 1


def test_a_page_left_open_offers_no_way_to_be_called_when_the_visit_is_over(
    client, by_name, ticket, at
):
    """The part that is asked for again took itself away only, and the buttons beside it stood on."""
    queue.give_name(ticket, name="Анна", at=at, by="visitor")
    taken_away = '<div id="call-me" hx-swap-oob="true" hidden></div>'
    again = f"/t/{ticket.token}/now/"
    assert taken_away not in client.get(again).content.decode(), "what is typed there stays"
    queue.leave(centre=by_name.pk, ticket=ticket.pk, at=at, by="visitor")
    over = client.get(again).content.decode()
    assert taken_away in over
    assert '<div id="tell-me" hx-swap-oob="true" hidden></div>' in over
    page = client.get(f"/t/{ticket.token}/").content.decode()
    assert '<div id="call-me" class="stack" hidden>' in page, "and the next answer finds its place"
    assert "hx-swap-oob" not in page


def test_whose_name_was_taken_off_is_not_asked_again(client, by_name, ticket, at):
    queue.give_name(ticket, name="Дурак", at=at, by="visitor")
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    page = text(client.get(f"/t/{ticket.token}/"))
    assert CONSENT not in page
    assert "Дурак" not in page
    assert client.post(f"/t/{ticket.token}/call/", {"call_name": "Осёл"}).status_code == 409


def test_a_centre_that_calls_by_number_asks_nothing(client, centre, ticket, services):
    assert CONSENT not in text(client.get(f"/t/{ticket.token}/"))
    assert CONSENT not in text(client.get(f"/centres/{centre.slug}/join/?service=passport"))
    assert client.post(f"/t/{ticket.token}/call/", {"call_name": "Анна"}).status_code == 409


def test_who_joins_from_home_says_it_there_and_changes_it_on_the_way(client, by_name, services):
    address = f"/centres/{by_name.slug}/join/"
    assert CONSENT in text(client.get(f"{address}?service=passport"))
    wrong = client.post(address, FORM | {"call_name": "12"})
    assert (wrong.status_code, "Назовите имя" in text(wrong)) == (422, True)
    assert 'value="12"' in wrong.content.decode()
    place = client.post(address, FORM | {"call_name": "Анна К."})["Location"]
    assert "Вызовем вас так: Анна К." in text(client.get(place))
    client.post(f"{place}call/", {"call_name": "Нюра"})
    code = queries.presence_code(by_name.pk, PlaceAfar.objects.get().joined_at)
    ticket = client.post(f"{place}here/", {"code": code})["Location"]
    assert "Вызовем вас так: Нюра" in text(client.get(ticket))


def test_a_booked_name_is_proposed_in_short_to_its_own_account_and_used_only_when_pressed(
    by_name, services, tomorrow
):
    ivan = signed_in("ivan")
    address = book(ivan, services, by_name, tomorrow)
    made = Appointment.objects.get()
    made.visitor.name = "Анна Сергеевна Каренина"
    made.visitor.save()
    page = ivan.get(address).content.decode()
    assert 'value="Анна К."' in page
    assert not CallName.objects.exists()
    ivan.post(f"{address}call/", {"call_name": "Анна К."})
    assert "Вызовем вас так: Анна К." in text(ivan.get(address))
    stranger = text(Client().get(address))
    assert "Анна" not in stranger, "whoever has the address learns of a visit, not of a person"
    assert "Вызовем вас по имени, которое вы назвали." in stranger
    said = json.loads(ivan.get("/me/data/okno-my-data.json").content)
    assert [each["called_by"] for each in said["visits"]] == ["Анна К."]


def test_to_whoever_only_has_the_address_no_name_is_proposed(by_name, services, tomorrow):
    browser = Client()
    address = book(browser, services, by_name, tomorrow)
    page = browser.get(address).content.decode()
    assert CONSENT in page
    assert 'name="call_name" value=""' in page
    browser.post(f"{address}call/", {"call_name": "Фрося"})
    made = Appointment.objects.get()
    ticket = queue.check_in(centre=by_name.pk, appointment=made, at=made.starts_at, by="device:1")
    assert queries.call_name_of(ticket).name == "Фрося"


def test_an_account_that_is_deleted_is_called_by_nothing(by_name, services, tomorrow):
    ivan = signed_in("ivan")
    address = book(ivan, services, by_name, tomorrow)
    ivan.post(f"{address}call/", {"call_name": "Анна К."})
    place = ivan.post(f"/centres/{by_name.slug}/join/", FORM | {"call_name": "Анна К."})
    assert place.status_code == 302
    said = json.loads(ivan.get("/me/data/okno-my-data.json").content)
    assert [each["called_by"] for each in said["joined_from_home"]] == ["Анна К."]
    assert CallName.objects.count() == 2
    ivan.post("/me/delete/")
    assert not CallName.objects.exists()


def test_while_one_is_served_the_page_asks_nothing_more(client, by_name, session, ticket, at):
    where = {"centre": by_name.pk, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    queue.start(**where, ticket=Ticket.objects.get().pk)
    assert CONSENT not in text(client.get(f"/t/{ticket.token}/"))
