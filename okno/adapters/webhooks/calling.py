"""Calling an address: the connection goes to the very address that was looked at, and nowhere else."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from okno.adapters.webhooks import policy

TIMEOUT = 10.0
_MOST_READ = 300


class Unreachable(Exception):
    """Nobody answered, or the address is not one we call; says which in a few words."""


def call(url: str, headers: Mapping[str, str], body: str, *, private: bool) -> tuple[int, str]:
    """POST `body`; answers the status and the beginning of what was said. Follows no redirect.

    Raises Unreachable after ten seconds of silence, on any trouble of the line, and for an address that
    policy.may_be_reached forbids.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = _Pinned(host, port, _address(host, port, private), secure=parts.scheme == "https")
    try:
        line.request("POST", path, body.encode(), dict(headers))
        answer = line.getresponse()
        said = answer.read(_MOST_READ).decode("utf-8", "replace")
        return answer.status, "".join(c if c.isprintable() else " " for c in said)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        line.close()


def _address(host: str, port: int, private: bool) -> str:
    """The first address of the host, if all of its addresses are ones we call."""
    try:
        found = [
            str(each[4][0]) for each in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
        ]
    except OSError as error:
        raise Unreachable("no such host") from error
    if not found or not all(policy.may_be_reached(each, private=private) for each in found):
        raise Unreachable("not a public address")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one network address under the name of its host."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address
        self._secure = secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
