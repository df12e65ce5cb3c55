"""Acts that leave a counter free: one that calls by itself calls the next at once, whoever did the act."""

from datetime import datetime
from typing import Any

from django.db import transaction

from okno.queue.actions import moving
from okno.queue.actions.calling import call_auto
from okno.queue.models import Ticket


def run(statement: str, act: str, *, centre: int, at: datetime, **parameters: Any) -> Ticket:
    """`moving.run`; then the counter that has fallen free calls, unless its automatic call rests.

    After the act is committed, so that no transaction holds a ticket while it waits for a session.
    """
    moved = moving.run(statement, act, centre=centre, at=at, **parameters)
    if moved.calls_next is not None:
        free = moved.calls_next

        def call() -> (
            None
        ):  # by name: Django could not tell the failure of a partial, and would raise
            call_auto(centre=centre, counter=free, at=at)

        transaction.on_commit(call, robust=True)  # the act is done, whatever becomes of the call
    return moved
