"""What the log keeps to itself."""

import json
import logging

import pytest

from okno.base.log import Json


@pytest.mark.parametrize(
    "address",
    [
        "/t/z-WvhawCbzEyJfZ8kjo3JQ/leave/",
        "/enter/SFxEG30hzecxAx4YxxNErL8VuX-Yz5Wp",
        "/api/v1/tickets/z-WvhawCbzEyJfZ8kjo3JQ",
    ],
)
def test_a_token_in_an_address_is_not_logged(address):
    record = logging.LogRecord("django", logging.WARNING, "", 0, "Forbidden: %s", (address,), None)
    line = json.loads(Json().format(record))
    assert line["message"].startswith("Forbidden: /")
    assert "…" in line["message"]
    assert "WvhawCbz" not in line["message"]
    assert "SFxEG30" not in line["message"]


def test_an_address_without_a_token_is_logged_as_it_is():
    record = logging.LogRecord("django", 30, "", 0, "Not Found: /tickets/17/start", (), None)
    assert json.loads(Json().format(record))["message"] == "Not Found: /tickets/17/start"
