"""An appointment: found, held, booked, read, moved and cancelled by whoever saw its present version."""

import secrets
from datetime import date, datetime, timedelta

import pytest

from conformance.conftest import refused


@pytest.fixture
def free(anybody, asked):
    """Free times of some day ahead, two at least."""
    today = datetime.fromisoformat(
        anybody.get("/slots/earliest", {"service": asked.service}).body[0]["starts_at"]
    ).date()
    for ahead in range(1, 20):
        day = today + timedelta(days=ahead)
        query = {"service": asked.service, "first": day, "last": day}
        slots = anybody.get(f"/centres/{asked.centre}/slots", query).body
        if len(slots) > 3:
            return slots
    pytest.fail("no day within three weeks has free times")


@pytest.fixture
def held(program, asked, free):
    wish = {"services": [asked.service], "starts_at": free[0]["starts_at"]}
    answer = program.post(f"/centres/{asked.centre}/holds", wish)
    assert answer.status == 201, answer
    return answer.body


@pytest.fixture
def booked(program, held):
    person = {
        "name": "Conformance",
        "email": f"{secrets.token_hex(6)}@example.org",
        "agreed": True,
    }
    answer = program.post("/appointments", {"hold": held["token"], **person})
    assert answer.status == 201, answer
    yield answer.body
    program.post(f"/appointments/{answer.body['token']}/cancel")


def test_the_earliest_times_come_in_order(anybody, asked):
    found = anybody.get("/slots/earliest", {"service": asked.service}).body
    times = [datetime.fromisoformat(each["starts_at"]) for each in found]
    assert times == sorted(times)
    assert asked.centre in {each["centre"] for each in found}


def test_without_consent_nobody_is_booked(program, held):
    person = {"hold": held["token"], "name": "N", "email": "n@example.org", "agreed": False}
    assert refused(program.post("/appointments", person), 422)["code"] == "no_consent"


def test_the_holder_reads_it_and_it_is_the_same_while_its_etag_is(anybody, booked):
    address = f"/appointments/{booked['token']}"
    found = anybody.get(address)
    assert found.body["state"] == "booked"
    assert "no-store" in found.headers["cache-control"]
    assert "Conformance" not in str(found.body), "nothing about the person"
    assert anybody.get(address, if_none_match=found.headers["etag"]).status == 304


def test_an_older_version_changes_nothing(anybody, booked, free):
    address = f"/appointments/{booked['token']}"
    later = {"starts_at": free[2]["starts_at"]}
    seen = anybody.get(address).headers["etag"]
    moved = anybody.post(f"{address}/move", later, if_match=seen)
    assert moved.status == 200, moved
    assert moved.headers["etag"] != seen
    stale = anybody.post(f"{address}/cancel", if_match=seen)
    assert refused(stale, 412)["code"] == "changed_meanwhile"
    assert anybody.post(f"{address}/cancel").body["state"] == "cancelled"
    refused(anybody.post(f"{address}/move", later), 409)


def test_a_time_that_is_not_offered_is_refused(program, asked):
    address = f"/centres/{asked.centre}/holds"
    past = {"services": [asked.service], "starts_at": "2001-01-01T10:00:00Z"}
    assert refused(program.post(address, past), 422)["code"] == "slot_past"
    never = {"services": [asked.service], "starts_at": "9999-01-01T10:00:00Z"}
    assert refused(program.post(address, never), 422)["code"] == "slot_too_far"


def test_the_day_of_a_centre_is_read_by_cursor(program, anybody, asked, booked):
    refused(anybody.get(f"/centres/{asked.centre}/appointments", {"day": date(2026, 1, 1)}), 401)
    day = datetime.fromisoformat(booked["starts_at"]).date()
    seen, after = [], ""
    while after is not None:
        query = {"day": day, "limit": 1, "after": after}
        page = program.get(f"/centres/{asked.centre}/appointments", query).body
        seen += page["items"]
        after = page["next"]
    assert [each["starts_at"] for each in seen] == sorted(each["starts_at"] for each in seen)
    assert not any({"token", "code"} & each.keys() for each in seen)
    assert len(seen) >= 1
