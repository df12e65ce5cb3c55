"""The touch screen at the entrance: language, service, purpose, ticket. The server keeps nothing in between.

What was chosen travels in hidden fields of POST forms, so an address never says anything about the
visitor, and after the time-out the Back button shows nothing.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okno.adapters.printer import paper as printing
from okno.adapters.printer.printers import PrinterFailed, printer_for
from okno.base import access, clock, idempotency
from okno.base.errors import Refusal
from okno.catalog import queries as catalog
from okno.catalog.models import Purpose, Service
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket
from okno.ui import words

SPEAK = (
    ("uz", "Oʻzbekcha"),
    ("tg", "Тоҷикӣ"),
    ("ky", "Кыргызча"),
    ("kk", "Қазақша"),
    ("zh", "中文"),
    ("ar", "العربية"),
)
_PAGE = 5
_MODES = ("reach", "contrast", "text")
View = Callable[..., HttpResponse]
PURPOSES = {
    Purpose.FILE: (gettext_lazy("Hand in papers"), "document"),
    Purpose.RECEIVE: (gettext_lazy("Pick up a result"), "check"),
    Purpose.ASK: (gettext_lazy("Ask a question"), "help"),
}


def _speaking(view: View) -> View:
    """Run a page in the language chosen on the first screen; a refusal is shown on the kiosk's own page."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any) -> HttpResponse:
        language = request.POST.get("ui", "")
        language = language if language in ("ru", "en") else "ru"
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            try:
                return view(request, *args)
            except Refusal as refusal:
                shown = _shown(request) | {"refusal": refusal}
                return render(request, "kiosk/refused.html", shown, status=refusal.status)

    return spoken


def _from_a_form(view: View) -> View:
    """A page that is only reached through the kiosk's own forms; a reload or Back begins anew."""

    @wraps(view)
    def posted(request: HttpRequest, *args: Any) -> HttpResponse:
        return view(request, *args) if request.method == "POST" else redirect("kiosk:start")

    return posted


def _shown(request: HttpRequest) -> dict[str, Any]:
    """What every page carries on: the language, the modes, and the centre."""
    device = request.device  # type: ignore[attr-defined]
    chosen = {name: request.POST.get(name, "")[:80] for name in ("ui", "speak", "service")}
    return {
        "centre": Centre.objects.get(pk=device.centre_id),
        "chosen": chosen,
        "modes": {mode: request.POST.get(mode, "") == "on" for mode in _MODES},
        "step": request.resolver_match.url_name if request.resolver_match else "",
    }


@_speaking
def start(request: HttpRequest) -> HttpResponse:
    """Languages in their own names. Also where the time-out leads."""
    return render(request, "kiosk/start.html", _shown(request) | {"speak": SPEAK})


@_from_a_form
@_speaking
def services(request: HttpRequest) -> HttpResponse:
    """The ten most frequent services, five a page, and the way to all others."""
    shown = _shown(request)
    page = request.POST.get("page", "0")
    event = request.POST.get("event", "")
    if page == "all":
        found = []
    elif event:
        life = next((each for each in catalog.life_events() if each.slug == event), None)
        found = catalog.services_for(life, shown["centre"]) if life else []
    else:
        popular = list(catalog.popular(shown["centre"]))
        first = _PAGE if page == "1" else 0
        found = popular[first : first + _PAGE]
    return render(
        request,
        "kiosk/services.html",
        shown
        | {
            "services": found,
            "page": page,
            "event": event,
            "life_events": catalog.life_events(shown["centre"]) if page == "all" else [],
        },
    )


@_from_a_form
@_speaking
def purpose(request: HttpRequest) -> HttpResponse:
    """What for: to hand in, to pick up, to ask."""
    shown = _shown(request)
    service = catalog.service_by_slug(shown["chosen"]["service"])
    choices = [
        (value, *PURPOSES[Purpose(value)]) for value in PURPOSES if value in service.purposes
    ]
    return render(
        request,
        "kiosk/purpose.html",
        shown | {"service": service, "choices": choices, "key": secrets.token_hex(12)},
    )


@_from_a_form
@_speaking
def ticket(request: HttpRequest) -> HttpResponse:
    """Issue once (a double tap gives the same ticket), print, and show."""
    shown, at = _shown(request), clock.now()
    chosen, by = shown["chosen"], access.actor(request)

    def act() -> tuple[int, dict[str, Any]]:
        issued = queue.issue(
            centre=shown["centre"].pk,
            service=chosen["service"],
            purpose=request.POST.get("purpose", "file"),
            language=chosen["speak"] or chosen["ui"] or "ru",
            at=at,
            by=by,
        )
        return 201, {"token": issued.token, "print": True}

    asked = [chosen, request.POST.get("purpose", "")]
    _status, body = idempotency.once(
        scope=by, key=request.POST.get("key", ""), asked=asked, at=at, act=act
    )
    issued = hall.ticket_by_token(body["token"])
    place = hall.place_of(issued)
    on_paper = _paper(request, issued, place)
    fresh = issued.issued_at == at
    return render(
        request,
        "kiosk/ticket.html",
        shown
        | {
            "ticket": issued,
            "place": place,
            "qr": segno.make(on_paper.url, error="m").svg_data_uri(scale=6, border=4),
            "printed": _printed(request, on_paper) if fresh else True,
        },
    )


@_from_a_form
@_speaking
def paper(request: HttpRequest) -> HttpResponse:
    """The ticket as a PDF, for a kiosk whose printer is the browser's."""
    issued = hall.ticket_by_token(request.POST.get("token", ""))
    if issued.centre_id != request.device.centre_id:  # type: ignore[attr-defined]
        raise hall.errors.unknown_ticket()
    data = printing.pdf(_paper(request, issued, hall.place_of(issued)))
    return HttpResponse(data, content_type="application/pdf", headers={"Cache-Control": "no-store"})


@_from_a_form
@_speaking
def person(request: HttpRequest) -> HttpResponse:
    """Ring for the administrator."""
    device = request.device  # type: ignore[attr-defined]
    queue.call_administrator(
        centre=device.centre_id, device=device.pk, at=clock.now(), by=access.actor(request)
    )
    return render(request, "kiosk/person.html", _shown(request))


def _paper(request: HttpRequest, issued: Ticket, place: hall.Place) -> printing.TicketPaper:
    zone = ZoneInfo(issued.centre.zone)
    local = timezone.localtime(issued.issued_at, zone)
    day = formats.date_format(local, "DATE_FORMAT")
    service: Service = issued.service
    return printing.TicketPaper(
        label=issued.label,
        centre=str(issued.centre),
        service=str(service.short_name),
        issued=f"{day}, {local:%H:%M}",
        wait=str(words.wait(place.wait)).capitalize(),
        sentence=_("If you wait more than %(minutes)s minutes, the coffee is on us.")
        % {"minutes": issued.centre.standard_minutes},
        url=request.build_absolute_uri(f"/t/{issued.token}/"),
    )


def _printed(request: HttpRequest, on_paper: printing.TicketPaper) -> bool:
    """Print after the ticket is safe; False when the paper did not come (the screen says so)."""
    try:
        printer = printer_for(request.device.settings)  # type: ignore[attr-defined]
        if printer is None:
            return True
        printer.print_ticket(on_paper)
    except PrinterFailed:
        return False
    return True
