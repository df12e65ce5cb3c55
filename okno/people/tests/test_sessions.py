"""Where staff are signed in: seen by them, ended by them or their manager."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.people import actions as people
from okno.people import jobs, policy
from okno.people.models import StaffSession

PASSWORD = "a window with four panes"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture
def member(anna, it_is_ten):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def signed_in(agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    client.post("/staff/login/", {"login": "anna", "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (FIREFOX, "Firefox, Linux"),
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/140.0", "Edge, Windows"),
        (CHROME + " YaBrowser/25.8", "Yandex, Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iOS"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_of_a_browser_its_kind_is_known_and_no_more(agent, kind):
    assert policy.kind_of_browser(agent) == kind


@pytest.mark.django_db
def test_each_sees_their_own_sessions_and_nobody_elses(member, boris):
    here, there = signed_in(), signed_in(CHROME)
    stranger = Client()
    stranger.force_login(boris)
    page = here.get("/staff/me/").content.decode()
    assert "Firefox, Linux" in page
    assert "Chrome, Windows" in page
    assert page.count('id="session-') == 2
    assert stranger.get("/staff/me/").content.decode().count('id="session-') == 1
    assert there.session.session_key not in page, "a page does not hold what opens a session"


@pytest.mark.django_db
def test_nothing_kept_says_from_where_somebody_signed_in(member):
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="203.0.113.77")
    client.post("/staff/login/", {"login": "anna", "password": PASSWORD})
    row = StaffSession.objects.get()
    kept = f"{StaffSession.objects.values().get()} {row.get_decoded()}"
    assert "203.0.113" not in kept
    assert "Mozilla" not in kept


@pytest.mark.django_db
def test_one_ends_another_session_of_ones_own_and_stays(member):
    here, there = signed_in(), signed_in(CHROME)
    handle = StaffSession.objects.get(browser__startswith="Chrome").handle
    here.post("/staff/me/sessions/end/", {"session": handle})
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.post("/staff/me/sessions/end/", {"session": handle}).status_code == 404


@pytest.mark.django_db
def test_one_ends_all_other_sessions_at_once(member):
    here, *others = [signed_in() for _ in range(3)]
    here.post("/staff/me/sessions/end/")
    assert is_in(here)
    assert not any(map(is_in, others))
    fact = Event.objects.get(name="people.staff_sessions_ended")
    assert fact.payload == {"count": 2}


@pytest.mark.django_db
def test_nobody_ends_the_session_of_another(member, boris):
    here, stranger = signed_in(), Client()
    stranger.force_login(boris)
    handle = StaffSession.objects.get(staff=member).handle
    assert stranger.post("/staff/me/sessions/end/", {"session": handle}).status_code == 404
    assert is_in(here)


@pytest.mark.django_db
@pytest.mark.parametrize("act", [people.dismiss_staff, people.set_password])
def test_whoever_leaves_or_gets_a_new_password_has_no_session_left(member, at, act):
    signed_in()
    more = {"password": "a door with two handles"} if act is people.set_password else {}
    act(login="anna", at=at, by="system", **more)
    assert not StaffSession.objects.filter(staff=member).exists()


@pytest.mark.django_db
def test_when_a_session_was_used_last_is_known_to_the_minute_and_is_no_longer_for_it(
    member, it_is_ten
):
    client = signed_in()
    row = StaffSession.objects.get()
    seen = []
    for seconds in (30, 90):
        clock.set_to(it_is_ten + timedelta(seconds=seconds), speed=0.001)
        assert is_in(client)
        now = StaffSession.objects.get()
        seen.append(round((now.seen_at - it_is_ten).total_seconds()))
        assert (now.began_at, now.expire_date) == (row.began_at, row.expire_date)
    assert seen == [0, 90]


@pytest.mark.django_db
def test_a_session_that_is_over_is_neither_shown_nor_kept(member):
    here, there = signed_in(), signed_in(CHROME)
    over = StaffSession.objects.filter(browser__startswith="Chrome")
    over.update(expire_date=clock.real() - timedelta(seconds=1))
    assert "Chrome" not in here.get("/staff/me/").content.decode()
    assert not is_in(there)
    jobs.forget_ended_sessions(0)
    assert not over.exists()
    assert is_in(here)


@pytest.mark.django_db
def test_a_manager_signs_a_colleague_out_everywhere_and_no_stranger(member, vera, lidia, at):
    browsers = [signed_in(), signed_in(CHROME)]
    manager = Client()
    manager.force_login(vera)
    page = manager.get("/office/people/").content.decode()
    assert re.search(r"в 2 браузерах", page)
    manager.post(f"/office/people/{member.pk}/end/")
    assert not any(map(is_in, browsers))
    fact = Event.objects.get(name="people.staff_sessions_ended")
    assert (fact.by, fact.subject) == (f"staff:{vera.pk}", f"staff:{member.pk}")
    assert manager.post(f"/office/people/{lidia.pk}/end/").status_code == 404
    assert manager.post(f"/office/people/{member.pk}/nonsense/").status_code == 404


@pytest.mark.django_db
def test_a_session_of_somebody_else_is_refused_by_its_act_too(member, boris, at):
    signed_in()
    handle = StaffSession.objects.get().handle
    with pytest.raises(Refusal) as caught:
        people.end_session(staff=boris, handle=handle, at=at, by=f"staff:{boris.pk}")
    assert caught.value.code == "unknown_session"


def test_nobody_is_sent_to_a_manager_who_can_give_no_password(member):
    """A new password is given at the command line (`okno staff LOGIN --password`), by nobody in the office."""
    page = signed_in().get("/staff/me/").content.decode()
    assert "попросите новый пароль у того, кто обслуживает okno" in page
