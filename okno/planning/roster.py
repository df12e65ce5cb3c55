"""How many operators a day needs, when each of them sits, and in which order they are asked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# Walking up and clearing the desk take a counter's time too: about a minute a visitor (profile.json).
BETWEEN = timedelta(minutes=1)
TARGET_LOAD = 0.94
MARGIN = 0.1
_HOUR = timedelta(hours=1)
_LONG_SHIFT = timedelta(hours=5)


@dataclass(frozen=True)
class Break:
    """A pause: when it is due, how long, and why (a PauseReason of the queue)."""

    at: datetime
    minutes: int
    reason: str


@dataclass(frozen=True)
class Shift:
    """One operator's day at a counter."""

    starts: datetime
    ends: datetime
    breaks: tuple[Break, ...] = ()


def needed(per_hour: float, work: timedelta, load: float = TARGET_LOAD, margin: float = MARGIN) -> int:
    """Operators for `per_hour` visits of `work` each: the work at `load`, and a margin of its square root.

    The square-root rule keeps the chance of waiting alike in small and large halls (Halfin and
    Whitt, Operations Research 29, 1981); load and margin are ours: a line forms and goes.
    """
    offered = per_hour * ((work + BETWEEN) / _HOUR)
    return max(1, ceil(offered / load + margin * sqrt(offered)))


def visits_at_most(
    share_of_busiest_hour: float, work: timedelta, operators: int, load: float = TARGET_LOAD
) -> float:
    """How many visits a day `operators` can serve when the busiest hour has this share of them."""
    offered = max(0.5, (operators - MARGIN * sqrt(operators)) * load)
    return offered / ((work + BETWEEN) / _HOUR) / share_of_busiest_hour


def shifts(
    wanted: Sequence[tuple[datetime, int]], closes: datetime, most: int, rng: "Random"
) -> list[Shift]:
    """Who sits from when to when, so that each quarter-hour of `wanted` has its number, up to `most`.

    Nobody comes twice: a shift lasts from the first quarter that needs so many to the end of the
    last one. Lunches are spread, so that not all leave at once.
    """
    found = []
    for place in range(min(most, max((number for _at, number in wanted), default=0))):
        quarters = [at for at, number in wanted if number > place]
        later = [at for at, _number in wanted if at > quarters[-1]]
        starts, ends = quarters[0], later[0] if later else closes
        found.append(Shift(starts, ends, _breaks(starts, ends, place, rng)))
    return found


def _breaks(starts: datetime, ends: datetime, place: int, rng: "Random") -> tuple[Break, ...]:
    """Ten minutes every two hours and a half; in a long shift the middle one is lunch, half an hour."""
    length = ends - starts
    number = int(length / timedelta(hours=2, minutes=30))
    shift = timedelta(minutes=(place * 25) % 120 - 60 + rng.uniform(-5, 5))
    found = []
    for each in range(number):
        at = starts + length * ((each + 1) / (number + 1)) + shift
        is_lunch = length >= _LONG_SHIFT and each == number // 2
        found.append(Break(at, 30 if is_lunch else 10, "lunch" if is_lunch else "break"))
    return tuple(found)


def seating(people: Sequence[frozenset[str]], wants: Mapping[frozenset[str], float]) -> list[int]:
    """In which order people are asked to sit, given their skills and how much each set of skills is wanted.

    Greedy: always the one who adds most where fewest can serve so far.
    """
    able: dict[frozenset[str], int] = dict.fromkeys(wants, 0)
    left, order = list(range(len(people))), []
    while left:

        def gain(person: int) -> float:
            return sum(
                wish / (1 + able[skills]) ** 2 for skills, wish in wants.items() if skills <= people[person]
            )

        best = max(left, key=gain)  # the first of equals
        left.remove(best)
        order.append(best)
        for skills in wants:
            able[skills] += skills <= people[best]
    return order
