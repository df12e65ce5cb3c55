"""A demo from its first page on, at whatever hour it is started."""

import json
import urllib.request

import psycopg
import pytest

from okno.config import running

SLUG = "arbat"  # one of the smallest: its morning is soon played


def ask(house, path, body=None, **headers):
    headers |= {"Accept-Language": "en", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(house.origin + path, data, headers)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return answer.read().decode()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A demo with its day, at the moment it said that it is open; somebody had been here before, so that no past is
    played first.
    """
    home = tmp_path_factory.mktemp("demo") / "data"
    with running.run("--demo", "--no-day", "--centre", SLUG, home=home) as before:
        key = {"Authorization": f"Bearer {before.links['token']}"}
        ask(before, f"/api/v1/centres/{SLUG}/tickets", {"service": "passport-age"}, **key)
    with running.run("--demo", "--centre", SLUG, home=home) as process:
        yield process


def test_whoever_opens_the_first_page_finds_the_centre_open_at_any_hour(house):
    """It said so while the clock was still the real one: in the night every centre of the demo was closed."""
    with psycopg.connect(house.dsn()) as line:
        at, speed = line.execute(
            "select okno_at at time zone 'Europe/Moscow', speed from base_clock"
        ).fetchone()
    assert (at.hour, at.minute, speed) == (9, 40, 10.0)
    assert "Open until" in ask(house, f"/centres/{SLUG}/")


def test_a_living_demo_receives_in_all_ways_and_calls_by_name(house):
    """A newcomer saw no visit by phone or video and no name, and thought that there are none."""
    with psycopg.connect(house.dsn()) as line:
        ((media, by_name),) = line.execute(
            "select array_agg(distinct s.medium order by s.medium), own_calls_by_name"
            " from network_centre c join booking_schedule s on s.centre_id = c.id"
            " where c.slug = %s group by c.id",
            [SLUG],
        ).fetchall()
    assert (media, by_name) == (["here", "phone", "video"], True)
    assert "/{room}" in house.links["video"], "the terminal says whose rooms these are"
