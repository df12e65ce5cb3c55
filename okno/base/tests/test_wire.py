"""The wire, for real: NOTIFY in, server-sent events out over a socket."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from okno.base import wire, wire_server
from okno.base.wire_server import Wire
from okno.base.wire_signature import sign

SECRET = "a key of the test"


def dsn() -> str:
    parameters = connection.get_connection_params()
    return " ".join(
        f"{name}={parameters[name]}"
        for name in ("dbname", "user", "password", "host", "port")
        if parameters.get(name)
    )


def run(story) -> None:
    """Run a story on a loop of its own thread (the browser tests keep one in the main thread)."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(lambda: asyncio.run(story())).result(timeout=30)


class Screen:
    """A browser's end of the stream, as ASGI sees it."""

    def __init__(
        self,
        app: Wire,
        topics: str,
        signature: str | None = None,
        *,
        peer: str = "192.0.2.7",
        heard: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        self._app = app
        self._query = f"topics={topics}&sig={signature or sign(topics, SECRET)}"
        self._client, self._headers = (peer, 1), list(heard)
        self.sent: asyncio.Queue = asyncio.Queue()
        self._gone = asyncio.Event()
        self.status: int | None = None

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            await self.sent.put(message["body"].decode())

    def open(self) -> asyncio.Task:
        scope = {
            "type": "http",
            "path": "/live",
            "method": "GET",
            "query_string": self._query.encode(),
            "client": self._client,
            "headers": self._headers,
        }
        return asyncio.create_task(self._app(scope, self._receive, self._send))

    async def hears(self, wanted: str) -> bool:
        with contextlib.suppress(TimeoutError):
            while True:
                if wanted in await asyncio.wait_for(self.sent.get(), 3):
                    return True
        return False

    def leave(self) -> None:
        self._gone.set()


@pytest.mark.django_db(transaction=True)
def test_a_nudge_reaches_the_screens_that_follow_the_topic_and_no_other():
    async def story():
        app = Wire(dsn(), SECRET)
        mine, other = Screen(app, "hall:1,ticket:5"), Screen(app, "hall:2")
        tasks = [mine.open(), other.open()]
        assert await mine.hears("data: *"), "the listener has come up"
        await asyncio.to_thread(_nudge)
        assert await mine.hears("data: hall:1")
        assert other.sent.empty() or "hall:1" not in str(other.sent._queue)
        mine.leave()
        other.leave()
        await asyncio.gather(*tasks)
        assert not app._by_topic
        app._listener.cancel()

    def _nudge():
        wire.nudge("hall:1")
        wire.hang_up()
        connection.close()

    run(story)


def test_a_topic_that_we_did_not_sign_is_not_followed():
    async def story():
        app = Wire("host=/nowhere", SECRET)
        for signature in ("0" * 32, "", "é", sign("hall:1", "another key")):
            screen = Screen(app, "hall:1", signature or "x")
            await screen.open()
            assert screen.status == 404
        app._listener.cancel()

    run(story)


@pytest.fixture
def small(monkeypatch):
    """Nine lines: four for strangers, two of them for one network."""
    monkeypatch.setattr(wire_server, "MOST_STREAMS", 9)
    monkeypatch.setattr(wire_server, "MOST_PUBLIC", 4)
    monkeypatch.setattr(wire_server, "MOST_OF_A_NETWORK", 2)


async def opened(app, *screens):
    """The status of each screen, opened one after another; and those that got a line."""
    got = []
    for screen in screens:
        got.append((screen, screen.open()))
        while screen.status is None:
            await asyncio.sleep(0)
    return [screen.status for screen, _task in got], got


async def closed(app, got):
    for screen, task in got:
        screen.leave()
        await task
    app._listener.cancel()


def test_one_network_takes_a_part_of_the_lines_and_gives_it_back(small):
    async def story():
        app = Wire("host=/nowhere", SECRET)
        beside = [Screen(app, "hall:1", peer=f"2001:db8::{last}") for last in range(3)]
        statuses, got = await opened(app, *beside, Screen(app, "hall:1", peer="2001:db8:1::1"))
        assert statuses == [200, 200, 503, 200]
        got[0][0].leave()
        await got[0][1]
        statuses, more = await opened(app, Screen(app, "hall:1", peer="2001:db8::9"))
        assert statuses == [200]
        await closed(app, got[1:] + more)
        assert not app._strangers
        assert app._public == 0

    run(story)


def test_strangers_from_everywhere_leave_lines_for_the_house(small):
    async def story():
        app = Wire("host=/nowhere", SECRET)
        crowd = [Screen(app, "hall:1", peer=f"192.0.2.{last}") for last in range(6)]
        board = [Screen(app, "hall:1", sign("hall:1", SECRET, house=True)) for _ in range(6)]
        statuses, got = await opened(app, *crowd, *board)
        assert statuses == [200] * 4 + [503] * 2 + [200] * 5 + [503]
        await closed(app, got)

    run(story)


def test_behind_a_proxy_the_network_is_of_whom_the_proxy_heard(small):
    async def story():
        app = Wire("host=/nowhere", SECRET, proxies=1)

        def from_(address, *more):
            heard = ((b"x-forwarded-for", address), *more)
            return Screen(app, "hall:1", peer="10.0.0.1", heard=heard)

        forged = (b"x_forwarded_for", b"203.0.113.9")
        statuses, got = await opened(
            app, from_(b"192.0.2.1"), from_(b"192.0.2.1", forged), from_(b"192.0.2.1", forged)
        )
        assert statuses == [200, 200, 503]
        two = (b"x-forwarded-for", b"203.0.113.9")
        statuses, more = await opened(app, from_(b"192.0.2.1", two), from_(b"192.0.2.2"))
        assert statuses == [200, 200], "two entries of one proxy: it counts as the proxy itself"
        assert app._strangers["10.0.0.1"] == 1
        await closed(app, got + more)

    run(story)


def test_without_a_database_the_screen_is_told():
    async def story():
        app = Wire("host=/nowhere", SECRET)
        screen = Screen(app, "hall:1")
        task = screen.open()
        assert await screen.hears("event: lost")
        screen.leave()
        await task
        app._listener.cancel()

    run(story)


def test_many_topics_go_in_packets_postgresql_takes():
    packets = wire._packets([f"ticket:{number}" for number in range(3000)])
    assert all(len(packet) < 8000 for packet in packets)
    assert sum(len(packet.split()) for packet in packets) == 3000
