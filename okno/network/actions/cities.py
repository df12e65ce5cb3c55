"""The city's file becomes its centres."""

import json
import secrets
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from okno.base import events
from okno.base.text import Text
from okno.network import queries
from okno.network.events import CityLoaded
from okno.network.models import (
    Centre,
    City,
    Counter,
    Device,
    District,
    Hall,
    Okrug,
    Profile,
    WeeklyHours,
)

_FILE = Path(__file__).parent.parent / "data" / "moscow.json"


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
