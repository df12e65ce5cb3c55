"""The root of all tests: the cast at hand, nothing remembered between tests."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# On a busy machine an example may take its time: how long it takes decides no test.
settings.register_profile("okno", deadline=None)
settings.load_profile("okno")

pytest_plugins = ["tests.cast", "tests.cast_booking", "tests.cast_cases", "tests.house.rendered"]


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Every process-wide memory is empty before and after each test."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from django.utils import translation

    from okno.base import clock, quota
    from okno.catalog import queries as catalog
    from okno.front.portal import loads
    from okno.network import queries as network
    from okno.queue import reference

    clock.forget()
    quota.forget()
    reference.forget()
    network.forget_devices()
    catalog.forget()
    loads.forget()
    translation.activate("ru")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Each run has a database of its own, so that two may go side by side."""
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"test_okno_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As pytest-django has it; before it drops the database our line to the wire is closed.

    Between tests with real transactions every table is emptied, the journal too.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("alter table base_event disable trigger not_emptied")
    yield
    from okno.base import wire

    wire.hang_up()
