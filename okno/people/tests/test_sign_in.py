"""The staff's door."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.people import actions as people
from okno.people import jobs
from okno.people.models import SignInTry, Staff

pytestmark = pytest.mark.django_db
PASSWORD = "a window with four panes"


@pytest.fixture
def member(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def test_the_right_password_opens(member, at):
    assert people.sign_in(login="anna", password=PASSWORD, at=at) == member
    assert Event.objects.filter(name="people.staff_signed_in").count() == 1


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_pair_is_refused_without_saying_which_half(member, at, login, password):
    with pytest.raises(Refusal) as caught:
        people.sign_in(login=login, password=password, at=at)
    assert caught.value.code == "wrong_login"


def test_five_wrong_tries_lock_for_five_minutes(member, at):
    for _ in range(5):
        with pytest.raises(Refusal):
            people.sign_in(login="anna", password="wrong", at=at)
    with pytest.raises(Refusal) as caught:
        people.sign_in(login="anna", password=PASSWORD, at=at + timedelta(minutes=4))
    assert caught.value.code == "too_many_tries"
    assert people.sign_in(login="anna", password=PASSWORD, at=at + timedelta(minutes=6)) == member


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
    assert client.get("/staff/logout/").status_code == 405


def test_whether_a_login_exists_is_not_told_by_the_lock_either(member, at):
    for login in ("anna", "nobody"):
        for _ in range(5):
            with pytest.raises(Refusal) as caught:
                people.sign_in(login=login, password="wrong", at=at)
            assert caught.value.code == "wrong_login"
        with pytest.raises(Refusal) as caught:
            people.sign_in(login=login, password="wrong", at=at)
        assert caught.value.code == "too_many_tries"
    tries = SignInTry.objects.values_list("who", flat=True)
    assert len(set(tries)) == 2
    assert "nobody" not in "".join(tries), "what was typed may be a password"
    assert not Event.objects.filter(name="people.staff_sign_in_failed", subject="").exists()


def test_tries_that_count_no_more_are_forgotten(member, it_is_ten):
    for minutes in (4, 6):
        with pytest.raises(Refusal):
            people.sign_in(
                login="nobody", password="wrong", at=it_is_ten - timedelta(minutes=minutes)
            )
    jobs.forget_old_tries(0)
    assert SignInTry.objects.get().at > it_is_ten - timedelta(minutes=5)
