"""What an act must know of a centre, a service and a counter, remembered for a few seconds.

These change when somebody edits the network or the catalogue, not with every ticket; asking the
database four times per ticket would cost more than issuing it.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from okno.catalog.models import Offer, Purpose, Service, Way
from okno.network import queries as network
from okno.network.models import Centre, Counter, Hall
from okno.queue import errors

_TRUST_SECONDS = 5.0


@dataclass(frozen=True)
class CentreFacts:
    """A centre as the queue needs it."""

    id: int
    slug: str
    zone: ZoneInfo
    country: str
    standard: timedelta
    recall_limit: int
    paper_roll: bool
    auto_call: bool
    calls_by_name: bool

    def day(self, at: datetime) -> date:
        """The centre's own date."""
        return at.astimezone(self.zone).date()


@dataclass(frozen=True)
class ServiceFacts:
    """A service as the queue needs it; `typical` by purpose, in seconds."""

    id: int
    slug: str
    letter: str
    skills: frozenset[str]
    typical: dict[str, int]


_memory: dict[tuple[str, object], tuple[float, object]] = {}


def forget() -> None:
    """Ask the database again (tests, and after the network or the catalogue was edited)."""
    _memory.clear()


def _remember(kind: str, key: object, ask):  # type: ignore[no-untyped-def]
    known = _memory.get((kind, key))
    now = time.monotonic()
    if known is not None and now - known[0] < _TRUST_SECONDS:
        return known[1]
    found = ask()
    if len(_memory) > 10_000:
        _memory.clear()
    _memory[kind, key] = (now, found)
    return found


def centre(slug_or_id: str | int) -> CentreFacts:
    """The facts of a centre. Refuses an unknown one (`unknown_centre`)."""

    def ask() -> CentreFacts:
        if isinstance(slug_or_id, int):
            found = Centre.objects.select_related("district__okrug__city").get(pk=slug_or_id)
        else:
            found = network.centre_by_slug(slug_or_id)
        return CentreFacts(
            id=found.pk,
            slug=found.slug,
            zone=ZoneInfo(str(found.zone)),
            country=found.district.okrug.city.country,
            standard=timedelta(minutes=found.standard_minutes),
            recall_limit=found.recall_limit,
            paper_roll=found.paper_roll,
            auto_call=found.auto_call,
            calls_by_name=found.calls_by_name,
        )

    return _remember("centre", slug_or_id, ask)  # type: ignore[no-any-return]


def services() -> dict[int, ServiceFacts]:
    """Every service, by id."""

    def ask() -> dict[int, ServiceFacts]:
        return {
            service.pk: ServiceFacts(
                id=service.pk,
                slug=service.slug,
                letter=service.letter,
                skills=frozenset(service.skills),
                typical={
                    purpose: int(service.typical(purpose).total_seconds())
                    for purpose in Purpose.values
                    if purpose in service.purposes
                },
            )
            for service in Service.objects.all()
        }

    return _remember("services", None, ask)  # type: ignore[no-any-return]


def service(slug: str) -> ServiceFacts:
    """The facts of a service by its slug. Refuses an unknown one (`not_offered`)."""
    for found in services().values():
        if found.slug == slug:
            return found
    raise errors.not_offered()


def offered(centre_id: int) -> dict[int, bool]:
    """The services a centre gives, and whether one gets to each without an appointment."""
    return _remember(  # type: ignore[no-any-return]
        "offered",
        centre_id,
        lambda: {
            service: Way.WALK_IN in ways
            for service, ways in Offer.objects.filter(centre_id=centre_id).values_list(
                "service_id", "ways"
            )
        },
    )


def halls(centre_id: int) -> frozenset[int]:
    """The halls of a centre."""
    return _remember(  # type: ignore[no-any-return]
        "halls",
        centre_id,
        lambda: frozenset(Hall.objects.filter(centre=centre_id).values_list("id", flat=True)),
    )


def open_for(centre_id: int, service_slug: str, at: datetime) -> bool:
    """Whether the centre gives the service at this moment."""
    minute = int(at.timestamp() // 20)
    return _remember(  # type: ignore[no-any-return]
        "open",
        (centre_id, service_slug, minute),
        lambda: network.is_open(Centre.objects.get(pk=centre_id), at, service_slug),
    )


def counter(counter_id: int, centre_id: int) -> Counter:
    """A counter of this centre. Refuses any other (`unknown_counter`)."""

    def ask() -> Counter | None:
        return Counter.objects.filter(pk=counter_id, centre_id=centre_id).first()

    found = _remember("counter", (counter_id, centre_id), ask)
    if found is None:
        raise errors.unknown_counter()
    return found  # type: ignore[no-any-return]
