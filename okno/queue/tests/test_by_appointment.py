"""A service that is by appointment only: whoever just comes is told so, whoever was promised a place is served."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.catalog.models import Way
from okno.queue import actions as queue
from okno.queue import queries, reference
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def only(give_by):
    """Passports are by appointment only; not so what else is given."""

    def close(slug="passport"):
        give_by(slug, Way.ONLINE, Way.PHONE)

    return close


def refused(code, act, **given):
    before = Ticket.objects.count()
    with pytest.raises(Refusal) as refusal:
        act(**given, by="device:1")
    assert refusal.value.code == code
    assert Ticket.objects.count() == before


def test_whoever_just_comes_gets_no_ticket_for_it_be_it_one_of_several(only, centre, at):
    only()
    ticket = {"centre": centre.pk, "at": at}
    refused("by_appointment_only", queue.issue, service="passport", **ticket)
    refused("by_appointment_only", queue.issue, service="benefit", more=["passport"], **ticket)
    refused("by_appointment_only", queue.issue, service="passport", priority="disabled", **ticket)
    assert queue.issue(service="benefit", by="device:1", **ticket).number == 1


def test_asking_whether_it_is_costs_no_statement_more(
    only, centre, at, django_assert_max_num_queries
):
    only()
    given = {"centre": centre.pk, "service": "benefit", "at": at, "by": "device:1"}
    queue.issue(**given)
    with django_assert_max_num_queries(1):
        queue.issue(**given)


def test_whoever_has_an_appointment_comes_in_time_or_late(only, schedule, centre, book, tomorrow):
    in_time, late = book(tomorrow), book(tomorrow + 60 * MINUTE, phone="+79160000002")
    only()
    given = {"centre": centre.pk, "by": "device:1"}
    ticket = queue.check_in(appointment=in_time, at=tomorrow, **given)
    assert ticket.booked_at == tomorrow
    after = late.starts_at + 3 * 60 * MINUTE
    refused("too_late", queue.check_in, centre=centre.pk, appointment=late, at=after)
    assert queue.issue_instead(appointment=late, at=after, **given).booked_at is None


def test_a_ticket_instead_is_not_for_another_day_nor_long_before(
    only, schedule, centre, book, tomorrow, at
):
    made = book(tomorrow)
    only()
    given = {"centre": centre.pk, "appointment": made}
    refused("by_appointment_only", queue.issue_instead, at=at, **given)
    refused("by_appointment_only", queue.issue_instead, at=tomorrow - 90 * MINUTE, **given)
    made.refresh_from_db()
    assert made.is_to_come, "what is refused cancels nothing"
    assert queue.issue_instead(at=tomorrow - 90 * MINUTE, let_in=True, by="staff:1", **given)


def test_a_colleague_lets_in_whom_they_see(only, centre, session, at):
    only()
    given = {"centre": centre.pk, "service": "passport", "at": at, "by": "staff:1"}
    assert queue.issue(let_in=True, **given).is_live
    assert queue.receive(counter=session.counter_id, **given).state == "serving"


def test_whoever_was_on_the_way_has_their_place_and_nobody_joins_any_more(
    only, centre, services, at
):
    given = {"centre": centre.pk, "service": "passport", "by": "visitor"}
    place = queue.join(holder="one", at=at, **given)
    only()
    with pytest.raises(Refusal) as refusal:
        queue.join(holder="two", at=at, **given)
    assert refusal.value.code == "by_appointment_only"
    later = at + 10 * MINUTE
    code = queries.presence_code(centre.pk, later)
    assert queue.come_from_afar(place, code=code, at=later, by="visitor").is_live


def test_whoever_waits_is_called_and_whoever_is_sent_there_is_taken(only, centre, session, at):
    here = {"centre": centre.pk, "at": at, "by": "staff:1"}
    first = queue.issue(service="passport", **here)
    second = queue.issue(service="benefit", **here)
    only()
    at_counter = {**here, "counter": session.counter_id}
    assert queue.call_next(**at_counter).pk == first.pk
    queue.start(ticket=first.pk, **at_counter)
    queue.finish(ticket=first.pk, **at_counter)
    queue.call_next(**at_counter)
    queue.start(ticket=second.pk, **at_counter)
    sent = queue.transfer(ticket=second.pk, service="passport", **at_counter)
    assert (sent.service.slug, sent.state) == ("passport", "waiting")


def test_a_change_is_known_to_the_hall_when_its_memory_ends(centre, services, at):
    from okno.catalog import actions as catalog

    given = {"centre": centre.pk, "service": "passport", "at": at, "by": "device:1"}
    queue.issue(**given)
    catalog.give_by(services["passport"], centre=centre, ways=[Way.ONLINE], at=at, by="staff:1")
    reference.forget()
    refused("by_appointment_only", queue.issue, centre=centre.pk, service="passport", at=at)


def test_a_cancelled_appointment_lets_nobody_in(only, schedule, centre, book, tomorrow, at):
    made = book(tomorrow)
    booking.cancel(made, at=at, by="visitor")
    only()
    made.refresh_from_db()
    given = {"centre": centre.pk, "appointment": made}
    refused("by_appointment_only", queue.issue_instead, at=tomorrow + 20 * MINUTE, **given)


def test_a_time_that_was_only_held_lets_nobody_in(only, schedule, centre, services, tomorrow):
    held = booking.hold(
        centre=centre, services=[services["passport"]], starts_at=tomorrow, holder="b",
        at=tomorrow - 9 * MINUTE, by="visitor",
    )  # fmt: skip
    only()
    given = {"centre": centre.pk, "appointment": held, "at": tomorrow + 2 * MINUTE}
    refused("by_appointment_only", queue.issue_instead, **given)
    booking.expire_holds(at=tomorrow + 20 * MINUTE)
    held.refresh_from_db()
    given |= {"at": tomorrow + 20 * MINUTE}
    refused("by_appointment_only", queue.issue_instead, **given)


def test_whoever_is_late_is_let_in_once(only, schedule, centre, book, tomorrow):
    late = book(tomorrow)
    only()
    given = {"centre": centre.pk, "appointment": late}
    after = tomorrow + 3 * 60 * MINUTE
    ticket = queue.issue_instead(at=after, by="device:1", **given)
    again = queue.issue_instead(at=after + MINUTE, by="device:1", **given)
    assert (again.pk, again.is_repeat) == (ticket.pk, True)
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=after + 2 * MINUTE, by="visitor")
    refused("by_appointment_only", queue.issue_instead, at=after + 3 * MINUTE, **given)
    assert queue.issue_instead(at=after + 3 * MINUTE, let_in=True, by="staff:1", **given)


def test_whoever_came_and_left_is_not_let_in_again(only, schedule, centre, book, tomorrow):
    made = book(tomorrow)
    only()
    ticket = queue.check_in(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=tomorrow + MINUTE, by="visitor")
    given = {"centre": centre.pk, "appointment": made, "at": tomorrow + 2 * MINUTE}
    refused("by_appointment_only", queue.issue_instead, **given)
    queue.settle_appointments(at=tomorrow + 5 * MINUTE)
    made.refresh_from_db()
    assert not queries.is_let_in(made, centre=centre.pk, at=tomorrow + 5 * MINUTE), (
        "no page says so"
    )


def test_whoever_took_a_ticket_before_its_time_and_checks_in_has_that_one(
    schedule, centre, book, tomorrow
):
    """They could not cancel any more; their place counts from when they came, which is earlier than any appointment's."""
    schedule.cancel_until = 180 * MINUTE
    schedule.save()
    made = book(tomorrow)
    given = {"centre": centre.pk, "appointment": made, "by": "device:1"}
    early = queue.issue_instead(at=tomorrow - 90 * MINUTE, **given)
    ticket = queue.check_in(at=tomorrow - 10 * MINUTE, **given)
    assert (ticket.pk, ticket.is_repeat) == (early.pk, True)
    made.refresh_from_db()
    assert made.state == "arrived"
    queue.leave(centre=centre.pk, ticket=early.pk, at=tomorrow - 9 * MINUTE, by="visitor")
    queue.settle_appointments(at=tomorrow - 5 * MINUTE)
    made.refresh_from_db()
    assert queue.check_in(at=tomorrow, **given).booked_at == tomorrow
