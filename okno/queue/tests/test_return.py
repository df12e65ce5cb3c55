"""Whoever comes back from hold is first, at their counter and then at any; and is told so truly."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.models import State

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(centre, session, at):
    """Boris's counter."""
    return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}


@pytest.fixture
def there(english_session, here):
    """Anna's counter."""
    return {**here, "counter": english_session.counter_id}


@pytest.fixture
def back(give, here, at):
    """Came last of twelve, was picked out of turn, sent for a copy, and is ready again at ten past."""

    def come_back(**more):
        for minute in range(11):
            give(minute - 20)
        ticket = give(**more).pk
        queue.call_this(**here, ticket=ticket)
        queue.start(**here, ticket=ticket)
        queue.hold(**here, ticket=ticket)
        return queue.take_back(centre=here["centre"], ticket=ticket, at=at + 10 * MINUTE, by="x")

    return come_back


def after(where, minutes):
    return {**where, "at": where["at"] + (10 + minutes) * MINUTE}


def test_whoever_comes_back_is_next_at_their_counter_and_not_behind_eleven(back, here):
    ticket = back()
    assert queries.place_of(ticket, ticket.waiting_since).ahead == 0
    called = queue.call_next(**after(here, 1))
    assert called.pk == ticket.pk
    with translation.override("ru"):
        assert queries.reason_words(called.reason, ZoneInfo("Europe/Moscow")) == (
            "вызван раньше A1: вернулся из отложенных"
        )


def test_a_ratio_does_not_put_others_before_whoever_comes_back(back, here, give, at):
    ticket = back()
    give(booked_at=at)
    queue.set_profile(**here, ratio=(2, 1))
    assert queue.call_next(**after(here, 1)).pk == ticket.pk


def test_when_their_counter_serves_others_for_five_minutes_any_counter_calls_them_first(
    back, here, there
):
    ticket = back()
    assert queue.call_next(**after(there, 5)).pk != ticket.pk, "Boris may still be free in time"
    queue.undo(**after(there, 5), ticket=queries.at_counter(there["counter"]).pk)
    assert queries.place_of(ticket, after(there, 6)["at"]).counters == 2
    assert queue.call_next(**after(there, 6)).pk == ticket.pk


def test_when_their_counter_pauses_any_counter_calls_them_first_at_once(back, here, there):
    ticket = back()
    queue.pause_counter(**after(here, 1), reason="lunch", minutes=30)
    assert queue.call_next(**after(there, 1)).pk == ticket.pk


def test_whoever_speaks_no_russian_comes_back_to_the_counter_that_began(back, here, there):
    ticket = back(language="en")
    assert queue.call_next(**after(here, 1)).pk == ticket.pk


def test_of_two_who_come_back_the_first_in_line_stays_first(give, here, at):
    first, second = give().pk, give(1).pk
    for ticket in (first, second):
        queue.call_this(**here, ticket=ticket)
        queue.hold(**here, ticket=ticket)
    for ticket in (second, first):
        queue.take_back(centre=here["centre"], ticket=ticket, at=at + 5 * MINUTE, by="x")
    assert queue.call_next(**here).pk == first


def test_coming_back_is_for_one_turn_and_does_not_follow_the_visit(back, here, give, there):
    ticket = back()
    rank = policy.rank(ticket.issued_at)
    called = queue.call_next(**after(here, 1))
    assert called.rank == rank
    queue.undo(**after(here, 1), ticket=ticket.pk)
    assert queue.call_next(**after(here, 1)).pk == ticket.pk, "an undone call keeps the turn"
    queue.transfer(**after(here, 2), ticket=ticket.pk, service="passport", purpose="ask")
    assert queue.call_next(**after(here, 3)).pk != ticket.pk


def test_an_undone_hold_leaves_the_rank_as_it_was(give, here):
    ticket = give()
    queue.call_next(**here)
    queue.hold(**here, ticket=ticket.pk)
    assert queue.undo(**here, ticket=ticket.pk).rank == ticket.rank


def test_a_return_goes_before_whatever_else_a_hall_can_hold(at):
    """The longest wait of a day, with the longest head start, against the furthest appointment."""
    longest = policy.rank(at - timedelta(days=1), policy.Priority.VETERAN)
    furthest = policy.rank(at, booked_at=at + policy.BOOKED_WITHIN)
    assert furthest - policy.BACK_FIRST.total_seconds() < longest


def test_the_place_counts_those_whom_ones_own_counters_may_call(give, here, there, at):
    """Ten Russians wait before an English visitor. Anna alone speaks English."""
    for _ in range(10):
        give(-5)
    english = [give(language="en") for _ in range(3)]
    russian = give()
    work = russian.typical
    place = queries.place_of(english[2], at)
    assert (place.counters, place.ahead) == (1, 12)
    assert place.wait == (10 * work / 2 + 2 * work), "Boris takes half of the Russians"
    place = queries.place_of(russian, at)
    assert (place.counters, place.ahead) == (2, 13)


def test_a_person_sent_to_one_counter_is_told_the_place_there(give, here, there, at):
    for _ in range(3):
        give(-5)
    ticket = give().pk
    queue.call_this(**here, ticket=ticket)
    sent = queue.transfer(
        **here, ticket=ticket, service="passport", purpose="file", to_counter=there["counter"]
    )
    place = queries.place_of(sent, at)
    assert (place.counters, place.ahead) == (1, 3)


def test_where_no_open_counter_gives_the_service_those_of_the_same_service_are_before_one(give, at):
    give()
    place = queries.place_of(give(1), at)
    assert (place.counters, place.ahead) == (0, 1)


@pytest.mark.parametrize("serving", [False, True])
def test_back_to_the_line_is_first_for_whoever_can_serve_and_is_in_the_journal(
    give, here, there, serving
):
    for minute in range(3):
        give(minute - 9)
    ticket = give()
    queue.call_this(**here, ticket=ticket.pk)
    if serving:
        queue.start(**here, ticket=ticket.pk)
    sent = queue.back_to_line(**here, ticket=ticket.pk)
    assert (sent.label, sent.state, sent.counter_id) == (ticket.label, State.WAITING, None)
    facts = Event.objects.filter(subject=f"ticket:{ticket.pk}").order_by("-id")[:2]
    assert [fact.name for fact in facts] == ["queue.ticket_taken_back", "queue.ticket_held"]
    assert queue.call_next(**there).pk == ticket.pk


def test_back_to_the_line_refuses_a_person_who_is_not_there(give, here):
    with pytest.raises(Refusal) as caught:
        queue.back_to_line(**here, ticket=give().pk)
    assert caught.value.code == "forbidden_move"


def test_a_counter_that_calls_by_itself_does_not_call_back_whom_it_sent_back(give, here, at):
    queue.set_profile(**here, auto_call=True)
    ticket = give().pk
    queue.call_auto(centre=here["centre"], counter=here["counter"], at=at)
    queue.back_to_line(**here, ticket=ticket)
    assert queue.call_auto(centre=here["centre"], counter=here["counter"], at=at) is None


def test_nobody_is_sent_on_to_where_they_are(give, here):
    ticket = give().pk
    queue.call_next(**here)
    with pytest.raises(Refusal) as caught:
        queue.transfer(**here, ticket=ticket, service="passport", purpose="file")
    assert caught.value.code == "sent_nowhere"
    assert queue.transfer(**here, ticket=ticket, service="passport", purpose="ask")
