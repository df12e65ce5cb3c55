"""One hand is in the middle of an act when another begins: each lock is there for what this shows.

The first act is done and not yet committed; the second stands before a lock of it, or is over.
"""

from datetime import UTC, datetime, timedelta
from inspect import signature

import pytest
from django.db import transaction

from okno.base import idempotency
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue.models import State, Ticket
from tests.machines.test_standing_up import pressed_meanwhile, until_it_waits_or_ends

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def where(centre, session):
    return {"centre": centre.pk, "counter": session.counter_id, "at": AT, "by": "x"}


@pytest.fixture
def give(where):
    def issue(**more):
        return queue.issue(centre=where["centre"], service="passport", at=AT, by="k", **more)

    return issue


def meanwhile(first, second):
    """What the second act answers that began while the first was not committed."""
    with transaction.atomic():
        first()
        thread, answers = pressed_meanwhile(second)
        until_it_waits_or_ends(thread, answers)
    thread.join()
    return answers[1]


def test_a_counter_that_closes_while_the_day_ends_is_closed_once(where):
    meanwhile(
        lambda: queue.close_counter(**where),
        lambda: queue.close_day(centre=where["centre"], at=AT, by="x"),
    )
    assert Event.objects.filter(name="queue.counter_closed").count() == 1


def test_who_lost_a_person_to_another_counter_is_told_so_while_others_wait(
    where, give, english_session
):
    ticket = give().pk
    give()
    there = {**where, "counter": english_session.counter_id}
    lost = meanwhile(
        lambda: queue.call_this(**where, ticket=ticket),
        lambda: queue.call_this(**there, ticket=ticket),
    )
    assert lost == "forbidden_move"


def test_a_double_press_on_the_same_service_again_is_one_more_service(where, give):
    ticket = give().pk
    queue.call_next(**where)
    queue.start(**where, ticket=ticket)

    def again():
        return queue.continue_here(**where, ticket=ticket, service="passport")

    assert meanwhile(again, again) == "forbidden_move"
    assert Event.objects.filter(name="queue.service_finished").count() == 1


def test_the_same_mark_given_twice_at_once_is_one_fact(where, give):
    ticket = give()
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    queue.finish(**where, ticket=ticket.pk)

    def mark():
        return queue.rate(ticket=ticket, rating=5, at=AT, by="visitor")

    assert meanwhile(mark, mark).rating == 5
    assert Event.objects.filter(name="queue.ticket_rated").count() == 1


def test_a_sweep_does_not_wait_for_whoever_is_just_being_called(where, give):
    give()
    overlooked = give()
    late = AT + timedelta(minutes=16)
    with transaction.atomic():
        queue.call_next(**where)
        thread, answers = pressed_meanwhile(queue.break_promises, at=late)
        until_it_waits_or_ends(thread, answers)
        thread.join(timeout=5)
        assert answers[1:] == [1], "it stepped over the locked ticket and swept the other"
    assert Ticket.objects.get(promise_broken_at=late).pk == overlooked.pk


CALLED = ["call_next"]
SERVED = [*CALLED, "start"]
HELD = [*CALLED, "hold"]
MISSED = [*CALLED, "mark_no_show"]


@pytest.mark.parametrize(
    ("act", "before", "more"),
    [
        ("call_next", [], {}),
        ("call_this", [], {}),
        ("receive", [], {"service": "passport"}),
        ("recall", CALLED, {}),
        ("start", CALLED, {}),
        ("hold", CALLED, {}),
        ("transfer", CALLED, {"service": "benefit"}),
        ("mark_no_show", CALLED, {}),
        ("undo", CALLED, {}),
        ("finish", SERVED, {}),
        ("continue_here", SERVED, {"service": "passport"}),
        ("take_back", HELD, {}),
        ("give_second_chance", MISSED, {}),
        ("leave", [], {}),
        ("pause_counter", [], {"reason": "lunch", "minutes": 5}),
        ("close_counter", [], {}),
        ("call_for_help", [], {}),
    ],
)
def test_a_press_and_its_echo_under_one_key_get_one_answer(where, give, act, before, more):
    """The second waits at a row that the first wants too, at the latest at the key itself."""
    ticket = give().pk
    Ticket.objects.update(recalls=5)
    give()
    asked = {**where, "ticket": ticket, **more}

    def done(name):
        verb = getattr(queue, name)
        return verb(**{key: asked[key] for key in signature(verb).parameters if key in asked})

    for name in before:
        done(name)
        Ticket.objects.update(recalls=5)
    claim = idempotency.claim(scope="staff:1", key="k", asked=act)

    def press():
        def once():
            moved = done(act)
            return 200, {"id": moved.pk, "state": getattr(moved, "state", "")}

        return idempotency.once(claim, at=AT, act=once)

    answered = []
    echo = meanwhile(lambda: answered.append(press()), press)
    assert echo == answered[0]


def test_a_day_that_ends_closes_who_was_left_in_it_yesterday_too(where, give):
    left = give()
    assert queue.close_day(centre=where["centre"], at=AT + timedelta(days=1), by="x") == 1
    assert Ticket.objects.get(pk=left.pk).state == State.CLOSED
