"""Somebody stands at the counter without a ticket."""

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue.models import Series, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(session, at):
    """Boris's counter, now."""
    return {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "staff:1"}


def refused(code, **given):
    with pytest.raises(Refusal) as refusal:
        queue.receive(**given)
    assert refusal.value.code == code


def test_a_person_without_a_ticket_is_served_in_one_act(where, session):
    ticket = queue.receive(**where, service="passport", purpose="ask")
    assert (ticket.label, ticket.state, ticket.purpose) == ("A1", "serving", "ask")
    assert ticket.counter_id == session.counter_id
    assert list(
        Event.objects.filter(subject=f"ticket:{ticket.pk}").order_by("id").values_list("name", flat=True)
    ) == ["queue.ticket_issued", "queue.ticket_called", "queue.service_started"]  # fmt: skip


def test_those_in_line_keep_their_places(where):
    waiting = queue.issue(centre="tverskoy", service="passport", at=where["at"], by="x")
    received = queue.receive(**where, service="passport")
    queue.finish(**where, ticket=received.pk)
    assert queue.call_next(**where).pk == waiting.pk


def test_a_busy_counter_refuses_and_no_number_is_used(where):
    queue.receive(**where, service="passport")
    refused("counter_busy", **where, service="passport")
    assert Ticket.objects.count() == 1
    assert Series.objects.get().last == 1


def test_a_paused_a_closed_and_an_unable_counter_refuse(where, english_session, counters):
    english = where | {"counter": english_session.counter_id}
    refused("nobody_can_serve", **english, service="benefit")
    refused("counter_not_open", **where | {"counter": counters[3].pk}, service="passport")
    refused("not_offered", **where, service="flying")
    queue.pause_counter(**where, reason="break", minutes=5)
    refused("counter_paused", **where, service="passport")
    assert not Ticket.objects.exists()


def test_a_purpose_and_a_language_that_do_not_exist_are_refused(where):
    refused("unknown_purpose", **where, service="passport", purpose="dance")
    refused("unknown_choice", **where, service="passport", language="tlh")
