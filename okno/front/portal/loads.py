"""Every centre with its load and hours, asked at most once in three seconds per process."""

import time
from dataclasses import dataclass
from datetime import datetime

from okno.base import clock
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall

_TRUST_SECONDS = 3.0
_known: tuple[float, list["Shown"]] | None = None


@dataclass(frozen=True)
class Shown:
    """A centre as the list and the map show it; `tone` is calm, soon or busy, or closed."""

    centre: Centre
    x: float
    y: float
    load: hall.Load
    closes: datetime | None
    opens: datetime | None

    @property
    def is_open(self) -> bool:
        """Open now."""
        return self.closes is not None

    @property
    def tone(self) -> str:
        """How long a newcomer waits, in a word: the promise is 15 minutes."""
        minutes = self.load.wait.total_seconds() / 60
        if not self.is_open or not self.load.serving:
            return "closed"
        return "calm" if minutes <= 5 else "soon" if minutes <= 15 else "busy"


def forget() -> None:
    """Ask again (tests)."""
    global _known
    _known = None


def everywhere() -> list[Shown]:
    """All centres, open ones with the shortest wait first."""
    global _known
    now = time.monotonic()
    if _known is None or now - _known[0] > _TRUST_SECONDS:
        _known = (now, _ask())
    return _known[1]


def _ask() -> list[Shown]:
    at = clock.now()
    points, loads = network.map_points(), hall.loads_now(at)
    hours = network.patterns([point.centre for point in points])
    shown = []
    for point in points:
        closes, opens = network.hours_words(hours[point.centre.pk], at)
        load = loads.get(point.centre.pk, hall.NOTHING)
        shown.append(Shown(point.centre, point.x, point.y, load, closes, opens))
    return sorted(
        shown,
        key=lambda each: (
            not each.is_open,
            not each.load.serving,
            each.load.wait,
            each.centre.slug,
        ),
    )
