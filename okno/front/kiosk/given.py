"""The last screen: the ticket, however one came by it."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from okno.front.kiosk import papers
from okno.queue import queries as hall
from okno.queue.models import Ticket


def page(request: HttpRequest, said: dict[str, Any], issued: Ticket) -> HttpResponse:
    """Print a ticket, unless it was given before, and show it."""
    place = hall.place_of(issued)
    on_paper = papers.paper(request, issued, place)
    said |= {
        "ticket": issued,
        "services": papers.services_of(issued),
        "place": place,
        "called": hall.names_of([issued], said["centre"]).get(issued.pk, ""),
        "demo_address": demo_address(on_paper.url),
        "qr": segno.make(on_paper.url, error="m").svg_data_uri(scale=6, border=4),
        "outcome": papers.came_out(request, on_paper) if not issued.is_repeat else "again",
    }
    return render(request, "kiosk/ticket.html", said)


def demo_address(url: str) -> str:
    """In a demonstration a code can be pressed; elsewhere nothing leads away from the kiosk."""
    return url if settings.MODE == "demo" else ""


def pdf(data: bytes, called: str) -> HttpResponse:
    """A paper as a file that is kept nowhere on the way."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{called}.pdf"',
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)
