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
TARGET_LOAD = 0.92
MARGIN = 0.2
PRESENT = 0.93  # of a shift; the rest are breaks
_HOUR = timedelta(hours=1)
_LONG_SHIFT = timedelta(hours=5)
_SHORT_GAP = timedelta(minutes=45)
_SMOOTHED = 2  # quarters to each side: nobody comes to work for one busy quarter-hour


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


def needed(per_hour: float, work: timedelta) -> int:
    """Operators for `per_hour` visits of `work` each: the work at the target load, and a margin.

    The margin is a share of the square root of the work, which keeps the chance of waiting alike in
    small and large halls (Halfin and Whitt, Operations Research 29, 1981). Load and margin are ours.
    """
    offered = per_hour * ((work + BETWEEN) / _HOUR)
    return max(1, ceil((offered / TARGET_LOAD + MARGIN * sqrt(offered)) / PRESENT))


def wanted(
    expected: Sequence[tuple[datetime, float]], work: timedelta
) -> list[tuple[datetime, int]]:
    """Operators for each quarter-hour of the day, from the arrivals expected around it."""
    found = []
    for place, (at, _arrivals) in enumerate(expected):
        around = [n for _at, n in expected[max(0, place - _SMOOTHED) : place + _SMOOTHED + 1]]
        found.append((at, needed(4 * sum(around) / len(around), work)))
    return found


def visits_for(shares: Sequence[tuple[datetime, float]], work: timedelta, operators: int) -> float:
    """How many visits, coming by these shares of quarter-hours, need just so many `operators` when it is busiest."""
    least, most = 0.0, 10_000.0
    for _halving in range(30):
        middle = (least + most) / 2
        expected = [(at, middle * share) for at, share in shares]
        if max(number for _at, number in wanted(expected, work)) <= operators:
            least = middle
        else:
            most = middle
    return max(1.0, least)


def shifts(
    wanted: Sequence[tuple[datetime, int]], closes: datetime, most: int, rng: "Random"
) -> list[Shift]:
    """Who sits from when to when, so that each quarter-hour of `wanted` has about its number, up to `most`.

    Nobody comes twice a day, so a short rush (at opening) is met by a line rather than by people.
    Lunches are spread, so that not all leave at once.
    """
    found = []
    for place in range(min(most, max((number for _at, number in wanted), default=0))):
        starts, ends = _longest_run(wanted, place, closes)
        found.append(Shift(starts, ends, _breaks(starts, ends, place, rng)))
    return found


def _longest_run(
    wanted: Sequence[tuple[datetime, int]], place: int, closes: datetime
) -> tuple[datetime, datetime]:
    """From when to when more than `place` are wanted, short gaps aside; the longest such time."""
    edges = [at for at, _number in wanted] + [closes]
    runs: list[tuple[datetime, datetime]] = []
    for (at, number), until in zip(wanted, edges[1:], strict=True):
        if number <= place:
            continue
        if runs and at - runs[-1][1] <= _SHORT_GAP:
            runs[-1] = (runs[-1][0], until)
        else:
            runs.append((at, until))
    return max(runs, key=lambda run: run[1] - run[0])


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
                wish / (1 + able[skills]) ** 2
                for skills, wish in wants.items()
                if skills <= people[person]
            )

        best = max(left, key=gain)  # the first of equals
        left.remove(best)
        order.append(best)
        for skills in wants:
            able[skills] += skills <= people[best]
    return order
