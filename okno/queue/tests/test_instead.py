"""A ticket in place of the appointment: of one visit one ticket is live, and whoever is served by it has come."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking.models import Appointment, PersonKey
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def instead(centre):
    def instead(made, at):
        return queue.issue_instead(centre=centre.pk, appointment=made, at=at, by="device:1")

    return instead


@pytest.fixture
def where(centre, session):
    def where(at):
        return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}

    return where


@pytest.fixture
def miss(centre, where):
    def miss(ticket, at):
        queue.call_this(ticket=ticket.pk, **where(at))
        for _ in range(centre.recall_limit):
            queue.recall(ticket=ticket.pk, **where(at))
        return queue.mark_no_show(ticket=ticket.pk, **where(at))

    return miss


@pytest.fixture
def serve(where):
    def serve(ticket, at):
        queue.call_this(ticket=ticket.pk, **where(at))
        queue.start(ticket=ticket.pk, **where(at))
        queue.finish(ticket=ticket.pk, **where(at))
        queue.settle_appointments(at=at + 2 * MINUTE)

    return serve


@pytest.fixture
def back_in_line_is_refused(centre):
    def refused(ticket, at, newer):
        with pytest.raises(Refusal) as refusal:
            queue.give_second_chance(centre=centre.pk, ticket=ticket.pk, at=at, by="staff:1")
        assert refusal.value.code == "came_again"
        assert newer.label in str(refusal.value)

    return refused


def state_of(made):
    made.refresh_from_db()
    return made.state


def live():
    return list(Ticket.objects.filter(state="waiting"))


def test_whoever_missed_their_call_and_took_a_ticket_instead_is_not_put_back_in_line(
    schedule, book, centre, miss, instead, back_in_line_is_refused, tomorrow
):
    made = book(tomorrow)
    first = queue.check_in(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")
    miss(first, tomorrow)
    second = instead(made, tomorrow + MINUTE)
    back_in_line_is_refused(first, tomorrow + 2 * MINUTE, second)
    assert live() == [second]


def test_nor_whoever_missed_the_ticket_instead_itself_and_took_another(
    schedule, book, miss, instead, back_in_line_is_refused, tomorrow
):
    made, late = book(tomorrow), tomorrow + 3 * HOUR
    first = instead(made, late)
    miss(first, late)
    second = instead(made, late + MINUTE)
    back_in_line_is_refused(first, late + 2 * MINUTE, second)
    assert live() == [second]


def test_a_missed_call_is_not_taken_back_once_there_is_a_newer_ticket(
    schedule, book, centre, miss, instead, where, tomorrow
):
    made = book(tomorrow)
    first = queue.check_in(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")
    miss(first, tomorrow)
    soon = tomorrow + timedelta(seconds=5)
    second = instead(made, soon)
    with pytest.raises(Refusal) as refusal:
        queue.undo(ticket=first.pk, **where(soon))
    assert refusal.value.code == "too_late_to_undo"
    assert live() == [second]


@pytest.mark.parametrize("hours", [-1.5, 3])
def test_pressed_twice_it_is_one_ticket_early_and_late(schedule, book, instead, tomorrow, hours):
    made, then = book(tomorrow), tomorrow + hours * HOUR
    first, again = instead(made, then), instead(made, then + MINUTE)
    assert (again.pk, again.is_repeat) == (first.pk, True)


@pytest.mark.parametrize("seen", [True, False])
def test_whoever_missed_it_and_is_served_instead_has_come(
    schedule, book, instead, serve, tomorrow, seen
):
    """Whether the time was found to be missed before they came, or would be while they wait."""
    made, late = book(tomorrow), tomorrow + 3 * HOUR
    if seen:
        booking.miss_all(at=late, by="system")
        assert state_of(made) == "noshow"
    ticket = instead(made, late)
    booking.miss_all(at=late + MINUTE, by="system")
    serve(ticket, late + 2 * MINUTE)
    assert state_of(made) == "fulfilled"
    assert not PersonKey.objects.exists(), "no rule counts it any more"


def test_whoever_was_let_down_by_the_day_and_is_served_instead_has_come(
    schedule, book, centre, instead, serve, tomorrow
):
    made, late = book(tomorrow), tomorrow + 3 * HOUR
    Appointment.objects.filter(pk=made.pk).update(state="unkept")
    made.refresh_from_db()
    serve(instead(made, late), late)
    assert state_of(made) == "fulfilled"
    assert made.sequence == 1, "it was off in their calendar"


def test_whoever_takes_a_ticket_instead_and_leaves_has_not_come_after_all(
    schedule, book, centre, instead, tomorrow
):
    made, late = book(tomorrow), tomorrow + 3 * HOUR
    ticket = instead(made, late)
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=late, by="visitor")
    queue.settle_appointments(at=late + 2 * MINUTE)
    assert state_of(made) == "noshow"


def test_another_days_ticket_settles_nothing(schedule, book, instead, serve, tomorrow):
    made = book(tomorrow)
    before = tomorrow - 24 * HOUR + 2 * HOUR
    serve(instead(made, before), before)
    assert state_of(made) == "booked"


def test_whoever_was_served_has_kept_it_whatever_ticket_they_take_in_the_same_minute(
    schedule, book, centre, instead, where, tomorrow
):
    made = book(tomorrow)
    first = queue.check_in(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")
    queue.call_this(ticket=first.pk, **where(tomorrow))
    queue.start(ticket=first.pk, **where(tomorrow))
    queue.finish(ticket=first.pk, **where(tomorrow))
    another = instead(made, tomorrow)
    queue.leave(centre=centre.pk, ticket=another.pk, at=tomorrow, by="visitor")
    queue.settle_appointments(at=tomorrow + 2 * MINUTE)
    assert state_of(made) == "fulfilled"
