"""Who is told what when: one thing at a time for a program, several programs side by side, and the silent ones rest."""

import socket
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from okno.adapters.webhooks import actions, policy, sending
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.adapters.webhooks.tests.test_sending import (  # noqa: F401
    issue,
    listener,
    read,
    tell,
    told,
)
from okno.base import calling, clock

pytestmark = pytest.mark.django_db(transaction=True)


def due(program, *numbers):
    """Facts that a program has still to be told."""
    at = clock.now()
    same = {"name": "queue.ticket_issued", "body": "{}", "state": "due"}
    for number in numbers:
        Delivery.objects.create(subscription=program, event=number, next_at=at, made_at=at, **same)


def subscribed(url, at, **centre):
    names = ["queue.ticket_issued"]
    return actions.subscribe(url=url, names=names, at=at, by="staff:1", **centre)[0]


def later(**span):
    clock.set_to(clock.now() + timedelta(**span), speed=1)


def heard(listener):  # noqa: F811
    return [headers["webhook-id"] for headers, _body in listener.heard]


@pytest.fixture
def silent(monkeypatch):
    """The address of one that takes the line and never says a word, and is given up after a moment."""
    monkeypatch.setattr(calling, "TIMEOUT", 0.4)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_who_does_not_answer_is_tried_with_one_fact_and_not_with_all(told, silent, at):  # noqa: F811
    """First after five seconds, then every five minutes; what was never tried is not nearer to its end."""
    Subscription.objects.filter(pk=told.pk).update(url=silent)
    due(told, *range(1, 9))
    tries = []
    for wait in (0, 4, 2, 290, 20, 290, 20):
        later(seconds=wait)
        tries.append(sending.send_due())
    assert tries == [1, 0, 1, 0, 1, 0, 1]
    attempts = Delivery.objects.order_by("event").values_list("attempts", flat=True)
    assert list(attempts) == [1, 1, 1, 1, 0, 0, 0, 0]


def test_who_answers_again_is_told_all_that_waits_at_once_in_order(told, listener, at):  # noqa: F811
    due(told, 1, 2, 3, 4)
    Subscription.objects.filter(pk=told.pk).update(rests_until=clock.now())
    assert sending.send_due() == 4
    assert heard(listener) == ["evt_1", "evt_2", "evt_3", "evt_4"]


def test_who_refuses_one_fact_is_told_the_next_five_seconds_later_and_that_one_afterwards(
    told,  # noqa: F811
    listener,  # noqa: F811
    at,
):
    due(told, 1, 2, 3)
    listener.answers = [400, 400]
    for wait in (0, 6, 6):
        later(seconds=wait)
        sending.send_due()
    assert heard(listener) == ["evt_1", "evt_2", "evt_3", "evt_1", "evt_2"]


def test_what_could_not_be_told_while_nobody_answered_is_given_up_in_the_end(told, silent, at):  # noqa: F811
    """A program that is gone leaves no millions that wait for it."""
    Subscription.objects.filter(pk=told.pk).update(url=silent)
    due(told, 1, 2, 3)
    later(seconds=policy.PATIENCE.total_seconds() - 60)
    due(told, 4)
    later(seconds=120)
    assert sending.send_due() == 1
    states = dict(Delivery.objects.values_list("event", "state"))
    assert states == {1: "due", 2: "failed", 3: "failed", 4: "due"}


def test_told_once_more_it_is_tried_at_once_though_it_rests(told, listener, at):  # noqa: F811
    due(told, 1)
    Subscription.objects.filter(pk=told.pk).update(rests_until=at + timedelta(hours=1))
    assert sending.send_due() == 0
    actions.replay(told, since=at, at=clock.now(), by="staff:1")
    assert sending.send_due() == 1
    assert Subscription.objects.get(pk=told.pk).rests_until is None


def test_the_silent_keep_half_of_the_hands_and_the_others_are_told(told, listener, silent, at):  # noqa: F811
    """As they rest they wait for their turn, not the others for theirs."""
    for number in range(4 * sending.HANDS):
        each = subscribed(f"{silent}{number}", at)
        Subscription.objects.filter(pk=each.pk).update(rests_until=at)
        due(each, 1)
    due(told, *range(1, 11))
    assert sending.send_due() == 4 * sending.HANDS + 10
    last = Delivery.objects.filter(subscription=told).latest("answered_at").answered_at
    before = Delivery.objects.exclude(subscription=told).filter(answered_at__lt=last)
    assert before.count() < 3 * sending.HANDS
    assert len(listener.heard) == 10


def test_a_job_begins_no_call_after_its_time_and_leaves_the_rest_to_the_next(told, listener, at):  # noqa: F811
    due(told, 1, 2)
    assert sending.send_due(seconds=0.0) == 0
    assert sending.send_due() == 2


def test_two_senders_at_the_same_instant_never_take_two_things_for_one_program(told):  # noqa: F811
    """What one has taken and not yet committed the other cannot see: it steps over it, and takes nothing."""
    due(told, 1, 2)
    now, hands = clock.now(), list[Delivery | None]()

    def another() -> None:
        hands.append(sending.take(at=now))
        connection.close()

    with transaction.atomic():
        first = sending.take(at=now)
        thread = threading.Thread(target=another)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive(), "it waits for nobody"
    another()
    assert hands == [None, None]
    assert Delivery.objects.get(state="sending") == first


def test_while_one_program_is_told_something_another_is_told_too(told, listener, centre, at):  # noqa: F811
    second = subscribed(f"{listener.url}&second", at, centre=centre)
    due(told, 1, 2)
    due(second, 1)
    taken = [sending.take(at=clock.now()), sending.take(at=clock.now())]
    assert {each.subscription_id for each in taken} == {told.pk, second.pk}
    assert sending.take(at=clock.now()) is None


def test_a_sender_that_died_is_followed_by_another(told, listener, centre, at):  # noqa: F811
    issue(centre, at)
    read(at)
    assert sending.take(at=clock.now())
    assert sending.send_due() == 0
    later(seconds=policy.STUCK.total_seconds())
    assert sending.send_due() == 1
    assert heard(listener)


def test_a_call_that_fails_in_a_way_nobody_foresaw_spoils_no_other(
    told,  # noqa: F811
    listener,  # noqa: F811
    at,
    monkeypatch,
    caplog,
):
    """Both are in hand at a time; what was raised holds a key and is written down by its kind alone."""
    both, foreseen = threading.Barrier(2), sending.call

    def call(url, *args, **how):
        both.wait(10)
        if url.endswith("broken"):
            raise KeyError("whsec_abc")
        return foreseen(url, *args, **how)

    monkeypatch.setattr(sending, "call", call)
    broken = subscribed(f"{listener.url}&broken", at)
    due(told, 1)
    due(broken, 1)
    assert sending.send_due() == 2
    found = Delivery.objects.order_by("state").values_list("subscription", "state", "answer")
    assert list(found) == [(told.pk, "delivered", ""), (broken.pk, "due", "KeyError")]
    assert caplog.messages == [f"the call of subscription {broken.pk} failed: KeyError"]


@pytest.mark.parametrize(("status", "state"), [(500, "failed"), (204, "delivered")])
def test_what_was_in_hand_when_its_program_was_removed_is_not_tried_again(
    told,  # noqa: F811
    at,
    monkeypatch,
    status,
    state,
):
    def call(*args, **how):
        actions.unsubscribe(told, at=at, by="staff:1")
        connection.close()
        return status, ""

    monkeypatch.setattr(sending, "call", call)
    due(told, 1)
    sending.send_due()
    assert Delivery.objects.get(event=1).state == state


def test_nobody_who_calls_holds_a_line_to_the_database(told, listener, centre, at, monkeypatch):  # noqa: F811
    issue(centre, at)
    read(at)
    seen = []

    def slow(*args, **how):
        seen.append((connection.connection, threading.current_thread() is threading.main_thread()))
        return 200, ""

    monkeypatch.setattr(sending, "call", slow)
    sending.send_due()
    assert seen == [(None, False)]
