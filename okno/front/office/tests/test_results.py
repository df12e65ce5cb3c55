"""The office's page of results: what is overdue first, "it has come", found by service, day and number."""

from datetime import timedelta

import pytest

from okno.base.models import Event
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
DAY = timedelta(days=1)


@pytest.fixture
def office(client, vera):
    client.force_login(vera)
    return client


@pytest.fixture
def three(serve, file, finish, at):
    """One that is overdue, one that is awaited, one that has come."""
    made = []
    for days in (-1, 5, 9):
        ticket = serve()
        made.append(file(ticket, days=max(days, 0), phone="89161234567", agreed=True))
        finish(ticket)
    Case.objects.filter(pk=made[0].pk).update(due_on=(at - DAY).date())
    cases.result_ready(made[2], at=at - DAY, by="staff:2")
    return made


def shown(answer):
    """The cases on the page in their order."""
    page = answer.content.decode()
    found = {page.find(f'id="case-{each.pk}"'): each.pk for each in Case.objects.all()}
    return [found[place] for place in sorted(found) if place >= 0]


def press(office, case, verb="came", **more):
    form = {"key": f"{verb}-{case.pk}", "centre": "tverskoy", **more}
    return office.post(f"/office/results/{case.pk}/{verb}/", form)


def test_what_is_overdue_stands_first_and_what_has_come_last(office, three):
    assert shown(office.get("/office/results/")) == [each.pk for each in three]


def test_nothing_on_the_page_says_who_they_are(office, three):
    page = office.get("/office/results/").content.decode()
    assert "9161234567" not in page
    assert three[0].token not in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("service=passport", [0, 1, 2]), ("service=benefit", []), ("day=2026-11-29", [1]),
     ("day=2026-11-24", [0, 1, 2]), ("day=x", [0, 1, 2]),
     ("day=9999-12-31", []), ("day=0001-01-01", [])],
)  # fmt: skip
def test_they_are_found_by_service_and_by_day(office, three, query, numbers):
    found = shown(office.get(f"/office/results/?{query}"))
    assert found == [three[number].pk for number in numbers]


def test_one_is_found_by_the_number_of_its_receipt(office, three):
    number = three[1].number
    assert shown(office.get(f"/office/results/?receipt={number[:4]}+{number[4:]}")) == [three[1].pk]
    assert shown(office.get("/office/results/?receipt=1")) == []


def test_it_has_come_tells_the_person_once_however_often_it_is_pressed(office, three):
    for _twice in range(2):
        answer = press(office, three[1], service="passport")
        assert answer.status_code == 302
        where = f"/office/results/?service=passport#case-{three[1].pk}"
        assert answer["Location"] == where
    three[1].refresh_from_db()
    assert three[1].state == "ready"
    about = f"case:{three[1].pk}/"
    told = Message.objects.filter(act="result_ready", about__startswith=about)
    assert told.count() == 1
    assert press(office, three[1], key="another").status_code == 409


def test_a_press_by_mistake_is_taken_back(office, three):
    press(office, three[1])
    page = office.get("/office/results/").content.decode()
    assert f"/office/results/{three[1].pk}/take-back/" in page
    press(office, three[1], "take-back")
    three[1].refresh_from_db()
    assert three[1].state == "accepted"
    assert Event.objects.filter(name="cases.case_taken_back").count() == 1


def test_an_unknown_act_is_none(office, three):
    assert press(office, three[1], "x").status_code == 404
