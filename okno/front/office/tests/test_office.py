"""The manager's hall and the door, without a browser."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.base.models import Look
from okno.front.office import charts
from okno.queue import actions as queue
from okno.queue.models import CounterSession, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def do(office, verb, **form):
    form.setdefault("key", f"{verb}-{form}")
    return office.post(f"/office/act/{verb}/", form, headers={"HX-Request": "true"})


def test_a_manager_opens_pauses_moves_and_closes(office, counters, boris):
    first, second = counters[0].pk, counters[1].pk
    assert do(office, "open", counter=first, staff=boris.pk).status_code == 200
    assert do(office, "pause", counter=first, reason="break", minutes=5).status_code == 200
    assert do(office, "resume", counter=first).status_code == 200
    assert do(office, "move", counter=first, to=second).status_code == 200
    assert CounterSession.objects.get(closed_at=None).counter_id == second
    assert do(office, "profile", counter=second, quick_only="on").status_code == 200
    queue.call_for_help(centre=boris.centre_id, counter=second, at=datetime.now(UTC), by="x")
    assert "помощь!" in office.get("/office/now/").content.decode()
    assert do(office, "answer", counter=second).status_code == 200
    assert do(office, "close", counter=second).status_code == 200
    assert not CounterSession.objects.filter(closed_at=None).exists()


def test_staff_of_another_centre_are_not_seated_here(office, counters, boris):
    from okno.network.tests.factories import CentreFactory

    boris.centre = CentreFactory()
    boris.save()
    assert do(office, "open", counter=counters[0].pk, staff=boris.pk).status_code == 422


def test_a_counter_of_another_centre_does_not_exist_here(office):
    from okno.network.tests.factories import CentreFactory

    elsewhere = CentreFactory().counters.first().pk
    assert do(office, "pause", counter=elsewhere, reason="break", minutes=5).status_code == 404


def test_the_hall_warns_of_people_nobody_can_serve(office, english_session, at):
    queue.issue(centre="tverskoy", service="benefit", at=at, by="x")
    assert "ни одно открытое окно не оказывает" in office.get("/office/").content.decode()


def test_a_wait_turns_amber_at_ten_minutes_and_red_at_fifteen(office, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at - 11 * MINUTE, by="x")
    assert "figure--soon" in office.get("/office/").content.decode()
    queue.issue(centre="tverskoy", service="passport", at=at - 16 * MINUTE, by="x")
    assert "figure--danger" in office.get("/office/").content.decode()


def test_closing_the_day_is_one_press(office, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert do(office, "close-day").status_code == 200
    assert Ticket.objects.get().state == "closed"


def test_an_editor_looks_at_any_centre_and_a_manager_at_the_own(client, lidia, vera, services):
    from okno.network.tests.factories import CentreFactory

    CentreFactory(slug="elsewhere")
    client.force_login(lidia)
    client.post("/office/choose/", {"centre": "elsewhere"})
    assert "elsewhere" in client.get("/office/").content.decode()
    client.force_login(vera)
    assert client.post("/office/choose/", {"centre": "elsewhere"}).status_code == 403


def test_the_page_costs_few_queries(office, session, at, django_assert_max_num_queries):
    for _ in range(8):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    with django_assert_max_num_queries(18):
        office.get("/office/now/", headers={"HX-Request": "true"})


@pytest.fixture
def door(client, gleb, services):
    client.force_login(gleb)
    return client


def test_the_administrator_registers_with_a_priority_and_two_services(door, session):
    form = {
        "key": "k", "service": "passport", "more": "extract", "purpose": "file",
        "language": "en", "priority": "veteran",
    }  # fmt: skip
    assert door.post("/office/door/issue/", form).status_code == 200
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.language, len(ticket.rest)) == ("veteran", "en", 1)
    door.post("/office/door/issue/", form)
    assert Ticket.objects.count() == 1, "the same key gives the same ticket"


def test_a_ticket_is_found_by_number_and_the_look_is_written_down(door, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    for asked in ("A1", "a 1", "1"):
        assert "ждёт" in door.get("/office/door/", {"find": asked}).content.decode()
    assert Look.objects.count() == 3
    assert "такого талона нет" in door.get("/office/door/", {"find": "A9"}).content.decode()


def test_the_coffee_is_handed_out_by_its_code_once(door, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at - 20 * MINUTE, by="x")
    queue.break_promises(at=at)
    ticket = Ticket.objects.get()
    assert "Кофе выдан" in door.get("/office/door/", {"find": ticket.voucher}).content.decode()
    assert door.post("/office/door/act/coffee/", {"ticket": ticket.pk}).status_code == 302
    assert door.post("/office/door/act/coffee/", {"ticket": ticket.pk}).status_code == 409


def test_an_administrator_does_not_open_the_managers_hall(door):
    assert door.get("/office/").status_code == 403


def test_quarters_hold_each_wait_once_and_mark_the_promise():
    opens = datetime(2026, 11, 24, 5, tzinfo=UTC)
    zone, standard = ZoneInfo("Europe/Moscow"), timedelta(minutes=15)
    waits = [(opens, 60.0), (opens + 14 * MINUTE, 180.0), (opens + 15 * MINUTE, 1200.0)]
    bars = charts.quarters(
        waits, opens=opens, closes=opens + timedelta(hours=12), zone=zone, standard=standard
    )
    assert len(bars) == 48
    assert [(bar.n, bar.mean, bar.over) for bar in bars[:3]] == [
        (2, 2.0, False), (1, 20.0, True), (0, 0.0, False),
    ]  # fmt: skip
    assert bars[0].starts == "08:00"
    assert 0 <= charts.line_at(standard, bars) < charts.HEIGHT


def test_the_ninetieth_percentile_is_by_nearest_rank():
    assert charts.p90([]) == 0
    assert charts.p90([7]) == 7
    assert charts.p90(list(range(1, 11))) == 9
    assert charts.p90(list(range(1, 101))) == 90
