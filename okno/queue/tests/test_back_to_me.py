"""Sent elsewhere for one step and back: who waits for whom, in which order, and what becomes of it all."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.models import State, Ticket
from tests.cast import ALL_SKILLS

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(centre, session, at):
    """Boris's counter 1: it begins, and sends for a step."""
    return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}


@pytest.fixture
def there(anna, counters, here):
    """Anna's counter 2, who can do everything too: there the step is done."""
    anna.skills = ALL_SKILLS
    anna.save()
    where = {**here, "counter": counters[1].pk}
    queue.open_counter(**where, staff=anna)
    return where


@pytest.fixture
def sent(give, here, there):
    """Came for the result of a passport, was begun with here, and is sent there for a step."""

    def send(to=True, **more):
        ticket = give(purpose="receive", **more)
        queue.call_this(**here, ticket=ticket.pk)
        queue.start(**here, ticket=ticket.pk)
        to_counter = there["counter"] if to else None
        step = {"service": "benefit", "purpose": "file", "to_counter": to_counter}
        return queue.transfer(**later(here, 5), ticket=ticket.pk, **step, back_to_me=True)

    return send


def later(where, minutes):
    return {**where, "at": where["at"] + minutes * MINUTE}


def is_done(there, ticket, minutes=6):
    """The step is finished there."""
    assert queue.call_next(**later(there, minutes)).pk == ticket.pk
    queue.start(**later(there, minutes), ticket=ticket.pk)
    return queue.finish(**later(there, minutes + 2), ticket=ticket.pk)


def code_of(act, **how):
    with pytest.raises(Refusal) as caught:
        act(**how)
    return caught.value.code


def test_a_person_sent_for_one_step_comes_back_first_and_goes_on_with_what_they_came_for(
    sent, give, here, there, services
):
    for minute in range(3):
        give(minute - 30)
    ticket = sent()
    assert (ticket.service_id, ticket.returns_to_id) == (services["benefit"].pk, here["counter"])
    assert ticket.rank == policy.rank(ticket.issued_at), "the place in line is kept for the step"
    queue.call_this(**later(there, 6), ticket=ticket.pk)
    queue.start(**later(there, 6), ticket=ticket.pk)
    back = queue.finish(**later(there, 8), ticket=ticket.pk, outcome="accepted")
    assert (back.state, back.service_id, back.purpose) == (
        State.WAITING,
        services["passport"].pk,
        "receive",
    )
    assert (back.rest, back.returns_to_id, back.returns_for) == ([], None, None)
    assert queries.place_of(back, later(here, 8)["at"]).ahead == 0
    called = queue.call_next(**later(here, 9))
    assert (called.pk, called.rank) == (ticket.pk, ticket.rank), "first for one turn, not for good"
    queue.start(**later(here, 9), ticket=ticket.pk)
    assert queue.finish(**later(here, 10), ticket=ticket.pk).state == State.FINISHED


def test_why_they_are_called_names_both_counters(sent, give, here, there):
    give(-30)
    ticket = sent()
    queue.call_this(**later(there, 6), ticket=ticket.pk)
    queue.start(**later(there, 6), ticket=ticket.pk)
    queue.finish(**later(there, 8), ticket=ticket.pk)
    called = queue.call_next(**later(here, 9))
    zone = ZoneInfo("Europe/Moscow")
    with translation.override("en"):
        said = queries.reason_words(called.reason, zone)
        assert said == "called before A1: comes back to counter 1 from counter 2"
    with translation.override("ru"):
        said = queries.reason_words(called.reason, zone)
        assert said == "вызван раньше A1: возвращается к окну 1 от окна 2"


def test_the_wait_of_a_return_is_one_of_a_step_and_not_of_a_new_arrival(sent, here, there, at):
    ticket = is_done(there, sent())
    standard = timedelta(minutes=15)
    assert (ticket.issued_at, ticket.waiting_since) == (at, at + 8 * MINUTE)
    assert ticket.promise_due_at == at + 8 * MINUTE + standard
    queue.call_next(**later(here, 11))
    waits = [
        event.payload["waited_s"]
        for event in Event.objects.filter(name="queue.ticket_called").order_by("id")
    ]
    assert waits == [0, 60, 180]
    assert Event.objects.filter(name="queue.ticket_issued").count() == 1
    queue.break_promises(at=at + 30 * MINUTE)
    assert not Ticket.objects.get().voucher, "whoever was called in time gets no coffee"


def test_the_journal_says_who_was_sent_where_and_who_came_back(sent, here, there, services):
    ticket = is_done(there, sent())
    facts = Event.objects.filter(subject=f"ticket:{ticket.pk}")
    moved = facts.get(name="queue.ticket_transferred").payload
    assert (moved["to_counter"], moved["back_to"]) == (there["counter"], here["counter"])
    done = facts.get(name="queue.service_finished").payload
    assert (done["service"], done["counter"], done["more"]) == (
        services["benefit"].pk,
        there["counter"],
        1,
    )
    back = facts.get(name="queue.ticket_came_back").payload
    assert back == {
        "ticket": ticket.label,
        "service": services["passport"].pk,
        "counter": here["counter"],
    }


@pytest.mark.parametrize("trouble", ["pause", "close", "late", "other"])
def test_when_the_first_counter_cannot_whoever_can_serve_calls_them_first(
    sent, give, here, there, at, trouble
):
    ticket = sent()
    give(-30)
    queue.call_this(**later(there, 6), ticket=ticket.pk)
    queue.start(**later(there, 6), ticket=ticket.pk)
    if trouble == "pause":
        queue.pause_counter(**later(here, 7), reason="lunch", minutes=30)
    elif trouble == "close":
        queue.close_counter(**later(here, 7))
    elif trouble == "other":
        queue.set_profile(**later(here, 7), services=["extract"])
    queue.finish(**later(there, 8), ticket=ticket.pk)
    minutes = 14 if trouble == "late" else 9
    assert queue.call_next(**later(there, minutes)).pk == ticket.pk


def test_the_first_counter_has_them_to_itself_for_five_minutes(sent, give, here, there):
    ticket = is_done(there, sent())
    other = give(2)
    assert queue.call_next(**later(there, 12)).pk == other.pk
    assert queue.call_next(**later(here, 12)).pk == ticket.pk


def test_whoever_left_on_the_way_is_gone(sent, here, there):
    ticket = sent()
    queue.leave(centre=here["centre"], ticket=ticket.pk, at=later(here, 7)["at"], by="visitor")
    assert code_of(queue.call_next, **later(here, 8)) == "nobody_waiting"


def test_whoever_missed_the_call_of_the_step_gets_a_second_chance_and_still_comes_back(
    sent, here, there
):
    ticket = sent()
    queue.call_next(**later(there, 6))
    for _ in range(2):
        queue.recall(**later(there, 7), ticket=ticket.pk)
    queue.mark_no_show(**later(there, 8), ticket=ticket.pk)
    queue.give_second_chance(
        centre=here["centre"], ticket=ticket.pk, at=later(here, 9)["at"], by="x"
    )
    back = is_done(there, ticket, minutes=10)
    assert back.only_counter_id == here["counter"]


def test_on_hold_at_the_other_counter_the_return_stands(sent, here, there):
    ticket = sent()
    queue.call_next(**later(there, 6))
    queue.hold(**later(there, 7), ticket=ticket.pk)
    queue.take_back(centre=here["centre"], ticket=ticket.pk, at=later(here, 8)["at"], by="x")
    back = is_done(there, ticket, minutes=9)
    assert back.only_counter_id == here["counter"]
    called = queue.call_next(**later(here, 12))
    assert called.reason["returned"] == {"since": 2, "to": 1}
    queue.hold(**later(here, 13), ticket=ticket.pk)
    queue.take_back(centre=here["centre"], ticket=ticket.pk, at=later(here, 14)["at"], by="x")
    assert "returned" not in queue.call_next(**later(here, 15)).reason, "now it is from hold"


def test_an_undone_transfer_leaves_nothing_of_the_return(sent, here, services):
    ticket = sent()
    undone = queue.undo(**later(here, 5), ticket=ticket.pk)
    assert (undone.state, undone.service_id) == (State.SERVING, services["passport"].pk)
    assert (undone.rest, undone.returns_to_id, undone.returns_for) == ([], None, None)


def test_an_undone_step_is_served_again_and_still_returns(sent, here, there, services):
    ticket = is_done(there, sent())
    undone = queue.undo(**later(there, 8), ticket=ticket.pk)
    assert (undone.state, undone.service_id) == (State.SERVING, services["benefit"].pk)
    assert (undone.returns_to_id, undone.returns_for) == (here["counter"], "receive")
    back = queue.finish(**later(there, 9), ticket=ticket.pk)
    assert (back.only_counter_id, back.purpose) == (here["counter"], "receive")


def test_an_undone_call_keeps_the_return(sent, here, there):
    ticket = is_done(there, sent())
    queue.call_next(**later(here, 9))
    waits = queue.undo(**later(here, 9), ticket=ticket.pk)
    assert (waits.returning, waits.only_counter_id) == ({"since": 2, "to": 1}, here["counter"])
    assert queue.call_next(**later(here, 10)).reason["returned"] == {"since": 2, "to": 1}


def test_whoever_lets_others_go_first_has_no_more_of_the_return(sent, give, here, there):
    ticket = is_done(there, sent())
    give(-30)
    back = queue.step_back(
        centre=here["centre"], ticket=ticket.pk, at=later(here, 9)["at"], by="visitor"
    )
    assert (back.returning, back.only_counter_id) == (None, None)


def test_the_end_of_the_day_ends_it_on_the_way_and_on_the_return(sent, here, there, at):
    first = is_done(there, sent())
    second = sent()
    assert queue.close_day(centre=here["centre"], at=at + 60 * MINUTE, by="x") == 2
    for ticket in (first, second):
        assert Ticket.objects.get(pk=ticket.pk).state == State.CLOSED


def test_one_return_at_a_time(sent, here, there):
    ticket = sent()
    queue.call_next(**later(there, 6))
    again = {"ticket": ticket.pk, "service": "extract", "back_to_me": True}
    assert code_of(queue.transfer, **later(there, 7), **again) == "returns_already"
    on = queue.transfer(**later(there, 7), ticket=ticket.pk, service="extract")
    assert on.returns_to_id == here["counter"], "another transfer on the way keeps the return"


def test_nobody_is_sent_to_the_counter_they_are_at_and_back(give, here):
    ticket = give().pk
    queue.call_next(**here)
    step = {"ticket": ticket, "service": "benefit", "back_to_me": True}
    assert code_of(queue.transfer, **here, **step, to_counter=here["counter"]) == "sent_nowhere"
    same = {"ticket": ticket, "service": "passport", "back_to_me": True}
    assert code_of(queue.transfer, **here, **same) == "sent_nowhere"


def test_what_was_interrupted_and_is_done_at_the_other_counter_is_not_done_again(
    sent, here, there, services
):
    ticket = sent()
    queue.call_next(**later(there, 6))
    queue.start(**later(there, 6), ticket=ticket.pk)
    on = queue.continue_here(
        **later(there, 7), ticket=ticket.pk, service="passport", purpose="receive"
    )
    assert (on.rest, on.returns_to_id, on.returns_for) == ([], None, None)
    assert queue.finish(**later(there, 8), ticket=ticket.pk).state == State.FINISHED


def test_whoever_is_sent_on_for_the_interrupted_service_does_not_come_back_for_it_again(
    sent, there, services
):
    ticket = sent()
    queue.call_next(**later(there, 6))
    on = queue.transfer(**later(there, 7), ticket=ticket.pk, service="passport", purpose="receive")
    assert (on.service_id, on.rest) == (services["passport"].pk, [])
    assert (on.returns_to_id, on.returns_for) == (None, None)


def test_more_services_of_the_visit_follow_after_the_return_and_the_step_only_once(
    give, here, there, services
):
    ticket = give(more=["benefit", "extract"])
    queue.call_next(**here)
    queue.start(**here, ticket=ticket.pk)
    queue.transfer(**later(here, 5), ticket=ticket.pk, service="benefit", back_to_me=True)
    back = is_done(there, ticket)
    assert (back.service_id, back.rest) == (services["passport"].pk, [services["extract"].pk])
    queue.call_next(**later(here, 9))
    queue.start(**later(here, 9), ticket=ticket.pk)
    onward = queue.finish(**later(here, 10), ticket=ticket.pk)
    assert (onward.service_id, onward.only_counter_id) == (services["extract"].pk, None)


def test_a_counter_is_closed_while_its_person_is_on_the_way(sent, here, there):
    """Nobody is at it: whoever closes is not held back, and the person is not lost."""
    ticket = sent()
    queue.close_counter(**later(here, 6))
    assert is_done(there, ticket).state == State.WAITING
    assert queue.call_next(**later(there, 9)).pk == ticket.pk
