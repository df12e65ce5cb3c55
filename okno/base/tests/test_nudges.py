"""Nudges leave this process whatever became of the line they went by."""

import time

import psycopg
import pytest
from django.db import connection

from okno.base import wire
from okno.base.tests.test_wire import dsn
from okno.base.wire_signature import CHANNEL


def heard(line: psycopg.Connection, topic: str) -> bool:
    """Whether the topic comes within some seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for notice in line.notifies(timeout=0.5, stop_after=1):
            if topic in notice.payload.split():
                return True
    return False


@pytest.mark.django_db(transaction=True)
def test_the_first_nudge_after_the_database_came_back_arrives_too():
    with psycopg.connect(dsn(), autocommit=True) as line:
        line.execute(f"listen {CHANNEL}")
        wire.nudge("hall:1")
        assert heard(line, "hall:1")
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where datname = current_database() and query like '%pg_notify%'"
                " and pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] == 1, "the line of this process's nudges"
        wire.nudge("hall:2")
        assert heard(line, "hall:2")
