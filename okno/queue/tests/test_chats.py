"""Being told in a Telegram chat, which only the bot knows: by a page's one-time word, until the word to stop."""

import re
from datetime import timedelta

import pytest
from django.db.models import Q

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.notify import actions as notify
from okno.notify.models import Message, Unsubscribed
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue import invitation, queries
from okno.queue.actions.changing import MOST
from okno.queue.models import Contact, UsedInvitation

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHAT, OTHER = "7770001", "7770002"


@pytest.fixture(autouse=True)
def _words(at):
    notify.load_wordings(at=at, by="system")


@pytest.fixture
def ticket(centre, services, at):
    return queue.issue(centre=centre.pk, service="passport", at=at, by="k")


def invite(to, at, **more):
    return queries.invite(to, **({"language": "ru", "at": at} | more))


def link(word, at, chat=CHAT):
    queue.link_chat(word=word, chat=chat, at=at, by="visitor")


def refused(code, word, at, chat=CHAT):
    with pytest.raises(Refusal) as refusal:
        link(word, at, chat)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def told(**which):
    """(act, channel, state) of the messages, in order."""
    rows = Message.objects.filter(**which).order_by("pk")
    return list(rows.values_list("act", "channel", "state"))


def test_the_word_fits_into_a_link_of_telegrams_and_is_another_each_time(ticket, at):
    words = {invite(ticket, at, language=each) for each in ("ru", "en") for _again in range(20)}
    assert len(words) == 40
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{20,64}", each) for each in words)


def test_whoever_comes_by_the_word_is_told_there_in_the_language_of_the_page(
    ticket, session, at, django_capture_on_commit_callbacks
):
    link(invite(ticket, at, language="en"), at)
    assert Contact.objects.get(ticket=ticket).ways == [["telegram", CHAT]]
    joined = Message.objects.get()
    assert (joined.act, joined.channel, joined.language) == ("chat_joined", "telegram", "en")
    assert joined.text.startswith("From now on we write about your visit")
    assert f"/t/{ticket.token}/" in joined.text
    assert "/stop" in joined.text
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_next(centre=ticket.centre_id, counter=session.counter_id, at=at, by="x")
    call = Message.objects.get(act="your_turn")
    assert (call.ways, call.language) == ([["telegram", CHAT]], "en")
    assert CHAT not in str(list(Event.objects.values_list("payload", "subject")))


def test_a_word_is_spelt_one_way_alone(ticket, at):
    word = next(w for w in iter(lambda: invite(ticket, at), None) if "-" in w and "_" in w)
    link(word, at)
    for twin in (
        word.replace("-", "+"),
        word.replace("_", "/"),
        f"{word}=",
        f"{word}\n",
        f"{word} ",
    ):
        refused("invitation_over", twin, at, chat=OTHER)
    assert Contact.objects.get(ticket=ticket).ways == [["telegram", CHAT]]


def test_a_word_is_the_chats_that_used_it_first(ticket, at):
    word = invite(ticket, at)
    link(word, at)
    refused("invitation_over", word, at + MINUTE, chat=OTHER)
    link(word, at + MINUTE)
    assert Contact.objects.get().ways == [["telegram", CHAT]]
    link(invite(ticket, at), at + MINUTE, chat=OTHER)
    assert Contact.objects.get().ways == [["telegram", OTHER]], "of one channel the newer counts"


def test_a_word_ends_with_its_hour_and_nothing_is_left_of_who_used_it(ticket, at):
    word = invite(ticket, at)
    link(word, at + 59 * MINUTE)
    late = at + 60 * MINUTE
    refused("invitation_over", word, late)
    queue.forget_contacts(at=late, by="system")
    assert UsedInvitation.objects.count() == 1
    queue.forget_contacts(at=at + 2 * HOUR, by="system")
    assert not UsedInvitation.objects.exists()


@pytest.mark.parametrize("word", ["", "A", "x" * 48, "a" * 200, "слово", "a b", "=" * 40])
def test_a_foreign_word_links_nobody(ticket, at, word):
    refused("invitation_over", word, at)
    assert not Contact.objects.exists()


def test_a_word_with_one_letter_changed_is_a_foreign_one(ticket, at):
    word = invite(ticket, at)
    for place in range(len(word)):
        changed = word[:place] + ("A" if word[place] != "A" else "B") + word[place + 1 :]
        refused("invitation_over", changed, at)


def test_a_visit_that_is_over_is_told_of_to_nobody(ticket, at):
    word = invite(ticket, at)
    queue.leave(centre=ticket.centre_id, ticket=ticket.pk, at=at, by="visitor")
    refused("nothing_to_tell", word, at)
    assert not UsedInvitation.objects.exists()


def test_whoever_joined_from_home_keeps_the_way_and_the_chat_follows_to_the_ticket(
    centre, services, at
):
    place = queue.join(centre=centre.pk, service="passport", holder="b", at=at, by="visitor")
    word = invite(place, at, road_minutes=30)
    link(word, at)
    contact = Contact.objects.get(afar=place)
    assert (contact.ways, contact.road_minutes) == ([["telegram", CHAT]], 30)
    code = queries.presence_code(centre.pk, at)
    ticket = queue.come_from_afar(place, code=code, at=at, by="visitor")
    assert Contact.objects.get().ticket == ticket
    queue.stop_telling(ticket, at=at, by="visitor")
    link(word, at + MINUTE)
    assert Contact.objects.get().ticket == ticket, "the word of the place leads to its ticket"


def test_an_appointment_is_told_of_in_the_chat_first_and_so_is_the_reminder_to_come(
    schedule, book, tomorrow, at
):
    made = book(tomorrow + timedelta(days=7), email="aglaya@example.org")
    link(invite(made, at), at)
    reminder = Message.objects.get(act="reminder")
    assert [channel for channel, _to in reminder.ways] == ["telegram", "email", "sms"]
    assert (reminder.channel, reminder.state) == ("telegram", "created")
    assert reminder.due_at == made.starts_at - timedelta(days=1)
    assert reminder.next_at == reminder.due_at
    booking.cancel(made, at=at + MINUTE, by="visitor")
    assert told(act="cancelled") == [("cancelled", "telegram", "created")]
    assert told(act="reminder") == [("reminder", "telegram", "cancelled")]
    refused("appointment_moved_on", invite(made, at), at)


def test_all_that_a_chat_hears_of_an_appointment_is_in_the_language_in_which_they_booked(
    schedule, book, tomorrow, at
):
    """Also where the page was read in another one when the chat was chosen."""
    made = book(tomorrow + timedelta(days=7), told_in="en")
    link(invite(made, at, language="ru"), at)
    booking.move(made, starts_at=tomorrow + timedelta(days=8), at=at, by="visitor")
    theirs = Message.objects.filter(channel="telegram").order_by("pk")
    assert list(theirs.values_list("act", "language")) == [
        (act, "en") for act in ("reminder", "chat_joined", "changed", "reminder")
    ]


def test_whoever_changes_the_chat_of_an_appointment_fills_no_journal(schedule, book, tomorrow, at):
    words = [invite(book(tomorrow), at)]
    words += [invite(Appointment.objects.get(), at) for _ in range(MOST)]
    for number, word in enumerate(words[:MOST]):
        link(word, at, chat=f"77700{number:02}")
    refused("too_many_changes", words[MOST], at, chat=OTHER)
    assert Event.objects.filter(name="people.chat_linked").count() == MOST
    assert Visitor.objects.get().telegram == f"77700{MOST - 1:02}"


def test_the_chat_is_forgotten_with_the_visitor(schedule, book, tomorrow, at):
    made = book(tomorrow)
    link(invite(made, at), at)
    queue.forget_visitor(Visitor.objects.get(), at=at, by="visitor")
    assert not Visitor.objects.exists()
    left = Message.objects.filter(Q(ways__contains=[["telegram", CHAT]]) | Q(text__contains="/a/"))
    assert [each.act for each in left] == []


def test_the_chat_is_forgotten_with_the_visit(ticket, at):
    link(invite(ticket, at), at)
    queue.leave(centre=ticket.centre_id, ticket=ticket.pk, at=at, by="visitor")
    queue.forget_contacts(at=at + MINUTE, by="system")
    assert not Contact.objects.exists()


def test_stop_ends_it_everywhere_at_once_and_other_ways_stay(
    schedule, book, centre, services, ticket, tomorrow, at
):
    made = book(tomorrow + timedelta(days=7), email="aglaya@example.org")
    second = queue.issue(centre=centre.pk, service="passport", at=at, by="k")
    phone = {"phone": "+79161234567", "agreed": True, "language": "ru", "by": "visitor"}
    queue.ask_to_be_told(second, **phone, at=at)
    for each in (made, ticket, second):
        link(invite(each, at), at)
    queue.leave_chat(chat=CHAT, at=at + MINUTE, by="visitor")
    assert [each.ways for each in Contact.objects.all()] == [[["sms", "+79161234567"]]]
    assert Visitor.objects.get().telegram == ""
    assert told(act="reminder") == [("reminder", "email", "created")]
    assert {state for _act, _channel, state in told(act="chat_joined")} == {"cancelled"}
    key = notify.Address("telegram", CHAT).key
    assert list(Unsubscribed.objects.values_list("key", "kind")) == [(key, "feedback")]
    made.refresh_from_db()
    assert made.is_to_come
    queue.leave_chat(chat=CHAT, at=at + 2 * MINUTE, by="visitor")


def test_stop_in_one_chat_is_no_stop_in_another(ticket, at):
    link(invite(ticket, at), at)
    queue.leave_chat(chat=CHAT[:-1], at=at, by="visitor")
    queue.leave_chat(chat=OTHER, at=at, by="visitor")
    assert Contact.objects.get().ways == [["telegram", CHAT]]


def test_whoever_stopped_may_come_again(ticket, at):
    link(invite(ticket, at), at)
    queue.leave_chat(chat=CHAT, at=at, by="visitor")
    link(invite(ticket, at), at + MINUTE)
    assert Contact.objects.get().ways == [["telegram", CHAT]]
    assert told(act="chat_joined")[-1] == ("chat_joined", "telegram", "created")


def test_the_reading_of_a_word_says_what_was_put_in(ticket, at):
    said = invitation.read(invite(ticket, at, language="en", road_minutes=45), at)
    assert (said.number, said.language, said.road_minutes) == (ticket.pk, "en", 45)
