"""What time itself does: promises, holds, and the end of the day."""

from datetime import time, timedelta

import pytest
from django.db import connection

from okno.base import clock
from okno.base.models import Event
from okno.catalog.models import Offer
from okno.network.models import WeeklyHours
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue import jobs
from okno.queue.actions import vouchers
from okno.queue.models import CounterSession, State, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def elsewhere(services):
    """Another centre with the same services."""
    centre = CentreFactory(slug="arbat")
    for service in services.values():
        Offer.objects.create(centre=centre, service=service)
    return centre


def give(centre, at, service="passport"):
    return queue.issue(centre=centre.pk, service=service, at=at, by="device:1")


def test_a_sweep_of_some_centres_leaves_the_others_alone(centre, elsewhere, at):
    tickets = [give(place, at) for place in (centre, elsewhere)]
    held = [give(place, at) for place in (centre, elsewhere)]
    Ticket.objects.filter(pk__in=[each.pk for each in held]).update(state="held", hold_until=at)
    late = {"at": at + 16 * MINUTE, "centres": [elsewhere.pk]}
    assert (queue.break_promises(**late), queue.end_holds(**late)) == (1, 1)
    assert Ticket.objects.exclude(voucher="").get().pk == tickets[1].pk
    assert Ticket.objects.get(state="held").pk == held[0].pk
    late["centres"] = None
    assert (queue.break_promises(**late), queue.end_holds(**late)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_each_late_ticket_is_swept_in_a_transaction_of_its_own(centre, services, at):
    """A call steps over a locked row: a crowd locked together would hide the longest waiting."""
    for _ in range(5):
        give(centre, at)
    assert queue.break_promises(at=at + 16 * MINUTE) == 5
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct xmin::text) from queue_ticket")
        assert cursor.fetchone() == (5,)


def test_a_code_from_the_sweep_reads_as_well_as_one_from_a_call(centre, services, at):
    for _ in range(20):
        give(centre, at)
    queue.break_promises(at=at + 16 * MINUTE)
    codes = Ticket.objects.values_list("voucher", flat=True)
    assert set("".join(codes)) <= set(vouchers.LETTERS)
    assert len(set(codes)) == 20


def end_days(at):
    clock.set_to(at, speed=0.001)
    jobs.close_days(0)
    return set(Ticket.objects.values_list("state", flat=True))


def test_a_centre_that_has_closed_with_people_inside_ends_its_day(centre, services, at):
    give(centre, at)
    evening = at.replace(hour=17, minute=0)  # 20:00 in Moscow
    assert end_days(evening + 29 * MINUTE) == {State.WAITING}
    assert end_days(evening + 31 * MINUTE) == {State.CLOSED}


def test_whoever_came_for_a_service_with_later_hours_is_not_sent_home(centre, services, at):
    for weekday in range(7):
        WeeklyHours.objects.create(
            centre=centre, service="benefit", weekday=weekday, opens=time(12), closes=time(22)
        )
    evening = at.replace(hour=18, minute=40)  # 21:40 in Moscow
    give(centre, evening, "benefit")
    assert end_days(evening) == {State.WAITING}
    assert end_days(evening + 30 * MINUTE) == {State.WAITING}, "those inside are served"
    assert end_days(evening + 51 * MINUTE) == {State.CLOSED}


def test_the_end_of_days_asks_the_same_however_many_centres(
    centre, elsewhere, services, at, django_assert_max_num_queries
):
    for place in (centre, elsewhere):
        give(place, at)
        WeeklyHours.objects.create(
            centre=place, service="benefit", weekday=1, opens=time(8), closes=time(22)
        )
    clock.set_to(at, speed=0.001)
    with django_assert_max_num_queries(8):
        jobs.close_days(0)
    assert not CounterSession.objects.exists()


@pytest.mark.usefixtures("services")
def test_whoever_sits_down_before_opening_is_left_at_the_counter(centre, counters, boris, at):
    early = at.replace(hour=4, minute=10)  # 7:10 in Moscow; the doors open at 8
    here = {"centre": centre.pk, "counter": counters[0].pk, "by": "staff:1"}
    queue.open_counter(**here, staff=boris, at=early)
    clock.set_to(early, speed=0.001)
    jobs.close_days(0)
    assert CounterSession.objects.filter(closed_at=None).count() == 1
    clock.set_to(early - timedelta(hours=1), speed=0.001)
    jobs.close_days(0)
    assert not CounterSession.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(("minutes", "stays"), [(-61, False), (-59, True)])
def test_whoever_sits_down_within_the_hour_before_midnight_is_there_for_the_new_day(
    centre, counters, services, boris, at, minutes, stays
):
    """As where the doors open with the day."""
    midnight = at.replace(hour=21, minute=0)  # in Moscow
    here = {"centre": centre.pk, "by": "staff:1"}
    begun = midnight + minutes * MINUTE
    queue.open_counter(**here, counter=counters[0].pk, staff=boris, at=begun)
    day = at.date() + timedelta(days=1)
    queue.end_earlier_days(**here, day=day, at=midnight + 10 * MINUTE)
    assert CounterSession.objects.filter(closed_at=None).exists() is stays


@pytest.mark.parametrize("minutes", [-110, -50, 1])
def test_whoever_was_left_from_yesterday_is_not_called_today_before_todays(
    centre, counters, services, boris, at, minutes
):
    """Nothing ran in the night: the jobs begin long before opening, in the hour before it, or after it."""
    yesterday, opening = at - timedelta(days=1), at.replace(hour=5, minute=0)  # 8:00 in Moscow
    here = {"centre": centre.pk, "counter": counters[0].pk, "by": "staff:1"}
    queue.open_counter(**here, staff=boris, at=yesterday)
    old = give(centre, yesterday)
    clock.set_to(opening + minutes * MINUTE, speed=0.001)
    jobs.close_days(0)
    queue.open_counter(**here, staff=boris, at=opening + 2 * MINUTE)
    new = give(centre, opening + 2 * MINUTE)
    assert queue.call_next(**here, at=opening + 3 * MINUTE).pk == new.pk
    old.refresh_from_db()
    assert (old.state, Event.objects.filter(name="queue.day_closed").count()) == (State.CLOSED, 1)
    clock.set_to(opening + 3 * MINUTE, speed=0.001)
    jobs.close_days(0)
    new.refresh_from_db()
    assert new.state == State.CALLED, "today goes on"
    assert Event.objects.filter(name="queue.day_closed").count() == 1, "and nothing is said of it"


def test_a_counter_left_open_from_yesterday_is_closed_unless_somebody_of_today_is_there(
    centre, counters, services, anna, boris, at
):
    yesterday = at - timedelta(days=1)
    for counter, staff in zip(counters, (anna, boris), strict=False):
        queue.open_counter(
            centre=centre.pk, counter=counter.pk, staff=staff, at=yesterday, by="staff:1"
        )
    give(centre, at)
    queue.call_next(centre=centre.pk, counter=counters[1].pk, at=at, by="staff:1")
    clock.set_to(at, speed=0.001)
    for _ in range(2):
        jobs.close_days(0)
        left = CounterSession.objects.get(closed_at=None)
        assert left.counter_id == counters[1].pk
    assert Ticket.objects.get().state == State.CALLED
    assert Event.objects.filter(name="queue.day_closed").count() == 1


def test_a_day_that_runs_to_midnight_still_serves_those_inside_after_it(centre, services, at):
    evening = at.replace(hour=20, minute=50)  # 23:50 in Moscow
    WeeklyHours.objects.filter(centre=centre).update(opens=time(0, 30), closes=time(23, 59))
    give(centre, at)
    give(centre, evening)
    assert end_days(evening + 20 * MINUTE) == {State.WAITING}, "half an hour has not passed"
    give(centre, evening + 45 * MINUTE)
    assert end_days(evening + 45 * MINUTE) == {State.WAITING, State.CLOSED}
    assert Ticket.objects.get(state=State.WAITING).issued_at == evening + 45 * MINUTE


def test_a_promise_broken_is_told_once_though_sweep_and_call_come_together(
    centre, session, services, at
):
    give(centre, at)
    late = at + 16 * MINUTE
    assert queue.break_promises(at=late) == 1
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=late, by="staff:1")
    assert Event.objects.filter(name="queue.promise_broken").count() == 1
