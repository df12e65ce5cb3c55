"""A phone that nobody answers is not rung again and again in somebody's name."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def book_call(by_phone, centre, services):
    def book_call(when, by="visitor"):
        held = booking.hold(
            centre=centre, services=[services["passport"]], starts_at=when, medium="phone",
            holder=str(when), at=when - 5 * MINUTE, by=by,
        )  # fmt: skip
        given = {"name": "Вера", "phone": "+79000000001", "agreed": True, "by": by}
        return booking.book(held, at=when - 4 * MINUTE, **given)

    return book_call


@pytest.fixture
def ring_in_vain(book_call, centre, session):
    def ring_in_vain(when):
        book_call(when)
        assert queue.begin_remote(at=when, by="system") == 1
        where = {"centre": centre.pk, "counter": session.counter_id, "at": when, "by": "staff:1"}
        ticket = queue.call_next(**where)
        for _ in range(centre.recall_limit):
            queue.recall(ticket=ticket.pk, **where)
        queue.mark_no_show(ticket=ticket.pk, **where)
        queue.settle_appointments(at=when + 2 * MINUTE)

    return ring_in_vain


def test_after_two_calls_that_nobody_answered_only_the_staff_book_another(
    ring_in_vain, book_call, tomorrow
):
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    with pytest.raises(Refusal) as refused:
        book_call(tomorrow + 30 * MINUTE)
    assert (refused.value.code, refused.value.field) == ("not_answered", "phone")
    assert book_call(tomorrow + 45 * MINUTE, by="staff:1").is_to_come


def test_after_a_week_it_is_forgotten(ring_in_vain, book_call, tomorrow):
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    assert book_call(tomorrow + 7 * DAY + 30 * MINUTE).is_to_come
