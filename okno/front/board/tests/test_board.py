"""What the wall says."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.text import Text
from okno.network import queries
from okno.network.models import Counter, Device, Hall
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def wall(token, services):
    client = Client()
    client.get(f"/enter/{token('board')}")
    return client


def said(wall):
    """The keys of what a screen would speak now."""
    return set(re.findall(r'data-key="([^"]+)"', wall.get("/board/now/").content.decode()))


def test_a_call_is_shown_and_spoken_in_the_visitors_language(wall, session, at):
    queue.issue(centre="tverskoy", service="passport", language="en", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    page = wall.get("/board/now/").content.decode()
    assert 'data-text="Ticket A 1, counter 1"' in page
    assert 'data-lang="en"' in page


def test_a_recall_is_spoken_again(wall, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    where = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    before = said(wall)
    queue.recall(**where, ticket=ticket.pk)
    assert len(before) == 1
    assert not before & said(wall)


def test_every_later_call_of_the_same_ticket_is_spoken_and_sitting_down_is_none(wall, session, at):
    """A screen speaks each key once: another call must bring another key, a start the same one."""
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x").pk
    counter = {"centre": session.centre_id, "counter": session.counter_id, "by": "x"}
    queue.call_next(**counter, at=at)
    first = said(wall)
    queue.start(**counter, at=at, ticket=ticket)
    assert said(wall) == first
    later = at + timedelta(seconds=5)
    queue.transfer(**counter, at=later, ticket=ticket, service="benefit")
    queue.call_this(**counter, at=later, ticket=ticket)
    assert said(wall)
    assert not said(wall) & first


def test_who_is_soon_stands_in_the_order_of_the_line(wall, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.issue(centre="tverskoy", service="passport", priority="disabled", at=at, by="x")
    page = wall.get("/board/now/").content.decode()
    assert page.index(">A2</bdi>") < page.index(">A1</bdi>")


def test_a_stranger_sees_no_board():
    assert Client().get("/board/").status_code == 401


def test_a_call_that_fits_no_row_is_spoken_all_the_same(wall, centre, services, at):
    tickets = [queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in range(6)]
    counters = _six_counters(centre)
    for number, ticket in enumerate(tickets):
        Ticket.objects.filter(pk=ticket.pk).update(
            state="called", called_at=at + timedelta(seconds=number), counter=counters[number]
        )
    page = wall.get("/board/now/").content.decode()
    assert page.count('<div class="call">') == 4
    assert page.count("<ok-say ") == 6


def test_who_sat_down_long_ago_is_not_called_once_more_by_a_board_that_was_away(wall, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    long_ago = clock.now() - timedelta(minutes=5)
    Ticket.objects.update(issued_at=long_ago, waiting_since=long_ago)
    Ticket.objects.filter(pk=ticket.pk).update(
        state="serving", called_at=long_ago, started_at=long_ago, counter=session.counter
    )
    page = wall.get("/board/now/").content.decode()
    assert '<div class="call">' in page
    assert "<ok-say " not in page


def test_who_is_expected_stands_above_who_has_sat_down(wall, centre, services, at):
    first, second = (
        queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in range(2)
    )
    one, other = _six_counters(centre)[:2]
    Ticket.objects.filter(pk=first.pk).update(state="called", called_at=at, counter=one)
    Ticket.objects.filter(pk=second.pk).update(
        state="serving", called_at=at + timedelta(seconds=9), started_at=at, counter=other
    )
    calls = wall.get("/board/now/").content.decode().partition("soon-word")[0]
    assert calls.index(">1</span>") < calls.index(">2</span>")


@pytest.mark.parametrize(
    ("setting", "there"),
    [(["ru", "en"], True), (["ru"], False), ("en", False), (["xx", 7], False)],
)
def test_a_second_language_is_read_where_the_board_is_set_to_it(wall, setting, there):
    Device.objects.filter(kind="board").update(settings={"languages": setting})
    queries.forget_devices()
    page = wall.get("/board/").content.decode()
    assert "Подойдите к окну" in page
    assert ("Please come to the counter" in page) is there


def _six_counters(centre):
    hall = centre.halls.first()
    for number in range(5, 7):
        Counter.objects.create(centre=centre, hall=hall, number=number)
    return list(centre.counters.order_by("number"))


def test_where_there_are_several_halls_a_call_names_its_own(
    wall, centre, counters, services, anna, at
):
    other = Hall.objects.create(centre=centre, slug="b", name=Text(ru="Зал Б", en="Hall B"))
    counters[1].hall = other
    counters[1].save()
    queue.open_counter(centre=centre.pk, counter=counters[1].pk, staff=anna, at=at, by="x")
    queue.issue(centre="tverskoy", service="passport", language="en", at=at, by="x")
    called = queue.call_next(centre=centre.pk, counter=counters[1].pk, at=at, by="x")
    seen = wall.get("/board/now/").content.decode()
    assert "Зал Б" in seen
    assert f"Ticket A {called.number}, counter 2, Hall B" in seen


def test_where_there_is_one_hall_it_is_not_named(wall, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    assert "Зал А" not in wall.get("/board/now/").content.decode()


def test_the_wall_shows_the_code_of_these_minutes_while_somebody_is_on_the_way(wall, session, at):
    same = {"centre": session.centre_id, "at": at, "by": "visitor"}
    code = hall.presence_code(session.centre_id, at)
    assert code not in wall.get("/board/now/").content.decode()
    afar = queue.join(service="passport", holder="browser", **same)
    page = wall.get("/board/now/").content.decode()
    assert f"<bdi>{code}</bdi>" in page
    assert "data:image/svg+xml" in page
    clock.set_to(at + timedelta(minutes=5), speed=0.001)
    assert code not in wall.get("/board/now/").content.decode(), "five minutes later it is another"
    queue.leave_from_afar(afar, at=at, by="visitor")
    assert "presence" not in wall.get("/board/now/").content.decode()


def test_whoever_comes_back_from_a_step_is_called_back_to_the_counter(
    wall, session, english_session, at
):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x").pk
    here = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**here)
    assert "снова</span>" not in wall.get("/board/now/").content.decode()
    queue.transfer(**here, ticket=ticket, service="benefit", back_to_me=True)
    other = {**here, "counter": english_session.counter_id}
    queue.call_this(**other, ticket=ticket)
    queue.start(**other, ticket=ticket)
    queue.finish(**other, ticket=ticket)
    queue.call_next(**here)
    page = wall.get("/board/now/").content.decode()
    assert "снова</span>" in page
    assert 'data-text="Талон A 1, вернитесь к окну 1"' in page
