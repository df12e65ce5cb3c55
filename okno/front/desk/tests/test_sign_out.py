"""Signing out from a counter leaves nobody alone there."""

import pytest

from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def desk(client, boris):
    client.force_login(boris)
    return client


def test_whoever_signs_out_closes_the_counter_behind_them(desk, session):
    assert desk.post("/staff/logout/")["Location"] == "/staff/login/"
    session.refresh_from_db()
    assert session.closed_at is not None
    assert "/staff/login/" in desk.get("/desk/")["Location"]


@pytest.mark.parametrize("started", [False, True])
def test_nobody_signs_out_while_a_person_is_at_their_counter(desk, session, at, started):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    where = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    if started:
        queue.start(**where, ticket=ticket.pk)
    page = desk.post("/staff/logout/", follow=True)
    assert page.request["PATH_INFO"] == "/desk/"
    assert "У вашего окна ещё A1. Завершите приём или верните" in page.content.decode()
    session.refresh_from_db()
    assert session.closed_at is None
    queue.back_to_line(**where, ticket=ticket.pk)
    assert desk.post("/staff/logout/")["Location"] == "/staff/login/"


def test_whoever_sits_nowhere_signs_out_as_ever(desk, services):
    assert desk.post("/staff/logout/")["Location"] == "/staff/login/"
