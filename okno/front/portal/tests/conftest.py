"""The whole city, for the pages that show it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from okno.catalog import actions as catalog
from okno.network import actions as network


@pytest.fixture(scope="module")
def moscow(at: datetime, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Moscow's 139 centres and the catalogue: written once for a file, every test of which takes back its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        network.load_city(at=at, by="system")
        catalog.load(at=at, by="system")
        yield
        transaction.set_rollback(True)
