"""What is done with the catalogue: load it, offer and withdraw, pause, vouch for a text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from okno.base import events
from okno.catalog import content, errors, loader
from okno.catalog.events import (
    CatalogLoaded,
    ServiceAssured,
    ServiceOffered,
    ServiceStatusChanged,
    ServiceWaysSet,
    ServiceWithdrawn,
)
from okno.catalog.models import Edition, Offer, Service, Way
from okno.network.models import Centre

_EDITION_LOCK = 7_420_002  # any constant nobody else uses


@dataclass(frozen=True)
class Loaded:
    """What a load changed."""

    services: int
    offers: int


@transaction.atomic
def load(*, at: datetime, by: str = "system") -> Loaded:
    """Read okno's content files into the catalogue and offer the services where they belong.

    Safe to repeat: files that did not change are not written again, new centres get their offers,
    a withdrawn offer stays withdrawn and a service somebody vouched for keeps its text.
    Raises WrongContent, with nothing written, for a file it cannot use.
    """
    _one_at_a_time()
    found = content.read()
    services = 0
    if _digest() != found.digest:
        services = loader.write(found)
        Edition.objects.create(at=at, content=found.digest)
    loaded = Loaded(services=services, offers=loader.offer_everywhere())
    if loaded.services or loaded.offers:
        events.record(CatalogLoaded(services=loaded.services, offers=loaded.offers), at=at, by=by)
    return loaded


@transaction.atomic
def offer(service: Service, *, centre: Centre, at: datetime, by: str) -> Offer:
    """Give `service` at `centre` from now on, in the ways it was given before; giving it twice changes nothing.

    Refuses a service that is paused or closed (`service_paused`).
    """
    if service.status != Service.Status.ACTIVE:
        raise errors.service_paused()
    offered, new = Offer.ever.select_for_update().get_or_create(centre=centre, service=service)
    if new or offered.withdrawn_at:
        offered.withdrawn_at = None
        offered.save()
        _tell(ServiceOffered(service=service.slug), service, at=at, by=by, centre=centre)
    return offered


@transaction.atomic
def withdraw(service: Service, *, centre: Centre, at: datetime, by: str) -> Offer:
    """Stop giving `service` at `centre`; people already in line are still served.

    Refuses a service this centre does not give (`not_offered_here`).
    """
    offered = _offered(service, centre)
    offered.withdrawn_at = at
    offered.save()
    _tell(ServiceWithdrawn(service=service.slug), service, at=at, by=by, centre=centre)
    return offered


@transaction.atomic
def give_by(
    service: Service, *, centre: Centre, ways: Collection[str], at: datetime, by: str
) -> Offer:
    """Give `service` at `centre` in these ways (`Way`) and no other; the same ways again change nothing.

    Who has come, booked or is on the way keeps that: a way that is closed is closed to whoever comes next. Who waits
    on the list stays on it, and is offered a time while one books online or by phone; with neither open their page says
    that one comes without an appointment now. Refuses none (`no_way_left`: withdraw it), an unknown one (`unknown_way`), and a service this
    centre does not give (`not_offered_here`).
    """
    if not set(ways) <= set(Way.values):
        raise errors.unknown_way()
    if not ways:
        raise errors.no_way_left()
    offered = _offered(service, centre)
    found = [way for way in Way.values if way in ways]
    if found != offered.ways:
        offered.ways = found
        offered.save()
        _tell(
            ServiceWaysSet(service=service.slug, ways=found), service, at=at, by=by, centre=centre
        )
    return offered


@transaction.atomic
def switch_way(
    service: Service, *, centre: Centre, way: str, on: bool, at: datetime, by: str
) -> Offer:
    """Open or close one way to a service, whatever the others are by now. Refuses what `give_by` refuses."""
    if way not in Way.values:
        raise errors.unknown_way()
    ways = set(_offered(service, centre).ways)
    ways = ways | {way} if on else ways - {way}
    return give_by(service, centre=centre, ways=ways, at=at, by=by)


def _offered(service: Service, centre: Centre) -> Offer:
    """The offer that stands, locked until the act is done. Refuses `not_offered_here`."""
    given = Offer.ever.select_for_update()
    offered = given.filter(centre=centre, service=service, withdrawn_at=None).first()
    if offered is None:
        raise errors.not_offered_here()
    return offered


@transaction.atomic
def set_status(service: Service, *, status: str, at: datetime, by: str) -> Service:
    """Pause a service everywhere, close it, or make it active again."""
    service.status = Service.Status(status)
    service.save(update_fields=["status"])
    _new_edition(at)
    _tell(ServiceStatusChanged(service=service.slug, status=status), service, at=at, by=by)
    return service


@transaction.atomic
def assure(service: Service, *, on: date, at: datetime, by: str) -> Service:
    """Vouch that the text of `service` was checked on the day `on`; loading leaves it alone then.

    Refuses a day after `at` (`assured_in_future`).
    """
    if on > at.date():
        raise errors.assured_in_future()
    service.assured_on = on
    service.save(update_fields=["assured_on"])
    _new_edition(at)
    _tell(ServiceAssured(service=service.slug, assured_on=on.isoformat()), service, at=at, by=by)
    return service


def _new_edition(at: datetime) -> None:
    """Readers that keep the catalogue in memory read it anew."""
    _one_at_a_time()
    Edition.objects.create(at=at, content=_digest())


def _digest() -> str:
    """Of the content files as they were last loaded; empty before the first load."""
    return Edition.objects.values_list("content", flat=True).first() or ""


def _one_at_a_time() -> None:
    """Editions become visible in the order of their ids, so that no reader misses one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_EDITION_LOCK])


def _tell(
    fact: events.Fact, service: Service, *, at: datetime, by: str, centre: Centre | None = None
) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=centre.pk if centre else None,
        subject=f"service:{service.pk}",
        topics=("network",),
    )
