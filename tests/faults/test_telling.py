"""kill -9 of workers that tell people, against a counting mail server and a counting SMS server."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from okno.base import clock
from okno.config.worker import QUEUES
from okno.notify import actions as notify
from okno.notify import policy
from okno.notify.models import Message
from tests import outside
from tests.faults.killed import Killed, database

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS, TEXTS, KILLS = 320, 160, 60
SEED = 20261124


@pytest.fixture
def mail():
    with outside.MailServer() as server:
        yield server


@pytest.fixture
def sms():
    with outside.SmsServer() as server:
        yield server


def settings_of(mail, sms) -> dict[str, str]:
    """The real adapters, by the real settings."""
    return {"OKNO_NOTIFY_SMTP": mail.address, "OKNO_NOTIFY_SMS": sms.address}


@pytest.fixture
def workers(mail, sms, at):
    clock.set_to(at, speed=1)
    notify.load_wordings(at=at, by="system")
    made = Killed("tests.faults.telling_worker", **settings_of(mail, sms))
    yield made
    made.end()


def tell(number, channel, at):
    to = f"person{number}@example.org" if channel == "email" else f"+7916{number:07}"
    return notify.tell(
        act="cancelled",
        about=f"appointment:{number}",
        to=[notify.Address(channel, to)],
        language="ru",
        values={"when": at, "centre": "Тверской", "service": "Паспорт", "link": "https://x/"},
        zone="Europe/Moscow",
        at=at,
        by="system",
    )


def let_the_lease_end():
    """Okno's clock goes on, so that nobody has to wait two minutes for the dead."""
    clock.set_to(clock.now() + policy.LEASE, speed=1)


def is_open():
    return Message.objects.filter(state__in=["created", "sending", "failed_temporary"]).exists()


def finish(workers, seconds=60.0):
    """One worker is left alone until everything has an end; how long that takes proves nothing."""
    last, end = workers.start(), time.monotonic() + seconds
    while is_open() and time.monotonic() < end:
        time.sleep(0.2)
    workers.kill(last)
    assert not is_open()


def until(question, seconds=15.0):
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "nothing within the time"
        time.sleep(0.002)


def test_killed_at_any_moment_nobody_is_told_twice_and_nothing_is_lost(
    workers, mail, sms, at, record_property
):
    chance = random.Random(SEED)
    mail.slow_s = sms.slow_s = 0.004
    letters = {tell(number, "email", at).pk for number in range(LETTERS)}
    texts = {tell(number, "sms", at).pk for number in range(LETTERS, LETTERS + TEXTS)}
    kills = 0
    while kills < KILLS and is_open():
        pair = [workers.start(), workers.start()]
        for pid in pair:
            time.sleep(chance.uniform(0.02, 0.16))
            workers.kill(pid)
            kills += 1
        let_the_lease_end()
    finish(workers)
    time.sleep(0.2)

    rows = {row.pk: row for row in Message.objects.all()}
    arrived = Counter({f"<{rows[pk].number}@example.org>": 0 for pk in letters})
    arrived.update(mail.seen)
    arrived_sms = Counter(number for number, _to, _text in sms.told)
    counts = {pk: arrived[f"<{rows[pk].number}@example.org>"] for pk in letters}
    counts |= {pk: arrived_sms[str(rows[pk].number)] for pk in texts}
    unknown = {pk for pk, row in rows.items() if row.state == "unknown"}
    measured = {
        "kills": kills,
        "messages": len(rows),
        "duplicates": sum(each > 1 for each in counts.values()),
        "lost": sum(counts[pk] == 0 for pk in rows.keys() - unknown),
        "unknown_arrived": sum(counts[pk] == 1 for pk in unknown),
        "unknown_not_arrived": sum(counts[pk] == 0 for pk in unknown),
    }
    record_property("measured", measured)
    sys.stderr.write(f"{measured}\n")
    assert kills >= 30
    assert (measured["duplicates"], measured["lost"]) == (0, 0)
    assert {row.state for row in rows.values()} <= {"sent", "unknown"}
    assert not unknown & texts, "a provider that can tell leaves nothing in doubt"
    assert len(unknown) <= kills
    assert len(mail.seen.keys() - arrived.keys()) == 0


def test_killed_before_the_dot_a_letter_is_sent_anew(workers, mail, at):
    mail.slow_rcpt_s = 0.5
    message = tell(1, "email", at)
    pid = workers.start()
    until(lambda: mail.at_the_door.is_set())
    workers.kill(pid)
    mail.slow_rcpt_s = 0.0
    message.refresh_from_db()
    assert (message.state, message.handed_at) == ("sending", None)
    let_the_lease_end()
    finish(workers)
    message.refresh_from_db()
    assert (message.state, list(mail.seen.values())) == ("sent", [1])


def test_killed_after_the_dot_a_letter_is_in_doubt_and_never_sent_again(workers, mail, at):
    mail.slow_s = 1.0
    message = tell(1, "email", at)
    pid = workers.start()
    until(lambda: mail.seen)
    workers.kill(pid)
    let_the_lease_end()
    finish(workers)
    message.refresh_from_db()
    assert (message.state, list(mail.seen.values())) == ("unknown", [1])


def test_killed_after_an_sms_was_posted_the_provider_is_asked(workers, sms, at):
    sms.slow_s = 1.0
    message = tell(1, "sms", at)
    pid = workers.start()
    until(lambda: sms.told)
    workers.kill(pid)
    let_the_lease_end()
    finish(workers)
    message.refresh_from_db()
    assert (message.state, len(sms.told), message.provider_id) == ("sent", 1, "p0")
    assert [method for method, *_rest in sms.heard] == ["POST", "GET"]


def test_while_a_mail_server_takes_its_time_the_worker_holds_nothing_in_the_database(
    workers, mail, at
):
    """Looked at from another line, in the middle of the server's answer."""
    message = tell(1, "email", at)
    mine = connection.connection.info.backend_pid
    held = []

    def look() -> None:
        line = connection.settings_dict
        with psycopg.connect(
            dbname=line["NAME"], user=line["USER"], host=line["HOST"], port=line["PORT"]
        ) as other:
            time.sleep(0.1)
            busy = (
                "select state, query from pg_stat_activity where datname = current_database()"
                " and pid not in (pg_backend_pid(), %s)"
                " and (state <> 'idle' or xact_start is not null)"
            )
            held.extend(other.execute(busy, [mine]).fetchall())
            other.execute("set lock_timeout = '2s'")
            other.execute("select 1 from notify_message where id = %s for update", [message.pk])

    mail.meanwhile = look
    finish(workers)
    message.refresh_from_db()
    assert (message.state, held) == ("sent", [])


@pytest.fixture
def jobs(mail, sms, at):
    """`okno jobs` as it is."""
    clock.set_to(at, speed=1)
    notify.load_wordings(at=at, by="system")
    there = os.environ | {"OKNO_DATABASE": database()} | settings_of(mail, sms)
    process = subprocess.Popen([sys.executable, "-m", "okno", "jobs"], env=there)
    yield process
    process.kill()
    process.wait(timeout=10)


def test_a_slow_mail_server_keeps_no_job_of_the_hall_waiting(jobs, mail, at):
    """Told at once by the worker itself; while all who tell wait for the server, other work is done."""
    mail.slow_s = 4.0
    for number in range(4):
        tell(number, "email", at)
    until(lambda: len(mail.letters) == 4)
    began = time.monotonic()
    app.configure_task("okno.base.jobs.forget_old_looks", queue="default").defer(timestamp=0)
    mine = "select 1 from procrastinate_jobs where task_name = 'okno.base.jobs.forget_old_looks'"
    with connection.cursor() as cursor:
        until(lambda: cursor.execute(mine) or cursor.fetchone() is None)
    assert not Message.objects.exclude(state="sending").exists(), time.monotonic() - began
    jobs.send_signal(signal.SIGTERM)
    assert jobs.wait(timeout=20) == 0, "it ends when what it has begun is over"
    assert {row.state for row in Message.objects.all()} == {"sent"}


def test_every_job_is_in_a_queue_that_somebody_works_on():
    queues = {task.queue for task in app.tasks.values() if task.name.startswith("okno.")}
    assert queues == set(QUEUES)
