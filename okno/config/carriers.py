"""How the settings of those who carry messages are written: an address each, in order of priority."""

import base64
import re
from datetime import time
from urllib.parse import SplitResult, parse_qs, urlsplit

_SMTP = "smtp://user:password@host:587?from=okno@example.org, or smtps:// (port 465)"
_SMS = "https://key@host/path?from=NAME"
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def smtp(text: str) -> list[str]:
    """Addresses of mail servers, with blanks between them. Refuses one without a sender."""
    for each in text.split():
        parts = _parts(each, _SMTP)
        sender = parse_qs(parts.query).get("from", [""])[0]
        if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not _MAIL.fullmatch(sender):
            raise ValueError(f"a mail server is written as {_SMTP}")
    return text.split()


def sms(text: str) -> list[str]:
    """Addresses of SMS providers (docs/guides/sms-provider.md). http only on this machine."""
    for each in text.split():
        parts = _parts(each, _SMS)
        if not parts.username or not (parts.scheme == "https" or _is_here(parts)):
            raise ValueError(f"an SMS provider is written as {_SMS}")
    return text.split()


def telegram(text: str) -> str:
    """The token of a bot, as its maker gives it."""
    if text and not re.fullmatch(r"\d+:[\w-]{20,}", text, re.ASCII):
        raise ValueError("a bot's token looks like 123456:ABC-DEF…")
    return text


def telegram_bot(text: str) -> str:
    """The name of a bot, with or without its @."""
    name = text.removeprefix("@")
    if name and not re.fullmatch(r"[A-Za-z]\w{4,31}", name, re.ASCII):
        raise ValueError("a bot's name is 5 to 32 letters, digits and underscores: centre_bot")
    return name


def push(text: str) -> str:
    """A VAPID key: the 32 bytes of a P-256 private key in base64url."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raw = b""
    if text and len(raw) != 32:
        raise ValueError("a VAPID private key is 32 bytes in base64url (43 characters)")
    return text


def quiet(text: str) -> tuple[time, time]:
    """21:00-09:00; the same time twice means that there are no quiet hours."""
    found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", text, re.ASCII)
    try:
        if found:
            return time.fromisoformat(found[1]), time.fromisoformat(found[2])
    except ValueError:
        pass
    raise ValueError("two times of the day: 21:00-09:00")


def many(text: str) -> int:
    """A count of messages."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 10_000_000:
        raise ValueError("a whole number from 1 to 10000000")
    return int(text)


def _is_here(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")


def _parts(text: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ValueError(f"not an address such as {example}")
