"""Applications at the desk: accepted, found again by their number, handed over."""

from datetime import timedelta

import pytest
from django.test import Client

from okno.base.models import Look
from okno.booking import actions as booking
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.network.tests.factories import CentreFactory
from okno.notify import actions as notify
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def boris_at_the_desk(client, boris, session, at):
    notify.load_wordings(at=at, by="system")
    client.force_login(boris)
    return client


@pytest.fixture
def served(boris_at_the_desk, centre, session, at):
    """Whoever came to file for a passport and is at the counter now."""
    same = {"centre": centre.pk, "at": at, "by": "staff:1"}
    ticket = queue.issue(**same, service="passport")
    here = {**same, "counter": session.counter_id, "ticket": ticket.pk}
    queue.call_this(**here)
    return queue.start(**here)


def text(answer):
    return answer.content.decode()


def send(client, address, **form):
    return client.post(address, {"key": f"once {address}", **form})


def test_the_desk_offers_it_only_where_somebody_files(boris_at_the_desk, served):
    assert 'href="/desk/file/"' in text(boris_at_the_desk.get("/desk/"))


def test_after_the_visit_it_is_offered_for_half_a_minute(
    boris_at_the_desk, served, centre, session, at
):
    where = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}
    queue.finish(**where, ticket=served.pk)
    page = text(boris_at_the_desk.get("/desk/"))
    assert f'href="/desk/file/?ticket={served.pk}"' in page
    answer = boris_at_the_desk.get(f"/desk/file/?ticket={served.pk}")
    assert answer.status_code == 200


def test_who_asks_is_offered_nothing_to_accept_but_a_search(boris_at_the_desk, centre, session, at):
    same = {"centre": centre.pk, "at": at, "by": "staff:1"}
    ticket = queue.issue(**same, service="passport", purpose="ask")
    here = {**same, "counter": session.counter_id, "ticket": ticket.pk}
    queue.call_this(**here)
    queue.start(**here)
    page = text(boris_at_the_desk.get("/desk/"))
    assert 'href="/desk/file/"' not in page
    assert 'href="/desk/cases/"' in page
    answer = boris_at_the_desk.get("/desk/file/")
    assert answer.status_code == 409
    assert 'name="due_on"' not in text(answer)


def test_the_day_is_proposed_and_one_press_accepts(boris_at_the_desk, served, services, at):
    services["passport"].processing_days, services["passport"].in_working_days = 5, True
    services["passport"].save()
    page = text(boris_at_the_desk.get("/desk/file/"))
    assert 'value="2026-12-01"' in page
    answer = send(boris_at_the_desk, "/desk/file/", ticket=served.pk, due_on="2026-12-01")
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    again = send(boris_at_the_desk, "/desk/file/", ticket=served.pk, due_on="2026-12-01")
    assert again["Location"] == answer["Location"]
    assert Case.objects.count() == 1
    page = boris_at_the_desk.get(answer["Location"])
    assert f"{case.number[:4]} {case.number[4:]}" in text(page)
    assert "data:image/svg" in text(page)
    assert page["Cache-Control"] == "no-store"
    assert boris_at_the_desk.get("/desk/file/")["Location"] == answer["Location"]


@pytest.mark.parametrize(
    ("said", "field"),
    [({"due_on": "2026-11-23"}, "due_on"), ({"due_on": "x"}, "due_on"),
     ({"phone": "123", "consent": "1"}, "phone"), ({"phone": "89161234567"}, "consent")],
)  # fmt: skip
def test_what_is_refused_stands_beside_its_field_and_nothing_is_kept(
    boris_at_the_desk, served, said, field
):
    form = {"ticket": served.pk, "due_on": "2026-12-01", **said}
    answer = send(boris_at_the_desk, "/desk/file/", **form)
    assert answer.status_code == 422
    assert f'aria-describedby="{field}' in text(answer) or f'id="{field}-error"' in text(answer)
    assert not Case.objects.exists()


def test_who_is_told_of_the_visit_is_not_asked_for_a_phone(
    boris_at_the_desk, schedule, hold, centre, session, at
):
    held = hold(at.replace(minute=30))
    made = booking.book(held, name="Ян", phone="89161234567", agreed=True, at=at, by="visitor")
    ticket = queue.check_in(centre=centre.pk, appointment=made, at=at, by="device:1")
    here = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}
    queue.call_this(**here, ticket=ticket.pk)
    queue.start(**here, ticket=ticket.pk)
    page = text(boris_at_the_desk.get("/desk/file/"))
    assert 'name="phone"' not in page
    assert "9161234567" not in page
    form = {"ticket": ticket.pk, "due_on": "2026-12-01", "consent": "1"}
    send(boris_at_the_desk, "/desk/file/", **form)
    assert Case.objects.get().ways == [["sms", "+79161234567"]]


@pytest.fixture
def case(served, at):
    return cases.open_case(served, due_on=at.date(), at=at - timedelta(hours=1), by="staff:1")


@pytest.mark.parametrize("where", ["/desk/cases/", "/desk/booked/"])
def test_the_code_of_its_page_opens_it_wherever_it_is_scanned(boris_at_the_desk, case, where):
    page = f"https://a.very.long.name.of.a.house.of.many.centres.example.org/c/{case.token}/"
    answer = boris_at_the_desk.post(where, {"said": page})
    assert answer["Location"] == f"/desk/cases/{case.pk}/"


@pytest.mark.parametrize("where", ["/desk/cases/", "/desk/booked/"])
def test_the_page_of_another_centres_application_opens_nothing(boris_at_the_desk, case, where):
    Case.objects.update(centre=CentreFactory(slug="arbat", counters=1))
    answer = boris_at_the_desk.post(where, {"said": f"https://okno.example/c/{case.token}/"})
    assert answer.status_code == 200
    assert "Заявления с таким номером в этом центре нет" in text(answer)


def test_a_case_is_found_by_its_number_and_handed_over(boris_at_the_desk, case, at):
    cases.result_ready(case, at=at - timedelta(minutes=5), by="staff:2")
    said = f"{case.number[:4]} {case.number[4:]}"
    found = boris_at_the_desk.post("/desk/cases/", {"said": said})
    assert found["Location"] == f"/desk/cases/{case.pk}/"
    assert f'action="/desk/cases/{case.pk}/issue/"' in text(
        boris_at_the_desk.get(found["Location"])
    )
    send(boris_at_the_desk, f"/desk/cases/{case.pk}/issue/")
    case.refresh_from_db()
    assert case.state == "issued"
    send(boris_at_the_desk, f"/desk/cases/{case.pk}/take-back/")
    case.refresh_from_db()
    assert case.state == "ready"


def test_a_number_that_is_none_is_said_to_be_none(boris_at_the_desk, case):
    assert 'role="alert"' in text(boris_at_the_desk.post("/desk/cases/", {"said": "12345678x"}))


def test_what_is_too_late_is_refused_on_the_page(boris_at_the_desk, case):
    answer = send(boris_at_the_desk, f"/desk/cases/{case.pk}/take-back/")
    assert answer.status_code == 409
    assert case.number[:4] in text(answer)


def test_every_look_at_a_case_is_written_down(boris_at_the_desk, boris, case):
    boris_at_the_desk.get(f"/desk/cases/{case.pk}/")
    look = Look.objects.get(subject=f"case:{case.pk}")
    assert (look.by, look.why) == (f"staff:{boris.pk}", "serving")


def test_another_centres_case_is_not_there(case, boris):
    boris.centre = CentreFactory(slug="arbat", counters=1)
    boris.save()
    elsewhere = Client()
    elsewhere.force_login(boris)
    assert elsewhere.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert send(elsewhere, f"/desk/cases/{case.pk}/issue/").status_code == 404
    assert 'role="alert"' in text(elsewhere.post("/desk/cases/", {"said": case.number}))
