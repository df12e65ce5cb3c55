"""The wire: nudges, never data. A screen that is nudged asks again with its own permissions."""

import logging
import queue
import threading
import time
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from okno.base.wire_signature import CHANNEL, sign

_GATHER_SECONDS = 0.01
_PAYLOAD_BYTES = 7000  # PostgreSQL refuses a NOTIFY of 8000 and more

_log = logging.getLogger("okno.wire")


def nudge(*topics: str) -> None:
    """Tell the screens that follow `topics` to ask again, once this transaction has committed.

    Best effort and off the act's path (docs/decisions/0006): a screen also asks again every 30 s
    and whenever its line comes back.
    """
    if topics:
        transaction.on_commit(lambda: _sender.put(topics))


def address(topics: list[str], origin: str, *, house: bool = False) -> str:
    """The address of the stream of nudges for these topics, for a page served from `origin`.

    `house`: the page is of staff or of a device, and its line is none of those strangers may take.
    """
    joined = ",".join(sorted(set(topics)))
    return f"{origin}/live?topics={joined}&sig={sign(joined, settings.SECRET_KEY, house=house)}"


def hang_up() -> None:
    """Close this process's line to the wire after what is waiting was sent (the tests' end)."""
    _sender.close()


class _Sender:
    """One thread per process that gathers nudges for 10 ms and sends them in one NOTIFY."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[str, ...] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, topics: tuple[str, ...]) -> None:
        self._waiting.put(topics)
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="wire", daemon=True)
                    self._thread.start()

    def close(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join(timeout=5)

    def _run(self) -> None:
        line: psycopg.Connection | None = None
        closing = False
        while not closing:
            heard = [self._waiting.get()]
            time.sleep(_GATHER_SECONDS)
            while not self._waiting.empty():
                heard.append(self._waiting.get())
            closing = None in heard
            topics = sorted({topic for topics in heard if topics for topic in topics})
            line = _sent(topics, line) or _sent(topics, None)
        if line is not None:
            line.close()


def _sent(topics: list[str], line: psycopg.Connection | None) -> psycopg.Connection | None:
    """Send them on this line or a new one; the line, or None when that failed.

    A line from before the database's restart fails at its first use: whoever asks tries once more.
    """
    try:
        if line is None or line.closed:
            line = psycopg.connect(
                **_connection_parameters(),
                autocommit=True,
                connect_timeout=2,  # type: ignore[arg-type]
            )
            # A nudge need not survive a crash; waiting for the disk would only slow it.
            line.execute("set synchronous_commit = off")
        for payload in _packets(topics):
            line.execute("select pg_notify(%s, %s)", [CHANNEL, payload])
    except psycopg.Error as error:
        _log.warning("nudges not sent: %s", error.__class__.__name__)
        if line is not None:
            line.close()
        return None
    return line


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    return {name: str(parameters[name]) for name in wanted if parameters.get(name)}


def _packets(topics: list[str]) -> list[str]:
    packets = [""]
    for topic in topics:
        if len(packets[-1]) + len(topic) > _PAYLOAD_BYTES:
            packets.append("")
        packets[-1] = f"{packets[-1]} {topic}".strip()
    return packets


_sender = _Sender()
