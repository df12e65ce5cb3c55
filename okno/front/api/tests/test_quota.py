"""A program may ask so many times a minute, and is told how many are left."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.errors import Refusal
from okno.network import actions as network
from okno.network import policy
from okno.network import queries as devices
from okno.network.models import Device
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
COUNTERS = "/api/v1/centres/tverskoy/counters"


@pytest.fixture(autouse=True)
def _at_the_full_minute(at, centre, services):
    clock.set_to(at, speed=0.001)


@pytest.fixture
def three(program, at):
    """A program that may ask three times a minute."""
    device = Device.objects.get(kind="program")
    network.set_quota(device=device, most=3, at=at, by="staff:1")
    devices.forget_devices()
    return program


def seconds(answer) -> int:
    found = re.fullmatch(r'"program";r=\d+;t=(\d+)', answer["RateLimit"])
    assert found is not None
    return int(found[1])


def test_a_program_is_told_how_often_it_may_ask_and_is_refused_when_it_was_more(three):
    answers = [three.get(COUNTERS) for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert [each["RateLimit"].split(";")[1] for each in answers] == ["r=2", "r=1", "r=0"] + [
        "r=0"
    ] * 2
    assert {each["RateLimit-Policy"] for each in answers} == {'"program";q=3;w=60'}
    last = answers[-1]
    assert last["Content-Type"] == "application/problem+json"
    assert last.json()["code"] == "quota_spent"
    assert 0 < int(last["Retry-After"]) == seconds(last) <= 60
    assert "Retry-After" not in answers[0]


def test_after_the_minute_it_may_ask_again(three, at):
    for _ in range(4):
        last = three.get(COUNTERS)
    assert last.status_code == 429
    clock.set_to(at + timedelta(seconds=int(last["Retry-After"])), speed=0.001)
    assert three.get(COUNTERS).status_code == 200


def test_what_is_one_too_many_is_not_done(three):
    wish = json.dumps({"service": "passport"})
    for _ in range(4):
        last = three.post("/api/v1/centres/tverskoy/tickets", wish, "application/json")
    assert last.status_code == 429
    assert Ticket.objects.count() == 3


def test_another_program_and_whoever_asks_without_a_token_have_their_own(three, token, client):
    for _ in range(4):
        three.get(COUNTERS)
    other = Client(headers={"Authorization": f"Bearer {token('program')}"})
    assert other.get(COUNTERS)["RateLimit-Policy"] == f'"program";q={policy.QUOTA};w=60'
    found = client.get("/api/v1/centres")
    assert (found.status_code, "RateLimit" in found) == (200, False)


def test_a_screen_has_no_quota_of_a_program(kiosk):
    wish = json.dumps({"service": "passport"})
    given = kiosk.post("/api/v1/centres/tverskoy/tickets", wish, "application/json")
    assert (given.status_code, "RateLimit" in given) == (201, False)


@pytest.mark.parametrize("most", [None, 0, -1, policy.MOST_QUOTA + 1])
def test_a_quota_that_cannot_be_is_refused(program, at, most):
    device = Device.objects.get(kind="program")
    with pytest.raises(Refusal) as refused:
        network.set_quota(device=device, most=most, at=at, by="staff:1")
    assert (refused.value.code, refused.value.field) == ("quota_out_of_range", "quota")


def test_only_a_program_has_one(token, at):
    token("kiosk")
    with pytest.raises(Refusal) as refused:
        network.set_quota(device=Device.objects.get(), most=3, at=at, by="staff:1")
    assert refused.value.code == "unknown_device_here"
