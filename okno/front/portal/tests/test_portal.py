"""The public site without a browser."""

from datetime import time, timedelta

import pytest
from django.utils import translation

from okno.base import clock
from okno.base.text import Text
from okno.front.portal import here, loads
from okno.network import actions as network
from okno.network.models import WeeklyHours
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


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


def test_who_is_being_served_is_not_offered_to_be_rung_for(client, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    address = f"/t/{ticket.token}/"
    assert "data-sound-on" in client.get(address).content.decode()
    where = {"centre": ticket.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    assert "data-sound-on" in client.get(address).content.decode()
    queue.start(ticket=ticket.pk, **where)
    assert "data-sound-on" not in client.get(address).content.decode()


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


def test_whoever_is_sent_for_one_step_reads_where_they_go_back_to(
    client, session, english_session, at
):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    here = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**here)
    queue.transfer(**here, ticket=ticket.pk, service="benefit", back_to_me=True)

    def page():
        return client.get(f"/t/{ticket.token}/").content.decode()

    assert "После этого вернётесь к окну 1, без очереди" in page()
    there = {**here, "counter": english_session.counter_id}
    queue.call_this(**there, ticket=ticket.pk)
    queue.start(**there, ticket=ticket.pk)
    assert "После этого вернётесь к окну 1, без очереди" in page()
    queue.finish(**there, ticket=ticket.pk)
    assert "Вы вернётесь к окну 1." in page()
    assert "После этого вернётесь" not in page()
