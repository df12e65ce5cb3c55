"""A name on the wall: in one line or two, so that it is read across the hall whatever its length."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from okno.base.signs import as_latin
from okno.queue.queries import Call

_ONE_LINE = 12
_SIZES = (4, 6, 8, 10, 12, 15, 19, 24, 48)  # of the widest line, in letters; board.css knows them


@dataclass(frozen=True)
class Name:
    """How a name is shown. `is_shared`: somebody of the same name is called too, so the number is as large."""

    lines: tuple[str, ...]
    size: int
    is_shared: bool


def names(calls: Sequence[Call]) -> dict[int, Name]:
    """By ticket the name of each call that has one."""
    often = Counter(_as_seen(call.name) for call in calls)
    return {
        call.ticket: _shown(call.name, often[_as_seen(call.name)] > 1)
        for call in calls
        if call.name
    }


def _as_seen(name: str) -> str:
    """What is left of a name from afar: its letters, of whichever alphabet, without marks and full stops."""
    parted = unicodedata.normalize("NFKD", name)
    return as_latin("".join(each for each in parted if each.isalpha()))


def _shown(name: str, is_shared: bool) -> Name:
    """A long name is parted at the space or hyphen that leaves the shorter widest line."""
    ways: list[tuple[str, ...]] = [(name,)]
    if _wide(name) > _ONE_LINE:
        parted: list[tuple[str, ...]] = [
            (name[: cut.end()].rstrip(), name[cut.end() :]) for cut in re.finditer("[ -]", name)
        ]
        ways = parted or ways
    lines = min(ways, key=_widest)
    return Name(lines, next(size for size in _SIZES if _widest(lines) <= size), is_shared)


def _widest(lines: Sequence[str]) -> int:
    return max(map(_wide, lines))


def _wide(text: str) -> int:
    """In letters of ours: those of China and Japan are two."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)
