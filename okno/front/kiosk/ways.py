"""In what ways one gets to the services that were touched."""

from collections.abc import Iterable

from okno.booking import queries as booking
from okno.catalog.models import Service, Way
from okno.network.models import Centre


def lead(services: Iterable[Service], way: Way) -> bool:
    """Whether this way leads to all of them: `services` as the catalogue gives them at a centre."""
    return all(way in each.ways for each in services)  # type: ignore[attr-defined]


def may_book(services: Iterable[Service], centre: Centre) -> bool:
    """Whether one chooses a time for all of them at the screen."""
    return lead(services, Way.ONLINE) and bool(booking.spoken_at(centre))
