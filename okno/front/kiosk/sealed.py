"""What the kiosk's pages carry of a visit: a sealed reference, never its token, which opens its page from anywhere."""

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest

from okno.base import clock
from okno.booking import errors
from okno.booking import queries as appointments
from okno.booking.models import Appointment

_KEPT = timedelta(minutes=15)
_SALT = "okno.kiosk.visit"


def carried(request: HttpRequest, found: Appointment, at: datetime) -> str:
    """The reference that the next page carries: the one that was sent here, so that it gets no older by going on."""
    return request.POST.get("visit", "") or signing.Signer(salt=_SALT).sign_object(
        [found.pk, found.by_phone_alone, _device(request), int(at.timestamp())]
    )


def opened(request: HttpRequest, at: datetime) -> Appointment:
    """The appointment that was found at this very device within a quarter of an hour, and whether by phone alone.
    Refuses any other reference (`unknown_appointment`).
    """
    try:
        number, by_phone_alone, device, found_at = signing.Signer(salt=_SALT).unsign_object(
            request.POST.get("visit", "")
        )
    except signing.BadSignature:
        raise errors.found_too_long_ago() from None
    age = at - datetime.fromtimestamp(found_at, at.tzinfo)
    if device != _device(request) or age > clock.of_a_person(_KEPT):
        raise errors.found_too_long_ago()
    found = appointments.appointment_numbered(number)
    found.by_phone_alone = by_phone_alone
    return found


def _device(request: HttpRequest) -> int:
    return int(request.device.pk)  # type: ignore[attr-defined]
