"""What the tests of the kiosk have in common."""

import re

import pytest
from django.test import Client


@pytest.fixture
def kiosk(token, services):
    """The browser of a kiosk that has enrolled."""
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client


@pytest.fixture
def find():
    """What the pages of a kiosk carry of an appointment, once it is found there by what is said."""

    def find(kiosk, **said):
        page = kiosk.post("/kiosk/check-in/appointment/", {"ui": "ru", **said}).content.decode()
        return re.search('name="visit" value="([^"]+)"', page)[1]

    return find
