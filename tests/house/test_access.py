"""Every address is declared: public, visitor, staff or device, with names that exist."""

import json
import logging
import re

from django.urls import reverse

from okno.base import access
from okno.base.log import Json
from okno.config import addresses
from okno.network.models import Device
from okno.people.models import Role


def test_every_address_is_declared():
    table = addresses.table()
    assert len(table) > 30
    assert [address for address, rule in table if rule is None] == []


def test_a_declaration_names_roles_and_devices_that_exist():
    known = {
        "public": set(),
        "visitor": set(),
        "account": set(),
        "staff": set(Role.values),
        "device": set(Device.Kind.values),
    }
    for address, rule in addresses.table():
        assert rule is not None
        assert set(rule.names) <= known[rule.kind], address
        assert bool(rule.names) == (rule.kind in ("staff", "device")), address


def test_a_visitors_address_holds_a_token():
    for address, rule in addresses.table():
        if rule and rule.kind == "visitor":
            assert "token" in address, address


# What the open parts of an address may be called besides its keys: names and numbers, which open nothing.
_NAMES = (
    "slug",
    "service",
    "centre",
    "name",
    "verb",
    "act",
    "case",
    "counter",
    "ticket",
    "subscription",
    "on",
    "rest",
)
_KEY = "z-WvhawCbzEyJfZ8kjo3JQ"


def _parts(address):
    return re.findall(r"<(?:\w+:)?(\w+)>", address)


def _logged(address):
    """What our log says of a request to this address, with a key where it has one."""
    for part in addresses.keys_in(address):
        address = address.replace(part, _KEY)
    asked = re.sub(r"<[^>]*>", "passport", address)
    record = logging.LogRecord("django", logging.WARNING, "", 0, "Forbidden: %s", (asked,), None)
    return json.loads(Json().format(record))["message"]


def test_every_part_of_an_address_is_known_to_be_a_key_or_none():
    parts = {
        part
        for address, _rule in addresses.table()
        for part in _parts(address)
        if "<int:" + part not in address
    }
    assert parts - set(_NAMES) == {"token", "code"}


def test_no_key_in_an_address_is_logged():
    with_a_key = [address for address, _rule in addresses.table() if addresses.keys_in(address)]
    assert {"/t/<str:token>/", "/api/v1/places/<token>", "/api/v1/wishes/<token>/accept"} <= set(
        with_a_key
    )
    assert [address for address in with_a_key if _KEY in _logged(address)] == []


def test_a_key_at_an_address_that_the_log_does_not_know_would_be_seen():
    assert _KEY in _logged("/parcels/<str:token>/")


def test_the_places_of_the_staff_are_not_public():
    for address, rule in addresses.table():
        if address.startswith(("/desk/", "/office/")):
            assert rule.kind == "staff", address
        if address.startswith(("/kiosk/", "/board/")):
            assert rule.kind == "device", address


def test_a_place_for_staff_sends_a_stranger_to_the_door(client, db):
    closed = [
        address
        for address, rule in addresses.table()
        if rule and rule.kind == "staff" and "<" not in address and "(" not in address
    ]
    assert closed
    for address in closed:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("people:login")), address


def test_a_place_for_devices_refuses_a_stranger(client, db):
    closed = [
        address
        for address, rule in addresses.table()
        if rule and rule.kind == "device" and "<" not in address and not address.startswith("/api/")
    ]
    assert closed
    for address in closed:
        assert client.get(address).status_code == 401, address


def test_an_undeclared_view_would_be_seen():
    assert access.of(lambda request: None) is None
