"""Coming with an appointment: it becomes a ticket whose rank is the time it was booked for."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import State as AppointmentState
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.actions.proving import WRONG_CODES
from okno.queue.models import State, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def come(centre):
    def come(appointment, at, **more) -> Ticket:
        return queue.check_in(
            **({"centre": centre.pk} | more), appointment=appointment, at=at, by="device:1"
        )

    return come


def walk_in(centre, at, service="passport"):
    return queue.issue(centre=centre.pk, service=service, at=at, by="device:1")


def state_of(appointment):
    appointment.refresh_from_db()
    return appointment.state


def test_the_ticket_is_what_was_booked(schedule, services, book, come, tomorrow):
    made = book(tomorrow, services=[services["passport"], services["benefit"]], language="ru")
    ticket = come(made, tomorrow)
    assert (ticket.service, ticket.rest) == (services["passport"], [services["benefit"].pk])
    assert (ticket.booked_at, ticket.priority) == (tomorrow, "appointment")
    assert ticket.rank == policy.rank(tomorrow, "appointment", tomorrow)
    assert state_of(made) == AppointmentState.ARRIVED


def test_early_keeps_the_booked_time_and_goes_before_those_who_just_came(
    schedule, centre, book, come, tomorrow, session
):
    early = tomorrow - 25 * MINUTE
    booked = come(book(tomorrow), early)
    first = walk_in(centre, early + MINUTE)
    later = walk_in(centre, tomorrow)
    called = [queue.call_next(centre=centre.pk, counter=session.counter_id, at=tomorrow, by="x")]
    assert called == [first]
    assert booked.rank < later.rank


def test_whoever_guesses_what_the_board_shows_is_stopped_and_not_told_when_it_is_right(
    schedule, centre, book, tomorrow
):
    made, other = book(tomorrow), book(tomorrow + timedelta(minutes=15), phone="+79160000002")

    def here(code, appointment=made, at=tomorrow):
        given = {"appointment": appointment, "code": code, "at": at, "by": "visitor"}
        try:
            return queue.check_in_by_phone(**given).priority
        except Refusal as refusal:
            return refusal.code

    right = queries.presence_code(centre.pk, tomorrow)
    assert [here("ЫЫЫЫЫЫ") for _ in range(WRONG_CODES)] == ["not_here"] * WRONG_CODES
    assert here(right) == "too_many_guesses"
    assert here(right, other) == "appointment"
    later = tomorrow + timedelta(minutes=10)
    assert here(queries.presence_code(centre.pk, later), at=later) == "appointment"


def test_a_phone_checks_in_who_reads_the_code_on_the_board_or_stands_there(
    schedule, centre, book, tomorrow
):
    made = book(tomorrow)
    for proof in (
        {},
        {"code": "ЫЫЫЫЫЫ"},
        {"code": queries.presence_code(centre.pk, tomorrow - timedelta(minutes=11))},
        {"where": (centre.lat + 0.01, centre.lon)},
    ):
        with pytest.raises(Refusal) as refused:
            queue.check_in_by_phone(appointment=made, **proof, at=tomorrow, by="visitor")
        assert refused.value.code == "not_here"
    code = queries.presence_code(centre.pk, tomorrow)
    by_code = queue.check_in_by_phone(appointment=made, code=code, at=tomorrow, by="visitor")
    place = (centre.lat, centre.lon)
    again = queue.check_in_by_phone(appointment=made, where=place, at=tomorrow, by="visitor")
    assert (again, again.is_repeat) == (by_code, True)


def test_late_is_a_walk_in_with_a_head_start_and_not_sent_away(
    schedule, centre, book, come, tomorrow
):
    late = tomorrow + 40 * MINUTE
    waiting = walk_in(centre, late - 5 * MINUTE)
    long_here = walk_in(centre, late - 30 * MINUTE)
    ticket = come(book(tomorrow), late)
    assert long_here.rank < ticket.rank < waiting.rank


def test_a_second_scan_gives_the_same_ticket(schedule, book, come, tomorrow):
    made = book(tomorrow)
    first = come(made, tomorrow)
    again = come(made, tomorrow + MINUTE)
    assert (again.pk, again.is_repeat) == (first.pk, True)
    assert Ticket.objects.count() == 1


def test_what_is_refused_changes_nothing(schedule, book, come, tomorrow, at):
    made = book(tomorrow)
    for code, given in {
        "too_early": {"at": tomorrow - 31 * MINUTE},
        "too_late": {"at": tomorrow + 121 * MINUTE},
        "another_day": {"at": at},
        "another_centre": {"at": tomorrow, "centre": CentreFactory(slug="other").pk},
    }.items():
        with pytest.raises(Refusal) as refusal:
            come(made, **given)
        assert refusal.value.code == code
    assert state_of(made) == AppointmentState.BOOKED
    assert not Ticket.objects.exists()


def test_when_no_ticket_can_be_given_nobody_has_arrived(
    schedule, centre, services, book, come, tomorrow
):
    from okno.catalog import actions as catalog

    made = book(tomorrow)
    catalog.withdraw(centre=centre, service=services["passport"], at=tomorrow, by="staff:1")
    with pytest.raises(Refusal):
        come(made, tomorrow)
    assert state_of(made) == AppointmentState.BOOKED


def serve(centre, session, ticket, at):
    queue.call_this(centre=centre.pk, counter=session.counter_id, ticket=ticket.pk, at=at, by="x")
    queue.start(centre=centre.pk, counter=session.counter_id, ticket=ticket.pk, at=at, by="x")
    queue.finish(centre=centre.pk, counter=session.counter_id, ticket=ticket.pk, at=at, by="x")


def test_who_was_served_has_kept_it_once_that_can_no_longer_be_undone(
    schedule, centre, book, come, tomorrow, session
):
    made = book(tomorrow)
    serve(centre, session, come(made, tomorrow), tomorrow)
    assert queue.settle_appointments(at=tomorrow + policy.UNDO_WITHIN) == 0
    assert queue.settle_appointments(at=tomorrow + MINUTE) == 1
    assert state_of(made) == AppointmentState.FULFILLED
    assert queue.settle_appointments(at=tomorrow + MINUTE) == 0


def test_who_left_has_not_and_may_come_again(schedule, centre, book, come, tomorrow):
    made = book(tomorrow)
    first = come(made, tomorrow)
    queue.leave(centre=centre.pk, ticket=first.pk, at=tomorrow, by="visitor")
    queue.settle_appointments(at=tomorrow + MINUTE)
    assert state_of(made) == AppointmentState.NO_SHOW
    again = come(made, tomorrow + 2 * MINUTE)
    assert again.pk != first.pk
    assert again.state == State.WAITING
    assert state_of(made) == AppointmentState.ARRIVED


def test_whoever_waits_in_vain_until_the_day_is_closed_has_missed_nothing(
    schedule, centre, book, come, tomorrow
):
    """Twice, and still no word is asked for; and when the doors open again that day they may come in with it."""
    for day in (tomorrow, tomorrow + timedelta(days=1)):
        made = book(day, at=day - timedelta(hours=1))
        come(made, day)
        queue.close_day(centre=centre.pk, at=day + MINUTE, by="staff:1")
        queue.settle_appointments(at=day + 3 * MINUTE)
        assert state_of(made) == AppointmentState.UNKEPT
    assert booking.miss_all(at=day + timedelta(hours=12), by="system") == 0
    said = Event.objects.filter(
        name__in=["booking.appointment_missed", "booking.appointment_unkept"]
    )
    assert set(said.values_list("name", flat=True)) == {"booking.appointment_unkept"}
    assert book(day + timedelta(days=5), at=day + timedelta(hours=12)).confirm_by is None
    assert come(made, day + timedelta(hours=1)).is_live


def test_a_ticket_instead_gives_todays_time_back_and_leaves_another_days(
    schedule, services, centre, book, tomorrow
):
    made = book(tomorrow, services=[services["passport"], services["benefit"]])
    early = tomorrow - 90 * MINUTE
    given = {"centre": centre.pk, "appointment": made, "by": "device:1"}
    day_before = queue.issue_instead(**given, at=tomorrow - 24 * 60 * MINUTE)
    assert state_of(made) == AppointmentState.BOOKED
    ticket = queue.issue_instead(**given, at=early)
    assert state_of(made) == AppointmentState.CANCELLED
    for each in (day_before, ticket):
        assert (each.service, each.rest) == (services["passport"], [services["benefit"].pk])
        assert (each.booked_at, each.priority) == (None, "ordinary")


def test_whoever_waits_by_their_appointment_gets_no_second_ticket_instead(
    schedule, centre, book, tomorrow, come
):
    made = book(tomorrow)
    mine = come(made, tomorrow)
    again = queue.issue_instead(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")
    assert (again.pk, again.is_repeat) == (mine.pk, True)
    assert state_of(made) == AppointmentState.ARRIVED
    other = CentreFactory(slug="elsewhere", counters=2)
    Offer.objects.create(centre=other, service=made.service)
    there = queue.issue_instead(centre=other.pk, appointment=made, at=tomorrow, by="device:2")
    assert (there.centre_id, there.is_repeat) == (other.pk, False)


def test_a_ticket_instead_that_is_refused_cancels_nothing(
    schedule, services, centre, book, tomorrow
):
    made = book(tomorrow)
    closed = tomorrow.replace(hour=2)
    with pytest.raises(Refusal):
        queue.issue_instead(centre=centre.pk, appointment=made, at=closed, by="device:1")
    assert state_of(made) == AppointmentState.BOOKED


class TestWhoMissesTheCallOfAnAppointment:
    @pytest.fixture
    def missed(self, schedule, centre, book, come, tomorrow, session):
        made = book(tomorrow)
        ticket = come(made, tomorrow)
        here = {"centre": centre.pk, "counter": session.counter_id, "ticket": ticket.pk, "by": "x"}
        queue.call_this(**here, at=tomorrow)
        for _again in range(2):
            queue.recall(**here, at=tomorrow)
        queue.mark_no_show(**here, at=tomorrow)
        return made, ticket, here

    def test_and_is_served_after_a_second_chance_has_kept_it(self, missed, centre, tomorrow):
        made, ticket, here = missed
        queue.settle_appointments(at=tomorrow + MINUTE)
        assert state_of(made) == AppointmentState.NO_SHOW
        soon = tomorrow + 2 * MINUTE
        queue.give_second_chance(centre=centre.pk, ticket=ticket.pk, at=soon, by="x")
        assert (state_of(made), made.ended_at) == (AppointmentState.ARRIVED, None)
        for act in (queue.call_this, queue.start, queue.finish):
            act(**here, at=soon)
        queue.settle_appointments(at=soon + MINUTE)
        assert (state_of(made), made.keys.exists()) == (AppointmentState.FULFILLED, False)

    def test_has_not_missed_it_while_that_can_be_undone_in_a_fast_demo_too(self, missed, tomorrow):
        made, _ticket, here = missed
        clock.set_to(tomorrow, speed=10)
        later = tomorrow + 2 * MINUTE  # 12 s of the operator's
        queue.settle_appointments(at=later)
        assert state_of(made) == AppointmentState.ARRIVED
        queue.undo(**here, at=later)

    def test_and_checks_in_anew_has_one_place_in_line(self, missed, centre, come, tomorrow):
        """The old ticket is over for good, also when the new one is missed too; the administrator reads which counts."""
        made, old, _here = missed
        queue.settle_appointments(at=tomorrow + MINUTE)
        soon = tomorrow + 2 * MINUTE
        new = come(made, soon)
        chance = {"centre": centre.pk, "at": soon, "by": "staff:1"}
        for state in ("waiting", "no_show"):
            Ticket.objects.filter(pk=new.pk).update(state=state)
            with pytest.raises(Refusal) as refusal:
                queue.give_second_chance(**chance, ticket=old.pk)
            assert refusal.value.code == "came_again"
            assert new.label in str(refusal.value)
        assert queue.give_second_chance(**chance, ticket=new.pk).is_live
        old.refresh_from_db()
        assert not old.is_live

    def test_a_third_time_too(self, missed, centre, come, tomorrow):
        made, old, _here = missed
        tickets, soon = [old], tomorrow
        for _again in range(2):
            soon += 2 * MINUTE
            queue.settle_appointments(at=soon)
            tickets.append(come(made, soon))
            Ticket.objects.filter(pk=tickets[-1].pk).update(state="no_show", ended_at=soon)
        for each in tickets[:-1]:
            with pytest.raises(Refusal) as refusal:
                queue.give_second_chance(centre=centre.pk, ticket=each.pk, at=soon, by="staff:1")
            assert (refusal.value.code, tickets[-1].label in str(refusal.value)) == (
                "came_again",
                True,
            )


def test_whoever_waits_to_be_rung_by_one_centre_is_not_taken_off_that_at_another(rung, tomorrow):
    assert queue.begin_remote(at=tomorrow, by="system") == 1
    where = {"centre": CentreFactory().pk, "appointment": rung}
    with pytest.raises(Refusal) as refused:
        queue.check_in(**where, at=tomorrow, by="device:1")
    assert refused.value.code == "another_centre"
    assert Ticket.objects.get().medium == "phone"
