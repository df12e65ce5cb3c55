"""The line joined from home, page by page."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import PlaceAfar, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "session")]
MINUTE = timedelta(minutes=1)
FORM = {"service": "passport", "for": "file", "in": "ru"}


@pytest.fixture
def joined(client, centre):
    """The address of a place that this browser has taken."""
    return client.post(f"/centres/{centre.slug}/join/", FORM)["Location"]


def code(centre, at):
    return queries.presence_code(centre.pk, at)


def test_one_chooses_a_service_sees_the_line_and_takes_a_place(client, centre, at):
    queue.issue(centre=centre.pk, service="passport", at=at, by="x")
    address = f"/centres/{centre.slug}/join/"
    assert "?service=passport" in client.get(address).content.decode()
    page = client.get(f"{address}?service=passport").content.decode()
    assert "1 человек" in page
    answer = client.post(address, FORM)
    place = PlaceAfar.objects.get()
    assert answer["Location"] == f"/q/{place.token}/"
    assert (place.service.slug, place.purpose, place.language) == ("passport", "file", "ru")
    kept = answer.cookies["okno_afar"]
    assert kept["httponly"]
    assert kept.value.split(":")[0] not in (place.holder, place.asker), "hashes only are stored"
    assert "127.0.0.1" not in place.asker


def test_the_page_is_a_secret_and_says_when_to_set_out(client, joined, centre, at):
    for _person in range(3):
        queue.issue(centre=centre.pk, service="passport", at=at - MINUTE, by="x")
    page = client.get(joined)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert page["Cache-Control"] == "no-store"
    assert "3 человека" in page.content.decode()
    assert "Когда выходить" not in page.content.decode(), "before the road is said"
    with_road = client.get(f"{joined}?road=20").content.decode()
    assert "10:45" in with_road.split("Когда выходить")[1][:120]
    assert f"{joined}now/?road=20" in with_road
    assert "сейчас" in client.get(f"{joined}?road=45").content.decode().split("Когда выходить")[1]
    assert "Когда выходить" not in client.get(f"{joined}?road=7777").content.decode()


def test_the_code_on_the_wall_makes_it_a_ticket(client, joined, centre, at):
    wrong = client.post(f"{joined}here/", {"code": "AAAAAA"})
    assert wrong.status_code == 422
    assert "код" in wrong.content.decode().split("code-error")[1]
    came = client.post(f"{joined}here/", {"code": code(centre, at).lower()})
    ticket = Ticket.objects.get()
    assert came["Location"] == f"/t/{ticket.token}/"
    assert client.get(joined)["Location"] == f"/t/{ticket.token}/"
    live = client.get(f"{joined}now/", headers={"HX-Request": "true"})
    assert live["HX-Redirect"] == f"/t/{ticket.token}/", "the page goes on, not a part of it"


def test_the_phones_place_makes_it_a_ticket(client, joined, centre):
    far = client.post(f"{joined}here/", {"lat": str(centre.lat + 0.1), "lon": str(centre.lon)})
    assert far.status_code == 422
    assert "По данным телефона" in far.content.decode()
    for senseless in ({"lat": "nan", "lon": "nan"}, {"lat": "x"}, {}):
        assert client.post(f"{joined}here/", senseless).status_code == 422
    near = {"lat": str(centre.lat), "lon": str(centre.lon)}
    assert client.post(f"{joined}here/", near).status_code == 302
    assert Ticket.objects.count() == 1


def test_the_address_on_the_wall_knows_the_browser_that_joined(client, joined, centre, at):
    wall = f"/here/{centre.slug}/{code(centre, at)}/"
    page = client.get(wall)
    assert f'action="{joined}here/"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert not Ticket.objects.exists(), "to look at an address does nothing"
    client.cookies.clear()
    stranger = client.get(wall).content.decode()
    assert joined not in stranger
    assert code(centre, at) in stranger


def test_a_cookie_that_is_not_ours_opens_no_place(client, joined, centre, at):
    client.cookies["okno_afar"] = "somebody:forged:signature"
    page = client.get(f"/here/{centre.slug}/{code(centre, at)}/").content.decode()
    assert joined not in page


def test_an_hour_more_is_given_once(client, joined):
    assert client.post(f"{joined}more/").status_code == 302
    page = client.get(joined).content.decode()
    assert "14:20" in page
    assert "Мне нужен ещё час" not in page
    again = client.post(f"{joined}more/")
    assert (again.status_code, 'role="alert"' in again.content.decode()) == (409, True)


def test_one_gives_the_place_up_by_a_press_and_not_by_a_link(client, joined):
    assert client.get(f"{joined}leave/")["Location"] == joined
    assert PlaceAfar.objects.get().state == "away"
    assert client.post(f"{joined}leave/").status_code == 302
    page = client.get(joined).content.decode()
    assert "Это место освобождено" in page
    assert "Занять новое место" in page


def test_what_lapsed_is_said_to_be_given_up_before_any_job_runs(client, joined, at):
    clock.set_to(at + timedelta(hours=3, minutes=1), speed=0.001)
    assert "Это место освобождено" in client.get(joined).content.decode()
    assert "Это место освобождено" in client.get(f"{joined}now/").content.decode()


def test_a_closed_centre_is_joined_by_nobody(client, centre, at):
    clock.set_to(at + timedelta(hours=12), speed=0.001)
    assert "Сейчас закрыто" in client.get(f"/centres/{centre.slug}/join/").content.decode()
    assert client.post(f"/centres/{centre.slug}/join/", FORM).status_code == 422
    assert not PlaceAfar.objects.exists()


@pytest.mark.parametrize("wrong", [{"for": "war"}, {"in": "tlh"}])
def test_what_is_not_in_the_lists_is_refused_in_words(client, centre, wrong):
    answer = client.post(f"/centres/{centre.slug}/join/", FORM | wrong)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("slug", ["", "teleport", "\x00"])
def test_an_unknown_service_is_asked_again(client, centre, slug):
    answer = client.post(f"/centres/{centre.slug}/join/", FORM | {"service": slug})
    assert "?service=passport" in answer.content.decode()


def test_a_guessed_address_has_a_kind_page(client, centre):
    page = client.get("/q/nobody/")
    assert (page.status_code, "Мы не знаем этого места" in page.content.decode()) == (404, True)
    assert client.get("/here/atlantis/ABC/").status_code == 404
