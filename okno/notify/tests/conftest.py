"""What the tests of telling begin with: the words, and nobody who carries."""

import pytest

from okno.notify import actions as notify
from okno.notify import ports


@pytest.fixture
def words(db, at):
    """The words that come with okno; the clock stands."""
    from okno.base import clock

    clock.set_to(at, speed=0.0001)
    notify.load_wordings(at=at, by="system")


@pytest.fixture
def carriers(monkeypatch):
    """Call it with those who carry, in order."""
    monkeypatch.setattr(ports, "_PROVIDERS", [])

    def register(*them):
        for each in them:
            ports.register(each)
        return them[0]

    return register
