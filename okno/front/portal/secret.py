"""What the public site keeps to itself: pages whose address is a secret, and who a browser is."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from okno.base import refused
from okno.base.errors import Refusal

View = Callable[..., HttpResponse]
_UNKNOWN = ("unknown_appointment", "unknown_wish")


def secret(view: View) -> View:
    """The view of an address that is a secret; what it refuses is said under the same secrecy."""

    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = _refused(request, refusal)
        return keep_secret(response)

    return answered


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Whoever comes by a link of a message that leads nowhere is told what may have become of it."""
    if refusal.code in _UNKNOWN:
        return render(request, "portal/no_appointment.html", status=refusal.status)
    return refused.page(request, refusal)


def keep_secret(response: HttpResponse) -> HttpResponse:
    """No copy in caches or search engines; a referrer names the house alone, also in our own proxy's log.

    (`no-referrer` would also blank the Origin of our own forms, and Django rightly refuses those.)
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def key_of(kind: str, text: str) -> str:
    """A browser's name as a keyed hash: recognised again, never read back, and other for each kind of thing."""
    return salted_hmac(f"okno.portal {kind}", text, algorithm="sha256").hexdigest()
