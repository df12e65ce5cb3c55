"""Who has the address of a visit keeps the visit, never the person; whoever booked it is not shut out by them."""

import json
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from okno.booking import actions as booking
from okno.booking.models import Appointment, State
from okno.front.portal.tests.test_account import book, text
from okno.front.portal.tests.test_account_data import signed_in
from okno.people import actions as people
from okno.people.models import Account, KeptVisit, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
CONTACT = "79160000001"


@pytest.fixture
def page(client, services, centre, tomorrow):
    """A visit that somebody booked in `client` without an account."""
    return book(client, services, centre, tomorrow)


@pytest.fixture
def stranger(page):
    """Somebody with an account who was shown the address, and keeps the visit."""
    browser = signed_in("stranger")
    assert browser.post(f"{page}keep/")["Location"] == page
    return browser


def enter(browser, subject):
    """Sign in with the browser that booked."""
    browser.cookies["okno_account"] = signed_in(subject).cookies["okno_account"].value
    return browser


def downloaded(browser):
    return json.loads(browser.get("/me/data/okno-my-data.json").content)


def test_an_address_shows_the_visit_in_an_account_and_nothing_of_the_person(page, stranger):
    assert f'href="{page}"' in stranger.get("/me/").content.decode()
    shown = text(stranger.get("/me/data/"))
    assert CONTACT not in shown
    assert "Ян" not in shown
    assert "Для кого они, здесь не видно" in shown
    said = downloaded(stranger)
    assert said["consents"] == said["looks"] == []
    assert [each["messages"] for each in said["visits"]] == [None]
    assert CONTACT not in json.dumps(said)


def test_who_looked_at_the_person_is_not_for_whoever_has_the_address(page, stranger, gleb, at):
    from okno.booking import queries

    found = Appointment.objects.get()
    queries.read_visitor(found, why="door", at=at, by=f"staff:{gleb.pk}")
    assert downloaded(stranger)["looks"] == []
    assert "Никто из сотрудников" in text(stranger.get("/me/data/"))


def test_whoever_booked_it_has_it_whole_however_many_kept_it_before(client, page, stranger):
    jan = enter(client, "jan")
    assert jan.post(f"{page}keep/")["Location"] == page
    said = downloaded(jan)
    assert [each["phone"] for each in said["consents"]] == [f"+{CONTACT}"]
    assert [each["to"] for each in said["visits"][0]["messages"]]
    assert "Ян" in text(jan.get("/me/data/"))
    assert downloaded(stranger)["consents"] == []
    assert f'href="{page}"' in stranger.get("/me/").content.decode()


def test_whoever_kept_it_elsewhere_first_claims_it_where_they_booked(client, page):
    phone = signed_in("jan")
    phone.post(f"{page}keep/")
    assert downloaded(phone)["consents"] == []
    enter(client, "jan").post(f"{page}keep/")
    assert len(downloaded(phone)["consents"]) == 1
    assert not KeptVisit.objects.exists()
    assert len(downloaded(phone)["visits"]) == 1


def test_a_browser_in_which_one_booked_proves_nothing_of_what_another_booked(
    client, page, services, centre, tomorrow
):
    other = Client()
    form = {"name": "Ольга", "phone": "8 916 000-00-02", "consent": "on", "companions": "0"}
    address = f"/book/{services['passport'].slug}/{centre.slug}/"
    kept = other.post(address, {"starts_at": (tomorrow + timedelta(hours=2)).isoformat()})
    assert other.post(kept["Location"], form).status_code == 302
    enter(other, "olga").post(f"{page}keep/")
    assert CONTACT not in json.dumps(downloaded(other))


def test_the_proof_lasts_an_hour(client, page):
    jan = enter(client, "jan")
    aged = signing.get_cookie_signer(salt="okno_booked")
    aged.timestamp = lambda: signing.b62_encode(int(time.time()) - 3601)
    client.cookies["okno_booked"] = aged.sign(str(Visitor.objects.get().pk))
    jan.post(f"{page}keep/")
    assert downloaded(jan)["consents"] == []


def test_a_proof_that_was_made_up_is_none(page):
    olga = signed_in("olga")
    number = Visitor.objects.get().pk
    olga.cookies["okno_booked"] = f"{number}:1x:{'A' * 43}"
    olga.post(f"{page}keep/")
    assert downloaded(olga)["consents"] == []


def test_the_proof_names_no_person_and_is_for_a_browser_alone(client, page):
    said = client.cookies["okno_booked"]
    assert CONTACT not in said.value
    assert page.split("/")[2] not in said.value
    assert said["httponly"]
    assert said["max-age"] == 3600


def test_whoever_has_the_address_forgets_nobody_by_their_account(page, stranger):
    number = Visitor.objects.get().pk
    assert stranger.post("/me/forget/", {"visitor": number}).status_code in (404, 409)
    assert "отменятся" not in text(stranger.get("/me/delete/"))
    stranger.post("/me/delete/")
    assert not Account.objects.exists()
    assert not KeptVisit.objects.exists()
    found = Appointment.objects.get()
    assert (found.state, found.visitor.pk) == (State.BOOKED, number)


def test_a_visit_whose_person_is_forgotten_is_kept_by_nobody(page, stranger, at):
    found = Appointment.objects.get()
    booking.forget_visitor(found.visitor, at=at, by="visitor")
    assert not KeptVisit.objects.exists()
    assert stranger.get(page).status_code == 404
    assert downloaded(stranger)["visits"] == []


def test_it_is_kept_no_longer_than_its_person_is_known(page, stranger, at):
    people.forget_visitors(at=at + timedelta(days=60), by="system")
    assert not KeptVisit.objects.exists()
    assert stranger.post(f"{page}keep/").status_code == 409
