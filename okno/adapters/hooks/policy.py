"""What a hook is told and when it is tried again. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_FIRST, _LONGEST = timedelta(seconds=5), timedelta(hours=1)


@dataclass(frozen=True)
class Happened:
    """A fact of the journal. Nothing in it is about a person.

    `number` orders facts and never comes twice; `centre` is its slug, "" for the network; `subject` what it is about
    ("ticket:12"); `by` who did it ("staff:7", "device:3", "visitor", "system").
    """

    number: int
    name: str
    at: datetime
    centre: str
    subject: str
    by: str
    payload: Mapping[str, Any]


def wants(names: Collection[str], name: str) -> bool:
    """Whether a hook of these `names`, facts ("queue.ticket_called") or rooms ("queue."), is told; none is all."""
    return not names or any(
        name == each or (each.endswith(".") and name.startswith(each)) for each in names
    )


def again_after(failures: int) -> timedelta:
    """How long after so many failures in a row: 5 s, 10 s, 20 s, up to an hour."""
    return _LONGEST if failures > 10 else min(_LONGEST, _FIRST * 2 ** (failures - 1))
