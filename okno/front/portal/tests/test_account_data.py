"""What we keep of an account: seen, downloaded, taken back, deleted so that nothing is left."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from okno.base import audit, clock
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Wish
from okno.front.portal.tests.test_account import book, text
from okno.notify.models import Message
from okno.people import actions as people
from okno.people.models import Account, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]


def signed_in(subject):
    client = Client()
    client.cookies["okno_account"] = people.sign_in_account(
        issuer="https://city.example", subject=subject, language="ru", at=clock.now()
    )
    return client


@pytest.fixture
def ivan():
    return signed_in("ivan")


@pytest.fixture
def visit(ivan, services, centre, tomorrow):
    """An appointment that Ivan booked, signed in."""
    book(ivan, services, centre, tomorrow)
    return Appointment.objects.get()


def everywhere(needle):
    """The tables in which some row holds this text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not model._meta.managed or table not in connection.introspection.table_names():
                continue
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [needle])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_what_is_kept_is_shown_with_since_when_and_until_when(ivan, visit):
    page = text(ivan.get("/me/data/"))
    assert "+79160000001" in page
    assert "24 ноября 2026" in page
    assert "25 декабря 2026" in page  # thirty days after the visit
    assert "Никто из сотрудников" in page


def test_a_consent_taken_back_is_forgotten_now_and_its_appointment_cancelled(ivan, visit):
    old = visit.token
    number = Visitor.objects.get().pk
    ivan.post("/me/forget/", {"visitor": str(number)})
    assert not Visitor.objects.exists()
    visit.refresh_from_db()
    assert (visit.state, visit.keys.exists()) == (State.CANCELLED, False)
    assert ivan.get(f"/a/{old}/").status_code == 404
    assert Event.objects.get(name="people.visitor_forgotten").subject == f"visitor:{number}"
    assert everywhere("%79160000001%") == []
    assert "Ничего. Мы знаем только" in text(ivan.get("/me/data/"))


def test_nobody_is_reminded_of_what_was_taken_back(ivan, visit):
    assert Message.objects.filter(state="created").exists()
    ivan.post("/me/forget/", {"visitor": str(visit.visitor_id)})
    assert not Message.objects.filter(state="created").exists()
    assert not Message.objects.exclude(text="").exists()


def test_a_time_that_was_taken_back_is_free_for_others(ivan, visit, hold):
    ivan.post("/me/forget/", {"visitor": str(visit.visitor_id)})
    assert hold(visit.starts_at)


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1" * 40])
def test_what_is_nobodys_number_forgets_nobody(ivan, visit, number):
    assert ivan.post("/me/forget/", {"visitor": number}).status_code == 404
    assert Visitor.objects.count() == 1


def test_nobody_forgets_a_visitor_of_another_account(ivan, visit):
    answer = signed_in("olga").post("/me/forget/", {"visitor": str(visit.visitor_id)})
    assert answer.status_code == 404
    assert Visitor.objects.count() == 1
    visit.refresh_from_db()
    assert visit.state == State.BOOKED


def test_whoever_has_not_signed_in_sees_takes_and_deletes_nothing(client, visit):
    for page in ("/me/data/", "/me/data/okno-my-data.json", "/me/delete/"):
        assert client.get(page)["Location"] == "/me/"
    for act in ("/me/forget/", "/me/delete/"):
        assert client.post(act)["Location"] == "/me/"
    assert Account.objects.count() == 1


def test_everything_is_downloaded_as_json(ivan, visit):
    answer = ivan.get("/me/data/okno-my-data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="okno-my-data.json"'
    assert answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert said["consents"][0]["phone"] == "+79160000001"
    assert said["visits"][0]["code"] == visit.code
    assert said["visits"][0]["medium"] == "here"
    assert said["visits"][0]["messages"][0]["to"] == "+79160000001"
    assert said["visits"][0]["messages"][0]["text"]
    assert said.keys() == {
        "account",
        "consents",
        "visits",
        "joined_from_home",
        "applications",
        "waiting_for",
        "looks",
    }


def test_what_is_downloaded_is_of_this_account_alone(visit):
    said = json.loads(signed_in("olga").get("/me/data/okno-my-data.json").content)
    assert said["consents"] == said["visits"] == said["waiting_for"] == said["looks"] == []


def test_before_everything_is_deleted_it_is_said_what_goes_with_it(ivan, visit):
    page = text(ivan.get("/me/delete/"))
    assert "Вместе с этим отменятся записи" in page
    assert "25 ноября, 11:00" in page
    assert Account.objects.exists()


def test_after_that_nothing_is_left_but_a_journal_that_knows_nobody(
    ivan, visit, services, centre, at, tomorrow, book, sold_out
):
    there = signed_in("ivan")
    wish = booking.wish(
        centre=centre,
        services=[services["benefit"]],
        first_day=tomorrow.date(),
        last_day=tomorrow.date(),
        name="Ян",
        phone="+79160000001",
        agreed=True,
        account=Account.objects.get(),
        at=at,
        by="visitor",
    )
    key, *persons = Account.objects.get().key, *visit.keys.values_list("key", flat=True)
    assert len(persons) == 2, "their phone and their account"
    answer = ivan.post("/me/delete/")
    assert "Всё удалено" in text(answer)
    assert not Account.objects.exists()
    assert not Visitor.objects.exists()
    assert not Wish.objects.exists()
    visit.refresh_from_db()
    assert visit.state == State.CANCELLED
    for trace in ("79160000001", key, *persons, "Ян", wish.token):
        assert everywhere(f"%{trace}%") == [], trace
    assert Event.objects.filter(name="people.account_deleted").count() == 1
    for browser in (ivan, there):
        assert browser.get("/me/data/")["Location"] == "/me/"


def test_whoever_is_in_line_just_now_keeps_the_place_without_a_name(ivan, visit, centre):
    from okno.queue import actions as queue

    clock.set_to(visit.starts_at, 1.0)
    ticket = queue.check_in(centre=centre.pk, appointment=visit, at=visit.starts_at, by="device:1")
    queue.ask_to_be_told(
        ticket,
        email="yan@example.org",
        agreed=True,
        language="ru",
        at=visit.starts_at,
        by="visitor",
    )
    assert everywhere("%yan@example.org%")
    ivan.post("/me/delete/")
    assert everywhere("%yan@example.org%") == []
    visit.refresh_from_db()
    ticket.refresh_from_db()
    assert (visit.state, visit.visitor_id) == (State.ARRIVED, None)
    assert ticket.is_live
    assert ivan.get(f"/t/{ticket.token}/").status_code == 200


@pytest.mark.parametrize("way", ["/me/delete/", "/me/forget/"])
def test_what_somebody_was_told_in_line_is_forgotten_with_them(
    ivan, visit, centre, session, way, django_capture_on_commit_callbacks
):
    from okno.queue import actions as queue

    at = visit.starts_at
    clock.set_to(at, 1.0)
    ticket = queue.check_in(centre=centre.pk, appointment=visit, at=at, by="device:1")
    asked = {"email": "yan@example.org", "agreed": True, "language": "ru"}
    queue.ask_to_be_told(ticket, **asked, at=at, by="visitor")
    here = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_this(**here, ticket=ticket.pk)
    text = Message.objects.get(act="your_turn").text
    said = f"%{text.splitlines()[0]}%"
    assert ticket.label in said
    for trace in ("%yan@example.org%", said):
        assert "notify_message" in everywhere(trace)
    ivan.post(way, {"visitor": str(visit.visitor_id)})
    for trace in ("%yan@example.org%", said):
        assert everywhere(trace) == []


def test_a_visit_of_somebody_else_stays_when_an_account_is_deleted(ivan, visit, book, tomorrow):
    other = book(tomorrow + timedelta(hours=2), phone="+79160000002")
    ivan.post("/me/delete/")
    other.refresh_from_db()
    assert (other.state, other.visitor.phone) == (State.BOOKED, "+79160000002")


def test_whoever_deletes_and_comes_again_begins_anew(ivan, visit):
    ivan.post("/me/delete/")
    again = signed_in("ivan")
    assert "Записей нет" in text(again.get("/me/"))


def test_who_looked_is_told_by_role_and_centre_never_by_name(ivan, visit, gleb, at):
    for seconds in (0, 5, 61):
        audit.looked(
            by=f"staff:{gleb.pk}",
            subject=f"visitor:{visit.visitor_id}",
            why="door",
            at=at + timedelta(seconds=seconds),
        )
    page = text(ivan.get("/me/data/"))
    assert page.count("Администратор") == 2  # five seconds later it is the same look
    assert "Тверской · чтобы вас встретить" in page
    assert "Глеб" not in page
    looks = json.loads(ivan.get("/me/data/okno-my-data.json").content)["looks"]
    assert {each["why"] for each in looks} == {"door"}
    assert "Глеб" not in str(looks)
    assert f"staff:{gleb.pk}" not in str(looks)
    assert "Администратор" not in text(signed_in("olga").get("/me/data/"))


def test_a_look_at_the_door_is_one_that_the_visitor_sees(ivan, visit, client, gleb):
    client.force_login(gleb)
    found = client.get(f"/office/door/booked/{visit.pk}/")
    assert found.status_code == 200
    assert "Администратор" in text(ivan.get("/me/data/"))
