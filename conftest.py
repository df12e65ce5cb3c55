"""The root of all tests: an embedded PostgreSQL of their own, strings compiled, memory forgotten."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = Path(os.environ.setdefault("OKNO_HOME", str(Path(tempfile.gettempdir()) / "okno-test")))
_HOME.mkdir(exist_ok=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")
os.environ.setdefault("OKNO_SECRET", "a secret that is only used by the tests of okno")

from okno.config import strings  # noqa: E402

strings.compile_all()

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Every process-wide memory is empty before and after each test."""
    from okno.base import clock
    from okno.queue import reference

    clock.forget()
    reference.forget()
    yield
    clock.forget()
    reference.forget()
