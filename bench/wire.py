"""300 live screens on the wire while counters call: how long from the call's answer to the nudge.

Also the memory of the whole idle system: web, jobs, wire and database together (PSS, so that pages
shared between processes are counted once).
"""

import asyncio
import os
import statistics
import sys
import time
from typing import Any

import psutil

from bench.client import Client
from bench.hall import arrange
from okno.config import running

SCREENS = 300
GOALS = {"call_to_screen_p99_ms": 100.0, "idle_memory_mb": 500.0}


def measure(*, long: bool) -> tuple[dict[str, Any], dict[str, float]]:
    """The figures and the goals."""
    with running.run("--demo", "--no-day") as house:
        time.sleep(3.0)
        memory = memory_mb(house)
        os.environ["OKNO_DATABASE"] = house.dsn()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")
        import django

        django.setup()
        from django.conf import settings

        from okno.base.wire_signature import sign

        secret = (house.home / "secret").read_text()
        assert settings.configured
        seats = arrange(20)
        topics = [f"hall:{seat.centre}" for seat in seats]
        signed = [(topic, sign(topic, secret)) for topic in topics]
        delays, lost = asyncio.run(_listen_and_call(house, seats, signed, 400 if long else 120))
    for part, megabytes in memory.items():
        sys.stdout.write(f"{part:<10}{megabytes:7.1f} MB\n")
    cuts = statistics.quantiles(delays, n=100)
    figures = {
        "screens": SCREENS,
        "nudges": len(delays),
        "nudges_lost": lost,
        "call_to_screen_p50_ms": round(1000 * cuts[49], 1),
        "call_to_screen_p99_ms": round(1000 * cuts[98], 1),
        "idle_memory_mb": round(sum(memory.values()), 1),
    }
    sys.stdout.write(f"{figures}\n")
    return figures, GOALS | {"nudges_lost": 0}


def memory_mb(house: running.Running) -> dict[str, float]:
    """Megabytes by part."""
    own = psutil.Process(house.process.pid)
    parts = house.parts() | {"up": [own]}
    return {
        part: sum(process.memory_full_info().pss for process in processes) / 1e6
        for part, processes in parts.items()
    }


async def _listen_and_call(
    house: running.Running, seats: list[Any], signed: list[tuple[str, str]], calls: int
) -> tuple[list[float], int]:
    heard: dict[int, asyncio.Queue[float]] = {number: asyncio.Queue() for number in range(SCREENS)}
    ready = asyncio.Semaphore(0)
    screens = [
        asyncio.create_task(_screen(house.port + 1, *signed[n % len(signed)], heard[n], ready))
        for n in range(SCREENS)
    ]
    for _ in range(SCREENS):
        await ready.acquire()
    await asyncio.sleep(0.5)
    clients = [Client(house.port, seat.token) for seat in seats]
    delays: list[float] = []
    lost = 0
    loop = asyncio.get_running_loop()
    for number in range(calls):
        at = number % len(seats)
        seat, client = seats[at], clients[at]
        issued = await loop.run_in_executor(
            None, client.post, f"/api/v1/centres/{seat.slug}/tickets", {"service": seat.service}
        )
        await asyncio.sleep(0.06)
        mine = [heard[n] for n in range(SCREENS) if n % len(signed) == at]
        for queue in mine:
            while not queue.empty():
                queue.get_nowait()
        begun = time.perf_counter()
        called = await loop.run_in_executor(
            None, client.post, f"/api/v1/counters/{seat.counter}/call-next", {}
        )
        assert called["id"] == issued["id"]
        for queue in mine:
            try:
                delays.append(await asyncio.wait_for(queue.get(), 2.0) - begun)
            except TimeoutError:
                lost += 1
        for act in ("start", "finish"):
            await loop.run_in_executor(
                None, client.post, f"/api/v1/tickets/{called['id']}/{act}", {}
            )
    for screen in screens:
        screen.cancel()
    return delays, lost


async def _screen(
    port: int, topic: str, signature: str, heard: asyncio.Queue[float], ready: asyncio.Semaphore
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /live?topics={topic}&sig={signature} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    )
    await reader.readuntil(b": okno")
    ready.release()
    while True:
        line = await reader.readline()
        if not line:
            return
        if line.startswith(b"data: hall"):
            await heard.put(time.perf_counter())
