"""The public site without a browser."""

import json
import re
from datetime import time, timedelta

import pytest
from django.utils import translation

from okno.base import clock
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog.models import Service
from okno.front.portal import here, loads
from okno.network import actions as network
from okno.network.models import WeeklyHours
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


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


def test_the_nearest_is_first_though_a_farther_one_serves(client, session):
    """Only Tverskoy serves. Someone at the door of another centre is shown that one, and that nobody serves there."""
    here = CentreFactory(slug="here", name=Text(ru="Здешний", en="Here"), lat=55.9, lon=37.9)
    body = {"lat": str(here.lat), "lon": str(here.lon), "all": ""}
    page = client.post("/near/", body).content.decode()
    assert page.index("/centres/here/") < page.index("/centres/tverskoy/")
    assert "Сначала ближайшие к вам" in page
    assert "окна ещё не принимают" in page.split("/centres/tverskoy/")[0]


def test_at_night_the_nearest_is_still_told_and_said_to_be_closed(client, session, at):
    clock.set_to(at + timedelta(hours=12), speed=0.001)
    page = client.post("/near/", {"lat": "55.768", "lon": "37.605", "all": ""}).content.decode()
    assert "/centres/tverskoy/" in page
    assert "закрыт" in page


def test_without_a_place_nothing_is_said_to_be_near(client, moscow):
    assert "к вам" not in client.post("/near/", {"all": ""}).content.decode()
    assert "к вам" not in client.get("/centres/").content.decode().split("<main")[1]


def test_whoever_opens_the_address_of_near_comes_to_the_list(client):
    answer = client.get("/near/")
    assert (answer.status_code, answer["Location"]) == (302, "/centres/")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_equals_stand_by_their_names_in_the_language_of_the_visitor(client, language):
    CentreFactory(slug="a", name=Text(ru="Жуково", en="Zhukovo"))
    CentreFactory(slug="b", name=Text(ru="Ёлкино", en="Yolkino"))
    CentreFactory(slug="c", name=Text(ru="Енино", en="Yenino"))
    CentreFactory(slug="d", name=Text(ru="Щёково", en="Shchyokovo"))
    with translation.override(language):
        names = [str(each.centre) for each in loads.everywhere()]
    assert (
        names
        == {
            "ru": ["Ёлкино", "Енино", "Жуково", "Щёково"],
            "en": ["Shchyokovo", "Yenino", "Yolkino", "Zhukovo"],
        }[language]
    )


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


def test_who_is_being_served_is_not_offered_to_be_rung_for(client, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    address = f"/t/{ticket.token}/"
    assert "data-sound-on" in client.get(address).content.decode()
    where = {"centre": ticket.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    assert "data-sound-on" in client.get(address).content.decode()
    queue.start(ticket=ticket.pk, **where)
    assert "data-sound-on" not in client.get(address).content.decode()


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


def test_whoever_has_the_token_sees_leaves_and_rates(client, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    address = f"/t/{ticket.token}/"
    page = client.get(address)
    assert page["X-Robots-Tag"] == "noindex"
    assert "вы следующий" in page.content.decode().lower()
    assert client.get(f"{address}now/").status_code == 200
    assert client.post(f"{address}rate/", {"rating": "5"}).status_code == 409
    assert client.get(f"{address}leave/")["Location"] == address, "a link gives up nothing"
    assert Ticket.objects.get().state == "waiting"
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


def shut(centre, service, at):
    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        service=service,
        starts_on=at.date(),
        ends_on=at.date(),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    loads.forget()


def test_a_search_sends_nobody_to_a_centre_where_the_service_is_shut(
    client, session, centre, services, at
):
    soonest = f'<a href="/centres/{centre.slug}/">'

    def found(slug):
        page = client.get("/search/", {"q": services[slug].name["ru"]}).content.decode()
        rows = page.split('<li class="row">')[1:]
        return next(row for row in rows if f'href="/services/{slug}/"' in row)

    assert soonest in found("passport")
    shut(centre, "passport", at)
    assert soonest not in found("passport")
    assert "сейчас нигде не принимают" in found("passport")
    assert soonest in found("benefit")


def test_a_search_asks_the_same_of_the_hours_however_many_services_it_finds(
    centre, services, at, django_assert_num_queries
):
    for slug in services:
        shut(centre, slug, at)
    loads.everywhere()
    with django_assert_num_queries(5):
        loads.soonest({"passport": {centre.pk}})
    with django_assert_num_queries(5):
        loads.soonest({key: {centre.pk} for key in services})


def test_a_service_with_later_hours_is_found_where_it_is_still_served(
    client, session, centre, services, at
):
    WeeklyHours.objects.create(
        centre=centre, service="benefit", weekday=1, opens=time(12), closes=time(22)
    )
    clock.set_to(at.replace(hour=18), speed=0.001)  # 21:00 in Moscow
    loads.forget()
    found = loads.soonest({key: {centre.pk} for key in services})
    assert {slug for slug, each in found.items() if each} == {"benefit"}
    both = loads.soonest_for_all(["benefit", "passport"], {centre.pk})
    alone = loads.soonest_for_all(["benefit"], {centre.pk})
    assert (both, alone and alone.centre) == (None, centre)


def test_a_service_that_alone_is_shut_is_not_shown_as_open(client, centre, services, at):
    shut(centre, "passport", at)
    page = client.get("/services/passport/").content.decode()
    assert "откроется завтра в 08:00" in page
    assert "открыто до" not in page
    assert "открыто до" in client.get("/services/benefit/").content.decode()
    given = client.get(f"/centres/{centre.slug}/").content.decode()
    assert given.count("не сейчас; снова завтра в 08:00") == 1


@pytest.mark.parametrize(
    ("lat", "lon", "near"),
    [
        ("90", "180", True), ("-90", "-180", True), ("90.1", "0", False), ("-90.1", "0", False),
        ("0", "180.1", False), ("0", "-180.1", False), ("nan", "0", False), ("0", "inf", False),
        ("", "0", False), ("x", "0", False),
    ],
)  # fmt: skip
def test_only_what_is_a_place_on_earth_is_one(rf, lat, lon, near):
    found = here.where(rf.post("/near/", {"lat": lat, "lon": lon}))
    assert found == ((float(lat), float(lon)) if near else None)
