"""The browsers' push services (RFC 8030), under our name (VAPID, RFC 8292), with a text only the browser can read."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from okno.base.calling import Answer, BadAddress, NoAnswer, NotSent, call
from okno.notify.ports import HandOver, Outgoing, Permanent, Sent, Silent, Temporary

_SHORT = 3_600  # what is of use for less than this is worth waking a phone


class PushServices:
    """Where a browser is reached is said by the browser, so only hosts we know are called.

    Plain http is spoken on this machine only, and only when its address is among the hosts.
    """

    channel = "push"
    is_stand_in = False
    name = "web push"

    def __init__(self, key: str, hosts: Sequence[str], origin: str) -> None:
        self._key, self._hosts, self._origin = key, tuple(hosts), origin

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """One notification to the subscription that stands in the address."""
        endpoint, browser, secret = self._read(outgoing.to)
        body = self._sealed(outgoing, browser, secret)
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(outgoing.good_for_s),
            "Urgency": "high" if outgoing.good_for_s < _SHORT else "normal",
            "Authorization": self._signature(endpoint),
        }
        try:
            return _outcome(call("POST", endpoint.geturl(), headers, body, hand_over=hand_over))
        except BadAddress:
            raise Permanent("bad_address") from None
        except NotSent as error:
            # Every browser maker has a service of its own: one that is away is no reason to rest for all.
            raise Temporary(str(error)) from error
        except NoAnswer as error:
            raise Silent(str(error)) from error

    def _read(self, text: str) -> tuple[SplitResult, bytes, bytes]:
        try:
            said: Any = json.loads(text)
            endpoint = urlsplit(str(said["endpoint"]))
            port = endpoint.port
            browser, secret = (_bytes(said["keys"][name]) for name in ("p256dh", "auth"))
        except (ValueError, KeyError, TypeError):
            raise Permanent("bad_address") from None
        host = endpoint.hostname or ""
        known = any(host == each or host.endswith(f".{each}") for each in self._hosts)
        here = endpoint.scheme == "http" and host == "127.0.0.1"
        safe = endpoint.scheme == "https" and port in (None, 443)
        if not known or not (here or safe) or endpoint.username is not None:
            raise Permanent("unknown_host")
        return endpoint, browser, secret

    def _sealed(self, outgoing: Outgoing, browser: bytes, secret: bytes) -> bytes:
        from okno.adapters.webpush import sealing

        text = {"id": outgoing.number, "title": outgoing.subject, "body": outgoing.text}
        try:
            sealed = json.dumps(text, ensure_ascii=False).encode()
            return sealing.seal(sealed, browser=browser, secret=secret)
        except ValueError:
            raise Permanent("bad_address") from None

    def _signature(self, endpoint: SplitResult) -> str:
        """The token is for one service and a day; py_vapid dates it by real time, as it must be."""
        from py_vapid import Vapid02

        claims = {"aud": f"{endpoint.scheme}://{endpoint.netloc}", "sub": self._origin}
        signer = Vapid02.from_raw(self._key.encode())
        # It takes no address with a port, nor one of this machine alone, and would end the job over it.
        signer.conf["no-strict"] = True
        return str(signer.sign(claims)["Authorization"])


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4))


def _outcome(answer: Answer) -> Sent:
    """404 and 410: the browser has unsubscribed. 503: not taken; another 5xx: nobody knows."""
    status, reason = answer.status, f"http {answer.status}"
    if 200 <= status < 300:
        return Sent()
    if status in (408, 429, 503):
        raise Temporary(reason, answer.retry_after)
    if status >= 500:
        raise Silent(reason)
    raise Permanent(reason)
