"""The ways to a service, switched on the centre's page and seen at the door."""

import re

import pytest

from okno.base.models import Event
from okno.catalog import queries
from okno.catalog.models import Way
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
PAGE = "/office/centre/"


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def switch(office, **form):
    return office.post(f"{PAGE}way/", {"service": "passport"} | form)


def ways(centre, slug="passport"):
    return queries.service_at(slug, centre).ways


def said(answer):
    return answer.content.decode()


def row(answer, slug="passport"):
    return re.search(rf'id="given-{slug}".*?</li>', answer.content.decode(), re.DOTALL)[0]


def test_a_manager_shuts_a_way_and_opens_it_again(office, centre, vera):
    assert switch(office, shut="walk_in")["Location"] == f"{PAGE}#given-passport"
    assert ways(centre) == [Way.ONLINE, Way.PHONE]
    assert ways(centre, "benefit") == list(Way)
    page = row(office.get(PAGE))
    assert re.search(r'name="open" value="walk_in" role="switch" aria-checked="false"', page)
    assert re.search(r'name="shut" value="online" role="switch" aria-checked="true"', page)
    switch(office, open="walk_in")
    assert ways(centre) == list(Way)
    told = Event.objects.filter(name="catalog.service_ways_set").order_by("pk")
    assert [each.payload["ways"] for each in told] == [["online", "phone"], list(Way.values)]
    assert {each.by for each in told} == {f"staff:{vera.pk}"}


def test_pressed_twice_it_is_the_same_and_two_are_pressed_from_one_page(office, centre):
    for way in ("walk_in", "phone", "phone"):
        assert switch(office, shut=way).status_code == 302
    assert ways(centre) == [Way.ONLINE]
    assert Event.objects.filter(name="catalog.service_ways_set").count() == 2


@pytest.mark.parametrize("script", [True, False])
def test_that_the_last_way_stays_is_said_in_its_row(office, centre, give_by, script):
    give_by("passport", Way.PHONE)
    headers = {"HX-Request": "true"} if script else {}
    form = {"service": "passport", "shut": "phone"}
    answer = office.post(f"{PAGE}way/", form, headers=headers)
    assert answer.status_code == 422
    assert "Хотя бы один способ прийти должен остаться" in answer.content.decode()
    assert re.search(r'name="shut" value="phone" role="switch" aria-checked="true"', said(answer))
    assert ("<html" in answer.content.decode()) is not script
    assert ways(centre) == [Way.PHONE]


def test_what_is_not_given_has_no_ways_and_an_unknown_one_is_refused(office, services):
    assert switch(office, shut="post").status_code == 404
    assert switch(office).status_code == 404
    assert switch(office, service="nothing", shut="phone").status_code == 404
    office.post(f"{PAGE}service/withdraw/", {"key": "w", "service": "passport"})
    assert 'class="way"' not in row(office.get(PAGE))
    assert switch(office, shut="phone").status_code == 422


def test_an_operator_switches_nothing(client, boris, centre, services):
    client.force_login(boris)
    assert switch(client, shut="phone").status_code in (403, 404)
    assert ways(centre) == list(Way)


def test_the_administrator_sees_what_is_by_appointment_and_lets_in_whom_they_see(
    client, gleb, give_by
):
    client.force_login(gleb)
    give_by("passport", Way.ONLINE)
    page = client.get("/office/door/").content.decode()
    assert re.search(r'value="passport"[^>]*>[^<]* · по записи</option>', page)
    assert not re.search(r'value="benefit"[^>]*>[^<]* · по записи</option>', page)
    found = client.get("/office/door/?q=passport", headers={"HX-Request": "true"})
    assert "· по записи" in found.content.decode()
    client.post("/office/door/issue/", {"key": "k", "service": "passport"})
    assert Ticket.objects.get().service.slug == "passport"
