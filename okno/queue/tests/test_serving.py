"""At the counter: start, hold, transfer, finish, next services, and taking a mistake back."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue.models import State, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(centre, session, services, at):
    """Boris at counter 1: `desk.call()`, then `desk.do("start")` and so on, a minute apart."""

    class Desk:
        minute = 0
        ticket = None

        def give(self, service="passport", **more):
            return queue.issue(centre=centre.slug, service=service, at=self.now(), by="k", **more)

        def now(self):
            self.minute += 1
            return at + self.minute * MINUTE

        def call(self, **more):
            if not Ticket.objects.filter(state="waiting").exists():
                self.give(**more)
            self.ticket = queue.call_next(
                centre=centre.pk, counter=session.counter_id, at=self.now(), by="staff:1"
            )
            return self.ticket

        def do(self, act, ticket=None, **more):
            return getattr(queue, act)(
                centre=centre.pk,
                counter=more.pop("counter", session.counter_id),
                ticket=(ticket or self.ticket).pk,
                at=more.pop("at", None) or self.now(),
                by="staff:1",
                **more,
            )

        def refused(self, act, code, **more):
            before = Event.objects.count()
            with pytest.raises(Refusal) as caught:
                self.do(act, **more)
            assert caught.value.code == code
            assert Event.objects.count() == before, "nothing is written"

    return Desk()


def test_a_visit_is_called_started_and_finished(desk):
    desk.call()
    assert desk.do("start").state == State.SERVING
    done = desk.do("finish", outcome="accepted")
    assert (done.state, done.outcome) == (State.FINISHED, "accepted")
    names = list(Event.objects.filter(subject=f"ticket:{done.pk}").values_list("name", flat=True))
    assert names == [
        "queue.ticket_issued",
        "queue.ticket_called",
        "queue.service_started",
        "queue.service_finished",
    ]


def test_every_payload_has_the_fields_of_its_fact(desk):
    """The statements write the journal themselves: their keys must be the dataclass's."""
    import dataclasses

    from okno.base import events

    desk.call()
    desk.do("recall")
    desk.do("hold")
    queue.take_back(centre=desk.ticket.centre_id, ticket=desk.ticket.pk, at=desk.now(), by="x")
    desk.call()
    desk.do("start")
    desk.do("transfer", service="benefit")
    desk.call()
    desk.do("start")
    desk.do("continue_here", service="extract")
    desk.do("finish")
    desk.do("undo", at=desk.now() - MINUTE)
    desk.do("finish")
    desk.call()
    for _ in range(2):
        desk.do("recall")
    desk.do("mark_no_show")
    queue.give_second_chance(
        centre=desk.ticket.centre_id, ticket=desk.ticket.pk, at=desk.now(), by="x"
    )
    queue.leave(centre=desk.ticket.centre_id, ticket=desk.ticket.pk, at=desk.now(), by="x")
    desk.give()
    queue.break_promises(at=desk.now() + 20 * MINUTE)
    queue.close_day(centre=desk.ticket.centre_id, at=desk.now() + 30 * MINUTE, by="x")
    facts = events.registry()
    seen = set()
    for event in Event.objects.filter(name__startswith="queue."):
        seen.add(event.name)
        assert set(event.payload) == {f.name for f in dataclasses.fields(facts[event.name])}, (
            event.name
        )
    assert len(seen) >= 16


def test_starting_needs_a_call(desk):
    ticket = desk.give()
    desk.refused("start", "forbidden_move", ticket=ticket)


def test_a_second_press_of_finish_is_refused_and_changes_nothing(desk):
    desk.call()
    desk.do("start")
    desk.do("finish")
    desk.refused("finish", "forbidden_move")


@pytest.mark.parametrize(
    ("act", "before", "more"),
    [
        ("recall", [], {}),
        ("start", [], {}),
        ("hold", [], {}),
        ("transfer", [], {"service": "benefit"}),
        ("mark_no_show", [], {}),
        ("finish", ["start"], {}),
        ("continue_here", ["start"], {"service": "benefit"}),
    ],
)
def test_another_counter_may_not_touch_the_ticket(desk, english_session, act, before, more):
    desk.call()
    Ticket.objects.update(recalls=5)
    for each in before:
        desk.do(each)
    desk.refused(act, "not_at_your_counter", counter=english_session.counter_id, **more)
    desk.do(act, **more)


def test_another_centre_does_not_see_the_ticket(desk, services):
    from okno.network.tests.factories import CentreFactory

    desk.call()
    elsewhere = CentreFactory()
    with pytest.raises(Refusal) as caught:
        queue.leave(centre=elsewhere.pk, ticket=desk.ticket.pk, at=desk.now(), by="x")
    assert caught.value.code == "unknown_ticket"


def test_hold_frees_the_counter_and_returns_by_itself_to_the_old_place(desk, centre):
    first = desk.call()
    desk.do("hold", minutes=5)
    second = desk.call()
    assert second.pk != first.pk
    desk.do("start")
    desk.do("finish")
    desk.give()
    assert queue.end_holds(at=desk.now() + 6 * MINUTE) == 1
    back = desk.call()
    assert back.pk == first.pk, "the rank is kept, so they are first again"


def test_a_person_held_for_a_counter_that_closed_is_called_by_another(
    desk, centre, session, english_session
):
    desk.call()
    desk.do("hold")
    queue.close_counter(centre=centre.pk, counter=session.counter_id, at=desk.now(), by="x")
    queue.take_back(centre=centre.pk, ticket=desk.ticket.pk, at=desk.now(), by="x")
    called = queue.call_next(
        centre=centre.pk, counter=english_session.counter_id, at=desk.now(), by="x"
    )
    assert called.pk == desk.ticket.pk


def test_transfer_keeps_number_and_place_and_goes_to_the_named_counter(
    desk, centre, english_session
):
    first = desk.call(service="benefit")
    desk.do("start")
    moved = desk.do("transfer", service="passport", to_counter=english_session.counter_id)
    assert (moved.label, moved.rank, moved.state) == (first.label, first.rank, State.WAITING)
    desk.give()
    assert desk.call().pk != first.pk, "it waits for counter 2"
    called = queue.call_next(
        centre=centre.pk, counter=english_session.counter_id, at=desk.now(), by="x"
    )
    assert called.pk == first.pk


def test_transfer_refuses_a_service_not_given_here(desk):
    desk.call()
    desk.refused("transfer", "not_offered", service="teleport")


def test_a_visit_of_two_services_goes_back_in_line_for_the_second(desk, services):
    desk.call(more=["extract"])
    desk.do("start")
    onward = desk.do("finish")
    assert (onward.state, onward.service_id) == (State.WAITING, services["extract"].pk)
    assert onward.rest == []
    again = desk.call()
    assert again.pk == onward.pk
    desk.do("start")
    assert desk.do("finish").state == State.FINISHED
    figures = Event.objects.filter(name="queue.service_finished").order_by("id")
    assert [event.payload["more"] for event in figures] == [1, 0]


def test_another_service_may_follow_at_the_same_counter(desk, services):
    desk.call()
    desk.do("start")
    onward = desk.do("continue_here", service="benefit")
    assert (onward.state, onward.service_id) == (State.SERVING, services["benefit"].pk)


def test_a_planned_service_done_here_is_not_done_again(desk, services):
    desk.call(more=["extract"])
    desk.do("start")
    assert desk.do("continue_here", service="extract").rest == []
    assert desk.do("finish").state == State.FINISHED


@pytest.mark.parametrize("act", ["call", "hold", "transfer", "finish", "mark_no_show"])
def test_a_mistake_is_taken_back_within_half_a_minute(desk, act):
    before = desk.call()
    if act == "call":
        expected, moved = State.WAITING, before
    elif act == "hold":
        expected, moved = State.CALLED, desk.do("hold")
    elif act == "transfer":
        expected, moved = State.CALLED, desk.do("transfer", service="benefit")
    elif act == "finish":
        desk.do("start")
        expected, moved = State.SERVING, desk.do("finish")
    else:
        desk.do("recall")
        desk.do("recall")
        expected, moved = State.CALLED, desk.do("mark_no_show")
    soon = desk.now() - MINUTE + timedelta(seconds=29)
    back = desk.do("undo", ticket=moved, at=soon)
    assert back.state == expected
    assert back.service_id == before.service_id


def test_after_half_a_minute_it_is_too_late(desk):
    desk.call()
    desk.refused("undo", "too_late_to_undo", at=desk.now() - MINUTE + timedelta(seconds=31))


def test_an_undo_is_not_for_another_counter(desk, english_session):
    desk.call()
    soon = desk.now() - MINUTE + timedelta(seconds=5)
    desk.refused("undo", "too_late_to_undo", at=soon, counter=english_session.counter_id)


def test_an_undo_is_refused_when_the_counter_has_another_person(desk):
    first = desk.call()
    desk.give(priority="disabled")
    moved = desk.do("transfer", service="benefit")
    soon = desk.now() - MINUTE + timedelta(seconds=5)
    queue.call_next(centre=first.centre_id, counter=first.counter_id, at=soon, by="x")
    desk.refused("undo", "counter_busy", ticket=moved, at=soon)


def test_a_no_show_needs_the_centres_recalls(desk):
    desk.call()
    desk.refused("mark_no_show", "call_again_first")
    desk.do("recall")
    desk.do("recall")
    assert desk.do("mark_no_show").state == State.NO_SHOW


def test_who_missed_the_call_gets_a_second_chance_today_only(desk, centre):
    desk.call()
    desk.do("recall")
    desk.do("recall")
    missed = desk.do("mark_no_show")
    where = {"centre": centre.pk, "ticket": missed.pk, "by": "x"}
    with pytest.raises(Refusal):
        queue.give_second_chance(**where, at=desk.now() + timedelta(days=1))
    back = queue.give_second_chance(**where, at=desk.now())
    assert (back.state, back.priority) == (State.WAITING, "recall")


def test_a_mark_is_given_after_the_service_and_may_be_changed(desk):
    desk.call()
    with pytest.raises(Refusal) as caught:
        queue.rate(ticket=desk.ticket, rating=5, at=desk.now(), by="visitor")
    assert caught.value.code == "too_early_to_rate"
    desk.do("start")
    desk.do("finish")
    queue.rate(ticket=desk.ticket, rating=4, at=desk.now(), by="visitor")
    queue.rate(ticket=desk.ticket, rating=5, at=desk.now(), by="visitor")
    assert Ticket.objects.get().rating == 5
    with pytest.raises(Refusal):
        queue.rate(ticket=desk.ticket, rating=6, at=desk.now(), by="visitor")


def test_a_coffee_is_handed_out_once(desk):
    desk.give()
    desk.minute += 20
    ticket = desk.call()
    assert ticket.voucher
    queue.use_voucher(ticket=ticket, at=desk.now(), by="x")
    with pytest.raises(Refusal) as caught:
        queue.use_voucher(ticket=ticket, at=desk.now(), by="x")
    assert caught.value.code == "no_voucher"


def test_closing_the_day_loses_nobody_and_may_be_repeated(desk, centre, session):
    desk.call()
    desk.give()
    assert queue.close_day(centre=centre.pk, at=desk.now(), by="x") == 2
    assert queue.close_day(centre=centre.pk, at=desk.now(), by="x") == 0
    assert set(Ticket.objects.values_list("state", flat=True)) == {State.CLOSED}
    assert Event.objects.filter(name="queue.ticket_closed").count() == 2
    session.refresh_from_db()
    assert session.closed_at is not None
