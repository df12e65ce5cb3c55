"""The wire process: PostgreSQL's NOTIFY in, server-sent events out. Knows no Django and no data.

Of its lines half are kept for the screens of the house, and one network of strangers gets a part of
the other half (okno.base.wire_signature has the numbers).

A stream carries lines `data: hall:3 ticket:12` (ask these again), `data: *` (ask everything again,
after the database came back) and `event: lost` (the database is away). Source of the format:
HTML Living Standard, section 9.2, server-sent events.
"""

import asyncio
import contextlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import psycopg

from okno.base.asker import asker, network_of
from okno.base.wire_signature import (
    CHANNEL,
    MOST_OF_A_NETWORK,
    MOST_PUBLIC,
    MOST_STREAMS,
    sign,
)

_HEARTBEAT_SECONDS = 15.0
_LONGEST_QUERY = 4096
_ALL = "*"

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class _Stream:
    """One screen: the topics it still has to hear about. Gathering in a set bounds a slow screen."""

    def __init__(self) -> None:
        self.news: set[str] = set()
        self.ready = asyncio.Event()

    def tell(self, topic: str) -> None:
        self.news.add(topic)
        self.ready.set()

    def take(self) -> str:
        news, self.news = self.news, set()
        self.ready.clear()
        if "lost" in news:
            # Recovered between the two: asking everything again says both.
            return "data: *\n\n" if _ALL in news else "event: lost\ndata: -\n\n"
        return f"data: {_ALL if _ALL in news else ' '.join(sorted(news))}\n\n"


class Wire:
    """The ASGI application. `dsn` is where to listen, `secret` what topics are signed with.

    `proxies` is how many stand in front (okno.base.asker).
    """

    def __init__(self, dsn: str, secret: str, proxies: int = 0) -> None:
        self._dsn = dsn
        self._secret = secret
        self._proxies = proxies
        self._strangers: Counter[str] = Counter()  # their lines, by network
        self._public = 0  # their lines together
        self._by_topic: defaultdict[str, set[_Stream]] = defaultdict(set)
        self._streams: set[_Stream] = set()
        self._listener: asyncio.Task[None] | None = None
        self._connected = False

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            self._ensure_listener()
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._ensure_listener()
            elif self._listener:
                self._listener.cancel()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _ensure_listener(self) -> None:
        if self._listener is None or self._listener.done():
            self._listener = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        """Hear NOTIFY for as long as we live; back off and come again when the database goes away."""
        wait = 0.1
        while True:
            with contextlib.suppress(psycopg.Error, OSError):
                line = await psycopg.AsyncConnection.connect(
                    self._dsn, autocommit=True, connect_timeout=2
                )
                async with line:
                    await line.execute(f"listen {CHANNEL}")
                    self._connected, wait = True, 0.1
                    self._tell_all(_ALL)
                    async for notice in line.notifies():
                        for topic in notice.payload.split():
                            for stream in self._by_topic.get(topic, ()):
                                stream.tell(topic)
            self._connected = False
            self._tell_all("lost")
            await asyncio.sleep(wait)
            wait = min(wait * 2, 2.0)

    def _tell_all(self, news: str) -> None:
        for stream in self._streams:
            stream.tell(news)

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await _plain(send, 200 if self._connected else 503, str(len(self._streams)))
            return
        if scope["path"] == "/metrics":
            await _plain(send, 200, self._metrics())
            return
        topics, is_house = self._topics(scope["query_string"])
        network = "" if is_house else self._network(scope)
        if scope["path"] != "/live" or scope["method"] != "GET" or not topics:
            await _plain(send, 404, "no such stream")
        elif self._is_full(network):
            await _plain(send, 503, "too many screens")
        else:
            await self._stream(topics, network, receive, send)

    def _network(self, scope: dict[str, Any]) -> str:
        """Where a stranger asks from."""
        heard = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        peer = (scope.get("client") or ("nowhere",))[0]
        return network_of(asker(b",".join(heard).decode("latin-1"), peer, self._proxies))

    def _is_full(self, network: str) -> bool:
        """Whether there is no line for a stranger of this network; "" for a screen of the house."""
        if len(self._streams) >= MOST_STREAMS:
            return True
        of_network = self._strangers.get(network, 0)
        return bool(network) and (of_network >= MOST_OF_A_NETWORK or self._public >= MOST_PUBLIC)

    def _count(self, network: str, lines: int) -> None:
        """A stranger's line more, or one less."""
        if network:
            self._public += lines
            self._strangers[network] += lines
            if not self._strangers[network]:
                del self._strangers[network]

    def _metrics(self) -> str:
        """The two figures only the wire knows, as Prometheus text."""
        return (
            "# TYPE okno_wire_screens gauge\n"
            f"okno_wire_screens {len(self._streams)}\n"
            "# TYPE okno_wire_connected gauge\n"
            f"okno_wire_connected {int(self._connected)}\n"
        )

    def _topics(self, query: bytes) -> tuple[list[str], bool]:
        """The topics asked for, none when they were not signed by us; and whether a screen of the house asks."""
        if len(query) > _LONGEST_QUERY:
            return [], False
        asked = parse_qs(query.decode("latin-1"))
        topics, signature = asked.get("topics", [""])[0], asked.get("sig", [""])[0]
        for house in (True, False):
            good = sign(topics, self._secret, house=house)
            if hmac.compare_digest(good.encode(), signature.encode("utf-8", "replace")):
                return topics.split(","), house
        return [], False

    async def _stream(self, topics: list[str], network: str, receive: Receive, send: Send) -> None:
        stream = _Stream()
        self._streams.add(stream)
        self._count(network, 1)
        for topic in topics:
            self._by_topic[topic].add(stream)
        if not self._connected:
            stream.tell("lost")
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _body(send, ": okno\nretry: 1000\n\n")
            while not gone.done():
                ready = asyncio.ensure_future(stream.ready.wait())
                await asyncio.wait(
                    {ready, gone}, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                ready.cancel()
                if gone.done():
                    break
                await _body(send, stream.take() if stream.news else ": still here\n\n")
        finally:
            gone.cancel()
            self._streams.discard(stream)
            self._count(network, -1)
            for topic in topics:
                self._by_topic[topic].discard(stream)
                if not self._by_topic[topic]:
                    del self._by_topic[topic]


_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # Another port is another origin. Nudges say nothing about anybody, and topics are signed.
    (b"access-control-allow-origin", b"*"),
]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [
        (b"content-type", b"text/plain"),
        (b"access-control-allow-origin", b"*"),
        (b"connection", b"close"),  # whoever gets no stream keeps no line either
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
