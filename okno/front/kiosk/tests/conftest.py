"""What the tests of the kiosk have in common."""

import pytest
from django.test import Client


@pytest.fixture
def kiosk(token, services):
    """The browser of a kiosk that has enrolled."""
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client
