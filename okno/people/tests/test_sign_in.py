"""The staff's door."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from okno.base import tries
from okno.base.errors import Refusal
from okno.base.models import Event, Try
from okno.base.tests.test_wire import dsn
from okno.base.text import Text
from okno.people import actions as people
from okno.people.actions.signing_in import slot
from okno.people.models import Staff

pytestmark = pytest.mark.django_db
PASSWORD = "a window with four panes"
HERE = "192.0.2.7"


@pytest.fixture
def member(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def test_the_right_password_opens(member, at):
    assert people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at) == member
    assert Event.objects.filter(name="people.staff_signed_in").count() == 1


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_pair_is_refused_without_saying_which_half(member, at, login, password):
    with pytest.raises(Refusal) as caught:
        people.sign_in(login=login, password=password, address=HERE, at=at)
    assert caught.value.code == "wrong_login"


def test_five_wrong_tries_lock_for_five_minutes(member, at):
    for _ in range(5):
        with pytest.raises(Refusal):
            people.sign_in(login="anna", password="wrong", address=HERE, at=at)
    with pytest.raises(Refusal) as caught:
        people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at + timedelta(minutes=4))
    assert caught.value.code == "too_many_tries"
    assert (
        people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at + timedelta(minutes=6))
        == member
    )


def test_only_demo_people_enter_without_a_password(member, at):
    with pytest.raises(Refusal):
        people.sign_in_as_demo(login="anna", at=at)


def test_the_demo_people_come_once(centre, at):
    people.load_demo_staff(centre=centre, counters=4, at=at)
    people.load_demo_staff(centre=centre, counters=4, at=at)
    assert Staff.objects.filter(is_demo=True).count() == 7


def test_no_two_demo_people_of_a_centre_have_one_name(centre, at):
    made = people.load_demo_staff(centre=centre, counters=80, at=at)
    for language in ("ru", "en"):
        assert len({person.name[language] for person in made}) == len(made)


def test_the_demo_people_have_no_password(centre, at):
    people.load_demo_staff(centre=centre, counters=4, at=at)
    assert not any(person.has_usable_password() for person in Staff.objects.filter(is_demo=True))


def test_outside_the_demo_nobody_enters_by_a_name_alone(client, centre, at, settings):
    people.load_demo_staff(centre=centre, counters=2, at=at)
    settings.MODE = "live"
    answer = client.post("/staff/login/", {"demo": "tverskoy-manager"})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_in_the_demo_one_enters_as_anybody_and_lands_at_ones_place(client, centre, at, settings):
    people.load_demo_staff(centre=centre, counters=2, at=at)
    settings.MODE = "demo"
    answer = client.post("/staff/login/", {"demo": "tverskoy-manager"})
    assert answer["Location"] == "/office/"


def test_after_signing_in_one_is_not_sent_to_a_stranger(client, centre, at, settings):
    people.load_demo_staff(centre=centre, counters=2, at=at)
    settings.MODE = "demo"
    answer = client.post(
        "/staff/login/", {"demo": "tverskoy-manager", "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/office/"


def test_signing_out_ends_the_session(client, anna):
    client.force_login(anna)
    client.post("/staff/logout/")
    assert "_auth_user_id" not in client.session
    assert client.get("/staff/logout/").status_code == 302, "a link signs nobody out"


def test_whether_a_login_exists_is_not_told_by_the_lock_either(member, at):
    for login in ("anna", "nobody"):
        for _ in range(5):
            with pytest.raises(Refusal) as caught:
                people.sign_in(login=login, password="wrong", address=HERE, at=at)
            assert caught.value.code == "wrong_login"
        with pytest.raises(Refusal) as caught:
            people.sign_in(login=login, password="wrong", address=HERE, at=at)
        assert caught.value.code == "too_many_tries"
    tries = Try.objects.values_list("who", flat=True)
    assert len(set(tries)) == 3, "two logins, one network"
    assert "nobody" not in "".join(tries), "what was typed may be a password"
    assert not Event.objects.filter(name="people.staff_sign_in_failed", subject="").exists()


def test_who_guesses_elsewhere_keeps_nobody_out(member, at):
    for _ in range(6):
        with pytest.raises(Refusal):
            people.sign_in(login="anna", password="wrong", address="203.0.113.9", at=at)
    assert people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at) == member


def test_the_addresses_beside_an_ipv6_address_are_the_same_asker(member, at):
    refusals = []
    for last in range(6):
        with pytest.raises(Refusal) as caught:
            people.sign_in(login="anna", password="wrong", address=f"2001:db8::{last}", at=at)
        refusals.append(caught.value.code)
    assert refusals == ["wrong_login"] * 5 + ["too_many_tries"]


def test_one_address_cannot_try_one_password_with_every_login(member, at):
    """Thirty wrong ones of a network, whatever the logins; the network beside it goes on."""
    for number in range(30):
        with pytest.raises(Refusal) as caught:
            people.sign_in(login=f"somebody{number}", password="wrong", address=HERE, at=at)
        assert caught.value.code == "wrong_login"
    for login in ("somebody-new", "anna"):
        with pytest.raises(Refusal) as caught:
            people.sign_in(login=login, password=PASSWORD, address=HERE, at=at)
        assert caught.value.code == "too_many_tries"
    assert people.sign_in(login="anna", password=PASSWORD, address="192.0.2.8", at=at) == member
    later = at + timedelta(minutes=6)
    assert people.sign_in(login="anna", password=PASSWORD, address=HERE, at=later) == member


def test_whoever_has_tried_too_often_takes_no_place_from_those_who_sign_in(member, at):
    for number in range(30):
        with pytest.raises(Refusal):
            people.sign_in(login=f"somebody{number}", password="wrong", address=HERE, at=at)
    with slot("198.51.100.1"), slot("198.51.100.2"), pytest.raises(Refusal) as caught:
        people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at)
    assert caught.value.code == "too_many_tries", "and not too_busy: no place was asked for"


def test_one_network_has_one_place_and_the_other_stays_free(member, at):
    with slot("2001:db8::/64"):
        with pytest.raises(Refusal) as caught:
            people.sign_in(login="anna", password=PASSWORD, address="2001:db8::9", at=at)
        assert caught.value.code == "too_busy"
        assert people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at) == member
    assert people.sign_in(login="anna", password=PASSWORD, address="2001:db8::9", at=at) == member


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_five_are_checked(member, at):
    def guess(_number):
        try:
            while True:
                try:
                    people.sign_in(login="anna", password="wrong", address=HERE, at=at)
                except Refusal as refusal:
                    if refusal.code != "too_busy":
                        return refusal.code
                    time.sleep(0.01)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(guess, range(12)))
    assert codes.count("wrong_login") == 5
    assert codes.count("too_many_tries") == 7


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_while_another_process_counts_the_fifth_wrong_try_is_not_checked(member, at):
    def enter():
        try:
            people.sign_in(login="anna", password=PASSWORD, address=HERE, at=at)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, psycopg.connect(dsn()) as elsewhere:
        elsewhere.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign in {HERE}"]
        )
        waiting = pool.submit(enter)
        while not _somebody_waits_for_the_lock(elsewhere):
            time.sleep(0.01)
        for _ in range(5):
            tries.note(tries.key("sign in", HERE), tries.key("sign in", HERE, "anna"), at=at)
        elsewhere.commit()
        assert waiting.result() == "too_many_tries"


def _somebody_waits_for_the_lock(elsewhere):
    found = elsewhere.execute(
        "select from pg_locks where locktype = 'advisory' and not granted"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    return found.rowcount > 0


def test_while_others_are_being_checked_one_is_asked_to_wait_and_nothing_counts(member, client):
    wish = {"login": "anna", "password": PASSWORD}
    with slot("198.51.100.1"), slot("198.51.100.2"):
        for language, words in (
            ("ru", "Сейчас входит много людей"),
            ("en", "signing in right now"),
        ):
            answer = client.post("/staff/login/", wish, headers={"Accept-Language": language})
            assert answer.status_code == 429
            assert words in answer.content.decode()
    assert not Try.objects.exists()
    assert client.post("/staff/login/", wish).status_code == 302


@pytest.mark.parametrize(
    "after", ["foo", "people:home", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_after_signing_in_only_a_path_of_ours_is_followed(member, client, after):
    wish = {"login": "anna", "password": PASSWORD, "next": after}
    answer = client.post("/staff/login/", wish)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_after_signing_in_one_goes_where_one_wanted(member, client):
    wish = {"login": "anna", "password": PASSWORD, "next": "/desk/?lang=en"}
    assert client.post("/staff/login/", wish)["Location"] == "/desk/?lang=en"


def test_a_session_of_the_demo_is_nobodys_when_the_demo_is_over(client, centre, at, settings):
    people.load_demo_staff(centre=centre, counters=2, at=at)
    settings.MODE = "demo"
    client.post("/staff/login/", {"demo": "tverskoy-manager"})
    assert client.get("/staff/")["Location"] == "/office/"
    settings.MODE = "live"
    assert client.get("/staff/")["Location"] == "/staff/login/"


@pytest.mark.parametrize(
    ("login", "after", "there"),
    [
        ("gleb", "/office/", "/office/door/"),
        ("anna", "/office/", "/desk/"),
        ("anna", "/office/door/?x=1", "/desk/"),
        ("vera", "/office/door/", "/staff/second/set-up/?next=%2Foffice%2Fdoor%2F"),
        ("anna", "/nowhere/", "/nowhere/"),
    ],
)
def test_whoever_signs_in_meets_no_closed_door(client, anna, gleb, vera, login, after, there):
    for each in (anna, gleb, vera):
        each.set_password(PASSWORD)
        each.save()
    answer = client.post("/staff/login/", {"login": login, "password": PASSWORD, "next": after})
    assert answer["Location"] == there


def test_a_closed_door_shows_the_way_to_ones_own_place(client, gleb):
    client.force_login(gleb)
    refused = client.get("/office/")
    assert refused.status_code == 403
    assert 'href="/staff/"' in refused.content.decode()
    assert client.get("/staff/")["Location"] == "/office/door/"


def test_when_the_demo_is_over_its_people_go_home_and_come_again_with_the_next(centre, at, anna):
    made = people.load_demo_staff(centre=centre, counters=2, at=at)
    assert people.send_demo_staff_home(at=at, by="system") == len(made)
    assert people.send_demo_staff_home(at=at, by="system") == 0
    assert Event.objects.filter(name="people.demo_staff_sent_home").count() == 1
    assert list(Staff.objects.filter(is_active=True)) == [anna]
    people.load_demo_staff(centre=centre, counters=2, at=at)
    assert Staff.objects.filter(is_demo=True, is_active=True).count() == len(made)


@pytest.mark.parametrize("login", ["<b>x", "", "a b", "анна", "o" * 41, "x\n"])
def test_a_login_is_typed_on_any_keyboard(centre, at, login):
    with pytest.raises(Refusal) as caught:
        _add(login, centre, at)
    assert caught.value.code == "unusable_login"


def test_a_login_is_given_once(anna, centre, at):
    with pytest.raises(Refusal) as caught:
        _add("anna", centre, at)
    assert caught.value.code == "login_taken"


def _add(login, centre, at):
    return people.add_staff(
        login=login,
        password=PASSWORD,
        name=Text(ru="Анна", en="Anna"),
        role="operator",
        centre=centre,
        skills=[],
        languages={"ru": "c2"},
        at=at,
        by="system",
    )


def test_in_the_demo_the_people_stand_by_role_and_three_places_are_for_the_one_who_looks(
    client, centre, at, settings
):
    people.load_demo_staff(centre=centre, counters=5, at=at)
    settings.MODE = "demo"
    page = client.get("/staff/login/").content.decode()
    assert page.count("место для вас") == 3
    for login in ("tverskoy-operator-1", "tverskoy-operator-5", "tverskoy-manager", "editor"):
        assert page.count(f'value="{login}"') == 1
    settings.MODE = "live"
    assert 'name="demo"' not in client.get("/staff/login/").content.decode()
