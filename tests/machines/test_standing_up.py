"""Somebody stands up in the very moment another presses: nobody is called to an empty chair."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from okno.base.errors import Refusal
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue.models import CounterSession, State, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def where(centre, session):
    queue.issue(centre=centre.pk, service="passport", at=AT, by="k")
    return {"centre": centre.pk, "counter": session.counter_id, "at": AT, "by": "x"}


def pressed_meanwhile(act, **how):
    """Run an act on a connection of its own; (thread, answers): the act waits for our locks, or is done."""
    answers: list[object] = []
    begun = threading.Event()

    def press() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            answers.append(cursor.fetchone()[0])
        begun.set()
        try:
            answers.append(act(**how))
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=press)
    thread.start()
    begun.wait()
    return thread, answers


def until_it_waits_or_ends(thread, answers):
    """Until the other connection stands before a lock, or its act is over."""
    while thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_locks where pid = %s and not granted", answers[:1])
            if cursor.fetchone():
                return


@pytest.mark.parametrize("away", ["close_counter", "pause_counter", "move_staff", "close_day"])
def test_a_call_waits_for_who_is_just_standing_up(where, counters, away):
    more = {
        "close_counter": {"counter": where["counter"]},
        "pause_counter": {"counter": where["counter"], "reason": "lunch", "minutes": 5},
        "move_staff": {"from_counter": where["counter"], "to_counter": counters[3].pk},
        "close_day": {},
    }[away]
    same = {key: value for key, value in where.items() if key != "counter"}
    with transaction.atomic():
        getattr(queue, away)(**same, **more)
        thread, answers = pressed_meanwhile(queue.call_next, **where)
        until_it_waits_or_ends(thread, answers)
    thread.join()
    assert answers[1] == ("counter_paused" if away == "pause_counter" else "counter_not_open")
    assert not Ticket.objects.filter(state__in=policy.AT_COUNTER).exists()


def test_whoever_stands_up_waits_for_a_call_and_is_told_that_somebody_comes(where):
    with transaction.atomic():
        called = queue.call_next(**where)
        thread, answers = pressed_meanwhile(queue.close_counter, **where)
        until_it_waits_or_ends(thread, answers)
    thread.join()
    assert answers[1] == "counter_busy"
    assert CounterSession.objects.get(counter=where["counter"]).closed_at is None
    assert Ticket.objects.get(pk=called.pk).state == State.CALLED


def test_an_undo_brings_nobody_back_to_who_is_just_standing_up(where):
    ticket = queue.call_next(**where).pk
    queue.start(**where, ticket=ticket)
    queue.finish(**where, ticket=ticket)
    with transaction.atomic():
        queue.close_counter(**where)
        thread, answers = pressed_meanwhile(queue.undo, **where, ticket=ticket)
        until_it_waits_or_ends(thread, answers)
    thread.join()
    assert answers[1] == "too_late_to_undo"
    assert Ticket.objects.get().state == State.FINISHED


def test_many_days_ends_and_calls_at_once_leave_nobody_at_a_closed_counter(where):
    """Both lock counters before tickets: neither waits for the other in a ring."""
    for _ in range(8):
        queue.issue(centre=where["centre"], service="passport", at=AT, by="k")
    pressed = [pressed_meanwhile(queue.call_next, **where) for _ in range(4)]
    queue.close_day(centre=where["centre"], at=AT + timedelta(hours=1), by="x")
    for thread, _answers in pressed:
        thread.join()
    assert not Ticket.objects.filter(state__in=policy.LIVE).exists()


def test_who_lost_the_first_in_line_to_another_calls_the_next_who_has_just_come(
    where, english_session
):
    """What a statement sees is fixed when it begins: the newcomer is seen by asking once more."""
    first = Ticket.objects.get().pk
    with transaction.atomic():
        CounterSession.objects.select_for_update().get(counter=where["counter"])
        slow, answers = pressed_meanwhile(queue.call_next, **where)
        until_it_waits_or_ends(slow, answers)  # it has seen one person
        give = {"centre": where["centre"], "service": "passport", "at": AT, "by": "k"}
        there = {**where, "counter": english_session.counter_id}
        for act, how in ((queue.issue, give), (queue.call_next, there)):
            quick, done = pressed_meanwhile(act, **how)
            quick.join()
        assert done[1].pk == first
    slow.join()
    assert isinstance(answers[1], Ticket), answers[1]
    assert answers[1].pk != first
