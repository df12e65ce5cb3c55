"""A phone that nobody answers is not rung again and again in somebody's name."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.notify.models import Message
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def book_call(by_phone, centre, services):
    def book_call(when, by="visitor", at=None, medium="phone"):
        held = booking.hold(
            centre=centre, services=[services["passport"]], starts_at=when, medium=medium,
            via="phone" if by == "staff:1" else "portal", holder=str(when),
            at=at or when - 5 * MINUTE, by=by,
        )  # fmt: skip
        given = {"name": "Вера", "phone": "+79000000001", "agreed": True, "by": by}
        return booking.book(held, at=at or when - 4 * MINUTE, **given)

    return book_call


@pytest.fixture
def miss(centre, session):
    """The next in line is called, and nobody answers or comes."""

    def miss(when):
        where = {"centre": centre.pk, "counter": session.counter_id, "at": when, "by": "staff:1"}
        ticket = queue.call_next(**where)
        for _ in range(centre.recall_limit):
            queue.recall(ticket=ticket.pk, **where)
        queue.mark_no_show(ticket=ticket.pk, **where)
        queue.settle_appointments(at=when + 2 * MINUTE)

    return miss


@pytest.fixture
def ring_in_vain(book_call, miss):
    def ring_in_vain(when):
        made = book_call(when)
        assert queue.begin_remote(at=when, by="system") == 1
        miss(when)
        return made

    return ring_in_vain


@pytest.fixture
def three(book_call, tomorrow):
    """Three calls to one phone, booked before the first of them rings."""
    return [book_call(tomorrow + nth * 15 * MINUTE, at=tomorrow - 60 * MINUTE) for nth in range(3)]


def test_after_two_calls_that_nobody_answered_only_the_staff_book_another(
    ring_in_vain, book_call, tomorrow
):
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    with pytest.raises(Refusal) as refused:
        book_call(tomorrow + 30 * MINUTE)
    assert (refused.value.code, refused.value.field) == ("contact_not_taken", "phone"), (
        "what is said of every contact that gets no time tells nothing of its person"
    )
    assert book_call(tomorrow + 45 * MINUTE, by="staff:1").is_to_come


def test_after_a_week_it_is_forgotten(ring_in_vain, book_call, tomorrow):
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    assert book_call(tomorrow + 7 * DAY + 30 * MINUTE).is_to_come


def test_of_three_calls_booked_beforehand_the_third_is_not_rung_after_two_in_vain(
    three, miss, tomorrow
):
    for nth in range(2):
        when = tomorrow + nth * 15 * MINUTE
        assert queue.begin_remote(at=when, by="system") == 1
        miss(when)
    due = tomorrow + 30 * MINUTE
    assert queue.begin_remote(at=due, by="system") == 0
    told = Message.objects.filter(act="not_rung")
    assert [each.about for each in told] == [f"appointment:{three[2].pk}/0"], "once, and in time"
    booking.miss_all(at=due + 3 * 60 * MINUTE, by="system")
    three[2].refresh_from_db()
    assert three[2].state == "unkept", "nobody's no-show"


def test_strangers_calls_that_wait_in_a_long_line_hold_up_nobodys_own(three, tomorrow):
    assert queue.begin_remote(at=tomorrow + 30 * MINUTE, by="system") == 3


@pytest.mark.parametrize("how", ["forget", "leave"])
def test_whoever_made_it_in_a_strangers_name_cannot_have_them_rung_again_and_again(
    book_call, miss, centre, session, client, tomorrow, how
):
    """Neither by forgetting the visit that was missed, nor by leaving the line while the phone rings."""
    for nth in range(2):
        when = tomorrow + nth * 15 * MINUTE
        made = book_call(when)
        queue.begin_remote(at=when, by="system")
        clock.set_to(when, speed=0.001)
        if how == "leave":
            where = {
                "centre": centre.pk,
                "counter": session.counter_id,
                "at": when,
                "by": "staff:1",
            }
            client.post(f"/t/{queue.call_next(**where).token}/leave/")
            queue.settle_appointments(at=when + 2 * MINUTE)
        else:
            miss(when)
            client.post(f"/a/{made.token}/forget/")
            assert not Appointment.objects.filter(token=made.token).exists()
    with pytest.raises(Refusal) as refused:
        book_call(tomorrow + 30 * MINUTE)
    assert refused.value.code == "contact_not_taken"


def test_whoever_gave_their_own_address_with_a_strangers_phone_does_not_learn_that_it_is_silent(
    three, miss, tomorrow
):
    Visitor.objects.update(email="somebody@example.org")
    for nth in range(2):
        queue.begin_remote(at=tomorrow + nth * 15 * MINUTE, by="system")
        miss(tomorrow + nth * 15 * MINUTE)
    told = Message.objects.get(act="not_rung")
    assert told.ways == [["sms", "+79000000001"]]


def test_what_a_colleague_booked_is_rung_all_the_same_and_what_they_decide_to_ring(
    three, book_call, miss, centre, tomorrow
):
    for nth in range(2):
        when = tomorrow + nth * 15 * MINUTE
        queue.begin_remote(at=when, by="system")
        miss(when)
    arranged = book_call(tomorrow + 45 * MINUTE, by="staff:1")
    due = tomorrow + 45 * MINUTE
    assert queue.begin_remote(at=due, by="system") == 1
    assert Ticket.objects.get(state="waiting").check_in.appointment == arranged
    given = {"centre": centre.pk, "appointment": three[2], "at": due, "by": "staff:1"}
    assert queue.check_in(medium="phone", **given).medium == "phone"


def test_whoever_came_in_person_and_missed_the_call_in_the_hall_did_not_leave_a_phone_unanswered(
    book_call, miss, centre, tomorrow
):
    for nth in range(3):
        when = tomorrow + nth * 15 * MINUTE
        made = book_call(when)
        assert queue.begin_remote(at=when, by="system") == 1
        queue.check_in(centre=centre.pk, appointment=made, at=when, by="device:1")
        miss(when)
        made.refresh_from_db()
        assert made.state == "noshow"


def test_whoever_leaves_the_line_before_we_ring_did_not_leave_a_phone_unanswered(
    book_call, centre, tomorrow
):
    for nth in range(3):
        when = tomorrow + nth * 15 * MINUTE
        book_call(when)
        assert queue.begin_remote(at=when, by="system") == 1
        ticket = Ticket.objects.get(state="waiting")
        queue.leave(centre=centre.pk, ticket=ticket.pk, at=when, by="visitor")
        queue.settle_appointments(at=when + 2 * MINUTE)
    assert Appointment.objects.filter(state="noshow").count() == 3


def test_a_phone_that_is_not_answered_may_be_booked_for_the_centre(
    ring_in_vain, schedule, book_call, tomorrow
):
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    assert book_call(tomorrow + 30 * MINUTE, medium="here").is_to_come
