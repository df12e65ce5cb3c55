"""What a day at a centre looks like, and how to draw one. Pure: no framework, no clock, chance is passed in."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from math import log, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

FITTED = Path(__file__).parent / "data" / "profile.json"
QUARTER = timedelta(minutes=15)
SHORTEST_SERVICE = timedelta(minutes=1)
LONGEST_TIMES_TYPICAL = (
    6  # a lognormal tail without an end would let one visitor hold a counter all day
)


@dataclass(frozen=True)
class OfferedService:
    """A service a centre offers, as far as a day needs to know it.

    `minutes` maps each purpose (file, ask, receive) to its typical length; `themes` are the skills it
    needs, the first of which places it in the mix; `weight` compares it with others of that theme.
    """

    slug: str
    minutes: Mapping[str, float]
    themes: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Errand:
    """One service a visitor comes for: why, and how long it takes at the counter once begun."""

    service: str
    purpose: str
    duration: timedelta


@dataclass(frozen=True)
class Arrival:
    """One visitor: when they take a ticket, what they want, and how they behave.

    `patience` is how long they wait before they leave; `walk` the way from seat to counter;
    `comes_when_called` is False for those who are gone when their number comes up.
    """

    at: datetime
    errands: tuple[Errand, ...]
    language: str
    priority: str
    booked_at: datetime | None
    patience: timedelta
    walk: timedelta
    comes_when_called: bool

    @property
    def service(self) -> str:
        """What they take the ticket for."""
        return self.errands[0].service

    @property
    def purpose(self) -> str:
        """Why they take the ticket: file, ask or receive."""
        return self.errands[0].purpose

    @property
    def duration(self) -> timedelta:
        """How long the first errand takes."""
        return self.errands[0].duration

    @property
    def wants_second_service(self) -> bool:
        """Whether another errand follows the first."""
        return len(self.errands) > 1


@dataclass(frozen=True)
class Profile:
    """The figures of an ordinary day. Each one's source, licence and method stand in data/profile.json."""

    arrival_shape: tuple[float, ...]
    weekday_factors: tuple[float, ...]
    day_variation: float
    themes: Mapping[str, float]
    purposes: Mapping[str, float]
    languages: Mapping[str, float]
    priorities: Mapping[str, float]
    second_service: float
    no_show: float
    patience_minutes: float
    walk_seconds: tuple[float, float, float]
    duration_cv2: float
    booked_offset_minutes: tuple[float, float]
    visits_per_day: Mapping[str, float]
    visits_per_counter: float


def load(path: Path = FITTED) -> Profile:
    """The profile written in `path`; a missing or unknown figure is an error that names it."""
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    known = Profile.__dataclass_fields__
    values: dict[str, Any] = {
        name: figure["value"] for name, figure in figures.items() if not figure.get("evidence")
    }
    if odd := sorted(set(known) ^ set(values)):
        raise ValueError(f"{path.name}: figures missing or unknown: {', '.join(odd)}")
    for name, value in values.items():
        values[name] = tuple(value) if isinstance(value, list) else value
    return Profile(**values)


def usual_visits(profile: Profile, kind: str, counters: int | None = None) -> float:
    """Visits on an average day at a centre of this kind; a district centre is scaled by its counters when known.

    An unknown kind counts as a district centre. Never more than a flagship's capacity.
    """
    most = profile.visits_per_day["flagship"]
    if kind in ("flagship", "palace"):
        return profile.visits_per_day[kind]
    return (
        min(most, counters * profile.visits_per_counter)
        if counters
        else profile.visits_per_day["district"]
    )


def draw_visits(profile: Profile, rng: "Random", on: date, usual: float) -> float:
    """The expected visits of one particular day: the usual number, times its weekday, times how busy it happens to be.

    The busyness is gamma distributed with mean 1 and the fitted variation between days.
    """
    variance = profile.day_variation**2
    level = rng.gammavariate(1 / variance, variance) if variance else 1.0
    return usual * profile.weekday_factors[on.weekday()] * level


def expected_arrivals(
    profile: Profile, opens_at: datetime, closes_at: datetime, visits: float
) -> list[tuple[datetime, float]]:
    """(start of the quarter-hour, expected arrivals in it) over an opening day of any length."""
    _refuse_upside_down(opens_at, closes_at)
    edges = []
    at = opens_at
    while at < closes_at:
        edges.append(at)
        at += QUARTER
    upto = [
        _share_before(profile, (edge - opens_at) / (closes_at - opens_at))
        for edge in [*edges, closes_at]
    ]
    return [
        (edge, visits * (after - before))
        for edge, (before, after) in zip(edges, pairwise(upto), strict=True)
    ]


def mean_work(profile: Profile, services: Sequence[OfferedService]) -> timedelta:
    """Mean time at a counter per visit with this profile's mix, second errands included."""
    weights = _weights(profile, services)
    mean = sum(
        weight
        * sum(
            share * service.minutes[purpose]
            for purpose, share in _purposes(profile, service).items()
        )
        for weight, service in zip(weights, services, strict=True)
    ) / sum(weights)
    return timedelta(minutes=mean * (1 + profile.second_service))


def draw_day(
    profile: Profile,
    rng: "Random",
    opens_at: datetime,
    closes_at: datetime,
    visits: float,
    services: Sequence[OfferedService],
) -> list[Arrival]:
    """The visitors of one day, in order of arrival; the same seed draws the same day.

    Arrivals are a Poisson process whose rate follows the profile's shape, stretched from opening to
    closing: `visits` is the mean of their number. All fall in [opens_at, closes_at). Refuses a closing
    not after the opening, a negative number, and an empty list of services.
    """
    _refuse_upside_down(opens_at, closes_at)
    if visits < 0:
        raise ValueError("visits cannot be negative")
    if not services:
        raise ValueError("a day needs at least one service")
    day = closes_at - opens_at
    drawer = VisitorDrawer(profile, rng, services, hours=(opens_at, closes_at))
    arrivals: list[Arrival] = []
    passed = rng.expovariate(1.0)
    while passed < visits:
        at = opens_at + day * _position(profile, passed / visits)
        if at < closes_at:
            arrivals.append(drawer.draw(at))
        passed += rng.expovariate(1.0)
    return arrivals


class VisitorDrawer:
    """Draws who comes: for the invented arrivals of `draw_day` and for the real ones of a replayed log.

    With `hours` (opening, closing) given, booked times fall inside them.
    """

    def __init__(
        self,
        profile: Profile,
        rng: "Random",
        services: Sequence[OfferedService],
        hours: tuple[datetime, datetime] | None = None,
    ) -> None:
        self.profile = profile
        self.hours = hours
        self.rng = rng
        self.services = list(services)
        self.by_slug = {service.slug: service for service in services}
        self.weights = list(accumulate(_weights(profile, services)))
        self.sigma = sqrt(log(1 + profile.duration_cv2))

    def draw(self, at: datetime, slug: str | None = None, purpose: str | None = None) -> Arrival:
        """One visitor arriving at `at`, for the service and purpose given or else drawn from the mix."""
        profile, rng = self.profile, self.rng
        errands = [self._errand(slug, purpose)]
        if rng.random() < profile.second_service and len(self.services) > 1:
            errands.append(self._errand(None, None, but_not=errands[0].service))
        priority = self._pick(profile.priorities)
        low, high, likely = profile.walk_seconds
        return Arrival(
            at=at,
            errands=tuple(errands),
            language=self._pick(profile.languages),
            priority=priority,
            booked_at=self._booked_at(at) if priority == "appointment" else None,
            patience=timedelta(minutes=rng.expovariate(1 / profile.patience_minutes)),
            walk=timedelta(seconds=rng.triangular(low, high, likely)),
            comes_when_called=rng.random() >= profile.no_show,
        )

    def _errand(self, slug: str | None, purpose: str | None, but_not: str | None = None) -> Errand:
        service = self.by_slug[slug] if slug else self._service(but_not)
        if purpose is None or purpose not in service.minutes:
            purpose = self._pick(_purposes(self.profile, service))
        return Errand(service.slug, purpose, self._duration(service.minutes[purpose]))

    def _service(self, but_not: str | None) -> OfferedService:
        service = self.rng.choices(self.services, cum_weights=self.weights)[0]
        if service.slug == but_not:  # the next one round, rather than drawing until another comes
            service = self.services[(self.services.index(service) + 1) % len(self.services)]
        return service

    def _duration(self, typical: float) -> timedelta:
        """Lognormal with mean `typical` minutes; cut at one minute below and six times typical above."""
        drawn = timedelta(
            minutes=self.rng.lognormvariate(log(typical) - self.sigma**2 / 2, self.sigma)
        )
        return min(max(drawn, SHORTEST_SERVICE), timedelta(minutes=typical * LONGEST_TIMES_TYPICAL))

    def _booked_at(self, at: datetime) -> datetime:
        """The quarter-hour they had booked: they come a little before it, sometimes after."""
        mean, spread = self.profile.booked_offset_minutes
        meant = at - timedelta(minutes=self.rng.gauss(mean, spread))
        slot = meant.replace(minute=0, second=0, microsecond=0) + round(meant.minute / 15) * QUARTER
        if self.hours:
            opens_at, closes_at = self.hours
            slot = max(opens_at, min(slot, closes_at - QUARTER))
        return slot

    def _pick(self, shares: Mapping[str, float]) -> str:
        return self.rng.choices(list(shares), weights=list(shares.values()))[0]


def _refuse_upside_down(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise ValueError("closing must come after opening")


def _share_before(profile: Profile, position: float) -> float:
    """The share of a day's arrivals before `position` (0 opening, 1 closing), linear inside each step."""
    shape = profile.arrival_shape
    place = min(position, 1.0) * len(shape)
    step = min(int(place), len(shape) - 1)
    return (sum(shape[:step]) + shape[step] * (place - step)) / sum(shape)


def _position(profile: Profile, share: float) -> float:
    """The inverse of `_share_before`: where in the day this share of the arrivals has come."""
    upto = list(accumulate(profile.arrival_shape, initial=0.0))
    wanted = share * upto[-1]
    step = min(bisect_right(upto, wanted) - 1, len(upto) - 2)
    height = upto[step + 1] - upto[step]
    return (step + ((wanted - upto[step]) / height if height else 0.0)) / (len(upto) - 1)


def _weights(profile: Profile, services: Sequence[OfferedService]) -> list[float]:
    """Each service's share: its theme's, divided among the theme's services by their own weights."""
    rarest = min(profile.themes.values())
    themes = [service.themes[0] if service.themes else "general" for service in services]
    together: dict[str, float] = {}
    for theme, service in zip(themes, services, strict=True):
        together[theme] = together.get(theme, 0.0) + service.weight
    return [
        profile.themes.get(theme, rarest) * service.weight / together[theme]
        for theme, service in zip(themes, services, strict=True)
    ]


def _purposes(profile: Profile, service: OfferedService) -> dict[str, float]:
    """The profile's shares of purposes, among those this service has."""
    shares = {purpose: profile.purposes.get(purpose, 0.0) for purpose in service.minutes}
    whole = sum(shares.values())
    return {
        purpose: share / whole if whole else 1 / len(shares) for purpose, share in shares.items()
    }
