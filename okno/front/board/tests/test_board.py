"""What the wall says."""

import pytest
from django.test import Client

from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def wall(token, services):
    client = Client()
    client.get(f"/enter/{token('board')}")
    return client


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
    before = wall.get("/board/now/").content.decode()
    queue.recall(**where, ticket=ticket.pk)
    assert f'data-key="{ticket.pk}-0"' in before
    assert f'data-key="{ticket.pk}-1"' in wall.get("/board/now/").content.decode()


def test_who_is_soon_stands_in_the_order_of_the_line(wall, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.issue(centre="tverskoy", service="passport", priority="disabled", at=at, by="x")
    page = wall.get("/board/now/").content.decode()
    assert page.index("<li>A2</li>") < page.index("<li>A1</li>")


def test_a_stranger_sees_no_board():
    assert Client().get("/board/").status_code == 401
