"""Pages whose address is a secret: whoever has it has what is behind it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from okno.base import refused
from okno.base.errors import Refusal

View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """No copy in caches or search engines; a referrer names the house alone, also in our own proxy's log.

    (`no-referrer` would also blank the Origin of our own forms, and Django rightly refuses those.)
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = refused.page(request, refusal)
        response["Referrer-Policy"] = "strict-origin"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered
