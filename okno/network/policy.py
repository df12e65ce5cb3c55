"""What a one-time code for a new device looks like, and how it is read however it was typed. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from okno.base.signs import as_latin

# They look alike in both alphabets and are never taken for one another: no 0 and O, no 8 and B.
SIGNS = "ACEHKMPTX2345679"
LENGTH = 8  # sixteen signs: 32 bits, of which ten tries in a quarter of an hour see nothing
LASTS = timedelta(minutes=15)
TRIES = 10  # from one network while a code lasts
LONGEST_NAME = 40
SEEN_EVERY = timedelta(minutes=1)
SCREENS = (
    "kiosk",
    "board",
)  # what has a page, and its code is typed there; any other sends it by its program
SILENT = timedelta(minutes=10)  # who has not asked for so long is most likely switched off
QUOTA = 1200  # requests a minute of a program that has no other set: twenty a second
MOST_QUOTA = 100_000
_QUOTA = "requests_a_minute"


def quota_of(settings: Mapping[str, Any]) -> int:
    """How many requests a minute a program with these settings may make."""
    return int(settings.get(_QUOTA, QUOTA))


def with_quota(settings: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The settings of a program that may make so many requests a minute."""
    return {**settings, _QUOTA: most}


def read_code(typed: str) -> str:
    """The signs of a code as they were meant: in either alphabet, small or large, with spaces and hyphens."""
    return "".join(sign for sign in as_latin(typed) if sign.isalnum())[: LENGTH + 1]


def shown_code(code: str) -> str:
    """As it is read out: in two halves."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
