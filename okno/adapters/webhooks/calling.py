"""Calling an address: the connection goes to the very address that was looked at, and nowhere else."""

import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from okno.adapters.webhooks import policy
from okno.base import calling

_MOST_KEPT = 300


class Unreachable(Exception):
    """Nobody answered, or the address is not one we call; says which in a few words."""


def call(url: str, headers: Mapping[str, str], body: str, *, private: bool) -> tuple[int, str]:
    """POST `body`; answers the status and the beginning of what was said. Follows no redirect.

    Raises Unreachable after ten seconds of silence, on any trouble of the line, and for an address that
    policy.may_be_reached forbids.
    """
    to = _address(url, private)
    try:
        answer = calling.call("POST", url, headers, body.encode(), to=to)
    except (calling.NotSent, calling.NoAnswer) as error:
        raise Unreachable(str(error)) from error
    said = answer.body[:_MOST_KEPT].decode("utf-8", "replace")
    return answer.status, "".join(c if c.isprintable() else " " for c in said)


def _address(url: str, private: bool) -> str:
    """The first network address of the URL's host, if all of its addresses are ones we call."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        looked_up = socket.getaddrinfo(parts.hostname, port, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError) as error:  # ValueError: a name that no machine can have
        raise Unreachable("no such host") from error
    found = [str(each[4][0]) for each in looked_up]
    if not found or not all(policy.may_be_reached(each, private=private) for each in found):
        raise Unreachable("not a public address")
    return found[0]
