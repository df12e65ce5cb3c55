"""What a webhook says, how it is signed, and when it is tried again. Pure.

CloudEvents 1.0 in the structured JSON mode (HTTP binding 3.2); signed as Standard Webhooks 1.0 says, symmetric
scheme: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64 of HMAC-SHA256 of "id.timestamp.body">`.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

# Standard Webhooks' schedule, cut at one day; after the last one the delivery is given up.
AGAIN = tuple(timedelta(seconds=each) for each in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400))
PATIENCE = sum(AGAIN, timedelta())  # what could not be tried in all that time is given up as well
STUCK = timedelta(minutes=2)  # a sender that died: its program is told on by another
KEPT = timedelta(days=7)
_PREFIX = "whsec_"
# What `is_global` lets pass and a gateway may lead into our own network (RFC 6890 and its registry): NAT64,
# 6to4, Teredo, IPv4-compatible and site-local addresses, the protocols' own block.
_NOT_THE_WORLD = [
    ipaddress.ip_network(each)
    for each in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "fec0::/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
    )
]


def secret_text(key: bytes) -> str:
    """A key as its owner pastes it into a library: "whsec_…"."""
    return _PREFIX + base64.b64encode(key).decode()


def signature(secret: str, number: str, seconds: int, body: str) -> str:
    """The value of webhook-signature."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{number}.{seconds}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def wants(names: Collection[str], name: str) -> bool:
    """Whether a subscription to `names` is told of a fact of this name."""
    return not names or any(
        name == each or (each.endswith(".") and name.startswith(each)) for each in names
    )


def cloud_event(
    *,
    number: int,
    name: str,
    at: datetime,
    centre: str,
    subject: str,
    by: str,
    payload: Mapping[str, Any],
    origin: str,
) -> str:
    """A fact of the journal as a CloudEvent, in JSON. Nothing in it is about a person."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(number),
            "source": f"{origin}/centres/{centre}" if centre else origin,
            "type": f"okno.{name}",
            "time": at.isoformat(),
            **({"subject": subject} if subject else {}),
            "datacontenttype": "application/json",
            "data": {**payload, "by": by},
        },
        ensure_ascii=False,
    )


def next_try(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    return AGAIN[attempts - 1] if attempts <= len(AGAIN) else None


def rest(*, answered: bool, again: bool) -> timedelta:
    """How long a program that did not take a fact is told nothing at all; `again`: as it took not the one before either.

    Whoever answers rests shortly each time, for it may refuse this fact only. Whoever is silent keeps us ten seconds
    each time, and is then asked every five minutes, with one fact, until it answers.
    """
    return AGAIN[1] if again and not answered else AGAIN[0]


def is_taken(status: int) -> bool:
    """Any 2xx; a redirect is not followed, and not taken."""
    return 200 <= status < 300


def may_be_reached(address: str, *, private: bool) -> bool:
    """Whether we call this network address: the world's only, unless private ones are allowed.

    Without this whoever may set an address could make the server ask its own neighbours (SSRF).
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_multicast or found.is_unspecified or found.is_link_local:
        return False
    if private:
        return True
    return found.is_global and not any(found in each for each in _NOT_THE_WORLD)


def may_be_named(host: str, *, private: bool) -> bool:
    """Whether a subscription may have this host: no network address that is never called, and not this machine."""
    try:
        return may_be_reached(host, private=private)
    except ValueError:  # a name: what it stands for is looked at each time it is called
        return private or host.rstrip(".").rpartition(".")[2] != "localhost"
