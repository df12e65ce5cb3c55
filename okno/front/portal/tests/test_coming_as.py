"""As whom a visitor said they come goes along from the page of a service to that of the appointment, and is kept nowhere."""

import re

import pytest

from okno.booking.models import Appointment
from okno.catalog.tests.factories import EvidenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]

WHO = {"name": "Ян", "phone": "8 916 000-00-01", "consent": "on", "companions": "0"}
VISA = "as=foreign_visa"


@pytest.fixture
def passport(services):
    found = services["passport"]
    found.applicants = ["citizen", "foreign_visa"]
    found.save()
    EvidenceFactory(service=found, name={"ru": "Два фото"})
    EvidenceFactory(service=found, applicants=["foreign_visa"], name={"ru": "Перевод паспорта"})
    return found


def _html(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode().replace("&amp;", "&")


def _links(page, path):
    return re.findall(rf'(?:href|action)="({path}[^"#]*)', page)


def _held(client, passport, centre, tomorrow, query):
    address = f"/book/{passport.slug}/{centre.slug}/?{query}"
    return client.post(address, {"starts_at": tomorrow.isoformat()})["Location"]


def test_what_was_said_on_the_page_of_a_service_is_known_when_it_is_booked(
    client, passport, centre, tomorrow
):
    (times,) = _links(_html(client, f"/services/{passport.slug}/?{VISA}"), "/book/")
    assert VISA in times
    page = _html(client, times)
    assert any(VISA in each for each in _links(page, "/services/"))
    choose = next(each for each in _links(page, f"/book/{passport.slug}/{centre.slug}/"))
    assert VISA in choose
    days = re.search(r'<form[^>]* method="post" action="([^"]*day=[^"]*)"', _html(client, choose))
    held = _held(client, passport, centre, tomorrow, days[1].removeprefix("?"))
    assert held.endswith(f"/?{VISA}")
    mine = client.post(held, WHO)["Location"]
    assert mine.endswith(f"/?{VISA}")
    shown = _html(client, mine)
    assert "Перевод паспорта" in shown
    assert '<option value="foreign_visa" selected' in shown
    (move,) = _links(shown, r"/a/[^/]+/move/")
    assert VISA in move
    assert mine in _links(_html(client, move), "/a/")
    plain = mine.removesuffix(f"?{VISA}")
    assert "Перевод паспорта" not in _html(client, plain)


def test_another_time_is_chosen_without_saying_it_again(client, passport, centre, tomorrow):
    held = _held(client, passport, centre, tomorrow, VISA)
    (back,) = _links(_html(client, held), "/h/")
    assert VISA in client.post(back)["Location"]


def test_whoever_does_not_forget_after_all_is_still_who_they_said(
    client, passport, centre, tomorrow
):
    mine = client.post(_held(client, passport, centre, tomorrow, VISA), WHO)["Location"]
    (forget,) = [each for each in _links(_html(client, mine), "/a/") if "/forget/" in each]
    assert mine in _links(_html(client, forget), "/a/")
    assert VISA in mine


def test_other_wishes_change_nothing_of_it_and_it_can_be_changed_there(client, passport, centre):
    page = _html(client, f"/book/{passport.slug}/{centre.slug}/?{VISA}")
    assert '<option value="foreign_visa" selected' in page
    said = {"for": "file", "in": "ru", "as": "foreign_visa", "centre": centre.slug}
    answer = client.post(f"/book/{passport.slug}/wishes/", said)
    assert VISA in answer["Location"]


@pytest.mark.parametrize("query", ["", "as=martian"])
def test_who_says_nothing_is_asked_nothing_more(client, passport, centre, tomorrow, query):
    page = _html(client, f"/book/{passport.slug}/{centre.slug}/?{query}")
    assert 'name="as"' not in page
    assert "as=" not in _held(client, passport, centre, tomorrow, query)


def test_whom_it_is_not_for_is_told_before_they_book_and_afterwards(
    client, passport, centre, tomorrow
):
    why = "Эту услугу получают"
    passport.applicants = ["citizen"]
    passport.save()
    held = _held(client, passport, centre, tomorrow, VISA)
    for address in (
        f"/book/{passport.slug}/?{VISA}",
        f"/book/{passport.slug}/{centre.slug}/?{VISA}",
        held,
    ):
        assert why in _html(client, address), address
        assert why not in _html(client, address.split("?")[0])
    mine = client.post(held, WHO)["Location"]
    assert why in _html(client, mine)
    assert Appointment.objects.get().state == "booked"
