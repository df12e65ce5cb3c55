"""Staff leave, and get another password."""

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.people import actions as people

pytestmark = pytest.mark.django_db
PASSWORD = "a window with four panes"
OTHER = "a door with two handles"


@pytest.fixture
def member(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def signs_in(client, password):
    answer = client.post("/staff/login/", {"login": "anna", "password": password})
    return answer.status_code == 302


def is_in(client):
    return client.get("/staff/")["Location"] != "/staff/login/"


def test_whoever_is_dismissed_is_out_at_once_and_comes_in_no_more(client, member, at):
    assert signs_in(client, PASSWORD)
    assert is_in(client)
    people.dismiss_staff(login="anna", at=at, by="system")
    assert not is_in(client)
    assert not signs_in(client, PASSWORD)
    fact = Event.objects.get(name="people.staff_dismissed")
    assert (fact.subject, fact.centre_id) == (f"staff:{member.pk}", member.centre_id)


def test_a_new_password_ends_the_old_one_and_what_was_begun_with_it(client, member, at):
    assert signs_in(client, PASSWORD)
    people.set_password(login="anna", password=OTHER, at=at, by="system")
    assert not is_in(client)
    assert not signs_in(client, PASSWORD)
    assert signs_in(client, OTHER)
    fact = Event.objects.get(name="people.staff_password_set")
    assert (fact.subject, fact.payload) == (f"staff:{member.pk}", {})


@pytest.mark.parametrize("act", [people.dismiss_staff, people.set_password])
def test_nobody_can_be_dismissed_twice_or_be_given_a_password_afterwards(member, at, act):
    people.dismiss_staff(login="anna", at=at, by="system")
    more = {"password": OTHER} if act is people.set_password else {}
    for login in ("anna", "nobody"):
        with pytest.raises(Refusal) as caught:
            act(login=login, at=at, by="system", **more)
        assert caught.value.code == "unknown_login"


@pytest.mark.parametrize(
    ("role", "place", "fits"),
    [
        ("operator", "centre", True),
        ("operator", "okrug", False),
        ("administrator", "network", False),
        ("manager", "centre", True),
        ("manager", "okrug", True),
        ("manager", "network", False),
        ("manager", "both", False),
        ("editor", "network", True),
        ("editor", "centre", False),
        ("nobody", "centre", False),
    ],
)
def test_a_role_reaches_as_far_as_the_table_says(centre, at, role, place, fits):
    okrug = centre.district.okrug
    where = {
        "centre": {"centre": centre},
        "okrug": {"centre": None, "okrug": okrug},
        "both": {"centre": centre, "okrug": okrug},
        "network": {"centre": None},
    }[place]
    wish = {"login": "new", "password": PASSWORD, "name": Text(ru="Н", en="N"), "role": role}
    same = {**wish, **where, "skills": [], "languages": {"ru": "c2"}, "at": at, "by": "system"}
    if fits:
        assert people.add_staff(**same).scope == place
    else:
        with pytest.raises(Refusal) as caught:
            people.add_staff(**same)
        assert caught.value.code == "no_such_post"
