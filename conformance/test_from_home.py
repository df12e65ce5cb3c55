"""The line joined from home by a program, as for somebody who telephones: when to set out, and the proof of being here."""

import secrets
from datetime import datetime

import pytest

from conformance.conftest import refused


@pytest.fixture
def joined(program, anybody, asked):
    wish = {"service": asked.service, "person": secrets.token_hex(8)}
    answer = program.post(f"/centres/{asked.centre}/places", wish)
    assert answer.status == 201, answer
    yield answer.body
    anybody.post(f"/places/{answer.body['token']}/leave")


def test_a_program_joins_once_per_key_and_one_person_has_one_place(program, anybody, asked, key):
    address = f"/centres/{asked.centre}/places"
    wish = {"service": asked.service, "person": secrets.token_hex(8)}
    refused(anybody.post(address, wish), 401)
    first = program.post(address, wish, idempotency_key=key)
    again = program.post(address, wish, idempotency_key=key)
    assert first.body == again.body
    anew = program.post(address, wish).body
    assert anybody.get(f"/places/{first.body['token']}").body["state"] == "left"
    assert anybody.post(f"/places/{anew['token']}/leave").body["state"] == "left"


def test_the_place_says_when_to_set_out_and_is_kept_for_longer_once(anybody, joined):
    address = f"/places/{joined['token']}"
    found = anybody.get(address, {"road_minutes": 20})
    assert "no-store" in found.headers["cache-control"]
    assert found.body["state"] == "away"
    assert found.body["set_out_at"] is None or datetime.fromisoformat(found.body["set_out_at"])
    more = anybody.post(f"{address}/more-time").body
    assert more["lapses_at"] > joined["lapses_at"]
    assert refused(anybody.post(f"{address}/more-time"), 409)["code"] == "no_more_time"


def test_whoever_reads_the_wall_is_here_and_gets_a_ticket(program, anybody, asked, joined):
    wall = f"/centres/{asked.centre}/presence-code"
    refused(anybody.get(wall), 401)
    address = f"/places/{joined['token']}"
    assert refused(anybody.post(f"{address}/come", {"code": "-"}), 422)["code"] == "not_here"
    ticket = anybody.post(f"{address}/come", program.get(wall).body)
    assert ticket.status == 201, ticket
    assert anybody.get(address).body["ticket"] == ticket.body["token"]
    left = anybody.post(f"/tickets/{ticket.body['token']}/leave")
    assert left.body["state"] == "left"
