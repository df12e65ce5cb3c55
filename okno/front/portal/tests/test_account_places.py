"""A place taken in line from home, signed in: among one's visits, downloaded, and forgotten with the account."""

import json
from datetime import timedelta

import pytest

from okno.base import audit
from okno.base.models import Event
from okno.front.portal.tests.test_account import text
from okno.front.portal.tests.test_account_data import everywhere, signed_in
from okno.notify import actions as notify
from okno.notify.models import Message
from okno.people.models import Account
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Contact, PlaceAfar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "session")]
FORM = {"service": "passport", "for": "file", "in": "ru"}


@pytest.fixture
def ivan():
    return signed_in("ivan")


@pytest.fixture
def place(ivan, centre):
    """A place that Ivan took, signed in."""
    ivan.post(f"/centres/{centre.slug}/join/", FORM)
    return PlaceAfar.objects.get()


@pytest.fixture
def told(place, at):
    """Ivan asked to be told of it, and was."""
    notify.load_wordings(at=at, by="system")
    asked = {"email": "yan@example.org", "agreed": True, "language": "ru"}
    queue.ask_to_be_told(place, **asked, at=at, by="visitor")
    notify.tell(
        act="set_out",
        about=f"afar:{place.pk}",
        to=[notify.Address("email", "yan@example.org")],
        language="ru",
        values={"centre": "Тверской", "link": "https://okno.example/q/x/"},
        zone="Europe/Moscow",
        at=at,
        by="system",
    )
    return place


def come(place, at):
    code = queries.presence_code(place.centre_id, at)
    return queue.come_from_afar(place, code=code, at=at, by="visitor")


def test_a_place_taken_signed_in_is_among_ones_visits_and_nobody_elses(ivan, place, centre):
    page = ivan.get("/me/").content.decode()
    assert f'href="/q/{place.token}/"' in page
    assert "из дома" in text(ivan.get("/me/"))
    assert "Записей нет" not in text(ivan.get("/me/"))
    assert place.token not in signed_in("olga").get("/me/").content.decode()
    assert "сохранится в вашем кабинете" in text(
        ivan.get(f"/centres/{centre.slug}/join/?service=passport")
    )


def test_a_place_taken_without_signing_in_is_in_no_account(client, ivan, centre):
    client.post(f"/centres/{centre.slug}/join/", FORM)
    assert PlaceAfar.objects.get().account is None
    assert "/q/" not in ivan.get("/me/").content.decode()


def test_when_its_person_has_come_it_leads_to_the_ticket_and_then_it_is_past(ivan, place, at):
    ticket = come(place, at)
    page = ivan.get("/me/").content.decode()
    assert f'href="/t/{ticket.token}/"' in page
    assert ticket.label in text(ivan.get("/me/"))
    assert "Прошедшие визиты" not in page
    queue.leave(centre=place.centre_id, ticket=ticket.pk, at=at, by="visitor")
    before, past = ivan.get("/me/").content.decode().split("Прошедшие визиты")
    assert ticket.token in past
    assert ticket.token not in before


def test_a_place_that_was_given_up_is_past(ivan, place, at):
    queue.leave_from_afar(place, at=at, by="visitor")
    assert place.token in ivan.get("/me/").content.decode().split("Прошедшие визиты")[1]


def test_what_is_kept_of_it_is_shown_and_downloaded(ivan, told):
    page = text(ivan.get("/me/data/"))
    assert "yan@example.org" in page
    assert "24 декабря 2026" in page  # thirty days after it was taken
    said = json.loads(ivan.get("/me/data/okno-my-data.json").content)["joined_from_home"]
    assert [each["service"] for each in said] == [str(told.service.name)]
    assert said[0]["told_by"] == [["email", "yan@example.org"]]
    assert [each["to"] for each in said[0]["messages"]] == ["yan@example.org"]
    olgas = json.loads(signed_in("olga").get("/me/data/okno-my-data.json").content)
    assert olgas["joined_from_home"] == []


def test_a_look_at_its_ticket_is_one_that_the_visitor_sees(ivan, place, at, gleb):
    ticket = come(place, at)
    audit.looked(by=f"staff:{gleb.pk}", subject=f"ticket:{ticket.pk}", why="serving", at=at)
    assert "Администратор" in text(ivan.get("/me/data/"))


def test_forgotten_by_itself_it_goes_on_without_an_account(ivan, told):
    assert ivan.post("/me/forget/", {"place": str(told.pk)}).status_code == 302
    assert everywhere("%yan@example.org%") == []
    told.refresh_from_db()
    assert (told.account, told.state, told.asker) == (None, "away", "")
    assert not Contact.objects.exists()
    assert told.token not in ivan.get("/me/").content.decode()
    assert ivan.get(f"/q/{told.token}/").status_code == 200
    assert Event.objects.filter(name="queue.places_forgotten").count() == 1
    assert ivan.post("/me/forget/", {"place": str(told.pk)}).status_code == 404
    assert Account.objects.exists()


def test_the_page_of_one_that_is_over_opens_no_more_when_it_is_forgotten(ivan, place, at):
    queue.leave_from_afar(place, at=at, by="visitor")
    ivan.post("/me/forget/", {"place": str(place.pk)})
    assert ivan.get(f"/q/{place.token}/").status_code == 404


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1" * 40])
def test_what_is_nobodys_number_forgets_nothing(ivan, place, number):
    assert ivan.post("/me/forget/", {"place": number}).status_code == 404
    assert PlaceAfar.objects.get().account is not None


def test_nobody_forgets_a_place_of_another_account(place):
    assert signed_in("olga").post("/me/forget/", {"place": str(place.pk)}).status_code == 404
    place.refresh_from_db()
    assert place.account is not None


def test_with_the_account_everything_of_it_is_forgotten_and_whoever_is_in_line_stays(
    ivan, told, at
):
    ticket = come(told, at)
    assert everywhere("%yan@example.org%")
    ivan.post("/me/delete/")
    assert everywhere("%yan@example.org%") == []
    assert not Account.objects.exists()
    ticket.refresh_from_db()
    assert ticket.is_live
    assert Message.objects.exclude(ways=[]).count() == 0


def test_after_thirty_days_nobody_knows_whose_it_was(place):
    days = timedelta(days=1)
    queue.forget_afar(at=place.joined_at + 29 * days, by="system")
    place.refresh_from_db()
    assert place.account is not None
    queue.forget_afar(at=place.joined_at + 30 * days, by="system")
    place.refresh_from_db()
    assert place.account is None


def test_whoever_deletes_the_account_while_joining_has_a_place_in_no_account(place, centre, at):
    account = Account.objects.get()
    queue.forget_account(account, at=at, by="visitor")
    made = queue.join(
        centre=centre.pk, service="passport", holder="x", account=account, at=at, by="visitor"
    )
    assert made.account is None
