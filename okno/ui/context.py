"""What every template knows of time: okno time, which a demo day may run faster."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from okno.base import clock as okno_clock


def clock(request: HttpRequest) -> dict[str, str]:
    """`okno_now` (milliseconds since 1970) and `okno_speed`, as text that no locale rewrites.

    Also answers while the database is away, because the page that says so needs it.
    """
    try:
        at = okno_clock.now()
    except (OperationalError, InterfaceError):
        at = okno_clock.now()  # the clock asks once a second and then trusts what it knew
    return {"okno_now": str(int(at.timestamp() * 1000)), "okno_speed": f"{okno_clock.speed():g}"}
