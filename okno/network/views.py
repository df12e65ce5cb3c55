"""The devices' door: a new screen enters by a one-time code, or by its link."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.network import actions, policy

_PLACES = {"kiosk": "/kiosk/", "board": "/board/"}
_A_YEAR = 365 * 24 * 3600


def enter(request: HttpRequest) -> HttpResponse:
    """The page for the code, typed or touched sign by sign; a right one opens the screen's own place."""
    typed = policy.read_code(request.POST.get("code", "")[:40])
    sign = request.POST.get("sign", "")
    if sign == "erase":
        return _page(request, typed[:-1])
    typed += sign if sign in policy.SIGNS else ""
    if request.method != "POST" or (sign and len(typed) < policy.LENGTH):
        return _page(request, typed)
    try:
        device, token = actions.enter_code(
            code=typed,
            address=request.META.get("REMOTE_ADDR", ""),
            screens=policy.SCREENS,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, "", refusal)
    return _opened(device.kind, token)


@require_GET
def enter_device(request: HttpRequest, token: str) -> HttpResponse:
    """A screen opens its link once; from then on the token lives in a cookie scripts cannot read."""
    found = access.device_by(token)
    if found is None or found.kind not in _PLACES:
        raise access.unknown_device()
    return _opened(found.kind, token)


def _page(request: HttpRequest, typed: str, refusal: Refusal | None = None) -> HttpResponse:
    shown = {"typed": typed, "signs": policy.SIGNS, "length": policy.LENGTH, "refusal": refusal}
    status = refusal.status if refusal else 200
    response = render(request, "network/enter.html", shown, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _opened(kind: str, token: str) -> HttpResponse:
    response = redirect(_PLACES[kind])
    response.set_cookie(
        access.device_cookie(kind),
        token,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Strict",
        secure=settings.HTTPS,
    )
    return response
