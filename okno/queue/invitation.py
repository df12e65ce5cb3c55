"""The one-time word behind a link to our bot: whose visit it is, in which language, until when.

Nothing about a person can be read from it, and nothing is kept until it is used: the page makes it anew each time it
is shown. Telegram lets a link bring up to 64 letters, digits, `-` and `_`.
"""

import base64
import hashlib
import hmac
import re
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from okno.base import clock
from okno.booking.models import Appointment
from okno.queue import errors
from okno.queue.models import PlaceAfar, Ticket

LASTS = timedelta(hours=1)  # of a person
_KINDS: tuple[type[Ticket | PlaceAfar | Appointment], ...] = (Ticket, PlaceAfar, Appointment)
_FORM = struct.Struct(">BBHIQ4s")  # kind, language, road, end, number, chance
_SEAL = 16
# So many as seal and form make, with nothing left over: of one word there is one spelling.
_WORD = re.compile(r"[A-Za-z0-9_-]{48}")


@dataclass(frozen=True)
class Invitation:
    """What a good word says; `road_minutes` is 0 where nobody asked for it."""

    to: type[Ticket | PlaceAfar | Appointment]
    number: int
    language: str
    road_minutes: int


def invite(
    to: Ticket | PlaceAfar | Appointment, *, language: str, road_minutes: int = 0, at: datetime
) -> str:
    """A new word, good for an hour."""
    ends = int((at + clock.of_a_person(LASTS)).timestamp())
    what = _FORM.pack(
        _KINDS.index(type(to)),
        _languages().index(language),
        road_minutes,
        ends,
        to.pk,
        secrets.token_bytes(4),
    )
    return base64.urlsafe_b64encode(what + _seal(what)).decode()


def read(word: str, at: datetime) -> Invitation:
    """What the word says. Refuses one that is not ours, or whose hour is over (`invitation_over`)."""
    if not _WORD.fullmatch(word):
        raise errors.invitation_over()
    raw = base64.urlsafe_b64decode(word)
    what, seal = raw[: _FORM.size], raw[_FORM.size :]
    if not hmac.compare_digest(seal, _seal(what)):
        raise errors.invitation_over()
    kind, language, road, ends, number, _chance = _FORM.unpack(what)
    if datetime.fromtimestamp(ends, UTC) <= at:
        raise errors.invitation_over()
    return Invitation(_KINDS[kind], number, _languages()[language], road)


def key_of(word: str) -> str:
    """What is kept of a word that was used."""
    return hashlib.sha256(word.encode()).hexdigest()


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _seal(what: bytes) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"invitation " + what, hashlib.sha256).digest()[:_SEAL]
