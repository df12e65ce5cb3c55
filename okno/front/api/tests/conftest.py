"""Programs and screens with a token of their own."""

import pytest
from django.test import Client

from okno.network import actions as network
from okno.network.tests.factories import CentreFactory


@pytest.fixture
def with_token():
    """A client that shows this token."""
    return lambda key: Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def program(token, with_token):
    return with_token(token("program"))


@pytest.fixture
def kiosk(token, with_token):
    return with_token(token("kiosk"))


@pytest.fixture
def elsewhere(with_token, at):
    """A program of another centre."""
    _device, key = network.enrol_device(
        centre=CentreFactory(slug="other"), kind="program", name="p", at=at, by="staff:1"
    )
    return with_token(key)
