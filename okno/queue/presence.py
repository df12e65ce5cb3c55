"""The code on the wall: whoever reads it is here, for it changes every five minutes."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings

from okno.base import clock
from okno.base.signs import as_latin
from okno.network import queries as network
from okno.network.models import Centre

EVERY = timedelta(minutes=5)
NEAR = 400.0  # metres: centres are known to three decimals, phones err by as much indoors
_LETTERS = "ABCEHKMOPTX23456789"  # read alike in both alphabets, and none is taken for another


def presence_code(centre: int, at: datetime) -> str:
    """What the board and the kiosk of a centre show now: six letters and digits."""
    return _of(centre, _period(at))


def codes(centre: int, at: datetime) -> list[str]:
    """The codes that prove somebody is here: the present one and the one before."""
    now = _period(at)
    return [_of(centre, now), _of(centre, now - 1)]


def is_here(centre: Centre, *, code: str, where: tuple[float, float] | None, at: datetime) -> bool:
    """Whether somebody is in a centre: by the code on its wall, or by degrees north and east, which are not kept."""
    place = (centre.lat, centre.lon)
    if where is not None and network.metres_between(where, place) <= NEAR:
        return True
    given = as_latin("".join(code.split()))
    return any(hmac.compare_digest(given.encode(), each.encode()) for each in codes(centre.pk, at))


def _period(at: datetime) -> int:
    return int(at.timestamp() // clock.of_a_person(EVERY).total_seconds())


def _of(centre: int, period: int) -> str:
    text = f"presence {centre} {period}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])
