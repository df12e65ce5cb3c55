"""Whoever joined the line from home proves at the kiosk that they came: by the code that the board shows, too."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from okno.base import clock
from okno.front.kiosk import given
from okno.front.kiosk.door import from_a_form, shown
from okno.queue import queries as hall


@from_a_form
def here(request: HttpRequest) -> HttpResponse:
    """The code of these five minutes, for a camera and for fingers. Nothing is asked, so nothing is left behind."""
    said = shown(request)
    code = hall.presence_code(said["centre"].pk, clock.now())
    path = reverse("portal:wall", args=[said["centre"].slug, code])
    address = request.build_absolute_uri(path)
    said |= {
        "code": code,
        "qr": segno.make(address, error="m").svg_data_uri(scale=6, border=4),
        "demo_address": given.demo_address(address),
    }
    return render(request, "kiosk/from_home.html", said)
