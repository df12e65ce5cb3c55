"""The reason stored with a call is the true one."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import translation

from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def where(centre, session, at):
    return {"centre": centre.pk, "counter": session.counter_id, "at": at + 5 * MINUTE, "by": "x"}


def said(ticket):
    """The reason in both languages."""
    found = []
    for language in ("ru", "en"):
        with translation.override(language):
            found.append(queries.reason_words(ticket.reason, MOSCOW))
    return tuple(found)


def test_first_in_line_is_first_in_line(give, where):
    give()
    assert said(queue.call_next(**where)) == ("первый в очереди", "first in line")


def test_an_ordinary_visitor_goes_before_one_who_came_early_to_an_appointment(give, where, at):
    give(booked_at=at + 180 * MINUTE)
    give(minutes=1)
    called = queue.call_next(**where)
    assert called.label == "A2"
    assert said(called) == (
        "вызван раньше A1: у A1 запись на 13:20",
        "called before A1: A1 is booked for 13:20",
    )


def test_a_ratio_that_decided_is_named(give, where, at):
    queue.set_profile(**where, ratio=(2, 1))
    give()
    give(minutes=1, booked_at=at + 180 * MINUTE)
    called = queue.call_next(**where)
    assert called.label == "A2"
    assert "this counter calls booked and walk-in people 2:1" in said(called)[1]


def test_a_ratio_that_changed_nothing_is_not_named(give, where, at):
    queue.set_profile(**where, ratio=(2, 1))
    give(minutes=-1)
    give(minutes=4, booked_at=at)
    called = queue.call_next(**where)
    assert called.label == "A2"
    assert said(called)[1] == "called before A1: booked for 10:20, 4 minutes late"


def test_who_missed_a_call_is_named_as_such(give, where, at):
    missed = give()
    Ticket.objects.filter(pk=missed.pk).update(state="no_show")
    later = at + 30 * MINUTE
    queue.give_second_chance(centre=where["centre"], ticket=missed.pk, at=later, by="x")
    give(minutes=1)
    ordinary = queue.call_next(**where)
    assert said(ordinary)[1] == "called before A1: A1 missed a call before"


def test_a_second_chance_goes_before_those_who_came_shortly_before_it(give, where, at):
    missed = give(minutes=1)
    Ticket.objects.filter(pk=missed.pk).update(state="no_show")
    queue.give_second_chance(centre=where["centre"], ticket=missed.pk, at=at, by="x")
    give()
    assert said(queue.call_next(**where)) == (
        "вызван раньше A2: повторный вызов",
        "called before A2: called again",
    )


def test_an_appointment_without_its_time_is_an_appointment(give, where):
    give()
    give(minutes=1, priority="appointment")
    assert said(queue.call_next(**where)) == (
        "вызван раньше A1: по записи",
        "called before A1: appointment",
    )


def test_a_wished_language_is_no_reason_to_go_before_others(give, where, english_session):
    give()
    give(minutes=1, language="en", priority="small_child")
    called = queue.call_next(**{**where, "counter": english_session.counter_id})
    assert said(called) == ("вызван раньше A1: вне очереди", "called before A1: out of turn")


def test_a_picked_person_was_picked(give, where, services):
    give()
    picked = give(minutes=1)
    called = queue.call_this(**where, ticket=picked.pk)
    assert said(called) == (
        "вызван раньше A1: выбран сотрудником",
        "called before A1: picked by staff",
    )


@pytest.mark.django_db(transaction=True)
def test_one_who_is_just_being_called_elsewhere_is_said_to_be(give, where):
    """Their row is locked by the other call, and stepped over."""
    import threading

    first = give().pk
    give(minutes=1)
    found: list[Ticket] = []

    def press() -> None:
        found.append(queue.call_next(**where))
        connection.close()

    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=first)
        thread = threading.Thread(target=press)
        thread.start()
        thread.join()
    assert said(found[0]) == (
        "вызван раньше A1: A1 в эту минуту вызывали к другому окну",
        "called before A1: A1 was just being called elsewhere",
    )
