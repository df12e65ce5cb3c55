"""Booking over HTTP: the search over the whole network for a month, and 32 clients who book at once.

The search is asked of a network that is full for three days and fills up after them: of every
schedule and day the sheet is drawn as if so much were booked. Then the sheets are wiped, and 32 clients of
20 centres hold and book the earliest times they are offered, so that those of one centre want the same.
CPU is that of the web and database processes.
"""

import os
import random
import secrets
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bench.client import Client, Refused
from bench.hall import cpu
from okno.config import running

CLIENTS = 32
CENTRES = 20
DAYS = 31
FULL = (
    1.0,
    1.0,
    1.0,
    0.95,
    0.9,
    0.7,
    0.5,
)  # how much of each day from today on is booked; then 0.3
SERVICES = 10
GOALS = {"search_p95_ms": 150.0, "oversold": 0, "people_in_two_places": 0}

_OVERSOLD = """
select count(*) from booking_appointment a join booking_appointment b
  on a.schedule_id = b.schedule_id and a.lane = b.lane and a.id < b.id and a.during && b.during
where a.state in ('held', 'booked') and b.state in ('held', 'booked')
"""
_TWO_PLACES = """
select count(distinct (a.id, b.id)) from booking_appointment a join booking_appointment b
  on a.id < b.id and a.during && b.during
join booking_personkey x on x.appointment_id = a.id
join booking_personkey y on y.appointment_id = b.id and y.key = x.key
where a.state = 'booked' and b.state = 'booked'
"""


@dataclass
class Took:
    """What one client did."""

    booked: int = 0
    beaten: int = 0
    seconds: list[float] = field(default_factory=list)


def measure(*, long: bool) -> tuple[dict[str, Any], dict[str, float]]:
    """The figures and the goals."""
    with running.run("--demo", "--no-day") as house:
        os.environ["OKNO_DATABASE"] = house.dsn()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")
        import django

        django.setup()
        _fill_the_month()
        services = _services()
        _search(house.port, services, SERVICES)  # warm
        searches = _search(house.port, services, 400 if long else 120)
        seats = _arrange(house)
        _book(house, seats, 1.0)  # warm
        seconds = 20.0 if long else 6.0
        tooks, wall, spent = _book(house, seats, seconds)
        oversold, double = _count(_OVERSOLD), _count(_TWO_PLACES)
    booked = sum(took.booked for took in tooks)
    each = [second for took in tooks for second in took.seconds]
    sys.stdout.write(
        f"search: {len(searches)} asked; {booked} booked by {CLIENTS} clients in {wall:.1f} s,"
        f" {sum(took.beaten for took in tooks)} times somebody was quicker\n"
    )
    return {
        "search_p50_ms": _ms(searches, 50),
        "search_p95_ms": _ms(searches, 95),
        "bookings_per_s": round(booked / wall, 1),
        "cpu_ms_per_booking": round(1000 * spent / max(1, booked), 2),
        "booking_p50_ms": _ms(each, 50),
        "booking_p95_ms": _ms(each, 95),
        "beaten": sum(took.beaten for took in tooks),
        "oversold": oversold,
        "people_in_two_places": double,
    }, GOALS


def _fill_the_month() -> None:
    """Sheets of every schedule for every day, as full as FULL says."""
    from zoneinfo import ZoneInfo

    from okno.base import clock
    from okno.booking import grid, sheets
    from okno.booking.models import Schedule, Sheet, WeekRow

    chance, today = random.Random(7), clock.now().astimezone(ZoneInfo("Europe/Moscow")).date()
    counters = dict(WeekRow.objects.values_list("schedule_id", "counters"))
    rows = []
    for schedule in Schedule.objects.all():
        count = len(grid.lanes(counters[schedule.pk], schedule.share))
        for ahead in range(DAYS):
            share = FULL[ahead] if ahead < len(FULL) else 0.3
            bits = 0
            for lane in range(count):
                for start in range(8 * grid.HOUR, 22 * grid.HOUR, 3):
                    if chance.random() < share:
                        bits |= grid.span(start, start + 3, lane)
            drawn = sheets.written(bits)
            day = today + timedelta(days=ahead)
            rows.append(Sheet(schedule=schedule, day=day, until_free=drawn, from_ready=drawn))
    Sheet.objects.all().delete()
    Sheet.objects.bulk_create(rows)


def _services() -> list[str]:
    from okno.catalog.models import Service

    found = Service.objects.filter(is_popular=True, file_minutes__isnull=False)
    return list(found.values_list("slug", flat=True)[:SERVICES])


def _search(port: int, services: list[str], times: int) -> list[float]:
    client, took = Client(port, ""), []
    for number in range(times):
        query = urlencode({"service": services[number % len(services)]})
        begun = time.perf_counter()
        found = client.get(f"/api/v1/slots/earliest?{query}")
        took.append(time.perf_counter() - begun)
        assert len(found) > 100, "nearly every centre has a time within the month"
    return took


def _arrange(house: running.Running) -> list[tuple[str, str, str]]:
    """(centre, token, service) of each client; the sheets are wiped."""
    from okno.base import clock
    from okno.booking.models import Sheet
    from okno.network import actions as network
    from okno.network import policy
    from okno.network.models import Centre

    Sheet.objects.all().delete()
    centres = list(Centre.objects.filter(kind="district").order_by("slug")[:CENTRES])
    tokens, same = {}, {"at": clock.now(), "by": "system"}
    for centre in centres:
        device, tokens[centre.pk] = network.enrol_device(
            centre=centre, kind="program", name="bench", **same
        )
        network.set_quota(device=device, most=policy.MOST_QUOTA, **same)
    service = _services()[0]
    return [
        (centres[n % CENTRES].slug, tokens[centres[n % CENTRES].pk], service)
        for n in range(CLIENTS)
    ]


def _book(
    house: running.Running, seats: list[tuple[str, str, str]], seconds: float
) -> tuple[list[Took], float, float]:
    parts = house.parts()
    watched = [*parts["web"], *parts["database"]]
    tooks = [Took() for _ in seats]
    failures: list[BaseException] = []
    end = time.perf_counter() + seconds

    def work(seat: tuple[str, str, str], took: Took) -> None:
        try:
            _client(house.port, seat, took, end)
        except BaseException as error:
            failures.append(error)

    before, begun = cpu(watched), time.perf_counter()
    threads = [threading.Thread(target=work, args=pair) for pair in zip(seats, tooks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parts = house.parts()
    after = cpu([*parts["web"], *parts["database"]])
    spent = sum(now - before.get(pid, 0.0) for pid, now in after.items())
    if failures:
        raise failures[0]
    return tooks, time.perf_counter() - begun, spent


def _client(port: int, seat: tuple[str, str, str], took: Took, end: float) -> None:
    """Ask for a day's free times, and book them one after another, the earliest first, until the end."""
    slug, token, service = seat
    client = Client(port, token)
    chance, today = random.Random(secrets.token_hex(8)), datetime.now(UTC).date()
    while time.perf_counter() < end:
        day = today + timedelta(days=chance.randint(1, 4))
        query = urlencode({"service": service, "first": day, "last": day})
        free = client.get(f"/api/v1/centres/{slug}/slots?{query}")
        for slot in free[:8]:
            if time.perf_counter() > end:
                return
            begun = time.perf_counter()
            try:
                held = client.post(
                    f"/api/v1/centres/{slug}/holds",
                    {"services": [service], "starts_at": slot["starts_at"]},
                )
            except Refused:
                took.beaten += 1
                continue
            client.post(
                "/api/v1/appointments",
                {
                    "hold": held["token"],
                    "name": "Bench",
                    "phone": f"+7916{secrets.randbelow(10**7):07}",
                    "agreed": True,
                },
            )
            took.booked += 1
            took.seconds.append(time.perf_counter() - begun)


def _count(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _ms(seconds: list[float], percent: int) -> float:
    return round(1000 * statistics.quantiles(seconds, n=100)[percent - 1], 1)
