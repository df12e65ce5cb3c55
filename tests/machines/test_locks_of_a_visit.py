"""One visit, two hands: a ticket instead, a way back into line, a name, another day; each lock is there for what this shows."""

from datetime import time, timedelta

import pytest
from django.db import OperationalError, transaction

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.actions.locking import lock
from okno.booking.actions.steps import keys_in, one_act_of
from okno.booking.models import Appointment, Sheet
from okno.queue import actions as queue
from okno.queue.actions.afar import MOST_AN_HOUR
from okno.queue.models import CallName, Ticket
from tests.machines.test_booking_races import AT, SLOT, book, centre_with
from tests.machines.test_meanwhile import meanwhile
from tests.machines.test_standing_up import pressed_meanwhile, until_it_waits_or_ends

pytestmark = pytest.mark.django_db(transaction=True)
LATER, NEXT = SLOT + timedelta(minutes=3), SLOT + timedelta(days=1)


@pytest.fixture
def place(transactional_db):
    return centre_with(3)


@pytest.fixture
def made(place):
    return book(*place, 1)


@pytest.fixture
def here(place, made):
    """With what one stands at the kiosk."""
    return {"centre": place[0].pk, "appointment": made, "at": LATER, "by": "device:1"}


@pytest.fixture
def unsettled(here):
    """The ticket of the visit, whose call was missed just now."""
    ticket = queue.check_in(**here | {"at": SLOT})
    Ticket.objects.filter(pk=ticket.pk).update(state="no_show", ended_at=SLOT)
    return ticket


@pytest.fixture
def missed(unsettled, made):
    """The ticket of the visit, whose call was missed."""
    queue.settle_appointments(at=LATER)
    made.refresh_from_db()
    return unsettled


@pytest.fixture
def back_in_line(place, missed):
    return lambda: queue.give_second_chance(
        centre=place[0].pk, ticket=missed.pk, at=LATER, by="staff:1"
    )


def live():
    return list(Ticket.objects.filter(state="waiting"))


def settle():
    return queue.settle_appointments(at=LATER)


# a ticket instead


def test_whoever_is_put_back_in_line_just_now_gets_no_ticket_instead(here, missed, back_in_line):
    given = meanwhile(back_in_line, lambda: queue.issue_instead(**here))
    assert (given.pk, given.is_repeat) == (missed.pk, True)
    assert live() == [missed]


def test_whoever_gets_a_ticket_instead_just_now_is_not_put_back_in_line(here, missed, back_in_line):
    assert meanwhile(lambda: queue.issue_instead(**here), back_in_line) == "came_again"
    assert len(live()) == 1
    assert live() != [missed]


def test_whoever_gets_a_ticket_instead_just_now_has_not_missed_the_visit(here, made, unsettled):
    assert meanwhile(lambda: queue.issue_instead(**here), settle) == 0
    made.refresh_from_db()
    assert (made.state, [each.pk for each in live()] != [unsettled.pk]) == ("arrived", True)


@pytest.mark.parametrize("minutes", [-45, 180])
def test_two_screens_pressed_at_once_give_one_ticket_instead(here, minutes):
    here["at"] = SLOT + timedelta(minutes=minutes)
    again = meanwhile(lambda: queue.issue_instead(**here), lambda: queue.issue_instead(**here))
    assert [again] == live()
    assert again.is_repeat


def test_a_ticket_instead_waits_for_the_check_in_of_another_screen(here):
    again = meanwhile(lambda: queue.check_in(**here), lambda: queue.issue_instead(**here))
    assert [again] == live()
    assert again.booked_at == SLOT


# the line from home


def test_many_who_join_from_one_network_at_once_count_too(place):
    def join(number):
        here = {"centre": place[0].pk, "service": place[1].slug, "asker": "one", "at": SLOT}
        return queue.join(holder=f"browser {number}", by="visitor", **here)

    for number in range(MOST_AN_HOUR - 1):
        join(number)
    assert meanwhile(lambda: join("last"), lambda: join("more")) == "too_many_places"


# a name


@pytest.fixture
def by_name(place):
    queue.set_calls(centre=place[0], by_name=True, at=AT, by="staff:1")


@pytest.fixture
def ticket(by_name, here):
    return queue.check_in(**here, name="Анна")


def named(place):
    return lambda: queue.give_name(place, name="Осёл", at=LATER, by="visitor")


def test_a_name_that_is_given_while_the_staff_take_it_off_stays_off(place, ticket):
    struck = {"centre": place[0].pk, "ticket": ticket.pk, "at": LATER, "by": "staff:1"}
    assert meanwhile(lambda: queue.strike_name(**struck), named(ticket)) == "called_by_number"
    assert CallName.objects.get().name == ""


def test_nobody_is_called_by_a_name_given_while_they_leave(place, ticket):
    gone = {"centre": place[0].pk, "ticket": ticket.pk, "at": LATER, "by": "visitor"}
    assert meanwhile(lambda: queue.leave(**gone), named(ticket)) == "nothing_to_tell"
    assert not CallName.objects.exists()


def test_nor_by_one_given_while_the_appointment_is_cancelled(by_name, made):
    cancel = {"at": AT, "by": "visitor"}
    assert meanwhile(lambda: booking.cancel(made, **cancel), named(made)) == "nothing_to_tell"
    assert not CallName.objects.exists()


# days


def is_free(row, of):
    """Whether nobody has this row; whoever asks has it then."""
    try:
        with transaction.atomic():
            of.objects.select_for_update(nowait=True).get(pk=row)
    except OperationalError:
        return False
    return True


def while_it_waits(hold, act, look):
    """What is seen while an act stands at the lock that `hold` has."""
    with transaction.atomic():
        hold()
        thread, answers = pressed_meanwhile(act)
        until_it_waits_or_ends(thread, answers)
        assert thread.is_alive(), f"it waited for nothing: {answers}"
        seen = look()
    thread.join()
    assert not isinstance(answers[1], str), answers
    return seen


def test_days_are_locked_in_one_order_whatever_they_are_given_in(place):
    schedule = place[0].schedules.get().pk
    days = [(schedule, (SLOT + timedelta(days=nth)).date()) for nth in range(12)]
    with transaction.atomic():
        lock(days, AT)  # their rows are there from now on
    rows = list(
        Sheet.objects.filter(schedule=schedule).order_by("day").values_list("pk", flat=True)
    )

    @transaction.atomic
    def act():
        lock([*days[7:], *reversed(days[:7])], AT)

    others = [row for nth, row in enumerate(rows) if nth != 6]
    seen = while_it_waits(
        lambda: lock(days[6:7], AT), act, lambda: [is_free(row, Sheet) for row in others]
    )
    assert seen == [False] * 6 + [True] * 5


@pytest.mark.parametrize(("since", "to"), [(SLOT, NEXT), (NEXT, SLOT)])
def test_moves_that_cross_have_the_earlier_day_first_and_the_appointment_last(place, since, to):
    made = book(*place, 1, starts_at=since)
    book(*place, 2, starts_at=to)
    first, second = Sheet.objects.order_by("day").values_list("schedule", "day", "pk")

    def look():
        return is_free(second[2], Sheet), is_free(made.pk, Appointment)

    def act():
        return booking.move(made, starts_at=to + timedelta(hours=1), at=AT, by="visitor")

    assert while_it_waits(lambda: lock([first[:2]], AT), act, look) == (True, True)


def test_a_move_has_its_person_before_any_day(place, made):
    book(*place, 2, starts_at=NEXT)

    def look():
        return [is_free(row, Sheet) for row in Sheet.objects.values_list("pk", flat=True)]

    def act():
        return booking.move(made, starts_at=NEXT + timedelta(hours=1), at=AT, by="visitor")

    assert while_it_waits(lambda: one_act_of(keys_in(made)), act, look) == [True, True]


@pytest.mark.parametrize("name", ["move", "cancel"])
def test_what_frees_a_time_has_that_day_of_every_schedule_before_the_appointment(place, made, name):
    """Whoever waits may be offered it at any of them."""
    centre, _service = place
    other = booking.set_schedule(
        centre=centre,
        slug="room",
        name=Text(ru="Комната", en="Room"),
        languages=["tg"],
        week=[(day, time(8), time(20), 1) for day in range(7)],
        at=AT,
        by="staff:1",
    )
    of_its_own = Sheet.objects.get(schedule=made.schedule)
    more = {"starts_at": NEXT} if name == "move" else {}

    def look():
        return is_free(of_its_own.pk, Sheet), is_free(made.pk, Appointment)

    def act():
        return getattr(booking, name)(made, **more, at=AT, by="visitor")

    assert while_it_waits(lambda: lock([(other.pk, made.day)], AT), act, look) == (False, True)
