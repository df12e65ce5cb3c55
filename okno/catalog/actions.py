"""What is done with the catalogue: load it, offer and withdraw, pause, vouch for a text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction

from okno.base import events
from okno.base.text import FALLBACK, Text
from okno.catalog import content, errors, loader
from okno.catalog.events import (
    CatalogLoaded,
    ScreenAdded,
    ScreenChanged,
    ScreenRemoved,
    ServiceAssured,
    ServiceOffered,
    ServiceStatusChanged,
    ServiceWaysSet,
    ServiceWithdrawn,
)
from okno.catalog.models import (
    LONGEST_NOTICE,
    MOST_ON_SCREEN,
    Edition,
    KioskScreen,
    Offer,
    Service,
    Way,
)
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
def add_screen(
    *,
    centre: Centre,
    weekdays: Collection[int],
    opens: time,
    closes: time,
    services: Sequence[int],
    notice: Text,
    at: datetime,
    by: str,
) -> KioskScreen:
    """From now on the centre's kiosks show this on these weekdays from `opens` to `closes`, in its zone.

    `services` (ids) stand before the usual ones in this order; a `notice` is in both languages or empty.
    Refuses no day (`no_weekday`), an end before the beginning (`screen_ends_first`), hours that another screen has on one of
    the days (`screens_overlap`), neither services nor a notice (`nothing_to_show`), more than ten services
    (`too_many_on_screen`) or one that the centre does not give (`not_offered_here`), a notice in one language
    (`notice_lacks_language`) or too long (`notice_too_long`).
    """
    screen = KioskScreen(centre=centre)
    _arrange(screen, weekdays, opens, closes, services, notice)
    _tell_screen(ScreenAdded(**_said(screen)), screen, at=at, by=by)
    return screen


@transaction.atomic
def change_screen(
    screen: KioskScreen,
    *,
    weekdays: Collection[int],
    opens: time,
    closes: time,
    services: Sequence[int],
    notice: Text,
    at: datetime,
    by: str,
) -> KioskScreen:
    """Show this, and then, in place of what `screen` was. A service that is given no more may stay on it.

    Refuses what `add_screen` refuses, and one that was removed meanwhile (`unknown_screen`).
    """
    screen = _still(screen)
    before = _said(screen)
    _arrange(screen, weekdays, opens, closes, services, notice)
    if _said(screen) != before:
        _tell_screen(ScreenChanged(**_said(screen)), screen, at=at, by=by)
    return screen


@transaction.atomic
def remove_screen(screen: KioskScreen, *, at: datetime, by: str) -> None:
    """At its hours the kiosks show the usual again. Refuses one that was removed meanwhile (`unknown_screen`)."""
    screen = _still(screen)
    _tell_screen(ScreenRemoved(), screen, at=at, by=by)
    screen.delete()


def _still(screen: KioskScreen) -> KioskScreen:
    """The screen as it is now, kept as it is until the act is done."""
    _one_screen_at_a_time(screen.centre_id)
    found = KioskScreen.objects.filter(pk=screen.pk).first()
    if found is None:
        raise errors.unknown_screen()
    return found


def _arrange(
    screen: KioskScreen,
    weekdays: Collection[int],
    opens: time,
    closes: time,
    services: Sequence[int],
    notice: Text,
) -> None:
    ordered, days = list(dict.fromkeys(services)), sorted({*weekdays} & {*range(7)})
    said = Text({code: text.strip() for code, text in notice.items() if text.strip()})
    if not days:
        raise errors.no_weekday()
    if closes <= opens:
        raise errors.screen_ends_first()
    _check_shown(screen, ordered, said)
    _one_screen_at_a_time(screen.centre_id)
    others = KioskScreen.objects.filter(centre=screen.centre_id).exclude(pk=screen.pk)
    other = others.filter(weekdays__overlap=days, opens__lt=closes, closes__gt=opens).first()
    if other is not None:
        raise errors.screens_overlap(other.opens, other.closes)
    screen.weekdays, screen.opens, screen.closes = days, opens, closes
    screen.services, screen.notice = ordered, said
    screen.save()


def _check_shown(screen: KioskScreen, services: list[int], notice: Text) -> None:
    if not services and not notice:
        raise errors.nothing_to_show()
    if len(services) > MOST_ON_SCREEN:
        raise errors.too_many_on_screen(MOST_ON_SCREEN)
    new = set(services) - set(screen.services)
    if Offer.objects.filter(centre=screen.centre_id, service__in=new).count() != len(new):
        raise errors.not_offered_here()
    for code in FALLBACK if notice else ():
        if not notice.get(code):
            raise errors.notice_lacks_language(code)
        if len(notice[code]) > LONGEST_NOTICE:
            raise errors.notice_too_long(code, LONGEST_NOTICE)


def _one_screen_at_a_time(centre: int) -> None:
    """Of two that set screens of a centre at once the second sees what the first has set."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre)


def _said(screen: KioskScreen) -> dict[str, Any]:
    return {
        "weekdays": screen.weekdays,
        "opens": f"{screen.opens:%H:%M}",
        "closes": f"{screen.closes:%H:%M}",
        "services": screen.services,
        "notice": dict(screen.notice),
    }


def _tell_screen(fact: events.Fact, screen: KioskScreen, *, at: datetime, by: str) -> None:
    subject = f"screen:{screen.pk}"
    events.record(fact, at=at, by=by, centre=screen.centre_id, subject=subject)


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
