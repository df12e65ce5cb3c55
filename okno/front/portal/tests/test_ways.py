"""How one comes for a service, on the portal: said where one reads of it, and offered only where it is open."""

import re

import pytest

from okno.catalog import actions as catalog
from okno.catalog.models import Way
from okno.network.tests.factories import CentreFactory
from okno.queue.models import PlaceAfar
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_service_says_how_one_comes_and_what_differs_by_centre(client, give_by, services, at):
    page = text(client.get("/services/passport/"))
    assert "Как прийти без записи или по записи: онлайн или по телефону" in page
    give_by("passport", Way.ONLINE, Way.PHONE)
    answer = client.get("/services/passport/")
    assert "только по записи: онлайн или по телефону" in text(answer)
    assert 'href="/book/passport/' in answer.content.decode()
    catalog.offer(services["passport"], centre=CentreFactory(), at=at, by="staff:1")
    page = text(client.get("/services/passport/"))
    assert "без записи или по записи: онлайн или по телефону; не в каждом центре" in page


def test_what_nobody_books_online_has_no_button_to_book(client, give_by):
    give_by("passport", Way.WALK_IN)
    answer = client.get("/services/passport/")
    assert "Как прийти только без записи" in text(answer)
    assert 'href="/book/passport/' not in answer.content.decode()


def test_a_centre_says_by_each_service_what_differs_from_the_usual(client, centre, give_by):
    assert "по записи" not in text(client.get(f"/centres/{centre.slug}/"))
    give_by("passport", Way.ONLINE)
    give_by("benefit", Way.WALK_IN, Way.PHONE)
    answer = client.get(f"/centres/{centre.slug}/")
    page = answer.content.decode()
    assert "только по записи: онлайн" in page
    assert f"/book/passport/{centre.slug}/" in page
    assert "без записи или по записи: по телефону" in page
    assert f"/book/benefit/{centre.slug}/" not in page
    assert f"/book/extract/{centre.slug}/" in page


def test_a_search_for_a_time_leaves_out_where_it_is_not_booked_online(
    client, centre, services, give_by, at
):
    other = CentreFactory(slug="other")
    catalog.offer(services["passport"], centre=other, at=at, by="staff:1")
    schedule_of(other, at=at)
    every = client.get("/book/passport/").content.decode()
    assert "/book/passport/other/?" in every
    assert "/book/passport/tverskoy/?" in every
    give_by("passport", Way.WALK_IN, Way.PHONE)
    left = client.get("/book/passport/").content.decode()
    assert "/book/passport/other/?" in left
    assert "/book/passport/tverskoy/?" not in left
    catalog.withdraw(services["passport"], centre=other, at=at, by="staff:1")
    none = text(client.get("/book/passport/"))
    assert "Онлайн на это не записаться. Приходите без записи, или мы запишем вас сами" in none
    give_by("passport", Way.PHONE)
    none = text(client.get("/book/passport/"))
    assert "Онлайн на это не записаться. Мы запишем вас сами" in none
    assert "без записи" not in none


@pytest.mark.parametrize("page", ["", "wait/"])
def test_an_old_address_of_a_centre_says_how_one_comes_now(client, give_by, page):
    give_by("passport", Way.WALK_IN)
    answer = client.get(f"/book/passport/tverskoy/{page}")
    assert answer.status_code == 422
    assert "Приходите без записи" in text(answer)


def test_nobody_joins_from_home_what_is_by_appointment_only(client, centre, give_by):
    give_by("passport", Way.ONLINE)
    page = client.get(f"/centres/{centre.slug}/join/").content.decode()
    assert "?service=passport" not in page
    assert "?service=benefit" in page
    assert f"/book/passport/{centre.slug}/" in page
    form = {"service": "passport", "for": "file", "in": "ru"}
    answer = client.post(f"/centres/{centre.slug}/join/", form)
    assert answer.status_code == 422
    assert "принимают только по записи" in text(answer)
    assert not PlaceAfar.objects.exists()


def test_a_search_says_what_is_by_appointment_everywhere(client, session, give_by):
    assert "по записи" not in text(client.get("/search/?q=passport"))
    give_by("passport", Way.PHONE)
    assert "по записи" in text(client.get("/search/?q=passport"))
