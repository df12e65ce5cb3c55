"""kill -9 and a database that goes away, on a whole running okno."""

import http.client
import json
import signal
import time

import psutil
import psycopg
import pytest

from okno.config import running

SLUG = "tverskoy"


@pytest.fixture(scope="module")
def house():
    with running.run("--demo", "--no-day", OKNO_WORKERS="1") as process:
        yield process


def call(house, method, path, body=None, token=True):
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {house.links['token']}"
    line.request(
        method, f"/api/v1{path}", json.dumps(body or {}) if method == "POST" else None, headers
    )
    answer = line.getresponse()
    return answer.status, json.loads(answer.read() or b"null")


def until(question, seconds=30.0):
    """The first answer that is not None; the test fails when none comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            answer = question()
        except (OSError, http.client.HTTPException):
            answer = None
        if answer is not None:
            return answer
        time.sleep(0.1)
    raise AssertionError("nothing within the time")


def test_whoever_only_watches_does_not_keep_the_house_in_memory(house):
    """It loaded everything to bring the database up to date, which takes 90 MB and more."""
    watcher = psutil.Process(house.process.pid)
    assert watcher.memory_full_info().uss < 50e6


@pytest.fixture(scope="module")
def counter(house):
    """A demo operator opens counter 1 (by hand in the database of the running house: one row)."""
    with psycopg.connect(house.dsn(), autocommit=True) as line:
        return line.execute(
            "insert into queue_countersession (centre_id, hall_id, counter_id, staff_id, opened_at,"
            " services, languages, quick_only, ratio_booked, ratio_walk_in, auto_call, called,"
            " pause_reason) select c.centre_id, c.hall_id, c.id, s.id, now(),"
            " (select array_agg(id) from catalog_service), '{ru}', false, 0, 0, false, 0, ''"
            " from network_counter c join network_centre k on k.id = c.centre_id,"
            " people_staff s where k.slug = %s and c.number = 1 and s.login = %s returning counter_id",
            [SLUG, f"{SLUG}-operator-1"],
        ).fetchone()[0]


@pytest.mark.parametrize("whom", ["worker", "server", "all"])
def test_killing_the_web_between_call_and_start_loses_nobody_and_calls_nobody_twice(
    house, counter, whom
):
    journal = "select count(*) from base_event where name = 'queue.ticket_called' and subject = %s"
    issued = [
        call(house, "POST", f"/centres/{SLUG}/tickets", {"service": "passport-age"})
        for _ in range(3)
    ]
    assert [status for status, _ticket in issued] == [201, 201, 201]
    _status, called = call(house, "POST", f"/counters/{counter}/call-next")
    before = _kill_the_web(house, whom)
    until(lambda: None if any(map(_lives, before)) else True)
    status = until(lambda: call(house, "POST", f"/tickets/{called['id']}/start")[0])
    assert status == 200, "after the restart the called person is still called, and may start"
    assert call(house, "POST", f"/tickets/{called['id']}/finish")[0] == 200
    seen = [called["id"]]
    for _ in range(2):
        _status, ticket = call(house, "POST", f"/counters/{counter}/call-next")
        seen.append(ticket["id"])
        call(house, "POST", f"/tickets/{ticket['id']}/start")
        call(house, "POST", f"/tickets/{ticket['id']}/finish")
    assert sorted(seen) == sorted(ticket["id"] for _status, ticket in issued)
    with psycopg.connect(house.dsn()) as line:
        for ticket in seen:
            assert line.execute(journal, [f"ticket:{ticket}"]).fetchone()[0] == 1


def _lives(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill_the_web(house, whom):
    """kill -9; answers who had to be gone afterwards, the orphans of a killed server included."""
    web = house.parts()["web"]
    server = next(each for each in web if each.ppid() == house.process.pid)
    killed = {"worker": [each for each in web if each != server], "server": [server], "all": web}
    for process in killed[whom]:
        process.send_signal(signal.SIGKILL)
    return killed[whom] if whom == "worker" else web


def test_a_database_that_is_away_is_said_in_words_and_everything_recovers_by_itself(house):
    with psycopg.connect(house.dsn().replace("/okno?", "/postgres?"), autocommit=True) as line:
        line.execute("alter database okno allow_connections false")
        line.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'okno'"
        )
        status, problem = until(lambda: _when(house, 503))
        assert (status, problem["code"]) == (503, "away")
        line.execute("alter database okno allow_connections true")
    status, load = until(lambda: _when(house, 200))
    assert load["waiting"] == 0
    assert until(lambda: _wire_is_up(house))
    line = http.client.HTTPConnection("127.0.0.1", house.port + 1, timeout=5)
    line.request("GET", "/metrics")
    assert "okno_wire_connected 1" in line.getresponse().read().decode()


def _when(house, wanted):
    status, body = call(house, "GET", f"/centres/{SLUG}/load", token=False)
    return (status, body) if status == wanted else None


def _wire_is_up(house):
    line = http.client.HTTPConnection("127.0.0.1", house.port + 1, timeout=5)
    line.request("GET", "/healthz")
    return True if line.getresponse().status == 200 else None
