"""Every centre with its load and hours, asked at most once in three seconds per process."""

import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from django.utils.translation import get_language

from okno.base import clock
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall
from okno.ui import words

_TRUST_SECONDS = 3.0
_KILOMETRES = 111.2  # to a degree of latitude
_known: tuple[float, list["Shown"], dict[str, list["Shown"]]] | None = (
    None  # in no order; by language
)
_asking = Lock()


@dataclass(frozen=True)
class Shown:
    """A centre as the list and the map show it; `tone` is calm, soon, busy or closed."""

    centre: Centre
    load: hall.Load
    closes: datetime | None
    opens: datetime | None
    kilometres: float | None = None

    @property
    def is_open(self) -> bool:
        """Open now."""
        return self.closes is not None

    @property
    def opening(self) -> str:
        """When it opens next, in words; "" while it is open."""
        return words.opening(self.opens, clock.now(), self.centre.zone)

    @property
    def serves(self) -> bool:
        """Open, and somebody sits at a counter."""
        return self.is_open and self.load.serving > 0

    @property
    def tone(self) -> str:
        """How long a newcomer waits, in a word, against what the centre promises."""
        minutes = self.load.wait.total_seconds() / 60
        if not self.serves:
            return "closed"
        if minutes <= self.centre.standard_minutes / 3:
            return "calm"
        return "soon" if minutes <= self.centre.standard_minutes else "busy"


def forget() -> None:
    """Ask again (tests)."""
    global _known
    _known = None


def everywhere() -> list[Shown]:
    """All centres: where counters serve, the shortest wait first; then the open ones, the large before the small.

    Equals stand by their names in the visitor's language.
    """
    global _known
    language = str(get_language())
    # One thread asks, the others wait for its answer: a crowd of visitors is one question.
    with _asking:
        now = time.monotonic()
        if _known is None or now - _known[0] > _TRUST_SECONDS:
            _known = (now, _ask(), {})
        _asked_at, shown, ordered = _known
        if language not in ordered:
            ordered[language] = _useful_first(shown)
        return ordered[language]


def near(lat: float, lon: float) -> list[Shown]:
    """Every centre by its distance from this place and by nothing else: a closed one keeps its place and says so."""
    scale = math.cos(math.radians(lat))
    shown = (
        replace(
            each,
            kilometres=_KILOMETRES
            * math.hypot(each.centre.lat - lat, (each.centre.lon - lon) * scale),
        )
        for each in everywhere()
    )
    return sorted(shown, key=lambda each: each.kilometres or 0.0)


def giving(offering: Mapping[str, set[int]]) -> dict[str, list[Shown]]:
    """By service (its slug) the centres that offer it, by the hours of the service, which may differ from
    their own. Few statements, however many services.
    """
    at, shown = clock.now(), everywhere()
    apart = network.with_own_hours(offering, since=at.date())
    centres = [each.centre for each in shown]
    hours = network.patterns_of(centres, apart, since=at.date()) if apart else {}
    found = {}
    for service, offered in offering.items():
        found[service] = [each for each in shown if each.centre.pk in offered]
        if service in apart:
            found[service] = _useful_first(
                _by(hours[each.centre.pk, service], each, at) for each in found[service]
            )
    return found


def _by(hours: network.Pattern, each: Shown, at: datetime) -> Shown:
    closes, opens = network.hours_words(hours, at)
    return replace(each, closes=closes, opens=opens)


def soonest(offering: Mapping[str, set[int]]) -> dict[str, Shown | None]:
    """By service where a newcomer for it is called first; None while it is served nowhere."""
    return {
        service: next((each for each in found if each.serves), None)
        for service, found in giving(offering).items()
    }


def soonest_for_all(services: Collection[str], offered: set[int]) -> Shown | None:
    """Where, of these centres, a newcomer for all the services is called first; None where that is nowhere."""
    found = giving(dict.fromkeys(services, offered))
    serving = [[each for each in shown if each.serves] for shown in found.values()]
    all_of_it = set.intersection(*({each.centre.pk for each in some} for some in serving))
    return next((each for each in serving[0] if each.centre.pk in all_of_it), None)


def _ask() -> list[Shown]:
    at = clock.now()
    centres = network.all_centres()
    hours, loads = network.patterns(centres, since=at.date()), hall.loads_now(at)
    return [
        Shown(
            centre, loads.get(centre.pk, hall.NOTHING), *network.hours_words(hours[centre.pk], at)
        )
        for centre in centres
    ]


def _useful_first(shown: Iterable[Shown]) -> list[Shown]:
    return sorted(
        shown,
        key=lambda each: (
            not each.is_open,
            not each.serves,
            each.load.wait,
            -each.load.serving,
            each.centre.kind == Centre.Kind.DISTRICT,
            words.in_the_alphabet(str(each.centre)),
        ),
    )
