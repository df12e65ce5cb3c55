"""Called by name: by one's own wish, in centres that do so, and forgotten with the visit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.base import idempotency
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.network.models import Centre, Profile
from okno.queue import actions as queue
from okno.queue import jobs, queries, reference
from okno.queue.models import CallName, Ticket

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NAME = "Анна К."


@pytest.fixture
def where(centre, session, at):
    return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}


@pytest.fixture
def come(centre, services, at):
    """Somebody takes a ticket, and says how to be called."""

    def come(name=NAME, **more):
        given = {"centre": centre.pk, "service": "passport", "at": at, "by": "device:1"}
        return queue.issue(name=name, **(given | more))

    return come


def refused(expected, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == expected
    assert str(refusal.value.message)


def called(ticket):
    found = queries.call_name_of(Ticket.objects.select_related("centre").get(pk=ticket.pk))
    return found and found.name


def facts(name):
    return list(Event.objects.filter(name=f"queue.{name}").order_by("pk"))


def test_whoever_says_a_name_is_called_by_it_and_others_by_number(by_name, come, where):
    named, other = come(), come(name="")
    assert (called(named), called(other)) == (NAME, None)
    call = queue.call_next(**where)
    board = queries.board_of(by_name.pk, where["at"], named_in=by_name)
    assert [(each.name, each.label) for each in board.calls] == [(NAME, call.label)]
    assert queries.board_of(by_name.pk, where["at"]).calls[0].name == "", (
        "only on a wall in the hall"
    )


def test_the_name_stands_on_the_wall_until_its_person_is_served(by_name, come, where):
    ticket = come()
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    assert queries.board_of(by_name.pk, where["at"], named_in=by_name).calls[0].name == ""
    assert called(ticket) == NAME, "who serves them may use it"


def test_what_is_no_name_gets_no_ticket(by_name, come):
    refused("no_call_name", come, name="79161234567")
    assert not Ticket.objects.exists()


def test_where_the_centre_calls_by_number_a_name_is_not_kept(come, at):
    ticket = come()
    assert not CallName.objects.exists()
    refused("called_by_number", queue.give_name, ticket, name=NAME, at=at, by="visitor")


def test_one_changes_it_and_takes_it_away(by_name, come, at):
    ticket = come()
    queue.give_name(ticket, name="анюта", at=at, by="visitor")
    queue.give_name(ticket, name="Анюта", at=at, by="visitor")
    assert called(ticket) == "Анюта"
    assert len(facts("name_given")) == 2, "the same again changes nothing"
    refused("no_call_name", queue.give_name, ticket, name="anna@mail.ru", at=at, by="visitor")
    queue.drop_name(ticket, at=at, by="visitor")
    queue.drop_name(ticket, at=at, by="visitor")
    assert called(ticket) is None
    assert [each.payload for each in facts("names_forgotten")] == [{"count": 1}]


def test_a_mind_is_not_changed_for_ever(by_name, come, at):
    ticket = come()
    letters = "абвгдежзиклмнопрстуф"
    for letter in letters:
        queue.give_name(ticket, name=f"Анна {letter}", at=at, by="visitor")
    refused("too_many_changes", queue.give_name, ticket, name="Анна Я", at=at, by="visitor")


def test_a_name_the_staff_took_off_does_not_come_back(by_name, come, at):
    ticket, other = come(name="Дурак"), come()
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    assert (called(ticket), called(other)) == ("", NAME)
    assert queries.names_of([ticket, other], by_name) == {other.pk: NAME}
    (fact,) = facts("name_struck")
    assert (fact.payload, fact.by, fact.subject) == ({}, "staff:1", f"ticket:{ticket.pk}")
    refused("called_by_number", queue.give_name, ticket, name="Осёл", at=at, by="visitor")
    queue.drop_name(ticket, at=at, by="visitor")
    assert called(ticket) == "", "nor by way of taking it away"
    refused("unknown_ticket", queue.strike_name, centre=0, ticket=ticket.pk, at=at, by="staff:1")


def test_a_double_tap_keeps_one_ticket_and_its_name(by_name, come):
    claim = idempotency.claim(scope="device:1", key="k", asked=["passport"])
    first, again = come(claim=claim), come(claim=claim)
    assert (again.pk, again.is_repeat) == (first.pk, True)
    assert called(first) == NAME


@pytest.mark.parametrize("end", ["finish", "leave", "no_show", "close", "early"])
def test_when_the_visit_is_over_the_name_is_gone_at_once(by_name, come, where, end):
    ticket = come()
    by, at = where["by"], where["at"]
    if end in ("close", "early"):
        Ticket.objects.update(day=at.date() if end == "close" else at.date() - timedelta(days=1))
        if end == "close":
            queue.close_day(centre=by_name.pk, at=at, by=by)
        else:
            queue.end_earlier_days(centre=by_name.pk, day=at.date(), at=at, by=by)
    elif end == "leave":
        queue.leave(centre=by_name.pk, ticket=ticket.pk, at=at, by=by)
    else:
        queue.call_next(**where)
        if end == "finish":
            queue.start(**where, ticket=ticket.pk)
            queue.finish(**where, ticket=ticket.pk)
        else:
            for _recall in range(by_name.recall_limit):
                queue.recall(**where, ticket=ticket.pk)
            queue.mark_no_show(**where, ticket=ticket.pk)
    assert not CallName.objects.exists()
    refused("nothing_to_tell", queue.give_name, ticket, name=NAME, at=at, by="visitor")


def test_a_visit_that_goes_on_keeps_its_name(by_name, come, where):
    ticket = come(more=["extract"])
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    queue.hold(**where, ticket=ticket.pk, minutes=5)
    queue.take_back(centre=by_name.pk, ticket=ticket.pk, at=where["at"], by="x")
    queue.call_this(**where, ticket=ticket.pk)
    queue.start(**where, ticket=ticket.pk)
    queue.finish(**where, ticket=ticket.pk)
    assert called(ticket) == NAME, "there is one service more"


def test_what_an_act_left_behind_the_sweep_forgets(by_name, come, at, it_is_ten):
    gone, stays = come(), come()
    Ticket.objects.filter(pk=gone.pk).update(state="left")
    jobs.tell_who_waits(0)
    assert [each.ticket_id for each in CallName.objects.all()] == [stays.pk]
    assert [each.payload for each in facts("names_forgotten")] == [{"count": 1}]


def test_back_to_number_names_are_forgotten_and_a_profile_is_heeded_too(by_name, come, at):
    come()
    queue.set_calls(centre=by_name, by_name=False, at=at, by="staff:1")
    assert not CallName.objects.exists()
    assert not Centre.objects.get(pk=by_name.pk).calls_by_name
    (on, off) = Event.objects.filter(name="network.calls_changed").order_by("pk")
    assert (on.payload, off.payload) == ({"by_name": True}, {"by_name": False})
    queue.set_calls(centre=by_name, by_name=False, at=at, by="staff:1")
    assert Event.objects.filter(name="network.calls_changed").count() == 2
    Centre.objects.update(own_calls_by_name=None)
    Profile.objects.update(calls_by_name=True)
    reference.forget()
    ticket = come()
    assert called(ticket) == NAME
    assert queue.forget_names(at=at, by="system") == 0
    Profile.objects.update(calls_by_name=False)
    assert called(ticket) is None, "not even before it is forgotten"
    assert queue.forget_names(at=at, by="system") == 1


def test_who_gave_it_at_home_is_called_by_it_when_here(by_name, services, session, at):
    same = {"centre": by_name.pk, "service": "passport", "at": at, "by": "visitor"}
    gone, place = (queue.join(**same, name=NAME, holder=each) for each in ("one", "two"))
    assert queries.call_name_of(place).name == NAME
    queue.leave_from_afar(gone, at=at, by="visitor")
    assert queries.call_name_of(gone) is None
    refused("no_call_name", queue.join, **same, name="1", holder="three")
    code = queries.presence_code(by_name.pk, at)
    ticket = queue.come_from_afar(place, code=code, at=at, by="visitor")
    assert called(ticket) == NAME
    assert CallName.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "at_the_door", "then"),
    [(NAME, "", NAME), (NAME, "Нюра", "Нюра"), ("", "Нюра", "Нюра")],
)
def test_who_booked_says_it_on_their_page_or_at_the_door(
    by_name, schedule, book, tomorrow, before, at_the_door, then
):
    made = book(tomorrow, name="Анна Каренина")
    assert queries.call_name_of(made) is None, "what they booked with is not called out"
    if before:
        queue.give_name(made, name=before, at=tomorrow, by="visitor")
    ticket = queue.check_in(
        centre=by_name.pk, appointment=made, name=at_the_door, at=tomorrow, by="device:1"
    )
    assert called(ticket) == then
    assert CallName.objects.count() == 1
    queue.forget_visitor(made.visitor, at=tomorrow, by="visitor")
    assert not CallName.objects.exists()


def test_an_appointment_that_is_over_is_called_by_nothing(by_name, schedule, book, tomorrow):
    made = book(tomorrow)
    queue.give_name(made, name=NAME, at=tomorrow, by="visitor")
    booking.cancel(made, at=tomorrow - timedelta(hours=20), by="visitor")
    assert queries.call_name_of(made) is None
    assert queue.forget_names(at=tomorrow, by="system") == 1
    made.refresh_from_db()
    refused("nothing_to_tell", queue.give_name, made, name=NAME, at=tomorrow, by="visitor")


def test_a_centre_that_calls_by_number_pays_nothing_for_it(centre, come, at):
    reference.centre(centre.pk)
    with CaptureQueriesContext(connection) as asked:
        ticket = come(name="")
        queue.leave(centre=centre.pk, ticket=ticket.pk, at=at, by="visitor")
        queries.board_of(centre.pk, at, named_in=centre)
        queries.names_of([ticket], centre)
    assert not [each for each in asked if "callname" in each["sql"]]


def missed(ticket, where):
    queue.call_next(**where)
    for _ in range(2):
        queue.recall(ticket=ticket.pk, **where)
    queue.mark_no_show(ticket=ticket.pk, **where)


def test_what_was_taken_off_does_not_come_back_with_a_second_chance(by_name, come, where, at):
    ticket = come()
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    missed(ticket, where)
    queue.forget_names(at=at, by="system")
    chance = {"centre": by_name.pk, "ticket": ticket.pk, "at": at + SECOND, "by": "staff:2"}
    queue.give_second_chance(**chance)
    again = {"name": NAME, "at": at + SECOND, "by": "visitor"}
    refused("called_by_number", queue.give_name, ticket, **again)
    queue.forget_names(at=at + timedelta(days=2), by="system")
    assert called(ticket) == "", "while the visit goes on"


def test_that_a_name_was_taken_off_is_forgotten_after_a_day(by_name, come, where, at):
    ticket = come()
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    missed(ticket, where)
    queue.forget_names(at=at + timedelta(hours=23), by="system")
    assert CallName.objects.count() == 1
    queue.forget_names(at=at + timedelta(hours=25), by="system")
    assert not CallName.objects.exists()


def test_a_name_given_on_the_page_goes_with_a_ticket_in_place_of_the_appointment(
    by_name, schedule, book, at
):
    made = book(at.replace(hour=15, minute=0))
    queue.give_name(made, name=NAME, at=at, by="visitor")
    ticket = queue.issue_instead(centre=by_name.pk, appointment=made, at=at, by="device:1")
    assert called(ticket) == NAME


def test_a_ticket_elsewhere_leaves_the_name_with_the_appointment(
    by_name, schedule, book, tomorrow, at
):
    made = book(tomorrow)
    queue.give_name(made, name=NAME, at=at, by="visitor")
    ticket = queue.issue_instead(centre=by_name.pk, appointment=made, at=at, by="device:1")
    assert called(ticket) is None
    assert CallName.objects.get().appointment == made


def test_whoever_is_rung_up_is_called_by_nobody(by_name, rung, at):
    refused("called_by_number", queue.give_name, rung, name=NAME, at=at, by="visitor")


def test_what_was_taken_off_stays_off_when_one_checks_in_again(by_name, schedule, book, where, at):
    made = book(at.replace(hour=10, minute=30))
    queue.give_name(made, name=NAME, at=at - timedelta(days=3), by="visitor")
    where["at"] = at = made.starts_at
    come = {"centre": by_name.pk, "appointment": made, "by": "device:1"}
    ticket = queue.check_in(at=at, **come)
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    missed(ticket, where)
    queue.forget_names(at=at, by="system")
    queue.settle_appointments(at=at + timedelta(minutes=2))
    again = queue.check_in(at=at + timedelta(minutes=3), name=NAME, **come)
    assert (again.pk != ticket.pk, called(again)) == (True, "")
