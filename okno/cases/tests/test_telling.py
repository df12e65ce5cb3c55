"""Whoever agreed is told of their application, once each, and it is forgotten whose it was."""

from datetime import timedelta

import pytest

from okno.base.models import Event
from okno.booking import actions as booking
from okno.cases import actions as cases
from okno.cases import policy, queries
from okno.cases.models import Case
from okno.cases.tests.test_acts import refused
from okno.notify.models import Message
from okno.people import actions as people
from okno.people import queries as people_queries
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
PHONE = "8 916 123-45-67"


def told(case):
    """(act, channel, state) of every message about the case in order."""
    rows = Message.objects.filter(about__startswith=f"case:{case.pk}/").order_by("pk")
    return list(rows.values_list("act", "channel", "state"))


@pytest.fixture
def account(at):
    token = people.sign_in_account(issuer="x", subject="ivan", language="ru", at=at)
    return people_queries.account_by_token(token)


@pytest.fixture
def booked(schedule, hold, centre, at, account):
    """Somebody who has booked in an account by phone, and has checked in."""
    held = hold(at.replace(minute=30))
    made = booking.book(
        held, name="Ян", phone=PHONE, agreed=True, account=account, at=at, by="visitor"
    )
    return queue.check_in(centre=centre.pk, appointment=made, at=at, by="device:1")


def test_who_agrees_at_the_counter_is_told_of_their_page_and_of_the_result(file, at):
    case = file(phone=PHONE, agreed=True)
    assert case.ways == [["sms", "+79161234567"]]
    cases.result_ready(case, at=at + DAY, by="staff:2")
    assert told(case) == [("case_opened", "sms", "created"), ("result_ready", "sms", "created")]
    opened, ready = Message.objects.order_by("pk")
    assert f"/c/{case.token}/" in opened.text
    assert "1 декабря" in opened.text
    assert f"/c/{case.token}/" in ready.text


def test_nothing_is_kept_of_whoever_did_not_agree(file, serve, finish, booked):
    walked_in = serve()
    refused("no_consent", file, walked_in, phone=PHONE)
    finish(walked_in)
    case = file(serve(booked))
    assert (case.ways, case.agreed_at, told(case)) == ([], None, [])


def test_who_agrees_and_can_be_told_nowhere_is_asked_for_a_way(file, serve):
    refused("no_way_to_reach", file, serve(), agreed=True)


def test_who_is_told_of_the_visit_already_is_told_of_the_result_as_there(file, serve, booked):
    assert file(serve(booked), agreed=True).ways == [["sms", "+79161234567"]]


def test_who_booked_in_english_is_told_of_the_result_in_english(
    file, serve, schedule, book, centre, at
):
    """Also who was served in Russian, and wanted to hear nothing of the line."""
    made = book(at.replace(minute=30), told_in="en")
    ticket = queue.check_in(centre=centre.pk, appointment=made, at=at, by="device:1")
    queue.stop_telling(ticket, at=at, by="visitor")
    case = file(serve(ticket), agreed=True)
    assert (ticket.language, case.language) == ("ru", "en")


def test_who_asked_in_line_to_be_told_is_told_by_that_browser_too(file, serve, at):
    ticket = serve()
    push = '{"endpoint": "https://push.example/1", "keys": {"p256dh": "a", "auth": "b"}}'
    asked = {"push": push, "email": "a@example.org", "agreed": True, "language": "en"}
    queue.ask_to_be_told(ticket, **asked, at=at, by="visitor")
    case = file(ticket, agreed=True)
    assert [channel for channel, _to in case.ways] == ["push", "email"]
    assert case.language == "en"


def test_a_mistake_is_told_to_nobody_and_what_comes_again_is_told_again(file, serve, at):
    ticket = serve()
    case = cases.take_back(file(ticket, phone=PHONE, agreed=True), at=at + SECOND, by="staff:1")
    assert told(case) == [("case_opened", "sms", "cancelled")]
    case = file(ticket, when=at + timedelta(minutes=2), phone=PHONE, agreed=True)
    for later in (DAY, 2 * DAY):
        case = cases.result_ready(case, at=at + later, by="staff:2")
        if later == DAY:
            case = cases.take_back(case, at=at + later + 20 * SECOND, by="staff:2")
    assert [state for act, _way, state in told(case) if act == "result_ready"] == [
        "cancelled",
        "created",
    ]


def test_the_journal_says_of_nobody_who_they_are(file, at):
    case = file(phone=PHONE, email="yan@example.org", agreed=True)
    cases.result_ready(case, at=at, by="staff:2")
    said = " ".join(f"{each.subject} {each.payload}" for each in Event.objects.all())
    assert "9161234567" not in said
    assert "yan@" not in said
    assert case.token not in said


def test_on_their_page_a_person_asks_to_be_told_and_to_be_told_no_more(file, at):
    case = file()
    given = {"phone": PHONE, "language": "ru", "at": at, "by": "visitor"}
    refused("no_consent", cases.ask_to_be_told, case, agreed=False, **given)
    nowhere = given | {"phone": ""}
    refused("no_way_to_reach", cases.ask_to_be_told, case, agreed=True, **nowhere)
    case = cases.ask_to_be_told(case, agreed=True, **given)
    assert case.ways == [["sms", "+79161234567"]]
    case = cases.result_ready(case, at=at, by="staff:2")
    cases.stop_telling(case, at=at, by="visitor")
    assert Case.objects.get().ways == []
    message = Message.objects.get()
    assert (message.state, message.ways, message.text) == ("cancelled", [], "")
    before = Event.objects.count()
    cases.stop_telling(case, at=at, by="visitor")
    assert Event.objects.count() == before


def test_whoever_changes_where_they_are_told_fills_no_journal(file, at):
    case = file()
    given = {"agreed": True, "language": "ru", "by": "visitor"}
    for nth in range(policy.MOST_CHANGES):
        cases.ask_to_be_told(case, phone=f"8 916 123-45-{nth:02}", at=at, **given)
    refused("too_many_changes", cases.ask_to_be_told, case, phone=PHONE, at=at, **given)
    cases.stop_telling(case, at=at, by="visitor")
    assert Case.objects.get().ways == [], "no more is always heard"
    case = cases.ask_to_be_told(case, phone=PHONE, at=at + DAY, **given)
    assert case.ways == [["sms", "+79161234567"]]


def test_a_case_is_in_the_account_with_which_its_person_came(file, serve, booked, account):
    case = file(serve(booked))
    assert case.account == account
    assert queries.cases_of(account) == [case]


def test_thirty_days_after_the_end_nobody_knows_whose_it_was(file, serve, booked, account, at):
    case = cases.issue(file(serve(booked), agreed=True), at=at, by="staff:1")
    assert cases.forget_old(at=at + 30 * DAY - SECOND, by="system") == 0
    assert cases.forget_old(at=at + 30 * DAY, by="system") == 1
    now = Case.objects.get()
    assert (now.ways, now.agreed_at, now.account) == ([], None, None)
    assert now.token != case.token
    assert cases.forget_old(at=at + 31 * DAY, by="system") == 0


def test_what_nobody_collects_in_a_year_or_never_comes_is_forgotten_and_still_there(
    file, serve, finish, at
):
    ticket = serve()
    never = file(ticket, phone=PHONE, agreed=True)
    finish(ticket)
    ready = cases.result_ready(file(phone=PHONE, agreed=True), at=at, by="staff:2")
    assert cases.forget_old(at=at + 365 * DAY - SECOND, by="system") == 0
    assert cases.forget_old(at=at + 365 * DAY, by="system") == 1
    assert cases.forget_old(at=at + 373 * DAY, by="system") == 1
    for each in (never, ready):
        assert (queries.case_by_token(each.token).ways, each.is_unfinished) == ([], True)


def test_who_takes_their_consent_back_is_told_nothing_and_may_still_come_for_it(
    file, serve, booked, at
):
    case = file(serve(booked), agreed=True)
    visitor = booked.check_in.appointment.visitor
    cases.forget_visitor(visitor, at=at, by="visitor")
    now = queries.case_by_token(case.token)
    assert (now.ways, now.account, now.state) == ([], None, "accepted")
    assert not Message.objects.filter(about__startswith="case:").exclude(ways=[]).exists()


def test_a_deleted_account_takes_all_its_cases_with_it(file, serve, booked, account, at):
    case = cases.issue(file(serve(booked), agreed=True), at=at, by="staff:1")
    cases.forget_account(account, at=at, by="visitor")
    now = Case.objects.get()
    assert (now.ways, now.account) == ([], None)
    assert now.token != case.token


def test_a_chat_that_is_left_hears_of_no_result_and_the_phone_does(file, at):
    case = file(phone=PHONE, agreed=True)
    Case.objects.update(ways=[["telegram", "777"], *case.ways])
    cases.leave_chat(chat="777", at=at, by="visitor")
    assert Case.objects.get().ways == [["sms", "+79161234567"]]
    before = Event.objects.filter(name="cases.cases_forgotten").count()
    cases.leave_chat(chat="777", at=at, by="visitor")
    assert Event.objects.filter(name="cases.cases_forgotten").count() == before == 1
