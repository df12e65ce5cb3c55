"""The drawn city: every centre as a window on one sheet, with its water and its ring roads. No tiles, no library.

A sheet is 640 units wide. Windows that would cover one another are moved apart, so that each can be pressed.
"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from okno.front.portal.loads import Shown

WIDTH = 640.0
_EDGE = 30.0
_MARGIN = 14.0  # half a window of one okrug
_APART = 19.0  # windows of the whole city
_APART_NEAR = 52.0  # windows of one okrug: 44 px of a phone
_APART_OKRUGS = 74.0  # plates of okrugs, which are twice as wide as they are high
_LEAST_NEAR = 0.75  # of the width: a flat okrug still leaves room for the names over its windows
_REACH = 84  # how far the name of an okrug may go to find a free spot
_STEP = 6
_LETTER = 12.4  # the width of a letter of a name on a phone, in units
_LINE = 26.0
_AIR = 5.0  # of a line, above and under its letters
_HALF = 9.0  # of a window
_MOST_PASSES = 60
_FOLDER = Path(__file__).parent / "data"

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pin:
    """A centre on the sheet. `anchor` is where its label stands: "" when there is no room for it.

    A `number` stands for a name that has no room; what it means is said beside the sheet.
    """

    shown: Shown
    x: float
    y: float
    anchor: str = ""
    number: int = 0

    @property
    def label(self) -> str:
        """What is written beside it."""
        return str(self.number or self.shown.centre)

    @property
    def is_large(self) -> bool:
        """A flagship or the palace."""
        return bool(self.shown.centre.kind != "district")


@dataclass(frozen=True)
class Part:
    """An okrug on the sheet of the whole city: its middle, the free spot for its name, the best that awaits there."""

    okrug: Any
    x: float
    y: float
    name_x: float
    name_y: float
    tone: str
    centres: int


@dataclass(frozen=True)
class Sheet:
    """What the map shows, in the order of painting: north first, so that a name stands over its neighbours."""

    height: float
    pins: list[Pin]
    parts: list[Part]
    water: list[str]
    rings: list[str]

    @property
    def numbered(self) -> list[Pin]:
        """Those whose number has to be explained."""
        return sorted((pin for pin in self.pins if pin.number), key=lambda pin: pin.number)

    @property
    def width(self) -> float:
        """The same on every sheet."""
        return WIDTH


class _Projection:
    """Degrees to units: flat, true at its middle."""

    def __init__(self, spots: Sequence[Spot], tallest: float, least: float = 0.0) -> None:
        self.north, south = max(lat for lat, _ in spots), min(lat for lat, _ in spots)
        self.west, east = min(lon for _, lon in spots), max(lon for _, lon in spots)
        self.narrow = math.cos(math.radians((self.north + south) / 2))
        wide = max((east - self.west) * self.narrow, 0.01)
        tall = max(self.north - south, 0.01)
        self.scale = min((WIDTH - 2 * _EDGE) / wide, (tallest - 2 * _EDGE) / tall)
        self.start = (WIDTH - wide * self.scale) / 2
        self.height = max(tall * self.scale + 2 * _EDGE, least)
        self.top = (self.height - tall * self.scale) / 2

    def __call__(self, lat: float, lon: float) -> Spot:
        x = self.start + (lon - self.west) * self.narrow * self.scale
        return x, self.top + (self.north - lat) * self.scale


@cache
def _lines(city: str) -> dict[str, Any]:
    """What is drawn by hand of a city; a city without a drawing has its windows alone."""
    path = _FOLDER / f"{city}.json"
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {"frame": None, "corners": {}, "water": [], "rings": [], **found}


def whole_city(points: Sequence[Shown]) -> Sheet:
    """The sheet of all centres. An okrug far outside stands in a corner, at the same scale."""
    if not points:
        return Sheet(WIDTH, [], [], [], [])
    lines = _lines(_city_of(points))
    frame, corners = lines["frame"], lines["corners"]
    spots = [(each.centre.lat, each.centre.lon) for each in points]
    if frame:
        spots = [(frame["south"], frame["west"]), (frame["north"], frame["east"])]
    place = _Projection(spots, 1.2 * WIDTH)
    at = [place(each.centre.lat, each.centre.lon) for each in points]
    for okrug, corner in corners.items():
        at = _moved_to_the_corner(points, at, okrug, (corner["x"], corner["y"]))
    pins = _pins(points, _spread(at, _APART))
    return Sheet(place.height, pins, _parts(pins), *_strokes(lines, place))


def one_okrug(points: Sequence[Shown], okrug: str) -> Sheet:
    """The sheet of one okrug, with as many names as there is room for."""
    inside = [each for each in points if each.centre.district.okrug.slug == okrug]
    if not inside:
        return Sheet(WIDTH, [], [], [], [])
    spots = [(each.centre.lat, each.centre.lon) for each in inside]
    place = _Projection(spots, 1.1 * WIDTH, _LEAST_NEAR * WIDTH)
    at = _spread([place(each.centre.lat, each.centre.lon) for each in inside], _APART_NEAR)
    pins = _pins(inside, [_within(spot, place.height) for spot in at])
    pins = _named(pins, place.height)
    return Sheet(place.height, pins, [], *_strokes(_lines(_city_of(points)), place))


def _within(spot: Spot, height: float) -> Spot:
    """Back onto the sheet, if others have pushed it over the edge."""
    x, y = spot
    return min(max(x, _MARGIN), WIDTH - _MARGIN), min(max(y, _MARGIN), height - _MARGIN)


def _city_of(points: Sequence[Shown]) -> str:
    return str(points[0].centre.district.okrug.city.slug)


def _moved_to_the_corner(
    points: Sequence[Shown], at: list[Spot], okrug: str, corner: Spot
) -> list[Spot]:
    inside = [n for n, each in enumerate(points) if each.centre.district.okrug.slug == okrug]
    if not inside:
        return at
    middle = _middle([at[n] for n in inside])
    moved = list(at)
    for n in inside:
        moved[n] = (at[n][0] - middle[0] + corner[0], at[n][1] - middle[1] + corner[1])
    return moved


def _middle(spots: Sequence[Spot]) -> Spot:
    return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)


def _spread(spots: Sequence[Spot], apart: float) -> list[Spot]:
    """Push apart whatever stands nearer than `apart`, as little as it takes."""
    return list(_spread_known(tuple(spots), apart))


@lru_cache(maxsize=64)
def _spread_known(spots: tuple[Spot, ...], apart: float) -> tuple[Spot, ...]:
    now = [list(spot) for spot in spots]
    for _pass in range(_MOST_PASSES):
        still = True
        for first in range(len(now)):
            for second in range(first):
                dx, dy = now[first][0] - now[second][0], now[first][1] - now[second][1]
                far = math.hypot(dx, dy)
                if far >= apart - 0.05:
                    continue
                still = False
                dx, dy = (dx / far, dy / far) if far > 0.01 else (0.0, 1.0)
                push = (apart - far) / 2
                now[first] = [now[first][0] + dx * push, now[first][1] + dy * push]
                now[second] = [now[second][0] - dx * push, now[second][1] - dy * push]
        if still:
            break
    return tuple((x, y) for x, y in now)


def _pins(points: Sequence[Shown], at: Sequence[Spot]) -> list[Pin]:
    pins = [Pin(each, round(x, 1), round(y, 1)) for each, (x, y) in zip(points, at, strict=True)]
    return sorted(pins, key=lambda pin: (pin.y, pin.x))


TONES = ("calm", "soon", "busy", "closed")


def _parts(pins: Sequence[Pin]) -> list[Part]:
    by_okrug: defaultdict[Any, list[Pin]] = defaultdict(list)
    for pin in pins:
        by_okrug[pin.shown.centre.district.okrug].append(pin)
    middles = [_middle([(pin.x, pin.y) for pin in inside]) for inside in by_okrug.values()]
    names = _free_spots(
        tuple(middles),
        tuple(_LETTER * len(str(okrug.abbr)) for okrug in by_okrug),
        tuple((pin.x, pin.y, 11.0 if pin.is_large else 8.0) for pin in pins),
    )
    return [
        Part(
            okrug=okrug,
            x=round(min(max(x, 68), WIDTH - 68), 1),
            y=round(y, 1),
            name_x=name[0],
            name_y=name[1],
            tone=min((pin.shown.tone for pin in inside), key=TONES.index),
            centres=len(inside),
        )
        for (okrug, inside), (x, y), name in zip(
            by_okrug.items(), _plates(middles), names, strict=True
        )
    ]


def _plates(middles: Sequence[Spot]) -> list[Spot]:
    return [(2 * x, y) for x, y in _spread([(x / 2, y) for x, y in middles], _APART_OKRUGS)]


@lru_cache(maxsize=8)
def _free_spots(
    middles: tuple[Spot, ...],
    widths: tuple[float, ...],
    windows: tuple[tuple[float, float, float], ...],
) -> list[Spot]:
    """For each name the spot nearest to its middle that covers fewest windows and no other name."""
    taken = [(x - half, y - half, x + half, y + half) for x, y, half in windows]
    steps = range(-_REACH, _REACH + 1, _STEP)
    offsets = sorted(((dx, dy) for dx in steps for dy in steps), key=lambda by: math.hypot(*by))
    found = []
    for (x, y), wide in zip(middles, widths, strict=True):
        most = max(WIDTH - wide, 0.0)  # a name wider than the sheet begins at its edge
        starts = ((min(max(x + dx - wide / 2, 0.0), most), y + dy) for dx, dy in offsets)
        boxes = ((start, line - 10, start + wide, line + 10) for start, line in starts)
        best = min(boxes, key=lambda box: sum(_cross(box, each) for each in taken))
        taken += [best] * len(windows)  # a name is worse to cover than all windows together
        found.append((round((best[0] + best[2]) / 2, 1), round(best[3] - 4, 1)))
    return found


def _named(pins: Sequence[Pin], height: float) -> list[Pin]:
    """Give each pin its name, or a number where names leave no room: the numbers are placed first."""
    numbers: dict[int, int] = {}
    while True:
        taken = [(pin.x - 20, pin.y - 20, pin.x + 20, pin.y + 20) for pin in pins]
        named = [replace(pin, number=numbers.get(at, 0)) for at, pin in enumerate(pins)]
        for at in sorted(range(len(pins)), key=lambda at: at not in numbers):
            named[at] = replace(named[at], anchor=_free_side(named[at], taken, height))
        nameless = {at for at, pin in enumerate(named) if not pin.anchor} - set(numbers)
        if not nameless:
            return named
        numbers = {at: n for n, at in enumerate(sorted(nameless | set(numbers)), start=1)}


def _free_side(pin: Pin, taken: list[Box], height: float) -> str:
    """The first free side, which is then taken: after the pin, before it, under it, over it; there in
    its middle, else ending at the pin or beginning there. "" when all are taken.
    """
    wide, away = _LETTER * len(pin.label), 28 if pin.is_large else 22
    sides = {
        "after": (pin.x + away, pin.y - _LINE / 2),
        "before": (pin.x - away - wide, pin.y - _LINE / 2),
    }
    for side, line in (("under", pin.y + 20), ("over", pin.y - 20 - _LINE)):
        sides[side] = (pin.x - wide / 2, line)
        sides[f"{side}-end"] = (pin.x + _HALF - wide, line)
        sides[f"{side}-start"] = (pin.x - _HALF, line)
    for side, (x, y) in sides.items():
        box = (x, y, x + wide, y + _LINE)
        inside = x >= 0 and box[2] <= WIDTH and y >= -_AIR and box[3] <= height + _AIR
        if inside and not any(_cross(box, each) for each in taken):
            taken.append(box)
            return side
    return ""


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _strokes(lines: dict[str, Any], place: _Projection) -> tuple[list[str], list[str]]:
    water = [_curve([place(*spot) for spot in line], closed=False) for line in lines["water"]]
    rings = [_curve([place(*spot) for spot in line], closed=True) for line in lines["rings"]]
    return water, rings


def _curve(spots: Sequence[Spot], *, closed: bool) -> str:
    """A path that turns softly: each spot pulls, the middles between them lie on the line."""
    if closed:
        spots = [*spots, *spots[:2]]
    middles = [_middle(pair) for pair in pairwise(spots)]
    start = middles[0] if closed else spots[0]
    path = [f"M{start[0]:.0f} {start[1]:.0f}"]
    for spot, middle in zip(spots[1:], middles[1:], strict=False):
        path.append(f"Q{spot[0]:.0f} {spot[1]:.0f} {middle[0]:.0f} {middle[1]:.0f}")
    if not closed:
        path.append(f"L{spots[-1][0]:.0f} {spots[-1][1]:.0f}")
    return "".join(path)
