"""By phone or by video: nobody checks in, nobody stands in the hall, and a counter serves them all the same."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import State as AppointmentState
from okno.catalog import actions as catalog
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.models import CheckIn, State, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def call(centre, session, django_capture_on_commit_callbacks):
    def call(at):
        with django_capture_on_commit_callbacks(execute=True):
            return queue.call_next(
                centre=centre.pk, counter=session.counter_id, at=at, by="staff:1"
            )

    return call


@pytest.fixture
def at_the_counter(centre, session):
    def where(ticket, at):
        return {
            "centre": centre.pk,
            "counter": session.counter_id,
            "ticket": ticket.pk,
            "at": at,
            "by": "staff:1",
        }

    return where


def begin(at) -> Ticket:
    assert queue.begin_remote(at=at, by="system") == 1
    return Ticket.objects.exclude(medium="here").get()


def state_of(appointment):
    appointment.refresh_from_db()
    return appointment.state


def walk_in(centre, at):
    return queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")


# the ticket


def test_at_its_time_they_are_in_line_by_themselves_and_once(rung, tomorrow):
    assert queue.begin_remote(at=tomorrow - MINUTE, by="system") == 0
    ticket = begin(tomorrow)
    assert (ticket.medium, ticket.state) == ("phone", State.WAITING)
    assert ticket.rank == policy.rank(tomorrow, "appointment", tomorrow)
    assert state_of(rung) == AppointmentState.ARRIVED
    assert queue.begin_remote(at=tomorrow + MINUTE, by="system") == 0
    assert CheckIn.objects.get().ticket == ticket


def test_who_is_booked_at_the_centre_is_not_begun(schedule, book, tomorrow):
    book(tomorrow)
    assert queue.begin_remote(at=tomorrow, by="system") == 0


def test_only_the_centres_whose_time_it_is_begin(rung, centre, tomorrow):
    another = centre.pk + 1
    assert queue.begin_remote(at=tomorrow, centres=[another], by="system") == 0
    assert queue.begin_remote(at=tomorrow, centres=[centre.pk, another], by="system") == 1


def test_what_the_centre_closed_for_does_not_begin(rung, tomorrow):
    rung.displaced_at = tomorrow
    rung.save()
    assert queue.begin_remote(at=tomorrow, by="system") == 0


def test_what_was_cancelled_or_moved_does_not_begin(rung, tomorrow, at):
    booking.move(rung, starts_at=tomorrow + 60 * MINUTE, at=at, by="visitor")
    assert queue.begin_remote(at=tomorrow, by="system") == 0
    rung.refresh_from_db()
    booking.cancel(rung, at=at, by="visitor")
    assert queue.begin_remote(at=tomorrow + 60 * MINUTE, by="system") == 0


def test_one_that_cannot_begin_holds_up_nobody(rung, joining, services, centre, tomorrow):
    rung.service = services["benefit"]
    rung.save()
    catalog.withdraw(services["benefit"], centre=centre, at=tomorrow, by="staff:1")
    assert begin(tomorrow).medium == "video"
    assert state_of(rung) == AppointmentState.BOOKED


def test_when_nothing_ran_for_hours_nobody_is_rung_in_the_evening(rung, by_phone, tomorrow):
    late = tomorrow + by_phone.late
    assert queue.begin_remote(at=late + MINUTE, by="system") == 0
    assert begin(late).medium == "phone"


def test_every_leg_of_the_visit_is_by_phone(
    by_phone, services, book, call, at_the_counter, tomorrow
):
    book(tomorrow, medium="phone", services=[services["passport"], services["benefit"]])
    begin(tomorrow)
    ticket = call(tomorrow)
    queue.start(**at_the_counter(ticket, tomorrow))
    onward = queue.finish(**at_the_counter(ticket, tomorrow + MINUTE))
    assert (onward.service, onward.medium) == (services["benefit"], "phone")


# the hall


def test_the_board_shows_and_speaks_only_who_is_in_the_hall(rung, centre, call, tomorrow):
    begin(tomorrow)
    here = walk_in(centre, tomorrow)
    assert queries.board_of(centre.pk, tomorrow).soon == [here.label]
    called = call(tomorrow)
    assert called.medium == "phone"
    assert queries.board_of(centre.pk, tomorrow).calls == []


def test_nobody_stands_in_the_hall_for_it_and_it_is_work_all_the_same(
    rung, centre, session, tomorrow
):
    ticket = begin(tomorrow)
    load = queries.load_now(centre.pk, tomorrow + 5 * MINUTE)
    assert (load.waiting, load.longest) == (0, timedelta(0))
    assert load.wait == ticket.typical
    walk_in(centre, tomorrow)
    assert queries.load_now(centre.pk, tomorrow + 5 * MINUTE).waiting == 1


def test_who_comes_in_person_before_the_call_is_one_of_the_hall(rung, centre, tomorrow):
    ticket = begin(tomorrow)
    came = queue.check_in(centre=centre.pk, appointment=rung, at=tomorrow + MINUTE, by="device:1")
    assert (came.pk, came.label, came.rank) == (ticket.pk, ticket.label, ticket.rank)
    assert (came.medium, came.is_repeat) == ("here", False)
    assert queries.board_of(centre.pk, tomorrow).soon == [ticket.label]
    assert Event.objects.filter(name="queue.came_in_person").count() == 1
    again = queue.check_in(centre=centre.pk, appointment=rung, at=tomorrow + MINUTE, by="device:1")
    assert again.is_repeat


def test_who_comes_in_person_is_called_by_the_name_they_give_now(rung, centre, tomorrow):
    queue.set_calls(centre=centre, by_name=True, at=tomorrow, by="staff:1")
    begin(tomorrow)
    came = {"centre": centre.pk, "appointment": rung, "at": tomorrow + MINUTE, "by": "device:1"}
    ticket = queue.check_in(**came, name="Anna K.")
    assert queries.call_name_of(ticket).name == "Anna K."


def test_who_comes_in_person_waits_in_the_hall_where_they_are(rung, centre, tomorrow):
    begin(tomorrow)
    hall = centre.halls.get()
    came = {"centre": centre.pk, "appointment": rung, "at": tomorrow + MINUTE, "by": "device:1"}
    assert queue.check_in(**came, hall=hall.pk).hall == hall


def test_whom_nobody_reached_is_one_of_the_hall_when_the_door_puts_them_back_in_line(
    rung, centre, call, at_the_counter, tomorrow
):
    ticket = begin(tomorrow)
    call(tomorrow)
    for _ in range(2):
        queue.recall(**at_the_counter(ticket, tomorrow))
    queue.mark_no_show(**at_the_counter(ticket, tomorrow))
    chance = {"centre": centre.pk, "ticket": ticket.pk, "at": tomorrow + MINUTE, "by": "staff:2"}
    assert queue.give_second_chance(**chance).medium == "here"
    assert queries.board_of(centre.pk, tomorrow + MINUTE).soon == [ticket.label]
    assert queries.load_now(centre.pk, tomorrow + MINUTE).waiting == 1


def test_who_joins_from_afar_is_told_only_of_those_in_the_hall(rung, centre, session, tomorrow):
    begin(tomorrow)
    place = queue.join(
        centre=centre.pk, service="passport", holder="h", at=tomorrow + MINUTE, by="visitor"
    )
    assert queries.way_of(place, road=0 * MINUTE, at=tomorrow + MINUTE).here == 0


def test_who_comes_in_person_early_is_checked_in_as_anybody(rung, centre, tomorrow):
    early = tomorrow - 20 * MINUTE
    came = queue.check_in(centre=centre.pk, appointment=rung, at=early, by="device:1")
    assert came.medium == "here"
    assert queue.begin_remote(at=tomorrow, by="system") == 0


def test_while_a_counter_rings_them_they_are_told_to_answer(rung, centre, call, tomorrow):
    begin(tomorrow)
    call(tomorrow)
    with pytest.raises(Refusal) as refused:
        queue.check_in(centre=centre.pk, appointment=rung, at=tomorrow, by="device:1")
    assert refused.value.code == "reached_already"
    assert Ticket.objects.get().medium == "phone"


def test_the_second_time_nobody_answers_it_is_over_and_they_may_come(
    rung, centre, call, at_the_counter, tomorrow
):
    begin(tomorrow)
    ticket = call(tomorrow)
    for _ring in range(centre.recall_limit):
        queue.recall(**at_the_counter(ticket, tomorrow + MINUTE))
    queue.mark_no_show(**at_the_counter(ticket, tomorrow + 2 * MINUTE))
    queue.settle_appointments(at=tomorrow + 4 * MINUTE)
    assert state_of(rung) == AppointmentState.NO_SHOW
    assert Message.objects.get(act="not_reached").channel == "sms"
    came = queue.check_in(
        centre=centre.pk, appointment=rung, at=tomorrow + 10 * MINUTE, by="device:1"
    )
    assert (came.medium, came.pk == ticket.pk) == ("here", False)


def test_who_leaves_the_line_is_not_told_that_we_did_not_reach_them(rung, centre, tomorrow):
    ticket = begin(tomorrow)
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=tomorrow + MINUTE, by="visitor")
    queue.settle_appointments(at=tomorrow + 3 * MINUTE)
    assert state_of(rung) == AppointmentState.NO_SHOW
    assert not Message.objects.filter(act="not_reached").exists()


def test_what_is_usual_counts_only_those_who_came(rung, centre, tomorrow):
    begin(tomorrow)
    walk_in(centre, tomorrow)
    usual = queries.usual_by_now(centre.pk, tomorrow + timedelta(weeks=1, minutes=1))
    assert (usual.issued, usual.waiting) == (1, 1)


# what they are told


def told_of(ticket):
    rows = Message.objects.filter(about__startswith=f"ticket:{ticket.pk}").order_by("pk")
    return list(rows.values_list("act", flat=True))


def test_who_is_rung_up_hears_the_phone_and_no_counter(rung, call, tomorrow):
    begin(tomorrow)
    called = call(tomorrow)
    queue.tell_who_waits(at=tomorrow + MINUTE, by="system")
    assert told_of(called) == []
    assert called.contact.told_call  # looked at once, and not again and again


def test_who_is_met_by_video_is_told_that_the_specialist_is_there(joining, call, tomorrow, rooms):
    begin(tomorrow)
    called = call(tomorrow)
    assert told_of(called) == ["your_turn_by_video"]
    message = Message.objects.get(act="your_turn_by_video")
    assert f"/t/{called.token}/" in message.text
    assert rooms not in message.text  # the way into the room stands on the page alone


@pytest.mark.parametrize("medium", ["phone", "video"])
def test_nobody_far_away_is_asked_to_come_to_the_hall(request, medium, session, tomorrow):
    request.getfixturevalue({"phone": "rung", "video": "joining"}[medium])
    ticket = begin(tomorrow)
    for minutes in (0, 12):
        queue.tell_who_waits(at=tomorrow + minutes * MINUTE, by="system")
    assert "three_before_you" not in told_of(ticket)


def test_who_has_to_wait_longer_hears_when_we_ring(rung, centre, session, tomorrow):
    for _each in range(6):
        walk_in(centre, tomorrow - 60 * MINUTE)
    ticket = begin(tomorrow)
    queue.tell_who_waits(at=tomorrow + 11 * MINUTE, by="system")
    assert told_of(ticket) == ["running_late_by_phone"]
    assert "Позвоним вам" in Message.objects.get(act="running_late_by_phone").text
