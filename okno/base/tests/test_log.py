"""What the log keeps to itself."""

import json
import logging
import sys

import pytest
from django.core.exceptions import DisallowedHost

from okno.base.log import Json


@pytest.mark.parametrize(
    "address",
    [
        "/t/z-WvhawCbzEyJfZ8kjo3JQ/leave/",
        "/enter/SFxEG30hzecxAx4YxxNErL8VuX-Yz5Wp",
        "/api/v1/tickets/z-WvhawCbzEyJfZ8kjo3JQ",
        "/api/v1/appointments/z-WvhawCbzEyJfZ8kjo3JQ/move",
        "/a/z-WvhawCbzEyJfZ8kjo3JQ/okno.ics",
        "/c/z-WvhawCbzEyJfZ8kjo3JQ/tell/",
        "/h/z-WvhawCbzEyJfZ8kjo3JQ/",
        "/w/z-WvhawCbzEyJfZ8kjo3JQ/accept/",
        "/q/z-WvhawCbzEyJfZ8kjo3JQ/now/",
        "/api/v1/places/z-WvhawCbzEyJfZ8kjo3JQ/come",
        "/api/v1/wishes/z-WvhawCbzEyJfZ8kjo3JQ",
        "/here/tverskoy/WvhawCbz/",
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


@pytest.mark.parametrize("token", ["abc", "z-Wvhawc", "made+up", "17a", "%D1%8B"])
@pytest.mark.parametrize("place", ["t", "enter", "tickets", "places", "wishes"])
def test_a_short_or_made_up_token_is_not_logged_either(place, token):
    record = logging.LogRecord("django", 30, "", 0, f"Not Found: /{place}/{token}/leave/", (), None)
    message = json.loads(Json().format(record))["message"]
    assert message == f"Not Found: /{place}/…/leave/"


def test_a_token_in_a_traceback_is_not_logged():
    try:
        raise ValueError("no reverse for '/t/z-WvhawCbzEyJfZ8kjo3JQ/' or /enter/abc")
    except ValueError:
        record = logging.LogRecord("okno.web", 40, "", 0, "unforeseen", (), sys.exc_info())
    line = json.loads(Json().format(record))
    assert "no reverse for '/t/…/' or /enter/…" in line["traceback"]
    assert "WvhawCbz" not in str(line)


def test_what_django_suspects_is_one_short_line():
    try:
        raise DisallowedHost("Invalid HTTP_HOST header: " + "o" * 5000)
    except DisallowedHost as error:
        record = logging.LogRecord(
            "django.security.DisallowedHost", 40, "", 0, str(error), (), sys.exc_info()
        )
    line = json.loads(Json().format(record))
    assert "traceback" not in line
    assert line["message"].startswith("Invalid HTTP_HOST header")
    assert len(line["message"]) <= 200
