"""Questions about the network."""

import hashlib
import math
import time as system_time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from okno.base import clock
from okno.base.text import number_in
from okno.network import errors, policy
from okno.network.hours import Exceptional
from okno.network.hours import Pattern as Pattern
from okno.network.models import Centre, Closure, Device, WeeklyHours

unknown_centre = errors.unknown_centre
_TOKEN_TRUST_SECONDS = 5.0
_EARTH_M = 6_371_000.0
Interval = tuple[datetime, datetime]
_EVE = timedelta(days=2)  # the day before a date, in whatever zone
_FIRST_YEAR, _LAST_YEAR = 2019, 2041
_devices: dict[str, tuple[float, Device | None]] = {}


def hash_token(token: str) -> str:
    """What is kept of a device's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_by_token(token: str) -> Device | None:
    """The active device with this token, or None; remembered for five seconds."""
    key = hash_token(token)
    known = _devices.get(key)
    now = system_time.monotonic()
    if known is not None and now - known[0] < _TOKEN_TRUST_SECONDS:
        return known[1]
    found = Device.objects.filter(token_hash=key, is_active=True, centre__is_active=True).first()
    if found is not None:
        _is_seen(found)
    if len(_devices) > 5_000:
        _devices.clear()
    _devices[key] = (now, found)
    return found


def _is_seen(device: Device) -> None:
    """When a device asked last is known to the minute; a demo's clock may also jump back."""
    at = clock.now()
    if device.seen_at is None or abs(at - device.seen_at) >= policy.SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(seen_at=at)


def hash_code(code: str) -> str:
    """What is kept of a one-time code: keyed, for there are too few codes for a bare hash to hide one."""
    return salted_hmac("okno.network.code", code, algorithm="sha256").hexdigest()


def devices_of(centre: Centre) -> models.QuerySet[Device]:
    """The devices of a centre that were not sent away, by kind and name."""
    found = Device.objects.filter(centre=centre, is_active=True)
    return found.select_related("hall").order_by("kind", "name", "pk")


def device_of(centre: Centre, number: int) -> Device:
    """A device of this very centre. Refuses any other (`unknown_device_here`)."""
    found = devices_of(centre).filter(pk=number).first()
    if found is None:
        raise errors.unknown_device_here()
    return found


def is_program(by: str) -> bool:
    """Whether a program acts, as `access.actor` writes it ("device:5"); a screen, a person and a device we never had
    do not.
    """
    kind, _colon, number = by.partition(":")
    found = Device.objects.filter(pk=number_in(number), kind=Device.Kind.PROGRAM)
    return kind == "device" and found.exists()


def forget_devices() -> None:
    """Ask the database again for every token (tests, and after a token was renewed)."""
    _devices.clear()


def centre_by_slug(slug: str) -> Centre:
    """The centre; refuses an unknown one (`unknown_centre`)."""
    found = (
        Centre.objects.filter(slug=slug, is_active=True).select_related("district__okrug").first()
    )
    if found is None:
        raise errors.unknown_centre()
    return found


@lru_cache(maxsize=8)
def public_holidays(country: str) -> frozenset[date]:
    """The days off of a country, with those moved to another day as far as they are decreed; from the holidays package."""
    return frozenset(holidays.country_holidays(country, years=range(_FIRST_YEAR, _LAST_YEAR)))


@lru_cache(maxsize=8)
def closed_holidays(country: str, closed_on: tuple[str, ...]) -> frozenset[date]:
    """Of the public holidays of a country those that a city closes on ("MM-DD")."""
    return frozenset(day for day in public_holidays(country) if f"{day:%m-%d}" in closed_on)


def patterns(centres: list[Centre], service: str = "", *, since: date) -> dict[int, Pattern]:
    """The hours of each centre (and of a service in it), in three statements however many centres.

    They hold from the day before `since` on, in whatever zone: closures that were over by then are not read.
    """
    found = patterns_of(centres, {service}, since=since)
    return {centre.pk: found[centre.pk, service] for centre in centres}


def patterns_of(
    centres: list[Centre], services: Collection[str], *, since: date
) -> dict[tuple[int, str], Pattern]:
    """The same of several services, by centre and service."""
    return _patterns(centres, Q(service__in=["", *services]), set(services), since)


def _patterns(
    centres: list[Centre], rows: Q, services: set[str], since: date
) -> dict[tuple[int, str], Pattern]:
    """By centre and service: of the asked ones, and of those among `rows` with hours of their own."""
    ids = [centre.pk for centre in centres]
    week: defaultdict[tuple[int, str], dict[int, list]] = defaultdict(lambda: defaultdict(list))
    for row in WeeklyHours.objects.filter(rows, centre__in=ids):
        week[row.centre_id, row.service][row.weekday].append((row.opens, row.closes))
    city_of = {
        pk: (city, closed_holidays(country, tuple(closed_on)))
        for pk, city, country, closed_on in Centre.objects.filter(pk__in=ids).values_list(
            "pk",
            "district__okrug__city",
            "district__okrug__city__country",
            "district__okrug__city__closed_on",
        )
    }
    theirs, shared = _closures(Q(centre__in=ids) | Q(centre=None), rows, since)
    both = (*theirs.values(), *shared.values())
    services = services | {c.service for some in both for c in some} | {name for _pk, name in week}
    return {
        (centre.pk, service): Pattern(
            zone=ZoneInfo(centre.zone),
            week=dict(week.get((centre.pk, service)) or week.get((centre.pk, "")) or {}),
            exceptions=[
                Exceptional(c.starts_on, c.ends_on, c.opens, c.closes)
                for c in (*theirs[centre.pk], *shared[city_of[centre.pk][0]])
                if c.service in ("", service)
            ],
            holidays=city_of[centre.pk][1],
        )
        for centre in centres
        for service in services
    }


def _closures(
    whose: Q, rows: Q, since: date
) -> tuple[defaultdict[int, list[Closure]], defaultdict[int, list[Closure]]]:
    """Those that may still matter: of the centres, and by city of all its centres together."""
    theirs, shared = defaultdict(list), defaultdict(list)
    for each in Closure.objects.filter(whose, rows, ends_on__gte=since - _EVE):
        if each.centre_id is None:
            shared[each.city_id].append(each)
        else:
            theirs[each.centre_id].append(each)
    return theirs, shared


def is_open(centre: Centre, at: datetime, service: str = "") -> bool:
    """Whether the centre (or the service in it) is open at `at`."""
    return patterns([centre], service, since=at.date())[centre.pk].is_open(at)


def may_close_early(centre: Centre, at: datetime) -> bool:
    """Whether the centre is open, and nothing but its usual hours ends its day."""
    if not is_open(centre, at):
        return False
    today = at.astimezone(ZoneInfo(centre.zone)).date()
    return not any(
        each.centre_id and not each.service and each.starts_on <= today
        for each in closures_of(centre, at)
    )


def open_now(at: datetime) -> set[int]:
    """The ids of the centres open at `at`."""
    centres = list(Centre.objects.filter(is_active=True))
    return {pk for pk, pattern in patterns(centres, since=at.date()).items() if pattern.is_open(at)}


def with_own_hours(services: Collection[str], *, since: date) -> set[str]:
    """Those of the services (slugs) that anywhere have hours, or closures not over, of their own."""
    weekly = WeeklyHours.objects.filter(service__in=services)
    closed = Closure.objects.filter(service__in=services, ends_on__gte=since - _EVE)
    return {*weekly.values_list("service", flat=True), *closed.values_list("service", flat=True)}


def shut_services(centre: Centre, at: datetime) -> dict[str, datetime | None]:
    """The services that are not given at this moment though their centre is open, by slug, and when each is
    given again (None: not within two months). Only those with hours or closures of their own can be.
    """
    found = _patterns([centre], Q(), {""}, at.date())
    if not found[centre.pk, ""].is_open(at):
        return {}
    return {
        slug: pattern.next_opening(at)
        for (_pk, slug), pattern in found.items()
        if slug and not pattern.is_open(at)
    }


def next_opening(centre: Centre, at: datetime, service: str = "") -> datetime | None:
    """When it opens next."""
    return patterns([centre], service, since=at.date())[centre.pk].next_opening(at)


@dataclass(frozen=True)
class Day:
    """A day at a centre: the hours that hold and the usual ones, the public holiday it is (or ""),
    the closures that touch it, and by slug the hours of the services closed or shortened on it.
    """

    on: date
    hours: list[Interval]
    usual: list[Interval]
    holiday: str
    closures: list[Closure]
    services: dict[str, list[Interval]]


def days_ahead(centre: Centre, at: datetime, days: int = 15) -> list[Day]:
    """Today and the days after it, as they really are; few statements, however many days."""
    found = _patterns([centre], Q(), {""}, at.date())
    whole, country = found[centre.pk, ""], centre.district.okrug.city.country
    planned, today = closures_of(centre, at), at.astimezone(whole.zone).date()
    ahead = []
    for day in (today + timedelta(days=nth) for nth in range(days)):
        touching = [each for each in planned if each.starts_on <= day <= each.ends_on]
        ahead.append(
            Day(
                on=day,
                hours=whole.intervals(day),
                usual=replace(whole, exceptions=[], holidays=frozenset()).intervals(day),
                holiday=holiday_name(country, day, get_language() or "ru"),
                closures=touching,
                services={
                    each.service: found[centre.pk, each.service].intervals(day)
                    for each in touching
                    if each.service
                },
            )
        )
    return ahead


def closures_of(centre: Centre, at: datetime) -> list[Closure]:
    """The closures of a centre, its services and its city that are not over yet, the first first."""
    today = at.astimezone(ZoneInfo(centre.zone)).date()
    theirs = Q(centre=centre) | Q(centre=None, city=centre.district.okrug.city)
    return list(
        Closure.objects.filter(theirs, ends_on__gte=today)
        .select_related("city", "centre")
        .order_by("starts_on", "ends_on", "pk")
    )


def closure_of(centre: Centre, number: int) -> Closure:
    """A closure of this very centre. Refuses any other, also its city's (`unknown_closure`)."""
    found = (
        Closure.objects.filter(centre=centre, pk=number).select_related("city", "centre").first()
    )
    if found is None:
        raise errors.unknown_closure()
    return found


def days_words(starts_on: date, ends_on: date) -> str:
    """Days in words: "24 November", "24–27 November", "24 November – 3 December"; the year at a turn of it."""
    form = "j E" if starts_on.year == ends_on.year else "j E Y"
    last = formats.date_format(ends_on, form)
    if starts_on == ends_on:
        return last
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day}–{last}"
    return f"{formats.date_format(starts_on, form)} – {last}"


@lru_cache(maxsize=64)
def holiday_name(country: str, day: date, language: str) -> str:
    """What public holiday of the country a day is, in a language of ours; "" for an ordinary day."""
    return str(_holidays(country, day.year, language[:2]).get(day, ""))


@lru_cache(maxsize=16)
def _holidays(country: str, year: int, language: str) -> holidays.HolidayBase:
    known = {"ru": "ru", "en": "en_US"}.get(language)
    return holidays.country_holidays(country, years=year, language=known)


def open_spans(centres: list[Centre], at: datetime) -> dict[int, list[Interval]]:
    """When each centre, or a service in it, is open on the day of `at`, the one before and the one after.

    A service may have later hours than its centre. In no order; three statements, however many of both.
    """
    spans: dict[int, list[Interval]] = {centre.pk: [] for centre in centres}
    for (pk, _service), pattern in _patterns(centres, Q(), {""}, at.date()).items():
        day = at.astimezone(pattern.zone).date()
        for nth in (-1, 0, 1):
            spans[pk] += pattern.intervals(day + timedelta(days=nth))
    return spans


def has_several_halls(centre: Centre) -> bool:
    """Whether a counter's number alone does not say where to go."""
    return centre.halls.count() > 1


def all_centres() -> list[Centre]:
    """Every working centre with its district, okrug and city."""
    return list(Centre.objects.filter(is_active=True).select_related("district__okrug__city"))


def hours_words(pattern: Pattern, at: datetime) -> tuple[datetime | None, datetime | None]:
    """(closes, None) while open, (None, opens) while closed."""
    day = at.astimezone(pattern.zone).date()
    for opens, closes in pattern.intervals(day):
        if opens <= at < closes:
            return closes, None
    return None, pattern.next_opening(at)


def government_office(centre: Centre, at: datetime, address: str) -> dict[str, Any]:
    """The centre as schema.org GovernmentOffice with its hours as OpeningHoursSpecification.

    Usual days are grouped by weekday; days that differ within two weeks are special hours.
    """
    pattern = patterns([centre], since=at.date())[centre.pk]
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    usual = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{names[weekday]}",
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for weekday, hours in sorted(pattern.week.items())
        for opens, closes in hours
    ]
    today = at.astimezone(pattern.zone).date()
    special = []
    for ahead in range(14):
        day = today + timedelta(days=ahead)
        found = [(opens.time(), closes.time()) for opens, closes in pattern.intervals(day)]
        if found == sorted(pattern.week.get(day.weekday(), [])):
            continue
        opens, closes = found[0] if found else (time(0), time(0))
        special.append(
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": day.isoformat(),
                "validThrough": day.isoformat(),
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
            }
        )
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": str(centre),
        "url": address,
        "geo": {"@type": "GeoCoordinates", "latitude": centre.lat, "longitude": centre.lon},
        **({"telephone": centre.phone} if centre.phone else {}),
        "openingHoursSpecification": usual,
        "specialOpeningHoursSpecification": special,
    }


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way as the crow flies between two places (degrees north, east), within one city."""
    north = math.radians(other[0] - one[0])
    east = math.radians(other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return _EARTH_M * math.hypot(north, east)
