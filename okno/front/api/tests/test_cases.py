"""The city's own system says by a program's key that a result has come."""

import pytest
from django.test import Client

from okno.base.models import Event
from okno.cases.models import Case
from okno.network import actions as network
from okno.network.tests.factories import CentreFactory
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def case(file):
    return file(phone="89161234567", agreed=True)


def ready(client, case, key="k"):
    headers = {"Idempotency-Key": key} if key else {}
    address = f"/api/v1/cases/{case.pk}/ready"
    return client.post(address, data="{}", content_type="application/json", headers=headers)


def test_a_result_comes_once_and_its_person_is_told(program, case):
    answers = [ready(program, case) for _twice in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["state"] == "ready"
    assert Message.objects.filter(act="result_ready").count() == 1
    fact = Event.objects.get(name="cases.result_came")
    assert fact.by.startswith("device:")
    again = ready(program, case, key="another")
    assert (again.status_code, again.json()["code"]) == (409, "case_moved_on")


def test_a_program_reads_of_a_case_what_is_of_no_person(program, case):
    said = program.get(f"/api/v1/cases/{case.pk}").json()
    assert said == {
        "id": case.pk,
        "number": case.number,
        "state": "accepted",
        "service": "passport",
        "centre": "tverskoy",
        "opened_at": case.opened_at.isoformat(),
        "due_on": "2026-12-01",
        "ready_at": None,
    }


def test_another_centres_case_is_not_there(case, at):
    other = CentreFactory(slug="arbat", counters=1)
    key = network.enrol_device(centre=other, kind="program", name="x", at=at, by="x")[1]
    elsewhere = Client(headers={"Authorization": f"Bearer {key}"})
    assert ready(elsewhere, case).status_code == 404
    assert elsewhere.get(f"/api/v1/cases/{case.pk}").status_code == 404
    assert Case.objects.get().state == "accepted"


@pytest.mark.parametrize("kind", ["kiosk", "robot"])
def test_a_screen_says_nothing_of_results(token, case, kind):
    screen = Client(headers={"Authorization": f"Bearer {token(kind)}"})
    assert ready(screen, case).status_code == 403
