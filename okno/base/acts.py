"""An act: one transaction, in which a refusal undoes everything but what it leaves."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from okno.base.errors import Refusal


@contextmanager
def act() -> Iterator[None]:
    """One transaction; what a refusal leaves (`Refusal.leaves`) is written after it was undone.

    Of acts one in the other each writes it: the outer undoes that with all the rest.
    """
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        for leave in refusal.leaves:
            leave()
        raise
