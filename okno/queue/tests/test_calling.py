"""Who is called, why, and who is not."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue import queries, reference
from okno.queue.models import CounterSession, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def give(centre, services, at):
    def issue(service="passport", minutes=0, **more):
        return queue.issue(
            centre=centre.slug, service=service, at=at + minutes * MINUTE, by="device:1", **more
        )

    return issue


@pytest.fixture
def call(centre, at):
    def next_for(session, minutes=5):
        return queue.call_next(
            centre=centre.pk, counter=session.counter_id, at=at + minutes * MINUTE, by="staff:1"
        )

    return next_for


def test_the_oldest_arrival_is_called_first(give, call, session):
    give()
    give(minutes=1)
    called = call(session)
    assert (called.label, called.state, called.counter_id) == ("A1", "called", session.counter_id)


def test_a_priority_class_is_called_before_earlier_ordinary_people(give, call, session, centre):
    give()
    give(minutes=2, priority="disabled")
    called = call(session)
    assert called.label == "A2"
    zone = queries.reference.centre(centre.pk).zone
    assert queries.reason_words(called.reason, zone) == "вызван раньше A1: вне очереди"


def test_the_reason_of_a_booked_visitor_names_the_time_and_the_lateness(
    give, call, session, centre, at
):
    give(minutes=-1)
    give(minutes=3, booked_at=at)
    called = call(session)
    assert called.label == "A2"
    zone = queries.reference.centre(centre.pk).zone
    assert (
        queries.reason_words(called.reason, zone)
        == "вызван раньше A1: запись на 10:20, опоздание 3 минуты"
    )
    assert Event.objects.get(name="queue.ticket_called").payload["reason"] == called.reason


def test_an_operator_without_the_skill_is_not_given_the_ticket(give, call, english_session):
    give("benefit")
    with pytest.raises(Refusal) as caught:
        call(english_session)
    assert caught.value.code == "nobody_waiting"


def test_an_english_visitor_waits_for_the_counter_that_speaks_english(
    give, call, session, english_session
):
    give(language="en")
    give(minutes=1)
    assert call(session).label == "A2", "Boris speaks Russian only, and Anna is there"
    assert call(english_session).label == "A1"


def test_an_english_visitor_is_called_by_anyone_when_nobody_speaks_english(give, call, session):
    give(language="en")
    assert call(session).label == "A1"


def test_a_paused_speaker_does_not_keep_an_english_visitor_waiting(
    give, call, session, english_session, centre, at
):
    queue.pause_counter(
        centre=centre.pk,
        counter=english_session.counter_id,
        reason="lunch",
        minutes=30,
        at=at,
        by="x",
    )
    give(language="en")
    assert call(session).label == "A1"


def test_a_counter_with_a_person_is_not_given_another(give, call, session):
    give()
    give(minutes=1)
    call(session)
    with pytest.raises(Refusal) as caught:
        call(session)
    assert caught.value.code == "counter_busy"


@pytest.mark.parametrize("code", ["counter_not_open", "counter_paused", "unknown_counter"])
def test_it_says_why_nobody_is_called(give, session, counters, centre, at, code):
    give()
    counter = counters[0].pk
    if code == "counter_not_open":
        counter = counters[3].pk
    elif code == "unknown_counter":
        counter = 10**8
    else:
        queue.pause_counter(
            centre=centre.pk, counter=counter, reason="break", minutes=5, at=at, by="x"
        )
    with pytest.raises(Refusal) as caught:
        queue.call_next(centre=centre.pk, counter=counter, at=at, by="x")
    assert caught.value.code == code


def test_a_ratio_calls_two_booked_to_one_walk_in(give, call, session, centre, at):
    queue.set_profile(
        centre=centre.pk, counter=session.counter_id, ratio=(2, 1), at=at, by="manager"
    )
    for number in range(3):
        give(minutes=-30 + number)
    for number in range(4):
        give(minutes=-10 + number, booked_at=at + 60 * MINUTE)
    kinds = []
    for _ in range(6):
        called = call(session)
        kinds.append("booked" if called.booked_at else "walk-in")
        where = {"centre": centre.pk, "counter": session.counter_id, "ticket": called.pk, "by": "x"}
        queue.start(**where, at=at + 6 * MINUTE)
        queue.finish(**where, at=at + 7 * MINUTE)
    assert kinds == ["booked", "booked", "walk-in"] * 2


def test_a_quick_counter_calls_only_quick_services(give, call, session, centre, at):
    queue.set_profile(
        centre=centre.pk, counter=session.counter_id, quick_only=True, at=at, by="manager"
    )
    give()
    give(purpose="receive", minutes=1)
    assert call(session).label == "A2"


def test_a_ticket_of_one_hall_is_not_called_to_another(give, call, session, centre, at):
    from okno.base.text import Text
    from okno.network.models import Hall

    other = Hall.objects.create(centre=centre, slug="b", name=Text(ru="Б", en="B"))
    give(hall=other.pk)
    with pytest.raises(Refusal):
        call(session)
    CounterSession.objects.update(hall=other)
    assert call(session).label == "A1"


def test_a_ticket_without_a_hall_is_called_by_whichever_hall_is_free(
    give, call, session, english_session, centre
):
    from okno.base.text import Text
    from okno.network.models import Hall

    other = Hall.objects.create(centre=centre, slug="b", name=Text(ru="Б", en="B"))
    CounterSession.objects.filter(pk=english_session.pk).update(hall=other)
    give(), give()
    assert [call(session).label, call(english_session).label] == ["A1", "A2"]


def test_a_wait_beyond_the_standard_breaks_the_promise_and_gives_a_voucher(give, call, session):
    give()
    called = call(session, minutes=16)
    assert called.promise_broken_at is not None
    assert len(called.voucher) == 6
    assert Event.objects.filter(name="queue.promise_broken").count() == 1


def test_a_promise_is_broken_once_even_if_the_sweep_was_first(give, call, session, at):
    give()
    assert queue.break_promises(at=at + 16 * MINUTE) == 1
    assert queue.break_promises(at=at + 17 * MINUTE) == 0
    voucher = Ticket.objects.get().voucher
    assert call(session, minutes=18).voucher == voucher
    assert Event.objects.filter(name="queue.promise_broken").count() == 1


def test_within_the_standard_there_is_no_voucher(give, call, session):
    give()
    called = call(session, minutes=14)
    assert (called.voucher, called.promise_broken_at) == ("", None)


def test_a_person_can_be_picked_out_of_order(give, session, centre, at):
    give()
    second = give(minutes=1)
    called = queue.call_this(
        centre=centre.pk, counter=session.counter_id, ticket=second.pk, at=at + 2 * MINUTE, by="x"
    )
    assert called.label == "A2"
    assert called.reason["picked"] is True
    assert called.reason["before"] == "A1"


def test_the_roll_gives_a_number_when_it_is_called(session, centre, services, at):
    type(centre).objects.update(own_paper_roll=True)
    reference.forget()
    called = queue.call_from_roll(
        centre=centre.pk,
        counter=session.counter_id,
        service="passport",
        purpose="file",
        at=at,
        by="x",
    )
    assert (called.label, called.state) == ("A1", "called")


def test_without_a_roll_there_is_nobody_to_call(session, centre, services, at):
    with pytest.raises(Refusal):
        queue.call_from_roll(
            centre=centre.pk,
            counter=session.counter_id,
            service="passport",
            purpose="file",
            at=at,
            by="x",
        )
    assert not Ticket.objects.exists()


def test_a_free_counter_with_the_option_calls_by_itself(give, session, centre, at):
    give()
    assert queue.call_auto(centre=centre.pk, counter=session.counter_id, at=at) is None
    queue.set_profile(
        centre=centre.pk, counter=session.counter_id, auto_call=True, at=at, by="manager"
    )
    called = queue.call_auto(centre=centre.pk, counter=session.counter_id, at=at)
    assert called is not None
    assert called.label == "A1"
