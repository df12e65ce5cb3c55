"""A phone that nobody answers is not rung again and again in somebody's name."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Appointment, Blocked, Wish
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def book_call(by_phone, centre, services):
    def book_call(when, by="visitor", at=None, medium="phone", asker=""):
        held = booking.hold(
            centre=centre, services=[services["passport"]], starts_at=when, medium=medium,
            via="phone" if by == "staff:1" else "portal", holder=str(when), asker=asker,
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


def test_of_calls_booked_beforehand_no_more_are_to_come_than_may_ring_in_vain(
    book_call, ring_in_vain, tomorrow
):
    first, second = (book_call(tomorrow + nth * DAY, at=tomorrow - DAY) for nth in (0, 1))
    with pytest.raises(Refusal) as refused:
        book_call(tomorrow + 2 * DAY, at=tomorrow - DAY)
    assert refused.value.code == "contact_not_taken"
    booking.cancel(second, at=tomorrow - DAY, by="visitor")
    assert book_call(tomorrow + 2 * DAY, at=tomorrow - DAY).is_to_come
    assert book_call(tomorrow + 3 * DAY, at=tomorrow - DAY, by="staff:1").is_to_come
    assert first.is_to_come


def test_a_call_that_could_not_be_taken_is_wished_for_by_nobody_and_offered_to_nobody(
    ring_in_vain, by_phone, centre, services, tomorrow
):
    then = tomorrow + 2 * DAY
    is_full = Blocked.objects.create(
        schedule=by_phone,
        starts_at=then - DAY / 2,
        ends_at=then + DAY,
        reason=Text(ru="Нет", en="No"),
    )

    def wish(at, service="passport", **more):
        day = {"first_day": then.date(), "last_day": then.date(), "medium": "phone", "at": at}
        who = {"name": "Вера", "phone": "+79000000001", "agreed": True, "by": "visitor"}
        return booking.wish(centre=centre, services=[services[service]], **day, **who | more)

    wish(tomorrow - DAY, asker="home")
    for nth in range(2):
        ring_in_vain(tomorrow + nth * 15 * MINUTE)
    after = tomorrow + 60 * MINUTE
    with pytest.raises(Refusal) as refused:
        wish(after, "benefit")
    assert refused.value.code == "contact_not_taken"
    arranged = wish(after, "benefit", by="staff:1")
    is_full.delete()
    booking.offer_free_times(at=after)
    assert list(Wish.objects.filter(state="offered")) == [arranged]


def test_what_a_stranger_books_elsewhere_for_later_is_in_nobodys_way(book_call, tomorrow):
    for nth in range(2):
        book_call(tomorrow + nth * DAY, at=tomorrow - DAY, asker="elsewhere")
    assert book_call(tomorrow + 2 * DAY, at=tomorrow - DAY, asker="home").is_to_come


def test_calls_in_line_count_whoever_booked_them(book_call, tomorrow):
    for nth in range(2):
        when = tomorrow + nth * 15 * MINUTE
        book_call(when, at=tomorrow - DAY, asker="elsewhere")
        assert queue.begin_remote(at=when, by="system") == 1
    with pytest.raises(Refusal) as refused:
        book_call(tomorrow + DAY, at=tomorrow + 20 * MINUTE, asker="home")
    assert refused.value.code == "contact_not_taken"


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
