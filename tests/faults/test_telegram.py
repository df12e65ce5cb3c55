"""kill -9 of the reader of the bot, wherever it is, against a server of the Bot API's form: nothing lost, nothing twice."""

import random
import time

import psycopg
import pytest

from okno.adapters.telegram.models import ReadUpTo
from okno.base import clock
from okno.base.models import Event
from okno.notify import actions as notify
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Contact
from tests import outside
from tests.faults.killed import Killed, database

pytestmark = pytest.mark.django_db(transaction=True)
SEED, WRITE, KILLS = 20261124, 120, 25


@pytest.fixture
def bot():
    with outside.BotServer() as server:
        yield server


@pytest.fixture
def readers(bot, centre, services, at):
    clock.set_to(at, speed=1)
    notify.load_wordings(at=at, by="system")
    made = Killed(
        "tests.faults.telegram_reader",
        OKNO_NOTIFY_TELEGRAM=bot.token,
        OKNO_NOTIFY_TELEGRAM_BOT="@centre_bot",
        OKNO_NOTIFY_TELEGRAM_URL=bot.url,
    )
    yield made
    made.end()


def until(holds, seconds=60.0):
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def write(bot, centre, number):
    """Somebody comes by the word of a ticket of their own; its update."""
    at = clock.now()
    ticket = queue.issue(centre=centre.pk, service="passport", at=at, by="k")
    word = queries.invite(ticket, language="ru", at=at)
    return bot.write(f"/start {word}", chat=10_000 + number)


def linked():
    """How often a chat was linked to a ticket."""
    return Event.objects.filter(name="queue.asked_to_be_told").count()


def test_a_reader_killed_between_reading_and_acting_loses_nothing(bot, readers, centre):
    first = write(bot, centre, 0)
    with psycopg.connect(database()) as line:  # the act waits for this row
        line.execute(
            "insert into telegram_readupto (bot, next, read_at) values ('123456', 0, now())"
        )
        one = readers.start()
        until(lambda: bot.given[first])
        time.sleep(0.3)
        readers.kill(one)
        line.rollback()
    assert linked() == 0
    last = readers.start()
    until(linked)
    readers.kill(last)
    assert (linked(), Message.objects.count(), bot.given[first]) == (1, 1, 2)


def test_a_reader_killed_after_acting_and_before_saying_so_does_nothing_twice(bot, readers, centre):
    first = write(bot, centre, 0)
    one = readers.start()
    until(lambda: ReadUpTo.objects.filter(next=first + 1).exists())
    readers.kill(one)
    second = write(bot, centre, 1)
    last = readers.start()
    until(lambda: linked() == 2)
    readers.kill(last)
    assert (bot.given[first], bot.given[second]) == (1, 1)
    assert Message.objects.filter(act="chat_joined").count() == 2


def test_readers_killed_at_any_moment_lose_nothing_and_do_nothing_twice(bot, readers, centre):
    chance, written = random.Random(SEED), 0
    for _kill in range(KILLS):
        for _more in range(WRITE // KILLS):
            write(bot, centre, written)
            written += 1
        pid = readers.start()
        time.sleep(chance.random() * 0.4)
        readers.kill(pid)
    last = readers.start()
    until(lambda: linked() >= written)
    time.sleep(0.3)
    readers.kill(last)
    assert linked() == written
    assert Contact.objects.count() == written
    assert Message.objects.filter(act="chat_joined").count() == written
    assert Message.objects.exclude(act="chat_joined").count() == 0


def test_of_two_readers_one_reads_and_the_other_takes_its_place(bot, readers, centre):
    one = readers.start()
    until(lambda: bot.offsets)
    two = readers.start()
    write(bot, centre, 0)
    until(linked)
    time.sleep(0.5)
    assert bot.conflicts == 0
    readers.kill(one)
    write(bot, centre, 1)
    until(lambda: linked() == 2)
    readers.kill(two)
