"""The waiting list: nobody waits for what is free, and whoever waits reads it, and waits no longer."""

import secrets
from datetime import datetime, timedelta

import pytest

from conformance.conftest import refused


@pytest.fixture
def wish(anybody, asked):
    """What somebody waits for, on a day that has free times."""
    found = anybody.get("/slots/earliest", {"service": asked.service}).body
    mine = next(each for each in found if each["centre"] == asked.centre)
    day = (datetime.fromisoformat(mine["starts_at"]) + timedelta(days=2)).date().isoformat()
    person = {
        "name": "Conformance",
        "email": f"{secrets.token_hex(6)}@example.org",
        "agreed": True,
    }
    return {"services": [asked.service], "first_day": day, "last_day": day, **person}


def test_nobody_waits_for_what_is_free(program, anybody, asked, wish):
    address = f"/centres/{asked.centre}/wishes"
    refused(anybody.post(address, wish), 401)
    assert refused(program.post(address, wish), 409)["code"] == "free_now"
    past = wish | {"first_day": "2001-01-01"}
    assert refused(program.post(address, past), 422)["code"] == "bad_days"
    assert refused(program.post(address, wish | {"services": []}), 422)["field"] == "services"


def test_who_waits_at_a_centre_is_read_by_cursor_and_nothing_of_the_persons(
    program, anybody, asked
):
    address = f"/centres/{asked.centre}/wishes"
    refused(anybody.get(address), 401)
    assert refused(program.get(address, {"after": "nonsense"}), 422)["field"] == "after"
    page = program.get(address, {"limit": 1}).body
    assert page.keys() >= {"items", "next"}
    assert not any({"token", "name", "phone", "email"} & each.keys() for each in page["items"])


def test_nobodys_wish_is_not_there(anybody):
    refused(anybody.get("/wishes/no-such-wish"), 404)
    refused(anybody.post("/wishes/no-such-wish/accept"), 404)
    refused(anybody.post("/wishes/no-such-wish/withdraw"), 404)
