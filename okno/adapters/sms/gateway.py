"""An SMS provider over HTTP, as docs/guides/sms-provider.md describes it."""

import hmac
import json
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from okno.base.calling import Answer, NoAnswer, NotSent, call
from okno.notify.ports import HandOver, Outgoing, Permanent, Sent, Silent, Temporary, Unreachable


class Gateway:
    """Takes a number once however often it is posted, and can tell whether it has it."""

    channel = "sms"
    is_stand_in = False

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        self._base = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
        self._key = unquote(parts.username or "")
        self._sender = parse_qs(parts.query).get("from", [""])[0]
        self.name = f"sms {host}"[:64]

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """POST /messages with our number as the key of repetition."""
        body = {
            "id": outgoing.number,
            "to": outgoing.to,
            "text": outgoing.text,
            "good_for_s": outgoing.good_for_s,
            **({"from": self._sender} if self._sender else {}),
        }
        headers = self._headers() | {
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.number,
        }
        sealed = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = call("POST", f"{self._base}/messages", headers, sealed, hand_over=hand_over)
        except NotSent as error:
            raise Unreachable(str(error)) from error
        except NoAnswer as error:
            raise Silent(str(error)) from error
        return _outcome(answer)

    def ask(self, number: str) -> Sent | None:
        """GET /messages/<our number>: 404 means that it never came."""
        address = f"{self._base}/messages/{quote(number, safe='')}"
        try:
            answer = call("GET", address, self._headers())
        except (NotSent, NoAnswer) as error:
            raise Temporary(str(error)) from error
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Temporary(f"http {answer.status}", answer.retry_after)
        return _sent(answer)

    def has_key(self, key: str) -> bool:
        """Whether a report under this key comes from here: it is the one we give ourselves."""
        return bool(self._key) and hmac.compare_digest(self._key.encode(), key.encode())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}


def _outcome(answer: Answer) -> Sent:
    """2xx: it has it. 503: it has it not. Another 5xx: nobody knows. The rest is refused for now or ever."""
    status, reason = answer.status, f"http {answer.status}"
    if 200 <= status < 300:
        return _sent(answer)
    if status in (401, 402, 403, 503) or 300 <= status < 400:
        raise Unreachable(reason, answer.retry_after)
    if status >= 500:
        raise Silent(reason)
    if status in (408, 425, 429):
        raise Temporary(reason, answer.retry_after)
    raise Permanent(reason)


def _sent(answer: Answer) -> Sent:
    try:
        said: Any = json.loads(answer.body)
        state = said.get("state")
    except (ValueError, AttributeError):
        return Sent()
    if state == "failed":
        raise Permanent("said to have failed")
    return Sent(str(said.get("id", "")), delivered=state == "delivered")
