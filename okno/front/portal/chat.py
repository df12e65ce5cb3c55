"""The link to our bot, for whoever would rather be told in Telegram."""

from typing import Any

import segno
from django.conf import settings
from django.utils import translation

from okno.base import clock
from okno.booking.models import Appointment
from okno.notify import ports
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar, Ticket


def offered(
    visit: Ticket | PlaceAfar | Appointment, *, road_minutes: int = 0
) -> dict[str, Any] | None:
    """The link with a new one-time word, its picture for the phone, and the way it brings along; None where no bot is set."""
    if not settings.NOTIFY_TELEGRAM_BOT or not ports.providers("telegram"):
        return None
    word = hall.invite(
        visit,
        language=str(translation.get_language()),
        road_minutes=road_minutes,
        at=clock.now(),
    )
    address = f"https://t.me/{settings.NOTIFY_TELEGRAM_BOT}?start={word}"
    code = segno.make(address, error="m")
    return {
        "address": address,
        "code": code.svg_data_uri(scale=4, border=3, light="#fff"),
        "road": road_minutes,
    }
