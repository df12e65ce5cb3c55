"""The public site of a whole city without a browser."""

import json
import re

import pytest

from okno.catalog import actions as catalog
from okno.catalog.models import Service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


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


def test_without_a_place_nothing_is_said_to_be_near(client, moscow):
    assert "к вам" not in client.post("/near/", {"all": ""}).content.decode()
    assert "к вам" not in client.get("/centres/").content.decode().split("<main")[1]


def test_a_service_that_nobody_serves_now_says_so(client, moscow):
    page = client.get("/search/", {"q": "загранпаспорт на 10 лет"}).content.decode()
    assert "сейчас нигде не принимают" in page


def test_who_may_apply_is_said_once(client, moscow):
    page = client.get("/services/first-passport/").content.decode()
    who = page.split('id="who"')[1].split("</ul>")[0]
    assert who.lower().count("гражданин") == 1


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_okrug_is_said_in_words_in_the_list_and_at_the_centre(client, moscow, language):
    client.post("/language/", {"language": language, "next": "/"})
    words = {"ru": "Юго-Западный округ (ЮЗАО)", "en": "South-Western okrug (YuZAO)"}[language]
    assert words in client.get("/centres/?okrug=yuzao").content.decode().split('id="list"')[1]
    assert words in client.get("/centres/lomonosovsky/").content.decode()


def test_where_no_centre_is_found_none_is_counted(client, moscow):
    page = client.get("/centres/?q=Атлантида").content.decode()
    assert "Ничего не нашлось" in page
    assert "0 центров" not in page


def test_the_whole_catalogue_is_built_once_and_sent_once(
    client, moscow, django_assert_max_num_queries
):
    first = client.get("/services.jsonld")
    assert len(json.loads(first.content)["@graph"]) > 60
    assert "no-store" not in first["Cache-Control"]
    with django_assert_max_num_queries(1):
        again = client.get("/services.jsonld", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_change_of_the_catalogue_is_in_the_next_copy_and_each_address_has_its_own(
    client, moscow, at
):
    first = client.get("/services.jsonld")
    catalog.set_status(Service.objects.get(slug="snils"), status="paused", at=at, by="x")
    second = client.get("/services.jsonld", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    elsewhere = client.get("/services.jsonld", headers={"Host": "localhost"})
    assert "http://localhost/services/snils" in elsewhere.content.decode()


def test_a_centre_is_drawn_among_its_neighbours_and_has_a_place_for_the_phone(client, moscow):
    page = client.get("/centres/tverskoy/").content.decode()
    assert re.search(r'href="geo:55\.\d{3},37\.\d{3}"', page)
    assert re.search(r'href="https://www\.openstreetmap\.org/\?mlat=55\.\d{3}&amp;mlon=37', page)
    assert page.count("spot--here") == 1
    assert page.count('class="spot') > 5


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
