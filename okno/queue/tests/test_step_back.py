"""Letting others go first: by one's own wish, twice at most, and nobody the worse for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.models import Ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def come(centre, services, at):
    def come(minutes=0, service="passport", **more):
        same = {"centre": centre.pk, "service": service, "by": "device:1"}
        return queue.issue(**same, at=at + minutes * MINUTE, **more)

    return come


@pytest.fixture
def step_back(centre, at):
    def step_back(ticket, minutes=5):
        where = {"centre": centre.pk, "ticket": ticket.pk, "by": "visitor"}
        return queue.step_back(**where, at=at + minutes * MINUTE)

    return step_back


def line(session, at):
    return [each.label for each in queries.line_for(session, at, 100)]


def refused(expected, act, *given):
    with pytest.raises(Refusal) as refusal:
        act(*given)
    assert refusal.value.code == expected


ranks = st.lists(st.floats(1.7e9, 1.9e9), min_size=1, max_size=8).map(sorted)


@given(ranks)
def test_three_go_first_and_whoever_is_further_behind_does_not(behind):
    stepped = policy.stepped_back(behind)
    first, rest = behind[: policy.LET_GO], behind[policy.LET_GO :]
    assert all(rank < stepped for rank in first)
    assert all(rank >= stepped or rank == first[-1] for rank in rest)


@pytest.mark.django_db
class TestStepBack:
    def test_the_next_three_go_first_and_nobody_else_moves(self, come, step_back, session, at):
        tickets = [come(n) for n in range(6)]
        before = {each.pk: each.rank for each in Ticket.objects.all()}
        step_back(tickets[0])
        assert line(session, at) == ["A2", "A3", "A4", "A1", "A5", "A6"]
        others = Ticket.objects.exclude(pk=tickets[0].pk)
        assert all(before[each.pk] == each.rank for each in others)

    def test_who_is_booked_for_the_same_time_as_the_third_goes_first_too(
        self, come, step_back, session, at
    ):
        first = come()
        for n in range(5):
            come(n, booked_at=at + 20 * MINUTE)
        come(15)
        step_back(first, minutes=20)
        assert line(session, at) == ["A2", "A3", "A4", "A5", "A6", "A1", "A7"]
        assert Event.objects.get(name="queue.ticket_stepped_back").payload["let_go"] == 5

    def test_nobody_falls_behind_who_is_booked_for_later(self, come, step_back, session, at):
        first = come()
        come(1, booked_at=at + 50 * MINUTE)
        refused("nobody_behind", step_back, first)
        come(2)
        step_back(first)
        for n in range(10):
            come(6 + n)
        assert line(session, at)[:3] == ["A3", "A1", "A4"]

    def test_it_is_done_twice_at_most(self, come, step_back, session, at):
        tickets = [come(n) for n in range(8)]
        step_back(tickets[0], minutes=8)
        step_back(tickets[0], minutes=8)
        assert line(session, at)[6] == "A1"
        refused("no_more_steps", step_back, tickets[0])

    def test_who_has_nobody_behind_keeps_the_place(self, come, step_back, session, at):
        come()
        last = come(1)
        refused("nobody_behind", step_back, last)
        assert Ticket.objects.get(pk=last.pk).steps_back == 0
        assert line(session, at) == ["A1", "A2"]

    def test_only_those_whom_the_same_counters_call_are_behind(
        self, come, step_back, english_session, at
    ):
        """Nobody serves benefits: to let such a person go first would do nothing."""
        first = come()
        come(1, service="benefit")
        refused("nobody_behind", step_back, first)
        come(2)
        step_back(first)
        assert line(english_session, at) == ["A3", "A1"]

    def test_where_no_counter_serves_those_of_the_service_are_behind(self, come, step_back):
        first, second = come(), come(1)
        assert step_back(first).rank > second.rank

    def test_whoever_came_back_to_one_counter_and_lets_others_go_is_called_by_any(
        self, come, step_back, session, english_session, at
    ):
        first, _second, _third = come(), come(1), come(2)
        where = {"centre": session.centre_id, "at": at + 3 * MINUTE, "by": "x"}
        queue.call_next(**where, counter=session.counter_id)
        queue.hold(**where, counter=session.counter_id, ticket=first.pk)
        kept = queue.take_back(**where, ticket=first.pk)
        assert (kept.only_counter_id, kept.hold_until is None) == (session.counter_id, False)
        assert step_back(kept).only_counter_id is None

    def test_whoever_was_sent_to_one_counter_stays_there_though_others_go_first(
        self, come, step_back, session, english_session, at
    ):
        first, _second, _third = come(), come(1), come(2)
        where = {"centre": session.centre_id, "counter": session.counter_id}
        where |= {"at": at + 3 * MINUTE, "by": "x"}
        queue.call_next(**where)
        there = english_session.counter_id
        sent = queue.transfer(**where, ticket=first.pk, service="passport", to_counter=there)
        assert sent.only_counter_id == there
        assert step_back(sent).only_counter_id == there

    def test_the_promise_runs_from_the_step(self, come, step_back, session, at):
        first = come()
        come(1)
        back = step_back(first, 10)
        assert back.promise_due_at == at + 25 * MINUTE
        queue.break_promises(at=at + 24 * MINUTE)
        back.refresh_from_db()
        assert back.promise_broken_at is None

    @pytest.mark.parametrize("is_swept", [True, False])
    def test_a_broken_promise_stays_broken_and_is_not_broken_twice(
        self, centre, come, step_back, session, at, is_swept
    ):
        first = come()
        come(1)
        if is_swept:
            queue.break_promises(at=at + 16 * MINUTE)
        step_back(first, 16)
        queue.break_promises(at=at + 17 * MINUTE)
        queue.break_promises(at=at + 60 * MINUTE)
        first.refresh_from_db()
        assert first.voucher
        broken = Event.objects.filter(name="queue.promise_broken", subject=f"ticket:{first.pk}")
        assert broken.count() == 1

    def test_who_came_back_from_hold_may_let_others_go_too(
        self, centre, come, step_back, session, at
    ):
        where = {"centre": centre.pk, "counter": session.counter_id, "by": "staff:1"}
        first, _second = come(), come(1)
        queue.call_next(**where, at=at + 2 * MINUTE)
        queue.hold(**where, ticket=first.pk, at=at + 2 * MINUTE)
        queue.take_back(centre=centre.pk, ticket=first.pk, at=at + 3 * MINUTE, by="staff:1")
        assert line(session, at + 3 * MINUTE) == ["A1", "A2"]
        step_back(first)
        assert line(session, at + 3 * MINUTE) == ["A2", "A1"]
        queue.call_next(**where, at=at + 6 * MINUTE)
        queue.hold(**where, ticket=_second.pk, back_to_me=False, at=at + 6 * MINUTE)
        called = queue.call_next(**where, at=at + 7 * MINUTE)
        assert (called, called.reason.get("back")) == (first, None)
        assert abs(called.rank - at.timestamp()) < 3600, "of the return nothing is taken away twice"

    def test_the_reason_of_a_call_before_them_says_so(self, centre, come, step_back, session, at):
        first, second = come(), come(1)
        step_back(first)
        called = queue.call_next(
            centre=centre.pk, counter=session.counter_id, at=at + 6 * MINUTE, by="staff:1"
        )
        assert called == second
        words = queries.reason_words(called.reason, session.centre.zone)
        assert words == "вызван раньше A1: A1 пропускает других вперёд"

    def test_who_does_not_wait_has_nobody_to_let_go(self, centre, come, step_back, session, at):
        first = come()
        come(1)
        queue.call_next(centre=centre.pk, counter=session.counter_id, at=at + MINUTE, by="staff:1")
        refused("forbidden_move", step_back, first)
        first.centre_id = centre.pk + 1
        with pytest.raises(Refusal) as refusal:
            queue.step_back(centre=centre.pk + 1, ticket=first.pk, at=at, by="visitor")
        assert refusal.value.code == "unknown_ticket"

    def test_the_journal_says_how_many_and_how_long_they_had_waited(
        self, come, step_back, session, at
    ):
        first = come()
        come(1)
        step_back(first, 5)
        fact = Event.objects.get(name="queue.ticket_stepped_back")
        assert fact.payload == {"ticket": "A1", "let_go": 1, "waited_s": 300.0}
