"""Searching the calendars of a network takes a tenth of a second of a core: no crowd of searches keeps the hall waiting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from okno.booking import errors

_AT_ONCE = 2  # of a process's three threads one stays free for everybody else
_places = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def searching() -> Iterator[None]:
    """One of the places of this process to search all centres. Refuses when all are taken (`too_many_searches`).

    What one centre has free costs about as much as any other page, and needs none.
    """
    if not _places.acquire(blocking=False):
        raise errors.too_many_searches()
    try:
        yield
    finally:
        _places.release()
