"""The ticket on paper: what stands on it here, and how it comes out of this kiosk."""

import logging
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.adapters.printer import paper as printing
from okno.adapters.printer.printers import PrinterFailed, printer_for
from okno.base.text import Text
from okno.booking import queries as booking
from okno.booking.models import Appointment
from okno.catalog.models import Service
from okno.queue import queries as hall
from okno.queue.models import Ticket
from okno.ui import words

_log = logging.getLogger("okno.web")


def services_of(ticket: Ticket) -> list[Service]:
    """The services of the visit in order."""
    rest = Service.objects.in_bulk(ticket.rest)
    return [ticket.service, *(rest[pk] for pk in ticket.rest if pk in rest)]


def paper(request: HttpRequest, ticket: Ticket, place: hall.Place) -> printing.TicketPaper:
    """The words of the ticket, laid out as this kiosk's settings ask (`docs/guides/set-up-a-kiosk.md`)."""
    local = timezone.localtime(ticket.issued_at, ZoneInfo(ticket.centre.zone))
    layout = _layout(request)
    own = layout.get("line")
    return printing.TicketPaper(
        label=ticket.label,
        centre=str(ticket.centre),
        services=tuple(str(service.short_name) for service in services_of(ticket)),
        issued=f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}",
        wait=str(words.wait(place.wait)).capitalize(),
        promise=_promise(ticket.centre.standard_minutes),
        url=request.build_absolute_uri(f"/t/{ticket.token}/"),
        line=str(Text(own)) if isinstance(own, dict) else "",
        parts=printing.known_parts(layout.get("parts")),
        dots=printing.NARROW if layout.get("width") == 58 else printing.WIDE,
    )


def slip(request: HttpRequest, booked: Appointment) -> printing.TicketPaper:
    """The words of an appointment, on the same paper: its code in the place of the number, and all its parts.

    A layout made for tickets may leave out where here the day and the time stand.
    """
    local = timezone.localtime(booked.starts_at, ZoneInfo(booked.centre.zone))
    return printing.TicketPaper(
        label=f"{booked.code[:3]} {booked.code[3:]}",
        centre=str(booked.centre),
        services=tuple(str(each.short_name) for each in booking.services_of(booked)),
        issued=_("With this code you check in at the kiosk."),
        wait=f"{formats.date_format(local, 'j E')}, {local:%H:%M}",
        promise="",
        url=request.build_absolute_uri(f"/a/{booked.token}/"),
        dots=printing.NARROW if _layout(request).get("width") == 58 else printing.WIDE,
    )


def _promise(minutes: int) -> str:
    return ngettext(
        "If you wait more than %(minutes)s minute, the coffee is on us.",
        "If you wait more than %(minutes)s minutes, the coffee is on us.",
        minutes,
    ) % {"minutes": minutes}


def came_out(request: HttpRequest, on_paper: printing.TicketPaper) -> str:
    """Print after the ticket is safe. Says how it went: paper, pdf, screen (there is no printer), failed."""
    settings = _settings(request)
    if settings.get("printer") == "pdf":
        return "pdf"
    try:
        printer = printer_for(settings)
        if printer is None:
            return "screen"
        printer.print_ticket(on_paper)
    except PrinterFailed as error:
        _log.warning("kiosk %s, no paper: %s", request.device.pk, error)  # type: ignore[attr-defined]
        return "failed"
    return "paper"


def _settings(request: HttpRequest) -> dict[str, Any]:
    found = request.device.settings  # type: ignore[attr-defined]
    return found if isinstance(found, dict) else {}


def _layout(request: HttpRequest) -> dict[str, Any]:
    found = _settings(request).get("ticket")
    return found if isinstance(found, dict) else {}
