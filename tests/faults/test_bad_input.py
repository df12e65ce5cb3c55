"""What a stranger may type, and what stays of it."""

import json
import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone

from okno.base import audit, idempotency, jobs
from okno.base.models import Look
from okno.people import jobs as people_jobs
from okno.queue.models import CounterSession

pytestmark = pytest.mark.django_db
PHONE = "+79161234567"


@pytest.mark.parametrize("counter", ["²", "٣", "1²"])
def test_a_digit_of_another_script_is_no_counter(client, boris, services, it_is_ten, counter):
    client.force_login(boris)
    assert client.post("/desk/open/", {"counter": counter}).status_code == 404
    assert not CounterSession.objects.exists()


@pytest.mark.parametrize("port", ["65535", "9" * 5000])
def test_a_port_without_a_next_one_breaks_no_page(client, port):
    assert client.get("/staff/login/", headers={"Host": f"testserver:{port}"}).status_code == 200


def test_what_was_asked_cannot_be_guessed_from_what_is_kept(settings):
    def keep(key):
        return idempotency.claim(scope="x", key=key, asked={"phone": PHONE}).fingerprint

    first = keep("a")
    assert keep("b") == first
    settings.SECRET_KEY = "the key of another installation"
    assert keep("c") != first


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/desk/open/", "/desk/"),
        ("/office/act/close/", "/office/"),
        ("/t/nobody/leave/", "/t/nobody/"),
    ],
)
def test_whoever_follows_a_link_to_where_only_a_form_goes_comes_to_its_page(
    client, boris, vera, address, page
):
    client.force_login(vera if "office" in address else boris)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get("/api/v1/counters/1/call-next").status_code == 405


def test_answers_of_the_programs_door_are_kept_by_nobody_on_the_way(client, session, at, it_is_ten):
    from okno.queue import actions as queue

    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    for address in (f"/api/v1/tickets/{ticket.token}", "/api/v1/tickets/nothing", "/api/v1/x"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "strict-origin"


def test_the_description_of_the_api_is_the_same_in_every_language(client, db):
    first = client.get("/api/v1/openapi.json", headers={"Accept-Language": "ru"})
    second = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"})
    assert first.content == second.content
    assert not re.search("[а-яё]", json.dumps(first.json(), ensure_ascii=False), re.IGNORECASE)
    assert client.get("/api/v1/docs").status_code == 200


def test_the_addresses_in_the_data_of_pages_are_the_pages_own(client, centre, services):
    service = _data(client.get("/services/passport/"))
    assert service["@id"].startswith("http://testserver/services/passport")
    assert "//services" not in service["@id"].removeprefix("http://")
    centre = json.dumps(_data(client.get("/centres/tverskoy/?utm=me&q=%2B7916")))
    assert "http://testserver/centres/tverskoy/" in centre
    assert "utm" not in centre


def _data(page):
    text = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.DOTALL
    )[1]
    return json.loads(text)


def test_a_look_is_known_for_a_year_and_an_ended_session_for_a_night(at, it_is_ten):
    for days in (364, 366):
        audit.looked(by="staff:1", subject="ticket:1", why="x", at=at - timedelta(days=days))
    jobs.forget_old_looks(0)
    assert Look.objects.get().at > at - audit.KEPT
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for hours in (-1, 1):
        session = store()
        session.set_expiry(timezone.now() + timedelta(hours=hours))
        session["of"] = hours
        session.create()
    assert store.get_model_class().objects.count() == 2
    people_jobs.forget_ended_sessions(0)
    assert store.get_model_class().objects.count() == 1
