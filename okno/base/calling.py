"""One request to a program that is not ours, which says whether anything has left this machine."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 10.0  # for the whole talk, however slowly the other side goes on speaking
_MOST_READ = 65_536


class NotSent(Exception):
    """Nobody was there: the request has not left this machine."""


class BadAddress(NotSent):
    """Nobody can have such an address, now or later: it is not worth another try."""


class NoAnswer(Exception):
    """The request may have arrived, and nothing was answered."""


@dataclass(frozen=True)
class Answer:
    """What was answered; names of headers in lower case, the body as far as 64 KiB."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> int | None:
        """The seconds of Retry-After, when they are given as a number."""
        said = self.headers.get("retry-after", "")
        return int(said) if said.isascii() and said.isdigit() else None


def call(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    to: str = "",
    hand_over: Callable[[], None] | None = None,
) -> Answer:
    """One request of ten seconds at most, the line's standing not counted; follows no redirect. `hand_over` is called when the line stands, before the first byte.
    `to` is the network address to call, where whoever asks has looked it up; the name is the URL's all the same.

    Raises NotSent (BadAddress, where no machine can be called by it) or NoAnswer, and whatever `hand_over` raises (then nothing was sent).
    """
    line = _line(url, to)
    try:
        try:
            line.connect()
        except OSError as error:
            raise NotSent(type(error).__name__) from error
        except ValueError as error:  # a name with an empty or too long label, or a NUL in it
            raise BadAddress("bad_address") from error
        if hand_over is not None:
            hand_over()
        return _talk(line, method, url, headers, body)
    finally:
        line.close()


def _line(url: str, to: str) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(url)
        line = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            line = http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT, context=context)
    except (ValueError, http.client.InvalidURL) as error:
        raise BadAddress("bad_address") from error
    if to:  # the hook by which http.client itself opens its socket, below TLS
        line._create_connection = lambda address, *how: socket.create_connection(  # type: ignore[attr-defined]
            (to, address[1]), *how
        )
    return line


def _talk(
    line: http.client.HTTPConnection, method: str, url: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _cut_at_the_deadline(line) as cut:
        try:
            line.request(method, path, body or None, dict(headers))
            answer = line.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            said = answer.read(_MOST_READ)
        except (http.client.InvalidURL, UnicodeError) as error:  # seen before the first byte goes
            raise BadAddress("bad_address") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("TimeoutError" if cut.is_set() else type(error).__name__) from error
    if cut.is_set():
        raise NoAnswer("TimeoutError")
    return Answer(answer.status, named, said)


@contextlib.contextmanager
def _cut_at_the_deadline(line: http.client.HTTPConnection) -> Iterator[threading.Event]:
    """A socket's own time-out counts from byte to byte: one every few seconds would hold us for ever."""
    cut, opened = threading.Event(), line.sock

    def hang_up() -> None:
        cut.set()
        with contextlib.suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(TIMEOUT, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
