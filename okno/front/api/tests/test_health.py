"""Health and metrics, as a machine that watches sees them."""

import re

import pytest

from okno.queue import actions as queue

pytestmark = pytest.mark.django_db


def figures(client):
    text = client.get("/metrics").content.decode()
    return {
        name: float(value) for name, value in re.findall(r"^(okno\S+) (\S+)$", text, re.MULTILINE)
    }


def test_a_watcher_asks_whether_it_lives_and_whether_it_can_work(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_metrics_count_halls_journal_and_jobs_and_name_nobody(client, session, at, it_is_ten):
    before = figures(client)
    assert (before["okno_waiting"], before["okno_serving_counters"]) == (0, 1)
    for phone in ("", "+79161234567"):
        queue.issue(centre="tverskoy", service="passport", phone=phone, at=at, by="x")
    after = figures(client)
    assert after["okno_waiting"] == 2
    assert after["okno_journal_facts_total"] == before["okno_journal_facts_total"] + 2
    assert after["okno_unserved_centres"] == 0
    assert 'okno_jobs{status="failed"}' in after
    assert "tverskoy" not in client.get("/metrics").content.decode()
