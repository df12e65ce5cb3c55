"""Those who file on a played day: their results come on later days, and whoever comes to receive takes one."""

from datetime import timedelta
from random import Random

import pytest

from okno.base.models import Event
from okno.cases import actions as cases
from okno.cases.models import Case, State
from okno.catalog.models import Purpose
from okno.planning import filed, plans
from okno.planning.plans import Wishes
from okno.planning.playing import House
from okno.planning.tests.test_day import ON, TEN, play, town
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
__all__ = ["town"]
DAY = timedelta(days=1)


class Always(Random):
    """Whatever may happen does."""

    def random(self):
        return 0.0


@pytest.fixture
def see_to(centre, at):
    """`see_to(ticket)`: what is done with papers before its service ends."""

    def see_to(ticket, outcome):
        filed.see_to(ticket, outcome, Always(), centre=centre, at=at, by="day")

    return see_to


def test_some_who_file_leave_with_an_accepted_application(town):
    assert play("--visits", "120", "--counters", "5") == 0
    made = Case.objects.select_related("ticket")
    assert 1 <= made.count() < Ticket.objects.filter(purpose="file").count() / 2
    assert all(each.ticket.purpose == Purpose.FILE for each in made)
    assert not made.exclude(state=State.ACCEPTED).exists(), "no result comes on the day itself"


def test_whoever_comes_to_receive_takes_the_oldest_result_of_their_service(
    see_to, file, serve, finish, at
):
    ready = []
    for _each in range(2):
        ticket = serve()
        ready.append(cases.result_ready(file(ticket), at=at, by="day"))
        finish(ticket)
    see_to(serve(purpose="receive"), "issued")
    ready[0].refresh_from_db()
    assert ready[0].state == State.ISSUED
    assert Case.objects.filter(state=State.READY).get() == ready[1]


def test_who_comes_with_papers_missing_files_nothing_and_takes_nothing(see_to, serve, finish):
    ticket = serve()
    see_to(ticket, "incomplete")
    finish(ticket)
    see_to(serve(purpose="receive"), "issued")
    assert not Case.objects.exists()


def test_what_comes_at_once_is_awaited_by_nobody(see_to, serve, services):
    services["passport"].processing_days = 0
    services["passport"].save()
    see_to(serve(), "accepted")
    assert not Case.objects.exists()


def test_results_lie_ready_in_the_morning_and_come_in_the_hours_after(file, centre, at):
    case = file()
    days = [list(filed.coming(centre, Random(seed), at + DAY)) for seed in range(50)]
    when = {comes_at for day in days for comes_at, _case in day}
    assert min(when) == at + DAY
    assert max(when) < at + DAY + timedelta(hours=6)
    assert len(when) > 5
    assert [] in days, "not every result comes early"
    in_time = [list(filed.coming(centre, Random(seed), at + 7 * DAY)) for seed in range(50)]
    assert sum(map(len, in_time)) > sum(map(len, days))
    assert not list(filed.coming(centre, Always(), case.opened_at)), "not on the day itself"


def test_a_played_day_brings_results_of_the_days_before(town):
    play("--visits", "120", "--counters", "5")
    house = House([plans.make(town, ON + 7 * DAY, Wishes(visits=9, counters=1))], seed=1)
    house.run_ahead(house.closes)
    came = Event.objects.filter(name="cases.result_came")
    assert came.exists()
    assert set(came.values_list("by", flat=True)) == {"day"}


def test_a_person_who_was_quicker_at_the_desk_ends_no_day(town):
    """The result that the day meant to bring has been handed over by somebody."""
    play("--visits", "120", "--counters", "5")
    house = House([plans.make(town, ON + 7 * DAY, Wishes(visits=9, counters=1))], seed=1)
    for each in Case.objects.all():
        cases.issue(each, at=TEN + DAY, by="staff:1")
    house.run_ahead(house.closes)
    assert not Event.objects.filter(name="cases.result_came").exists()
