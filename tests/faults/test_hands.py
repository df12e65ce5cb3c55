"""`okno jobs` beside silent programs, asked to end, and killed in the middle of a job."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks import sending
from okno.adapters.webhooks.models import Delivery
from okno.base import clock
from okno.base.models import Look
from okno.config.worker import QUEUES
from okno.notify import actions as notify
from okno.notify.models import Message
from tests import outside
from tests.faults.killed import database

pytestmark = pytest.mark.django_db(transaction=True)
TELL = "okno.adapters.webhooks.jobs.tell"
LOOKS, UP = "okno.base.jobs.forget_old_looks", "okno.base.jobs.take_up_stalled"


def until(question, seconds=40.0):
    end = time.monotonic() + seconds
    while not (found := question()):
        assert time.monotonic() < end, "nothing within the time"
        time.sleep(0.02)
    return found


def doing():
    """The names of the jobs that are being done."""
    names = "select task_name from procrastinate_jobs where status = 'doing'"
    with connection.cursor() as cursor:
        return [name for (name,) in cursor.execute(names).fetchall()]


@pytest.fixture
def start():
    """`okno jobs` as it is."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")  # what Django does not empty
        cursor.execute("delete from procrastinate_workers")
    made = []

    def begin(*, says=None, **settings):
        there = os.environ | {"OKNO_DATABASE": database()} | settings
        command = [sys.executable, "-m", "okno", "jobs"]
        made.append(subprocess.Popen(command, env=there, stderr=says))
        return made[-1]

    yield begin
    for each in made:
        each.kill()
        each.wait(timeout=10)


@pytest.fixture
def silent(settings):
    """The address of one that takes the line and never says a word."""
    settings.WEBHOOK_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def subscribed_to_something(url, at, facts=1):
    made, _secret = webhooks.subscribe(url=url, at=at, by="staff:1")
    same = {"subscription": made, "name": "queue.ticket_issued", "body": "{}", "state": "due"}
    for number in range(facts):
        Delivery.objects.create(event=number, next_at=at, made_at=at, **same)


def test_while_every_hand_for_programs_waits_for_a_silent_one_messages_go(silent, start, at):
    clock.set_to(at, speed=1)
    notify.load_wordings(at=at, by="system")
    for number in range(40):
        subscribed_to_something(f"{silent}{number}", at)
    with outside.SmsServer() as sms:
        start(OKNO_WEBHOOK_PRIVATE="on", OKNO_NOTIFY_SMS=sms.address)
        until(lambda: doing().count(TELL) == QUEUES["programs"])
        for number in range(QUEUES["telling"]):
            call(number)
        until(lambda: len(sms.told) == QUEUES["telling"])
        assert doing().count(TELL) >= QUEUES["programs"] - 1, "they wait still"


PROGRAMS, FACTS, LETTERS = 12, 5, 50


def test_asked_to_end_it_ends_with_the_calls_in_hand_and_begins_nothing_more(start, settings, at):
    """Nobody is answered before all who work have heard the signal: what is begun later was begun after it."""
    clock.set_to(at, speed=1)
    settings.WEBHOOK_PRIVATE = True
    notify.load_wordings(at=at, by="system")
    answer = threading.Event()
    with outside.Outside() as program, outside.MailServer() as mail:
        program.meanwhile = mail.meanwhile = lambda: answer.wait(30)
        for number in range(PROGRAMS):
            subscribed_to_something(f"{program.url}/{number}", at, facts=FACTS)
        for number in range(LETTERS):
            call(number, to=notify.Address("email", f"person{number}@example.org"))
        jobs = start(OKNO_WEBHOOK_PRIVATE="on", OKNO_NOTIFY_SMTP=mail.address)
        hands = QUEUES["telling"]
        until(lambda: len(mail.letters) == hands and len(program.heard) >= sending.HANDS)
        jobs.send_signal(signal.SIGTERM)
        jobs.send_signal(signal.SIGTERM)  # as whoever starts us may send one to all and one to each
        until(lambda: workers() == len(QUEUES) - 1)
        answer.set()
        assert jobs.wait(timeout=60) == 0
        assert (len(mail.letters), doing(), workers()) == (hands, [], 0)
        told = [path for _method, path, *_rest in program.heard]
        assert len(told) == len(set(told)), "nobody is told a second thing"
    states = list(Message.objects.values_list("state", flat=True))
    assert (states.count("sent"), states.count("created")) == (hands, LETTERS - hands)
    assert Delivery.objects.filter(state="delivered").count() == len(told)
    assert not Delivery.objects.filter(state="sending").exists()


ALIVE = "procrastinate_update_heartbeat_v1"


def test_unasked_it_ends_with_a_code_that_says_so(start, at):
    """Whoever starts it anew on failure does so."""
    clock.set_to(at, speed=1)
    jobs = start()
    until(lambda: workers() == len(QUEUES))
    with connection.cursor() as cursor:
        cursor.execute(f"alter function {ALIVE} rename to gone")
        try:
            assert jobs.wait(timeout=60) == 1
        finally:
            cursor.execute(f"alter function gone rename to {ALIVE}")


def workers():
    """How many queues are worked on: whoever has heard the signal and has nothing in hand is gone."""
    with connection.cursor() as cursor:
        return cursor.execute("select count(*) from procrastinate_workers").fetchone()[0]


def call(number, to=None):
    values = {"ticket": "A1", "counter": "7"}
    same = {"language": "ru", "values": values, "zone": "Europe/Moscow", "by": "system"}
    to = to or notify.Address("sms", f"+7916123456{number}")
    notify.tell(act="your_turn", about=f"ticket:{number}", to=[to], at=clock.now(), **same)


def test_all_hands_of_all_queues_work_at_once_however_few_cores_there_are(start, at):
    """Python's own pool has six threads on two cores: what fills one queue would stop another."""
    clock.set_to(at, speed=1)
    start()
    waits = "select count(*) from pg_locks where relation = 'base_look'::regclass and not granted"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table base_look in exclusive mode")
        for queue, hands in QUEUES.items():
            for nth in range(hands):
                name = {"queue": queue, "queueing_lock": f"{queue} {nth}"}
                _beside(lambda name=name: app.configure_task(LOOKS, **name).defer(timestamp=0))
        hands = sum(QUEUES.values())
        until(lambda: cursor.execute(waits).fetchone() == (hands,))


def test_a_job_cut_off_by_kill_9_is_done_again_and_leaves_nothing_behind(start, at):
    """Cut off in the middle of deleting, which the nightly job would not be asked for again before the next night."""
    clock.set_to(at, speed=1)
    old = at - timedelta(days=400)
    Look.objects.create(at=old, by="staff:1", subject="ticket:1", why="call")
    first = start()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table base_look in exclusive mode")
        _beside(lambda: app.configure_task(LOOKS, queue="default").defer(timestamp=0))
        until(lambda: LOOKS in doing())
        first.kill()
        first.wait(timeout=10)
    assert LOOKS in doing()
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
        )
    start()
    app.configure_task(UP, queue="default").defer(timestamp=0)
    until(lambda: not Look.objects.exists())
    until(lambda: LOOKS not in doing())


# What a dead worker left: status, attempts, lock in the queue, and what becomes of them.
KILLS = "begun three times: it may be what kills"
LEFT = {
    "begun twice": ([("doing", 1, None)], [("todo", 2)]),
    KILLS: ([("doing", 2, None)], []),
    "the same waits behind it": ([("doing", 0, "x"), ("todo", 0, "x")], [("todo", 0)]),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_a_dead_worker_left_waits_once_more_unless_it_waits_already_or_kills_each_time(
    start, at, case, tmp_path
):
    before, after = LEFT[case]
    clock.set_to(at, speed=1)
    left = "insert into procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock)"
    found = "select status::text, attempts from procrastinate_jobs where queue_name = 'nobody'"
    with connection.cursor() as cursor:
        cursor.executemany(f"{left} values ('nobody', 'x', %s, %s, %s)", before)
        with (tmp_path / "log").open("wb") as log:
            start(says=log)
        app.configure_task(UP, queue="default").defer(timestamp=0)
        until(lambda: cursor.execute(found).fetchall() == after)
    was_said = "begun 3 times and never ended: x" in (tmp_path / "log").read_text()
    assert was_said == (case == KILLS)


def test_what_was_only_slow_and_ends_meanwhile_keeps_no_other_from_being_taken_up(start, at):
    clock.set_to(at, speed=1)
    left = (
        "insert into procrastinate_jobs (queue_name, task_name, status) values (%s, 'x', 'doing')"
    )
    waits = "select 1 from pg_locks where locktype = 'transactionid' and not granted"
    found = "select status::text from procrastinate_jobs where queue_name = 'dead'"
    with connection.cursor() as cursor:
        cursor.executemany(left, [["dead"], ["slow"], ["dead"]])
        with transaction.atomic():
            cursor.execute("delete from procrastinate_jobs where queue_name = 'slow'")
            start()
            _beside(lambda: app.configure_task(UP, queue="default").defer(timestamp=0))
            until(lambda: cursor.execute(waits).fetchone())
        until(lambda: UP not in doing())
        assert cursor.execute(found).fetchall() == [("todo",), ("todo",)]


def _beside(act):
    """In a transaction of its own, beside the one that is open here."""

    def begin():
        act()
        connection.close()

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
