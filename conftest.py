"""The root of all tests: the cast at hand, nothing remembered between tests."""

import os
from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.cast", "tests.cast_booking"]


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Every process-wide memory is empty before and after each test."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from django.utils import translation

    from okno.base import clock
    from okno.catalog import queries as catalog
    from okno.network import queries as network
    from okno.queue import reference

    clock.forget()
    reference.forget()
    network.forget_devices()
    catalog.forget()
    translation.activate("ru")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Each run has a database of its own, so that two may go side by side."""
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"test_okno_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """As pytest-django has it; before it drops the database our line to the wire is closed."""
    yield
    from okno.base import wire

    wire.hang_up()
