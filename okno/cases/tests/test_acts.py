"""An application is accepted, its result comes and is handed over; mistakes are taken back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.cases import actions as cases
from okno.cases import queries
from okno.cases.models import Case
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def refused(code, act, *subject, **given):
    before = Event.objects.count()
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code
    assert str(refusal.value.message)
    assert Event.objects.count() == before, "nothing is written"


def facts(case):
    rows = Event.objects.filter(subject=f"case:{case.pk}").order_by("id")
    return [(each.name, each.payload) for each in rows]


def test_an_application_is_accepted_from_whoever_is_being_served(file, centre, services, at):
    case = file()
    assert (case.state, case.centre, case.service) == ("accepted", centre, services["passport"])
    assert case.due_on == (at + 7 * DAY).date()
    assert len(case.number) == 8
    assert case.number.isdigit()
    due_on = case.due_on.isoformat()
    opened = {"number": case.number, "service": "passport", "due_on": due_on}
    assert facts(case) == [("cases.case_opened", opened)]


def test_it_may_be_accepted_after_the_visit_on_the_same_day(file, serve, finish, at):
    ticket = serve()
    finish(ticket)
    assert file(ticket, when=at + timedelta(hours=2)).state == "accepted"


def test_pressed_twice_it_is_one_application(file, serve):
    ticket = serve()
    assert file(ticket) == file(ticket)
    assert Case.objects.count() == 1


def test_the_database_promises_one_unfinished_case_of_a_ticket_and_service(file):
    case = file()
    case.pk, case.token, case.number = None, "another", "00000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)


def test_whoever_waits_came_to_ask_or_was_here_yesterday_files_nothing(
    file, serve, finish, centre, at
):
    waiting = queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")
    refused("nothing_filed", file, waiting)
    asking = serve(purpose="ask")
    refused("nothing_filed", file, asking)
    finish(asking)
    before = serve()
    finish(before)
    refused("nothing_filed", file, before, when=at + DAY)


@pytest.mark.parametrize("days", [-1, 401])
def test_no_result_is_promised_for_a_day_that_is_over_or_too_far_away(file, serve, days):
    refused("no_due_day", file, serve(), days=days)


def test_the_promised_day_is_that_of_the_catalogue(services, centre, at):
    services["passport"].processing_days, services["passport"].in_working_days = 5, True
    assert queries.usual_day(services["passport"], centre, at) == (at + 7 * DAY).date()


def test_nobody_decides_in_the_first_days_of_the_year(services, centre, at):
    """1 to 8 January are days off in Russia, and 31 December 2026 is one in place of a Sunday."""
    passport = services["passport"]
    passport.processing_days, passport.in_working_days = 5, True
    filed = at.replace(year=2026, month=12, day=29)
    assert queries.usual_day(passport, centre, filed) == date(2027, 1, 14)
    passport.in_working_days = False
    assert queries.usual_day(passport, centre, filed) == date(2027, 1, 3)


def test_the_result_comes_and_is_handed_over(file, at):
    case = file()
    ready = cases.result_ready(case, at=at + 9 * DAY, by="staff:2")
    assert (ready.state, ready.ready_at) == ("ready", at + 9 * DAY)
    issued = cases.issue(ready, at=at + 10 * DAY, by="staff:1")
    assert (issued.state, issued.ended_at) == ("issued", at + 10 * DAY)
    said = {"number": case.number, "service": "passport"}
    assert facts(case)[1:] == [
        ("cases.result_came", {**said, "late_days": 2}),
        ("cases.result_issued", said),
    ]


def test_a_result_that_nobody_announced_may_be_handed_over(file, at):
    assert cases.issue(file(), at=at + DAY, by="staff:1").state == "issued"


def test_a_forbidden_move_is_refused_and_says_so(file, at):
    case = cases.result_ready(file(), at=at, by="staff:2")
    refused("case_moved_on", cases.result_ready, case, at=at, by="staff:2")
    over = cases.issue(case, at=at, by="staff:1")
    refused("case_moved_on", cases.issue, over, at=at, by="staff:1")
    refused("case_moved_on", cases.result_ready, over, at=at, by="staff:2")


def test_a_mistake_is_taken_back_within_half_a_minute_one_step_each(file, serve, at):
    case = cases.result_ready(file(), at=at, by="staff:2")
    case = cases.issue(case, at=at + 10 * SECOND, by="staff:1")
    case = cases.take_back(case, at=at + 20 * SECOND, by="staff:1")
    assert (case.state, case.ended_at) == ("ready", None)
    case = cases.take_back(case, at=at + 25 * SECOND, by="staff:2")
    assert (case.state, case.ready_at) == ("accepted", None)
    case = cases.take_back(case, at=at + 30 * SECOND, by="staff:1")
    assert (case.state, case.ended_at) == ("withdrawn", at + 30 * SECOND)
    refused("too_late_to_take_back", cases.take_back, case, at=at + 30 * SECOND, by="staff:1")


def test_after_half_a_minute_nothing_is_taken_back(file, at):
    case = file()
    refused("too_late_to_take_back", cases.take_back, case, at=at + 31 * SECOND, by="staff:1")


def test_what_was_withdrawn_may_be_filed_again(file, serve, at):
    ticket = serve()
    cases.take_back(file(ticket), at=at + SECOND, by="staff:1")
    assert file(ticket, when=at + 2 * SECOND).state == "accepted"


def test_a_centre_sees_what_is_overdue_first_and_what_waits_to_be_collected(
    file, serve, finish, at, centre
):
    made = []
    for days in (7, 1, 2):
        ticket = serve()
        made.append(file(ticket, days=days))
        finish(ticket)
    cases.result_ready(made[2], at=at, by="staff:2")
    found = queries.results_of(centre, at=at + 3 * DAY)
    assert (found.overdue, found.awaited, found.ready) == ([made[1]], [made[0]], [made[2]])
    assert found.more == 0
    on_a_day = queries.results_of(centre, at=at, day=made[0].due_on)
    assert (on_a_day.awaited, on_a_day.ready) == ([made[0]], [])
    filed_today = queries.results_of(centre, at=at, day=at.date())
    assert len(filed_today.awaited) + len(filed_today.ready) == 3
    assert queries.results_of(centre, at=at, service="benefit").awaited == []


def test_a_number_is_found_however_it_was_spaced_and_at_its_own_centre_alone(file, centre):
    from okno.network.tests.factories import CentreFactory

    case = file()
    assert queries.case_by_receipt(centre, f" {case.number[:4]} {case.number[4:]}") == case
    assert queries.case_by_receipt(centre, case.number[:7]) is None
    other = CentreFactory(slug="arbat", counters=1)
    assert queries.case_by_receipt(other, case.number) is None
    with pytest.raises(Refusal):
        queries.case_in(other.pk, case.pk)
