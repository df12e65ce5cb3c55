"""The gallery of components at /ui/, and the time for clocks that have drifted."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from okno.base import clock as okno_clock
from okno.ui import icons

_SURFACES = ("portal", "kiosk", "board", "desk", "office")
_THEMES = ("light", "dark")
_WAITS = (0, 1, 3, 8, 21, 45, 60, 70, 121, 300)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component; `?theme=light|dark&dir=rtl&surface=…&lang=…&contrast=high` choose how."""
    asked = request.GET
    now = okno_clock.now()
    return render(
        request,
        "ui/gallery.html",
        {
            "surface": asked.get("surface") if asked.get("surface") in _SURFACES else "portal",
            "theme": asked.get("theme") if asked.get("theme") in _THEMES else "",
            "rtl": asked.get("dir") == "rtl",
            "contrast": asked.get("contrast") == "high",
            "surfaces": _SURFACES,
            "now": now,
            "begun": now - timedelta(minutes=7, seconds=12),
            "long_ago": now - timedelta(minutes=19),
            "typical": timedelta(minutes=12),
            "until": now + timedelta(seconds=30),
            "waits": [timedelta(minutes=count) for count in _WAITS],
            "icons": sorted(icons.PATHS),
            "errors": [("phone", _("Write the number with its code: +7 and ten digits."))],
            "documents": [
                {"what": _("Passport"), "hint": _("The original. We copy it here.")},
                {"what": _("Two photographs, 35 × 45 mm"), "hint": ""},
                {"what": _("Receipt of the fee"), "hint": _("Or pay here by card.")},
            ],
        },
    )


@require_GET
def clock(request: HttpRequest) -> JsonResponse:
    """Okno time in milliseconds since 1970, and how fast it runs."""
    at = okno_clock.now()
    return JsonResponse({"now": int(at.timestamp() * 1000), "speed": okno_clock.speed()})
