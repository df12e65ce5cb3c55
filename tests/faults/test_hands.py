"""`okno jobs` beside silent programs, and killed in the middle of a job."""

import os
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
from okno.adapters.webhooks.models import Delivery
from okno.base import clock
from okno.base.models import Look
from okno.config.worker import QUEUES
from okno.notify import actions as notify
from tests import outside
from tests.faults.killed import database

pytestmark = pytest.mark.django_db(transaction=True)
STALLED = "select task_name from procrastinate_jobs where status = 'doing'"
LOOKS = "okno.base.jobs.forget_old_looks"


def until(question, seconds=20.0):
    end = time.monotonic() + seconds
    while not (found := question()):
        assert time.monotonic() < end, "nothing within the time"
        time.sleep(0.02)
    return found


def doing():
    with connection.cursor() as cursor:
        return [name for (name,) in cursor.execute(STALLED).fetchall()]


class Jobs:
    """`okno jobs` as it is."""

    def __init__(self, *before, **settings):
        there = os.environ | {"OKNO_DATABASE": database()} | settings
        self.process = subprocess.Popen([*before, sys.executable, "-m", "okno", "jobs"], env=there)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=10)


@pytest.fixture
def start():
    made = []

    def begin(*before, **settings):
        made.append(Jobs(*before, **settings))
        return made[-1]

    yield begin
    for each in made:
        each.kill()


@pytest.fixture
def silent(settings):
    """The address of one that takes the line and never says a word."""
    settings.WEBHOOK_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def subscribed_to_something(url, at):
    made, _secret = webhooks.subscribe(url=url, at=at, by="staff:1")
    same = {"subscription": made, "name": "queue.ticket_issued", "body": "{}", "state": "due"}
    Delivery.objects.create(event=1, next_at=at, made_at=at, **same)


def test_silent_programs_keep_nobody_waiting_for_a_message(silent, start, at):
    """On a machine of one core, where Python itself has five threads for all the hands."""
    clock.set_to(at, speed=1)
    notify.load_wordings(at=at, by="system")
    for number in range(40):
        subscribed_to_something(f"{silent}{number}", at)
    with outside.SmsServer() as sms:
        start("taskset", "-c", "0", OKNO_WEBHOOK_PRIVATE="on", OKNO_NOTIFY_SMS=sms.address)
        tell = "okno.adapters.webhooks.jobs.tell"
        until(lambda: doing().count(tell) == QUEUES["programs"], 30)
        for number in range(QUEUES["telling"]):
            notify.tell(
                act="your_turn",
                about=f"ticket:{number}",
                to=[notify.Address("sms", f"+7916123456{number}")],
                language="ru",
                values={"ticket": "A1", "counter": "7"},
                zone="Europe/Moscow",
                at=clock.now(),
                by="system",
            )
        until(lambda: len(sms.told) == QUEUES["telling"])
        assert doing().count(tell) == QUEUES["programs"], "they were told beside the silent ones"


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
    assert LOOKS in doing()
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
        )
    start()
    again = app.configure_task("okno.base.jobs.take_up_stalled", queue="default")
    again.defer(timestamp=0)
    until(lambda: not Look.objects.exists())
    until(lambda: LOOKS not in doing())


def test_what_kills_its_worker_each_time_is_let_go(start, at):
    clock.set_to(at, speed=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, attempts, args)"
            " values ('nobody', %s, 'doing', 2, '{\"timestamp\": 0}'), ('nobody', %s, 'doing', 1, '{\"timestamp\": 0}')",
            [LOOKS, LOOKS],
        )
    start()
    app.configure_task("okno.base.jobs.take_up_stalled", queue="default").defer(timestamp=0)
    left = "select status::text, attempts from procrastinate_jobs where queue_name = 'nobody'"

    def found():
        with connection.cursor() as cursor:
            return cursor.execute(left).fetchall()

    until(lambda: found() == [("todo", 2)])


def test_of_what_waits_already_nothing_is_done_twice(start, at):
    """A job that comes every five seconds has one behind it, and the queue would refuse a second."""
    clock.set_to(at, speed=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, queueing_lock, args)"
            " values ('nobody', 'x', 'doing', 'x', '{}'), ('nobody', 'x', 'todo', 'x', '{}')"
        )
    start()
    app.configure_task("okno.base.jobs.take_up_stalled", queue="default").defer(timestamp=0)
    left = "select status::text from procrastinate_jobs where queue_name = 'nobody'"

    def found():
        with connection.cursor() as cursor:
            return cursor.execute(left).fetchall()

    until(lambda: found() == [("todo",)])


def _beside(act):
    """In a transaction of its own, beside the one that is open here."""

    def begin():
        act()
        connection.close()

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
