"""A shared workstation: by badge and PIN, where a colleague has signed in fully today."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.network.tests.factories import CentreFactory
from okno.people import actions as people
from okno.people import policy
from okno.people.models import Badge, Staff

PASSWORD = "a window with four panes"
CODE, PIN = "OKNO-0042-ANNA", "2580"
HERE = "192.0.2.7"


@pytest.fixture
def badge(anna, at):
    people.set_badge(staff=anna, code=CODE, pin=PIN, at=at, by=f"staff:{anna.pk}")
    return {"code": CODE, "pin": PIN}


@pytest.fixture
def workstation(boris, it_is_ten):
    """A browser in which Boris has signed in with his password."""
    boris.set_password(PASSWORD)
    boris.save()
    client = Client()
    client.post("/staff/login/", {"login": "boris", "password": PASSWORD})
    return client


def refusal_of(act, **given):
    with pytest.raises(Refusal) as caught:
        act(**given)
    return caught.value.code


def who_is_in(client):
    return client.session.get("_auth_user_id")


def comes(client, code=CODE, pin=PIN):
    return client.post("/staff/switch/", {"badge": code, "pin": pin})


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=6, max_size=20))
def test_a_scanner_is_understood_whatever_language_the_keyboard_is_switched_to(code):
    russian = code.translate(
        str.maketrans("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить")
    )
    for typed in (code, code.upper(), russian, russian.upper(), f" {code}\r\n"):
        assert policy.read_badge(typed) == code


@pytest.mark.parametrize(
    "pin", ["", "123", "1234567", "1111", "1234", "98765", "12a4", "١٢٣٤", "0 25"]
)
def test_a_pin_that_is_guessed_first_is_none(pin):
    assert policy.is_weak_pin(pin)


@pytest.mark.parametrize("pin", ["2580", "13579", "112233"])
def test_any_other_pin_is_good(pin):
    assert not policy.is_weak_pin(pin)


@pytest.mark.django_db
def test_badge_and_pin_are_known_again_and_neither_is_kept(anna, centre, badge, at):
    same = {"centre": centre, "address": HERE, "at": at}
    assert people.know_by_badge(**badge, **same) == anna
    assert people.know_by_badge(code="щлтщ-0042-фттф", pin=PIN, **same) == anna
    kept = f"{list(Badge.objects.values())} {list(Event.objects.values())}"
    assert CODE.lower() not in kept.lower()
    assert PIN not in str(list(Badge.objects.values_list("code_hash", "pin_hash"))).split("'")


@pytest.mark.django_db
def test_it_opens_nothing_elsewhere_nor_for_whoever_has_left(anna, centre, badge, at):
    other = CentreFactory(slug="arbat", name=Text(ru="Арбат", en="Arbat"), counters=1)
    same = {**badge, "address": HERE, "at": at}
    assert refusal_of(people.know_by_badge, **same, centre=other) == "wrong_badge"
    Staff.objects.filter(pk=anna.pk).update(role="manager")
    assert refusal_of(people.know_by_badge, **same, centre=centre) == "wrong_badge"
    Staff.objects.filter(pk=anna.pk).update(role="operator")
    people.dismiss_staff(login="anna", at=at, by="system")
    assert refusal_of(people.know_by_badge, **same, centre=centre) == "wrong_badge"


@pytest.mark.django_db
def test_after_five_wrong_pins_a_badge_waits_wherever_it_is_tried(centre, badge, at):
    same = {"code": CODE, "centre": centre, "at": at}
    for number in range(5):
        address = f"192.0.2.{number}"
        assert (
            refusal_of(people.know_by_badge, **same, pin="0007", address=address) == "wrong_badge"
        )
    assert refusal_of(people.know_by_badge, **same, pin=PIN, address=HERE) == "too_many_pins"
    later = {**same, "at": at + timedelta(minutes=16)}
    assert people.know_by_badge(**later, pin=PIN, address=HERE)


@pytest.mark.django_db
def test_one_network_cannot_try_one_pin_with_every_badge(centre, badge, at):
    same = {"pin": PIN, "centre": centre, "address": HERE, "at": at}
    for number in range(30):
        assert refusal_of(people.know_by_badge, code=f"stranger{number}", **same) == "wrong_badge"
    assert refusal_of(people.know_by_badge, code=CODE, **same) == "too_many_pins"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ("boris", {}, "badge_taken"),
        ("boris", {"code": "12345"}, "no_badge"),
        ("boris", {"pin": "1111"}, "weak_pin"),
        ("vera", {}, "no_badge_for_you"),
        ("lidia", {}, "no_badge_for_you"),
    ],
)
def test_a_badge_is_one_persons_and_of_whoever_serves(request, badge, at, who, more, code):
    staff = request.getfixturevalue(who)
    assert refusal_of(people.set_badge, **badge | more, staff=staff, at=at, by="x") == code


@pytest.mark.django_db
def test_the_next_person_takes_over_by_badge_and_pin_and_the_counter_is_left(
    workstation, session, boris, anna, badge
):
    assert workstation.get("/desk/").status_code == 200
    page = comes(workstation, pin="")
    assert 'name="pin"' in page.content.decode(), "the scanner's Enter asks for the PIN"
    assert who_is_in(workstation) == str(boris.pk)
    assert comes(workstation)["Location"] == "/desk/"
    assert who_is_in(workstation) == str(anna.pk)
    session.refresh_from_db()
    assert session.closed_at is not None
    names = Event.objects.filter(name="people.staff_signed_in", subject=f"staff:{anna.pk}")
    assert names.count() == 1


@pytest.mark.django_db
def test_whoever_is_here_already_keeps_their_counter(workstation, session, boris, at):
    people.set_badge(staff=boris, code="boris-00007", pin="3690", at=at, by="x")
    comes(workstation, "boris-00007", "3690")
    session.refresh_from_db()
    assert session.closed_at is None
    assert who_is_in(workstation) == str(boris.pk)


@pytest.mark.django_db
def test_a_wrong_pin_changes_nobody(workstation, boris, badge):
    answer = comes(workstation, pin="0007")
    assert answer.status_code == 422
    assert 'id="badge-error"' in answer.content.decode()
    assert who_is_in(workstation) == str(boris.pk)


@pytest.mark.django_db
def test_a_badge_opens_only_where_somebody_signed_in_fully_today(
    workstation, badge, anna, it_is_ten, client
):
    assert comes(client).status_code == 403
    comes(workstation)
    assert comes(workstation).status_code == 302, "the workstation outlives the change"
    workstation.post("/staff/logout/")
    assert who_is_in(workstation) is None
    clock.set_to(it_is_ten + timedelta(days=1), 0.001)
    assert comes(workstation).status_code == 403
    workstation.cookies["okno_workstation"] = "forged"
    assert comes(workstation).status_code == 403


@pytest.mark.django_db
def test_a_workstation_stays_in_its_network_and_ends_with_whoever_made_it(
    workstation, badge, boris, at
):
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    given = {"badge": CODE, "pin": PIN}
    assert workstation.post("/staff/switch/", given, **elsewhere).status_code == 403
    assert comes(workstation).status_code == 302
    people.dismiss_staff(login="boris", at=at, by="system")
    assert comes(workstation).status_code == 403


@pytest.mark.django_db
def test_after_a_sign_out_the_next_badge_is_asked_for_where_there_are_badges(workstation, badge):
    assert workstation.post("/staff/logout/")["Location"] == "/staff/switch/"
    assert "/staff/switch/" in workstation.get("/staff/login/").content.decode()


@pytest.mark.django_db
def test_whoever_came_by_badge_changes_nobodys_door(workstation, badge, anna):
    comes(workstation)
    for address in ("/staff/me/badge/", "/staff/second/recovery/", "/staff/me/second/remove/"):
        answer = workstation.post(address, {"badge": "another-badge", "pin": "3690"})
        assert answer["Location"].startswith("/staff/login/")
    assert workstation.get("/staff/second/set-up/")["Location"].startswith("/staff/login/")


@pytest.mark.django_db
def test_one_sets_ones_badge_and_gives_it_back(workstation, boris):
    wrong = workstation.post("/staff/me/badge/", {"badge": "boris-00007", "pin": "1111"})
    assert wrong.status_code == 422
    assert 'id="pin-error"' in wrong.content.decode()
    workstation.post("/staff/me/badge/", {"badge": "boris-00007", "pin": "3690"})
    assert Badge.objects.filter(staff=boris).exists()
    assert 'name="remove"' in workstation.get("/staff/me/").content.decode()
    workstation.post("/staff/me/badge/", {"remove": "1"})
    assert not Badge.objects.exists()


@pytest.mark.django_db
def test_a_manager_takes_a_lost_badge_away(badge, anna, vera, client):
    client.force_login(vera)
    assert f'id="badge-{anna.pk}"' in client.get("/office/people/").content.decode()
    client.post(f"/office/people/{anna.pk}/badge/")
    assert not Badge.objects.exists()
    assert client.post(f"/office/people/{anna.pk}/badge/").status_code == 404
