"""A device without a page enters through the programs' door."""

import pytest
from django.test import Client

from okno.network import actions as network

pytestmark = pytest.mark.django_db


def enter(code):
    return Client().post("/api/v1/devices", {"code": code}, content_type="application/json")


def test_a_robot_gets_its_token_for_its_code_and_opens_what_a_robot_may(
    centre, services, session, it_is_ten
):
    _device, code = network.expect_device(
        centre=centre, kind="robot", name="R2", at=it_is_ten, by="staff:7"
    )
    answer = enter(code)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["name"], told["centre"]) == ("robot", "R2", "tverskoy")
    given = Client().post(
        "/api/v1/centres/tverskoy/tickets",
        {"service": "passport"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {told['token']}"},
    )
    assert given.status_code == 201
    assert enter(code).json()["code"] == "wrong_code"


def test_a_device_that_guesses_codes_waits(it_is_ten):
    codes = [enter("AAAA AAAA").json()["code"] for _ in range(11)]
    assert codes == ["wrong_code"] * 10 + ["too_many_codes"]
