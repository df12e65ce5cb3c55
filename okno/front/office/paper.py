"""What stands on the ticket the door prints, in the visitor's language, or in Russian and English."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.catalog.models import Purpose, Service
from okno.queue.models import Ticket
from okno.queue.queries import Place
from okno.ui import words

_WRITTEN = ("ru", "en")


@dataclass(frozen=True)
class Words:
    """The words of a ticket in one language; `wait` is empty where no counter could call it now."""

    language: str
    centre: str
    services: list[str]
    purpose: str
    issued: str
    wait: str
    promise: str
    code: str


def of(ticket: Ticket, place: Place) -> list[Words]:
    """The words of a ticket; in both written languages for whoever wishes to speak another."""
    rest = Service.objects.in_bulk(ticket.rest)
    services = [ticket.service, *(rest[pk] for pk in ticket.rest if pk in rest)]
    return list(_in_languages(ticket, services, place))


def _in_languages(ticket: Ticket, services: list[Service], place: Place) -> Iterator[Words]:
    local = timezone.localtime(ticket.issued_at, ZoneInfo(ticket.centre.zone))
    for language in [ticket.language] if ticket.language in _WRITTEN else _WRITTEN:
        with translation.override(language):
            yield Words(
                language=language,
                centre=str(ticket.centre),
                services=[str(service.short_name) for service in services],
                purpose=str(capfirst(Purpose(ticket.purpose).label)),
                issued=f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}",
                wait=f"{_('You will be called')} {words.in_wait(place.wait)}."
                if place.counters
                else "",
                promise=_promise(ticket.centre.standard_minutes),
                code=_("Point your phone here: see your place in line and hear the call."),
            )


def _promise(minutes: int) -> str:
    return ngettext(
        "If you wait more than %(minutes)s minute, the coffee is on us.",
        "If you wait more than %(minutes)s minutes, the coffee is on us.",
        minutes,
    ) % {"minutes": minutes}
