"""Which visits this browser booked itself: a signed cookie of an hour, by which whoever signs in afterwards claims them.

The address of a visit proves nothing of who comes: it is passed on, and stands in calendars.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from okno.people.models import Visitor

_COOKIE = "okno_booked"
_HOUR = 3600
_MOST = 5


def remember(request: HttpRequest, response: HttpResponse, visitor: Visitor | None) -> None:
    """This browser has booked, or waits, for this person; nothing where the visit is in an account already."""
    if visitor is None or visitor.account_id is not None:
        return
    numbers = [*_numbers(request), str(visitor.pk)][-_MOST:]
    response.set_signed_cookie(
        _COOKIE,
        " ".join(dict.fromkeys(numbers)),
        max_age=_HOUR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def is_booked_here(request: HttpRequest, visitor: Visitor | None) -> bool:
    """Whether this browser booked for this person within the hour."""
    return visitor is not None and str(visitor.pk) in _numbers(request)


def _numbers(request: HttpRequest) -> list[str]:
    try:
        text = request.get_signed_cookie(_COOKIE, default="", max_age=_HOUR)
    except signing.BadSignature:
        return []
    return (text or "").split()
