"""The page of an application, and what an account and its owner have of it."""

from datetime import timedelta

import pytest
from django.test import Client

from okno.booking import actions as booking
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.front.portal.tests.test_account_data import everywhere
from okno.people import actions as people
from okno.people import queries as people_queries
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
DAY = timedelta(days=1)
PHONE = "8 916 123-45-67"


@pytest.fixture
def case(file, at):
    return file(when=at)


def text(answer):
    return answer.content.decode()


def page_of(case):
    return f"/c/{case.token}/"


def test_the_page_says_what_was_filed_where_and_by_when(client, case):
    page = text(client.get(page_of(case)))
    for said in ("1 декабря", "Тверской", str(case.service.short_name), case.number[:4]):
        assert said in page


def test_the_address_is_a_secret(client, case):
    answer = client.get(page_of(case))
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get("/c/nobodys/").status_code == 404


def test_a_result_that_is_late_is_said_to_be_late(client, case, at):
    Case.objects.update(due_on=(at - DAY).date())
    assert "Результат опаздывает" in text(client.get(page_of(case)))


def test_when_it_has_come_one_books_a_time_to_receive_it_or_just_comes(client, case, schedule, at):
    assert "?for=receive" not in text(client.get(page_of(case)))
    cases.result_ready(case, at=at, by="staff:2")
    page = text(client.get(page_of(case)))
    assert 'href="/book/passport/tverskoy/?for=receive"' in page
    assert 'href="/centres/tverskoy/join/"' in page
    assert client.get("/book/passport/tverskoy/?for=receive").status_code == 200


def test_what_nobody_books_a_time_for_one_just_comes_for(client, case, services, at):
    services["passport"].receive_minutes = None
    services["passport"].save()
    cases.result_ready(case, at=at, by="staff:2")
    page = text(client.get(page_of(case)))
    assert "?for=receive" not in page
    assert "взять талон" in page


def test_what_is_over_says_so_and_offers_nothing(client, case, at):
    cases.issue(case, at=at, by="staff:1")
    page = text(client.get(page_of(case)))
    assert "Результат у вас" in page
    assert f"{page_of(case)}tell/" not in page
    assert f"{page_of(case)}quiet/" not in page


def test_a_person_asks_to_be_told_and_is_told_no_more(client, case):
    refused = client.post(page_of(case) + "tell/", {"phone": PHONE})
    assert refused.status_code == 422
    assert Case.objects.get().ways == []
    client.post(page_of(case) + "tell/", {"phone": PHONE, "consent": "1"})
    assert Case.objects.get().ways == [["sms", "+79161234567"]]
    page = text(client.get(page_of(case)))
    assert "9161234567" not in page
    assert f'action="{page_of(case)}quiet/"' in page
    client.post(page_of(case) + "quiet/")
    assert Case.objects.get().ways == []


@pytest.fixture
def ivan(at):
    client = Client()
    client.cookies["okno_account"] = people.sign_in_account(
        issuer="https://city.example", subject="ivan", language="ru", at=at
    )
    return client


@pytest.fixture
def ivans(ivan, schedule, hold, centre, serve, file, at):
    """Filed by Ivan, who had booked in his account and agreed to be told."""
    account = people_queries.account_by_token(ivan.cookies["okno_account"].value)
    who = {"name": "Ян", "phone": PHONE, "agreed": True, "account": account}
    made = booking.book(hold(at.replace(minute=30)), **who, at=at, by="visitor")
    ticket = queue.check_in(centre=centre.pk, appointment=made, at=at, by="device:1")
    return file(serve(ticket), agreed=True)


def test_my_cases_are_among_my_things_and_in_nobody_elses(ivan, ivans, at):
    assert f'href="{page_of(ivans)}"' in text(ivan.get("/me/"))
    other = Client()
    other.cookies["okno_account"] = people.sign_in_account(
        issuer="https://city.example", subject="petr", language="ru", at=at
    )
    assert page_of(ivans) not in text(other.get("/me/"))
    before = Case.objects.values().get()
    assert other.post("/me/forget/", {"case": ivans.pk}).status_code == 404
    assert Case.objects.values().get() == before


def test_they_are_in_the_download(ivan, ivans):
    (said,) = ivan.get("/me/data/okno-my-data.json").json()["applications"]
    assert (said["number"], said["state"], said["due_on"]) == (
        ivans.number,
        "accepted",
        "2026-12-01",
    )
    assert said["told_by"] == [["sms", "+79161234567"]]
    assert [each["channel"] for each in said["messages"]] == ["sms"]


def test_one_is_forgotten_and_its_result_still_comes(ivan, ivans, client):
    assert "+79161234567" in text(ivan.get("/me/data/"))
    ivan.post("/me/forget/", {"case": ivans.pk})
    now = Case.objects.get()
    assert (now.ways, now.account, now.state) == ([], None, "accepted")
    assert client.get(page_of(ivans)).status_code == 200
    assert page_of(ivans) not in text(ivan.get("/me/"))


def test_delete_my_data_leaves_nothing_of_them_in_any_table(ivan, ivans, at):
    cases.issue(ivans, at=at, by="staff:1")
    assert "cases_case" in everywhere("%79161234567%")
    assert ivan.post("/me/delete/").status_code == 200
    for secret in ("%79161234567%", f"%{ivans.token}%"):
        assert everywhere(secret) == []


def test_a_consent_taken_back_on_the_page_of_the_visit_takes_the_case_along(client, ivans):
    visit = ivans.ticket.check_in.appointment
    client.post(f"/a/{visit.token}/forget/")
    assert everywhere("%79161234567%") == []
