"""Whoever holds a place in line may change their mind, and not fill the journal by it."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.notify import actions as notify
from okno.queue import actions as queue
from okno.queue.models import Contact

pytestmark = pytest.mark.django_db
PUSH = '{"endpoint": "https://push.example/1", "keys": {"p256dh": "a", "auth": "b"}}'


@pytest.fixture
def ticket(centre, services, at):
    notify.load_wordings(at=at, by="system")
    return queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")


def refused(act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert (refusal.value.code, refusal.value.status) == ("too_many_changes", 429)


def facts(name):
    return Event.objects.filter(name=f"queue.{name}").count()


def test_asking_again_is_one_line_and_stopping_always_goes(ticket, at):
    def ask(**way):
        given = {"agreed": True, "language": "ru", "at": at, "by": "visitor"}
        queue.ask_to_be_told(ticket, **(way or {"phone": "8 916 123-45-67"}), **given)

    for _ in range(3):
        ask()
    assert facts("asked_to_be_told") == 1
    for _ in range(8):
        queue.stop_telling(ticket, at=at, by="visitor")
        ask()
    ask(push=PUSH)
    for nth in range(8):
        ask(phone=f"8 916 123-45-{nth:02}")
    refused(ask)
    queue.stop_telling(ticket, at=at, by="visitor")
    assert not Contact.objects.exists()
    assert facts("asked_to_be_told") == 10


def test_a_mark_is_changed_twenty_times_a_day_at_most(ticket, session, at):
    where = {"centre": ticket.centre_id, "counter": session.counter_id, "at": at, "by": "staff:1"}
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    queue.finish(**where, ticket=ticket.pk)
    for nth in range(20):
        queue.rate(ticket=ticket, rating=1 + nth % 2, at=at, by="visitor")
    refused(queue.rate, ticket=ticket, rating=5, at=at, by="visitor")
    queue.rate(ticket=ticket, rating=2, at=at, by="visitor")  # as it is
    assert facts("ticket_rated") == 20
    later = at + timedelta(hours=23, minutes=59)
    refused(queue.rate, ticket=ticket, rating=5, at=later, by="visitor")
