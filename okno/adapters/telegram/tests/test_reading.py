"""What people write to the bot, against a server of the Bot API's form on this machine."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from okno.adapters.telegram import actions, reading
from okno.adapters.telegram.models import ReadUpTo
from okno.base import clock
from okno.base.models import Event
from okno.notify import actions as notify
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Contact
from tests import outside

BOT = outside.BotServer.token.partition(":")[0]


@pytest.fixture
def bot(settings):
    with outside.BotServer() as server:
        settings.NOTIFY_TELEGRAM = server.token
        settings.NOTIFY_TELEGRAM_BOT = "centre_bot"
        settings.NOTIFY_TELEGRAM_URL = server.url
        yield server


@pytest.fixture
def ticket(db, centre, services, at):
    clock.set_to(at, speed=0.0001)
    notify.load_wordings(at=at, by="system")
    return queue.issue(centre=centre.pk, service="passport", at=at, by="k")


@pytest.fixture
def read(bot):
    """Read what is there; how much was new. In a thread of its own: the browser tests keep a loop running in this one."""

    def read():
        number = reading.queries.next_number(BOT, clock.now())
        with ThreadPoolExecutor(max_workers=1) as pool:
            return reading.act_on(pool.submit(reading.ask, number, 0).result(timeout=60))

    return read


def word_of(ticket, at, language="ru"):
    return queries.invite(ticket, language=language, at=at)


def answers():
    return [(each.act, each.language, each.to) for each in Message.objects.order_by("pk")]


def test_start_with_the_word_of_the_page_links_the_chat(bot, read, ticket, at):
    bot.write(f"/start {word_of(ticket, at, 'en')}", chat=777)
    assert read() == 1
    assert Contact.objects.get(ticket=ticket).ways == [["telegram", "777"]]
    assert answers() == [("chat_joined", "en", "777")]


def test_a_word_used_by_two_chats_is_the_first_ones(bot, read, ticket, at):
    word = word_of(ticket, at)
    bot.write(f"/start {word}", chat=777)
    bot.write(f"/start {word}", chat=778)
    read()
    assert Contact.objects.get().ways == [["telegram", "777"]]
    assert answers()[1:] == [("chat_unknown", "ru", "778")]


@pytest.mark.parametrize(
    "text", ["/start", "/start nonsense", "привет", "/start " + "A" * 64, "", "/help\x00"]
)
def test_whatever_else_is_written_is_answered_with_the_way_back_in_their_language(
    bot, read, ticket, text
):
    bot.write(text, speaks="en-GB")
    bot.write(text, speaks="uz", chat=778)
    read()
    assert answers() == [("chat_unknown", "en", "777"), ("chat_unknown", "ru", "778")]


def test_an_old_word_is_answered_with_the_way_back(bot, read, ticket, at):
    bot.write(f"/start {word_of(ticket, at - timedelta(hours=1))}")
    read()
    assert answers() == [("chat_unknown", "ru", "777")]
    assert not Contact.objects.exists()


def test_whoever_writes_on_and_on_is_not_answered_for_an_hour(bot, read, ticket, at):
    for _again in range(14):
        bot.write("?")
    bot.write("?", chat=778)
    read()
    assert len(answers()) == 11
    clock.set_to(at + timedelta(hours=1, minutes=1), speed=0.0001)
    bot.write("?")
    read()
    assert len(answers()) == 12


@pytest.mark.parametrize("text", ["/stop", "/stop@centre_bot", "STOP"])
def test_stop_ends_it_at_once_and_is_answered(bot, read, ticket, at, text):
    bot.write(f"/start {word_of(ticket, at)}")
    bot.write(text)
    read()
    assert not Contact.objects.exists()
    assert [act for act, *_more in answers()] == ["chat_joined", "chat_left"]


def test_whoever_blocks_the_bot_has_stopped_and_is_not_answered(bot, read, ticket, at):
    bot.write(f"/start {word_of(ticket, at)}")
    bot.block()
    assert read() == 2
    assert not Contact.objects.exists()
    assert [act for act, *_more in answers()] == ["chat_joined"]


def test_a_group_is_not_told_and_not_answered(bot, read, ticket, at):
    bot.write(f"/start {word_of(ticket, at)}", chat=-100, kind="group")
    assert read() == 1
    assert not Message.objects.exists()
    assert not Contact.objects.exists()


def test_what_was_acted_on_is_asked_for_no_more_and_done_once(bot, read, ticket, at):
    number = bot.write(f"/start {word_of(ticket, at)}")
    read()
    read()
    assert bot.offsets == [0, number + 1]
    again = actions.Heard(number, "777", f"/start {word_of(ticket, at)}")
    assert not actions.hear(bot=BOT, heard=again, at=at, by="visitor")
    assert len(answers()) == 1


def test_after_a_week_of_silence_whatever_number_comes_is_new(bot, read, ticket, at):
    """Telegram then begins to count anew, and may do so lower."""
    actions.hear(bot=BOT, heard=actions.Heard(900_000), at=at, by="visitor")
    later = at + timedelta(days=7)
    clock.set_to(later, speed=0.0001)
    bot.write("?")
    assert read() == 1
    assert bot.offsets == [0]
    assert ReadUpTo.objects.get().next == 1002


def test_nothing_that_was_written_stands_in_the_journal(bot, read, ticket, at):
    bot.write(f"/start {word_of(ticket, at)}", chat=7_654_321)
    bot.write("меня зовут Аглая", chat=7_654_321)
    read()
    journal = str(list(Event.objects.values_list("payload", "subject")))
    assert "7654321" not in journal
    assert "Аглая" not in journal


@pytest.mark.django_db(transaction=True)
def test_one_reader_holds_the_bot_and_the_next_one_has_it_when_its_connection_ends():
    held, let_go, told = threading.Event(), threading.Event(), []

    def first():
        told.append(reading.is_the_one(BOT))
        held.set()
        let_go.wait(timeout=20)
        connection.close()

    other = threading.Thread(target=first)
    other.start()
    assert held.wait(timeout=20)
    assert told == [True]
    assert not reading.is_the_one(BOT)
    let_go.set()
    other.join()
    for _look in range(100):
        if reading.is_the_one(BOT):
            break
        threading.Event().wait(0.1)
    else:
        raise AssertionError("nobody reads any more")
    connection.close()


def test_without_a_bots_name_nobody_reads(settings):
    settings.NOTIFY_TELEGRAM, settings.NOTIFY_TELEGRAM_BOT = outside.BotServer.token, ""
    before = threading.active_count()
    reading.start()
    assert threading.active_count() == before
