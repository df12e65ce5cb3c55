"""What is done with the network: load it, enrol devices, close and reopen."""

import json
import secrets
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from okno.base import events
from okno.base.text import FALLBACK, Text
from okno.network import errors, queries
from okno.network.events import (
    CentreClosed,
    CentreReopened,
    CityLoaded,
    DeviceEnrolled,
    DeviceSetUp,
)
from okno.network.models import (
    Centre,
    City,
    Closure,
    Counter,
    Device,
    District,
    Hall,
    Okrug,
    Profile,
    WeeklyHours,
)

LONGEST_CLOSURE = timedelta(days=366)
LONGEST_REASON = 200
_FILE = Path(__file__).parent / "data" / "moscow.json"


@transaction.atomic
def load_city(path: Path | None = None, *, at: datetime, by: str = "system") -> int:
    """Read the city's file into the database; safe to repeat. Returns the number of centres."""
    found = json.loads((path or _FILE).read_text(encoding="utf-8"))
    city, _new = City.objects.update_or_create(
        slug="moscow",
        defaults={
            "name": Text(ru="Москва", en="Moscow"),
            "zone": "Europe/Moscow",
            "closed_on": found["closed_on"],
        },
    )
    profile, _new = Profile.objects.get_or_create(
        slug="moscow", defaults={"name": Text(ru="Москва", en="Moscow")}
    )
    for row in found["centres"]:
        okrug, _n = Okrug.objects.get_or_create(
            slug=row["okrug"]["slug"],
            defaults={
                "city": city,
                "name": Text(row["okrug"]["name"]),
                "abbr": Text(row["okrug"]["abbr"]),
            },
        )
        district, _n = District.objects.get_or_create(
            slug=row["district"]["slug"],
            defaults={
                "okrug": okrug,
                "name": Text(row["district"]["name"]),
                "population": row["population"],
            },
        )
        centre, new = Centre.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": Text(row["name"]),
                "kind": row["kind"],
                "district": district,
                "lat": row["lat"],
                "lon": row["lon"],
                "zone": city.zone,
                "profile": profile,
            },
        )
        if not new:
            continue
        _furnish(centre, row["counters"], found["halls"])
        opens, closes = (time(8), time(20)) if row["kind"] == "district" else (time(10), time(22))
        WeeklyHours.objects.bulk_create(
            WeeklyHours(centre=centre, weekday=day, opens=opens, closes=closes) for day in range(7)
        )
        for kind in ("kiosk", "board"):
            Device.objects.create(
                centre=centre,
                kind=kind,
                name=kind,
                token_hash=queries.hash_token(secrets.token_urlsafe(24)),
            )
    events.record(CityLoaded(centres=len(found["centres"])), at=at, by=by)
    return len(found["centres"])


def _furnish(centre: Centre, counters: int, named: list[dict[str, Any]]) -> None:
    """The halls and their counters, numbered through; a flagship and the palace have two halls."""
    halls = named[:1] if centre.kind == Centre.Kind.DISTRICT else named[:2]
    each = -(-counters // len(halls))
    for place, row in enumerate(halls):
        hall = Hall.objects.create(centre=centre, slug=row["slug"], name=Text(row["name"]))
        numbers = range(place * each + 1, min(counters, (place + 1) * each) + 1)
        Counter.objects.bulk_create(
            Counter(centre=centre, hall=hall, number=number) for number in numbers
        )


@transaction.atomic
def enrol_device(
    *, centre: Centre, kind: str, name: str, at: datetime, by: str
) -> tuple[Device, str]:
    """A new device of the centre and its token, which is shown only now."""
    token = secrets.token_urlsafe(24)
    device = Device.objects.create(
        centre=centre, kind=kind, name=name, token_hash=queries.hash_token(token)
    )
    _note(device, at, by)
    return device, token


@transaction.atomic
def renew_token(*, device: Device, at: datetime, by: str, token: str = "") -> str:
    """A new token for a device, a random one unless `token` is given; the old one ends."""
    token = token or secrets.token_urlsafe(24)
    device.token_hash = queries.hash_token(token)
    device.save(update_fields=["token_hash"])
    _note(device, at, by)
    return token


@transaction.atomic
def set_up_device(*, device: Device, settings: dict[str, Any], at: datetime, by: str) -> Device:
    """Replace a device's settings (`docs/guides/set-up-a-kiosk.md` says which a kiosk knows).

    `hall`, the short name of a hall of its centre, says that the device stands in it; refuses one
    that is not there (`unknown_hall`).
    """
    device.settings, device.hall = settings, None
    if "hall" in settings:
        halls = {hall.slug: hall for hall in Hall.objects.filter(centre=device.centre_id)}
        device.hall = halls.get(str(settings["hall"]))
        if device.hall is None:
            raise errors.unknown_hall(", ".join(sorted(halls)))
    device.save(update_fields=["settings", "hall"])
    events.record(
        DeviceSetUp(kind=device.kind),
        at=at,
        by=by,
        centre=device.centre_id,
        subject=f"device:{device.pk}",
    )
    return device


@transaction.atomic
def close(
    *,
    city: City,
    centre: Centre | None = None,
    service: str = "",
    starts_on: date,
    ends_on: date,
    opens: time | None = None,
    closes: time | None = None,
    reason: Text,
    at: datetime,
    by: str,
) -> Closure:
    """Close the city, a centre, or a service in it, from one day to another, both included; with
    `opens` and `closes` it is open on these days only within them, never outside its usual hours.

    Refuses days and hours in the wrong order (`upside_down`), a time without the other
    (`half_hours`), days that are all over (`already_past`), more than a year (`closure_too_long`),
    a reason that lacks in Russian or English (`no_reason`) or is too long (`reason_too_long`), and
    days on some of which the very same is closed or shortened already (`closed_already`).
    """
    _check_days(starts_on, ends_on, opens, closes)
    _check_reason(reason)
    if ends_on < _today(city, centre, at):
        raise errors.already_past()
    # Two who close the same at the same moment go one after another: the second is told.
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    same = {"city": city, "centre": centre, "service": service}
    there = Closure.objects.filter(**same, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if there is not None:
        raise errors.closed_already(queries.days_words(there.starts_on, there.ends_on))
    closure = Closure.objects.create(
        **same, starts_on=starts_on, ends_on=ends_on, opens=opens, closes=closes, reason=reason
    )
    fact = CentreClosed(starts_on=str(starts_on), ends_on=str(ends_on), service=service)
    _note_closure(fact, closure, closure.pk, at, by)
    return closure


@transaction.atomic
def reopen(*, closure: Closure, at: datetime, by: str) -> None:
    """Take a closure back, also one that has begun.

    Refuses one that is over (`already_past`) and one that somebody has taken back (`unknown_closure`).
    """
    if closure.ends_on < _today(closure.city, closure.centre, at):
        raise errors.already_past()
    number = closure.pk
    if not Closure.objects.filter(pk=number).delete()[0]:
        raise errors.unknown_closure()
    _note_closure(CentreReopened(), closure, number, at, by)


def _check_days(starts_on: date, ends_on: date, opens: time | None, closes: time | None) -> None:
    """Refuses what is no stretch of days, or no hours of a day."""
    if ends_on < starts_on:
        raise errors.upside_down()
    if ends_on - starts_on > LONGEST_CLOSURE:
        raise errors.closure_too_long()
    if opens is not None and closes is None:
        raise errors.half_hours("closes")
    if closes is not None and opens is None:
        raise errors.half_hours("opens")
    if opens is not None and closes is not None and closes <= opens:
        raise errors.upside_down("closes")


def _check_reason(reason: Text) -> None:
    """Refuses a reason that some screen could not show."""
    for language in FALLBACK:
        said = reason.get(language, "").strip()
        if not said:
            raise errors.no_reason(f"reason_{language}")
        if len(said) > LONGEST_REASON:
            raise errors.reason_too_long(f"reason_{language}", LONGEST_REASON)


def _today(city: City, centre: Centre | None, at: datetime) -> date:
    return at.astimezone(ZoneInfo((centre or city).zone)).date()


def _note_closure(fact: events.Fact, closure: Closure, number: int, at: datetime, by: str) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=closure.centre_id,
        subject=f"closure:{number}",
        topics=("network",),
    )


def _note(device: Device, at: datetime, by: str) -> None:
    events.record(
        DeviceEnrolled(kind=device.kind),
        at=at,
        by=by,
        centre=device.centre_id,
        subject=f"device:{device.pk}",
    )
