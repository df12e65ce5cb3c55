"""Every address is declared: public, visitor, staff or device, with names that exist."""

from django.urls import reverse

from okno.base import access
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
