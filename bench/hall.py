"""Whole walk-in journeys over HTTP: issue, call next, start, finish, each with a durable commit.

Beside it the limit: the same statements from the same database, driven by psycopg without Django
or HTTP. CPU is that of the web and database processes (for the limit: this process and the
database), so a busy machine disturbs the figure little.
"""

import os
import secrets
import statistics
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil
import psycopg

from bench.client import Client
from okno.config import running

CENTRES = 20
PAIRS = 24  # clients in pairs; 12 centres with two and 8 with one make 20 centres and 32 clients
PAST = 100_000
ACTS = ("issue", "call", "start", "finish")
GOALS = {
    "cpu_ms_per_journey": 5.0,
    "duplicate_numbers": 0,
    "double_calls": 0,
    "history_ratio": 1.25,
}


@dataclass(frozen=True)
class Seat:
    """Where one client works: a counter of a centre, and the centre's token."""

    centre: int
    slug: str
    counter: int
    token: str
    service: str


@dataclass
class Took:
    """What clients measured, in seconds by act, and the journeys they made."""

    acts: dict[str, list[float]] = field(default_factory=lambda: {act: [] for act in ACTS})
    journeys: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    numbers: list[tuple[int, str]] = field(default_factory=list)
    called: list[int] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / max(1, self.journeys)


def measure(*, long: bool) -> tuple[dict[str, Any], dict[str, float]]:
    """The figures and the goals."""
    with running.run("--demo", "--no-day") as house:
        os.environ["OKNO_DATABASE"] = house.dsn()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")
        import django

        django.setup()
        seats = arrange(32)
        seconds = 20.0 if long else 3.5
        _drive(house, seats[:8], seconds)  # warm: prepared statements, imports, buffers
        _analyse()
        fresh = _drive(house, seats[:8], seconds)
        fill_past(seats, PAST)
        runs = {clients: _drive(house, seats[:clients], seconds) for clients in (1, 8, 32)}
        limit = _limit(house, seats[:8], seconds)
    for clients, took in runs.items():
        _print(f"{clients} clients", took)
    _print("limit, 8 clients", limit)
    eight = runs[8]
    every = [fresh, *runs.values()]
    return {
        "cpu_ms_per_journey": round(eight.cpu_ms, 2),
        "cpu_ms_per_journey_1": round(runs[1].cpu_ms, 2),
        "cpu_ms_per_journey_32": round(runs[32].cpu_ms, 2),
        "cpu_ms_limit": round(limit.cpu_ms, 2),
        "times_limit": round(eight.cpu_ms / limit.cpu_ms, 2),
        "history_ratio": round(eight.cpu_ms / fresh.cpu_ms, 2),
        "journeys_per_s": round(eight.journeys / eight.seconds, 1),
        "journeys_per_s_limit": round(limit.journeys / limit.seconds, 1),
        "past_tickets": PAST,
        "duplicate_numbers": sum(_extra(took.numbers) for took in every),
        "double_calls": sum(_extra(took.called) for took in every),
        **{
            f"{act}_{name}_ms_{clients}": round(1000 * _share(took.acts[act], share), 2)
            for clients, took in runs.items()
            for act in ACTS
            for name, share in (("p50", 0.5), ("p99", 0.99))
        },
    }, GOALS


def arrange(clients: int) -> list[Seat]:
    """Twenty centres with a token and open counters; one seat for each client.

    The first clients sit in pairs, two counters of one centre, and compete for its line.
    """
    from okno.base import clock
    from okno.base.text import Text
    from okno.catalog.models import Offer
    from okno.network import actions as network
    from okno.network import policy
    from okno.network.models import Centre
    from okno.people.models import Role, Staff
    from okno.queue import actions as queue

    at, seats = clock.now(), []
    tokens: dict[int, str] = {}
    centres = list(Centre.objects.filter(kind="district").order_by("slug")[:CENTRES])
    for number in range(clients):
        centre = centres[number // 2 if number < PAIRS else number - PAIRS // 2]
        if centre.pk not in tokens:
            same = {"at": at, "by": "system"}
            device, tokens[centre.pk] = network.enrol_device(
                centre=centre, kind="program", name="bench", **same
            )
            network.set_quota(device=device, most=policy.MOST_QUOTA, **same)
        counter = centre.counters.order_by("-number")[number % 2 if number < PAIRS else 0]
        offer = Offer.objects.filter(centre=centre).select_related("service").first()
        assert offer is not None
        staff = Staff.objects.create(
            login=f"bench-{number}",
            name=Text(ru=f"Замер {number}", en=f"Bench {number}"),
            role=Role.OPERATOR,
            centre=centre,
            skills=list(offer.service.skills),
            languages={"ru": "c2"},
        )
        queue.open_counter(
            centre=centre.pk,
            counter=counter.pk,
            staff=staff,
            services=[offer.service.slug],
            at=at,
            by="system",
        )
        seats.append(
            Seat(centre.pk, centre.slug, counter.pk, tokens[centre.pk], offer.service.slug)
        )
    return seats


def fill_past(seats: list[Seat], tickets: int) -> None:
    """A history: finished tickets of past days with their four facts in the journal."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "insert into queue_ticket (centre_id, day, letter, number, token, service_id, rest,"
            " purpose, language, priority, typical_s, rank, state, issued_at, waiting_since,"
            " called_at, started_at, ended_at, recalls, reason, outcome, promise_due_at, voucher,"
            " version)"
            " select c.id, current_date - (2 + n / 400)::int, 'A', n %% 400, replace(gen_random_uuid()::text, '-', ''),"
            " (select min(id) from catalog_service), '{}', 'file', 'ru', 'ordinary', 600, 0,"
            " 'finished', t, t, t + interval '3 min', t + interval '4 min', t + interval '14 min', 0,"
            " '{}', 'done', t + interval '15 min', '', 4"
            " from (select distinct id from network_centre where id = any(%s)) c,"
            " generate_series(0, %s / %s - 1) n,"
            " lateral (select current_date - make_interval(days => (2 + n / 400)::int)"
            "   + make_interval(secs => 28800 + (n %% 400) * 100) as t) x",
            [[seat.centre for seat in seats], tickets, CENTRES],
        )
        cursor.execute(
            "insert into base_event (at, name, centre_id, subject, by, payload)"
            " select issued_at, name, centre_id, 'ticket:' || id, 'system',"
            " jsonb_build_object('ticket', letter || number, 'waited_s', 180)"
            " from queue_ticket, unnest(array['queue.ticket_issued', 'queue.ticket_called',"
            "  'queue.service_started', 'queue.service_finished']) name where state = 'finished'"
            " and day < current_date"
        )
    _analyse()


def _analyse() -> None:
    """What autovacuum does by itself within a minute; without and with a past alike."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("queue_ticket", "base_event", "base_idempotencykey", "queue_countersession"):
            cursor.execute(f"vacuum analyze {table}")


def _drive(house: running.Running, seats: list[Seat], seconds: float) -> Took:
    def watched() -> list[psutil.Process]:
        parts = house.parts()
        return [*parts["web"], *parts["database"]]

    makers = [lambda took, seat=seat: _journey(house.port, seat, took) for seat in seats]
    return _timed(makers, watched, seconds)


def _journey(port: int, seat: Seat, took: Took) -> Callable[[], None]:
    client = Client(port, seat.token)

    def once() -> None:
        begun = time.perf_counter()
        issued = client.post(
            f"/api/v1/centres/{seat.slug}/tickets", {"service": seat.service}, secrets.token_hex(8)
        )
        took.numbers.append((seat.centre, issued["label"]))
        begun = _lap(took, "issue", begun)
        called = client.post(f"/api/v1/counters/{seat.counter}/call-next", {})
        took.called.append(called["id"])
        begun = _lap(took, "call", begun)
        client.post(f"/api/v1/tickets/{called['id']}/start", {"counter": seat.counter})
        begun = _lap(took, "start", begun)
        client.post(f"/api/v1/tickets/{called['id']}/finish", {"counter": seat.counter})
        _lap(took, "finish", begun)

    return once


def _lap(took: Took, act: str, begun: float) -> float:
    now = time.perf_counter()
    took.acts[act].append(now - begun)
    return now


def _limit(house: running.Running, seats: list[Seat], seconds: float) -> Took:
    """The same four statements, prepared, autocommitted, from threads of this process."""

    def watched() -> list[psutil.Process]:
        return [*house.parts()["database"], psutil.Process()]

    makers = [lambda took, seat=seat: _bare(house.dsn(), seat, took) for seat in seats]
    return _timed(makers, watched, seconds)


def _bare(dsn: str, seat: Seat, took: Took) -> Callable[[], None]:
    from okno.base import clock
    from okno.queue import policy, reference, sql

    line = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
    line.execute("set jit = off")
    service, place = reference.service(seat.service), reference.centre(seat.centre)
    same = {
        "centre": seat.centre, "counter": seat.counter, "by": "bench",
        "quick_s": policy.QUICK.total_seconds(), "back_s": policy.BACK_FIRST.total_seconds(),
    }  # fmt: skip
    made = {
        "letter": service.letter, "service": service.id, "rest": [], "purpose": "file",
        "language": "ru", "priority": "ordinary", "typical_s": 600, "booked_at": None,
        "hall": None, "holder": None, "medium": "here",
    }  # fmt: skip

    def run(act: str, statement: str, **more: Any) -> int:
        begun = time.perf_counter()
        for _look in range(3):  # as the act does: the other of the pair may have taken the first
            given = {**same, "act": act, "at": clock.now(), **more}
            row = line.execute(statement, given).fetchone()
            if row is not None:
                break
        _lap(took, act, begun)
        assert row is not None
        return int(row[0])

    def once() -> None:
        at = clock.now()
        run(
            "issue", sql.ISSUE, **made, day=place.day(at), token=secrets.token_urlsafe(16),
            rank=policy.rank(at), issued_at=at, promise_due_at=at + place.standard,
        )  # fmt: skip
        ticket = run("call", sql.CALL_NEXT, ticket=None, picked=None, voucher="ABCDEF")
        run("start", sql.START, ticket=ticket)
        run("finish", sql.FINISH, ticket=ticket, outcome="done")

    return once


def _timed(makers: list[Any], watched: Callable[[], list[psutil.Process]], seconds: float) -> Took:
    """Run every client in its thread for `seconds`; CPU is the watched processes' own."""
    tooks = [Took() for _ in makers]
    jobs = [maker(took) for maker, took in zip(makers, tooks, strict=True)]
    failures: list[Exception] = []
    end = time.perf_counter() + seconds

    def work(once: Callable[[], None], took: Took) -> None:
        try:
            while time.perf_counter() < end:
                once()
                took.journeys += 1
        except Exception as error:
            failures.append(error)

    before, begun = cpu(watched()), time.perf_counter()
    threads = [threading.Thread(target=work, args=pair) for pair in zip(jobs, tooks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Took(seconds=time.perf_counter() - begun)
    after = cpu(watched())
    # A connection opened meanwhile is a new process of the database: all its time counts.
    whole.cpu_seconds = sum(spent - before.get(pid, 0.0) for pid, spent in after.items())
    if failures:
        raise failures[0]
    for took in tooks:
        whole.journeys += took.journeys
        whole.numbers += took.numbers
        whole.called += took.called
        for act in ACTS:
            whole.acts[act] += took.acts[act]
    return whole


def cpu(processes: list[psutil.Process]) -> dict[int, float]:
    """The CPU seconds that each process has used so far."""
    spent = {}
    for process in processes:
        if process.is_running():
            times = process.cpu_times()
            spent[process.pid] = times.user + times.system
    return spent


def _extra(values: list[Any]) -> int:
    return sum(count - 1 for count in Tally(values).values())


def _share(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1] if len(values) > 1 else 0.0


def _print(name: str, took: Took) -> None:
    acts = "  ".join(
        f"{act} {1000 * _share(took.acts[act], 0.5):.1f}/{1000 * _share(took.acts[act], 0.99):.1f}"
        for act in ACTS
    )
    sys.stdout.write(
        f"{name:<18}{took.journeys / took.seconds:7.1f} journeys/s  {took.cpu_ms:5.2f} ms CPU"
        f"  p50/p99 ms: {acts}\n"
    )
