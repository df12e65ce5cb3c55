"""Whoever left where to reach them when they booked is told there how the line goes, when they have come."""

from datetime import timedelta

import pytest

from okno.notify.models import Message
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Contact

pytestmark = pytest.mark.django_db
CHAT = "7770001"


@pytest.fixture
def come(schedule, book, centre, tomorrow):
    """Somebody who booked by phone, and has come: `come(before)` does something with the appointment before; `act`
    gives the ticket.
    """

    def come(before=lambda made: None, act=queue.check_in, **more):
        made = book(tomorrow, **more)
        before(made)
        return made, act(centre=centre.pk, appointment=made, at=tomorrow, by="device:1")

    return come


@pytest.fixture
def where(centre, session, tomorrow):
    return {"centre": centre.pk, "counter": session.counter_id, "at": tomorrow, "by": "staff:1"}


def invite(made, at):
    return queries.invite(made, language="ru", at=at)


def link(word, at):
    queue.link_chat(word=word, chat=CHAT, at=at, by="visitor")


def told(ticket):
    """(act, channel) of what was told of this ticket, in order."""
    rows = Message.objects.filter(about__startswith=f"ticket:{ticket.pk}/").order_by("pk")
    return list(rows.values_list("act", "channel"))


def test_the_call_comes_by_the_phone_of_the_booking(
    come, where, django_capture_on_commit_callbacks
):
    _made, ticket = come()
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_next(**where)
    assert told(ticket) == [("your_turn", "sms")]


def test_the_call_comes_in_the_language_in_which_they_booked(
    come, where, django_capture_on_commit_callbacks
):
    _made, ticket = come(told_in="en")
    assert ticket.language == "ru"
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_next(**where)
    assert Message.objects.get(act="your_turn").text == f"{ticket.label}: your turn. Counter 1"


def test_a_chat_that_was_chosen_for_the_appointment_hears_of_the_line_first(
    come, where, at, django_capture_on_commit_callbacks
):
    _made, ticket = come(lambda made: link(invite(made, at), at))
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_next(**where)
    assert told(ticket) == [("your_turn", "telegram")]


def test_the_word_of_an_appointment_leads_to_the_ticket_once_they_have_come(come, tomorrow):
    word = []
    _made, ticket = come(lambda made: word.append(invite(made, tomorrow)))
    link(word[0], tomorrow)
    assert Contact.objects.get(ticket=ticket).channels == ["telegram", "sms"]


def test_it_is_the_consent_of_the_booking_and_ends_when_they_say_so(come, at, tomorrow):
    made, ticket = come()
    assert Contact.objects.get(ticket=ticket).agreed_at == made.visitor.agreed_at == at
    queue.stop_telling(ticket, at=tomorrow, by="visitor")
    again = queue.check_in(
        centre=made.centre_id,
        appointment=made,
        at=tomorrow + timedelta(minutes=1),
        by="device:1",
    )
    assert again == ticket
    assert not Contact.objects.exists()


def test_whoever_was_forgotten_meanwhile_is_told_nothing(come, tomorrow):
    def forget(made):
        Visitor.objects.all().delete()
        made.refresh_from_db()

    _made, ticket = come(forget)
    assert not Contact.objects.filter(ticket=ticket).exists()
    assert not ticket.is_told


def test_what_they_left_goes_with_the_visit(come, where, tomorrow):
    _made, ticket = come()
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    queue.finish(**where, ticket=ticket.pk)
    assert queue.forget_contacts(at=tomorrow + timedelta(hours=1), by="system") == 1


@pytest.fixture
def again(come, where, centre, tomorrow):
    """Their call was missed and settled; `again(before)` does something with that ticket and checks in once more.
    `more` is how they came (`come`).
    """

    def again(before=lambda ticket: None, **more):
        made, ticket = come(**more)
        queue.call_next(**where)
        for _again in range(2):
            queue.recall(**where, ticket=ticket.pk)
        queue.mark_no_show(**where, ticket=ticket.pk)
        before(ticket)
        later = tomorrow + timedelta(minutes=1)
        queue.settle_appointments(at=later)
        made.refresh_from_db()
        return made, queue.check_in(centre=centre.pk, appointment=made, at=later, by="device:1")

    return again


def test_whoever_checks_in_again_is_told_of_the_new_ticket_and_can_be_forgotten_whole(
    again, tomorrow
):
    made, ticket = again()
    assert [each.ticket for each in Contact.objects.all()] == [ticket]
    assert Message.objects.exclude(ways=[]).filter(about__startswith="ticket:").count() == 0
    queue.forget_visitor(made.visitor, at=tomorrow + timedelta(minutes=2), by="visitor")
    assert not Contact.objects.exists()
    assert not Message.objects.exclude(ways=[]).exists()


def test_whoever_wanted_to_be_told_nothing_is_told_nothing_of_the_next_ticket(again, tomorrow):
    again(lambda ticket: queue.stop_telling(ticket, at=tomorrow, by="visitor"))
    assert not Contact.objects.exists()


@pytest.fixture
def instead(schedule):
    """They take a ticket instead, when the appointment can no longer be cancelled with it."""
    schedule.cancel_until = timedelta(hours=1)
    schedule.save()
    return queue.issue_instead


def test_whoever_had_a_ticket_instead_is_told_as_booked_once_they_check_in(again, instead):
    _made, ticket = again(act=instead)
    assert Contact.objects.get(ticket=ticket).channels == ["sms"]


def test_whoever_asked_to_be_told_of_the_ticket_instead_is_told_as_they_asked(
    again, instead, tomorrow
):
    def come(**more):
        ticket = instead(**more)
        asked = {"email": "yan@example.org", "agreed": True, "at": tomorrow, "by": "visitor"}
        queue.ask_to_be_told(ticket, **asked)
        return ticket

    _made, ticket = again(act=come)
    assert Contact.objects.get(ticket=ticket).channels == ["email"]
