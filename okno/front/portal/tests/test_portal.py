"""The public site without a browser."""

import json
import re

import pytest

from okno.catalog import actions as catalog
from okno.front.portal import loads
from okno.network import actions as network
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture(autouse=True)
def _fresh_loads():
    loads.forget()
    yield
    loads.forget()


@pytest.fixture
def moscow(at, db):
    network.load_city(at=at, by="system")
    catalog.load(at=at, by="system")


def test_the_first_page_asks_one_question(client, moscow):
    page = client.get("/").content.decode()
    assert "Что случилось?" in page
    assert page.count('class="choice"') == 10


@pytest.mark.parametrize("path", ["/centres/", "/centres/?q=Твер", "/centres/?page=3", "/about/"])
def test_pages_answer(client, moscow, path):
    assert client.get(path).status_code == 200


def test_a_situation_lists_its_services(client, moscow):
    assert "/services/passport-age/" in client.get("/life/passport/").content.decode()
    assert client.get("/life/nothing/").status_code == 404


def test_what_is_not_there_and_what_breaks_have_pages_with_a_way_back(client, rf, moscow):
    from django.views.defaults import server_error

    assert "Здесь ничего нет" in client.get("/nothing-here/").content.decode()
    assert server_error(rf.get("/")).status_code == 500


def test_139_centres_with_load_cost_few_queries(client, moscow, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = client.get("/centres/").content.decode()
    assert page.count('<a class="spot') == 139


def test_the_load_is_asked_once_in_three_seconds(client, moscow, django_assert_max_num_queries):
    client.get("/centres/")
    with django_assert_max_num_queries(1):
        client.get("/centres/")


@pytest.mark.parametrize("asked", ["паспорта", "потеряла паспорт", "passport", "gfcgjhn"])
def test_words_find_the_passport(client, moscow, asked):
    assert "аспорт" in client.get("/search/", {"q": asked}).content.decode().split("<main")[1]


@pytest.mark.parametrize("asked", ["", "\x00", "<script>alert(1)</script>", "щ" * 500])
def test_odd_words_find_nothing_and_break_nothing(client, moscow, asked):
    page = client.get("/search/", {"q": asked})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_service_page_is_also_data(client, moscow):
    page = client.get("/services/passport-age/?as=citizen&for=file").content.decode()
    data = re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)
    assert json.loads(data[1])["@type"] == "GovernmentService"
    assert client.get("/services/passport-age/?as=alien&for=war").status_code == 200
    assert client.get("/services/teleport/").status_code == 404


def test_a_centre_page_is_also_data_with_hours(client, moscow):
    page = client.get("/centres/tverskoy/").content.decode()
    data = re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)
    office = json.loads(data[1])
    assert office["@type"] == "GovernmentOffice"
    assert len(office["openingHoursSpecification"]) == 7
    assert client.get("/centres/atlantis/").status_code == 404


@pytest.mark.parametrize(
    "place", [{}, {"lat": "x"}, {"lat": "nan", "lon": "nan"}, {"lat": "91", "lon": "0"}]
)
def test_a_senseless_place_shows_the_centres_anyway(client, moscow, place):
    assert client.post("/near/", place).status_code == 200


def test_a_place_orders_the_centres_by_distance(client, moscow):
    page = client.post("/near/", {"lat": "55.768", "lon": "37.605"}).content.decode()
    assert "/centres/tverskoy/" in page
    assert client.get("/near/").status_code == 405


def test_whoever_has_the_token_sees_leaves_and_rates(client, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    address = f"/t/{ticket.token}/"
    page = client.get(address)
    assert page["X-Robots-Tag"] == "noindex"
    assert "вы следующий" in page.content.decode().lower()
    assert client.get(f"{address}now/").status_code == 200
    assert client.post(f"{address}rate/", {"rating": "5"}).status_code == 409
    assert client.get(f"{address}leave/").status_code == 405
    assert client.post(f"{address}leave/").status_code == 302
    assert Ticket.objects.get().state == "left"
    assert client.post(f"{address}leave/").status_code == 409


@pytest.mark.parametrize("rating", ["", "0", "6", "five", "²"])
def test_a_mark_is_from_one_to_five(client, session, at, rating):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert client.post(f"/t/{ticket.token}/rate/", {"rating": rating}).status_code == 422


@pytest.mark.parametrize(
    ("token", "status"), [("x", 404), ("a" * 500, 404), ("1 or 1=1", 404), ("%00", 400)]
)
def test_a_guessed_token_is_unknown(client, session, token, status):
    assert client.get(f"/t/{token}/").status_code == status


def test_the_language_is_chosen_and_kept(client, moscow):
    client.post("/language/", {"language": "en", "next": "/"})
    assert "What happened?" in client.get("/").content.decode()
    answer = client.post("/language/", {"language": "ru", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer["Location"]


def test_every_answer_has_its_safe_headers(client, moscow):
    page = client.get("/")
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Cache-Control"] == "no-store"
