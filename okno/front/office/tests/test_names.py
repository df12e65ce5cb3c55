"""Calling by name: the manager's switch, and the administrator at the door."""

import re

import pytest
from django.test import Client

from okno.base.models import Event, Look
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import CallName, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "services")]
PAGE, DOOR = "/office/centre/", "/office/door/"


@pytest.fixture
def office(vera):
    client = Client()
    client.force_login(vera)
    return client


@pytest.fixture
def door(gleb):
    client = Client()
    client.force_login(gleb)
    return client


def text(answer):
    return answer.content.decode()


def focused(page):
    """Where the one who opens the page begins to type."""
    return re.findall(r'<input[^>]* id="([^"]*)"[^>]* autofocus', page)


def switch(office, calls, key="k"):
    return office.post(f"{PAGE}calls/", {"calls": calls, "key": key})


def test_the_manager_switches_names_on_and_off_and_names_are_forgotten(office, vera, centre, at):
    assert 'aria-checked="false" aria-labelledby="by-name-word"' in text(office.get(PAGE))
    assert switch(office, "name")["Location"] == f"{PAGE}#calls"
    assert 'aria-checked="true" aria-labelledby="by-name-word"' in text(office.get(PAGE))
    queue.issue(centre=centre.pk, service="passport", name="Анна К.", at=at, by="x")
    assert CallName.objects.count() == 1
    switch(office, "number", key="k2")
    assert not CallName.objects.exists()
    assert not Centre.objects.get(pk=centre.pk).calls_by_name
    changed = Event.objects.filter(name="network.calls_changed").order_by("pk")
    assert [(each.by, each.payload["by_name"]) for each in changed] == [
        (f"staff:{vera.pk}", True),
        (f"staff:{vera.pk}", False),
    ]


def test_an_administrator_does_not_switch(door):
    assert switch(door, "name").status_code == 403


def test_at_the_door_a_name_is_taken_if_somebody_wishes_it(door, by_name):
    assert "Когда вас вызовут, это имя появится" in text(door.get(DOOR))
    page = text(
        door.post(f"{DOOR}issue/", {"key": "k", "service": "passport", "call_name": "анна к."})
    )
    assert "<bdi>Анна К.</bdi>" in page
    assert queries.call_name_of(Ticket.objects.get()).name == "Анна К."


def test_what_is_no_name_stands_beside_its_field_and_all_else_stays_typed(door, by_name):
    form = {"key": "k", "service": "passport", "purpose": "ask", "call_name": "12"}
    answer = door.post(f"{DOOR}issue/", form)
    page = text(answer)
    assert answer.status_code == 422
    assert page.index('id="call_name-error"') < page.index("Назовите имя")
    assert 'name="call_name" value="12"' in page
    assert focused(page) == ["call_name"]
    assert not Ticket.objects.exists()


def test_a_found_ticket_gets_a_name_and_loses_it_for_good(door, by_name, at):
    ticket = queue.issue(centre=by_name.pk, service="passport", at=at, by="x")
    page = text(
        door.post(f"{DOOR}act/by-name/", {"ticket": ticket.pk, "call_name": "Дурак"}, follow=True)
    )
    assert "<bdi>Дурак</bdi>" in page
    page = text(door.post(f"{DOOR}act/by-number/", {"ticket": ticket.pk}, follow=True))
    assert "Дурак" not in page
    assert 'id="found-name"' not in page, "it is not asked for again"


def test_what_is_no_name_of_a_found_ticket_stands_beside_its_own_field(door, gleb, by_name, at):
    ticket = queue.issue(centre=by_name.pk, service="passport", at=at, by="x")
    answer = door.post(f"{DOOR}act/by-name/", {"ticket": ticket.pk, "call_name": "12"})
    page = text(answer)
    assert answer.status_code == 422
    assert page.index('id="found-name-error"') < page.index("Назовите имя")
    assert page.count("Назовите имя") == 1, "and not beside the field of a new ticket"
    assert f'name="ticket" value="{ticket.pk}"' in page
    assert page.count('name="call_name" value="12"') == 1
    assert focused(page) == ["found-name"]
    assert Look.objects.filter(by=f"staff:{gleb.pk}", subject=f"ticket:{ticket.pk}").exists()
    door.post(f"{DOOR}act/by-name/", {"ticket": ticket.pk, "call_name": "анна к."})
    assert queries.call_name_of(ticket).name == "Анна К."


def test_a_centre_that_calls_by_number_asks_nothing_at_the_door(door, centre, at):
    ticket = queue.issue(centre=centre.pk, service="passport", at=at, by="x")
    page = text(door.get(f"{DOOR}?ticket={ticket.pk}"))
    assert "call_name" not in page
