"""The small drawings beside words on the kiosk's buttons."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from okno.catalog.models import LifeEvent, Purpose, Service
from okno.ui import icons

_PURPOSES = {
    Purpose.FILE: (_("Hand in papers"), "document"),
    Purpose.RECEIVE: (_("Pick up a result"), "check"),
    Purpose.ASK: (_("Ask a question"), "help"),
}


def purposes_of(service: Service) -> list[tuple[str, str, str]]:
    """What one may come about this service for: value, words, sign."""
    return [
        (str(value), str(words), sign)
        for value, (words, sign) in _PURPOSES.items()
        if value in service.purposes
    ]


def with_signs(life_events: Iterable[LifeEvent]) -> list[tuple[LifeEvent, str]]:
    """Each life event with its sign."""
    return [(each, icons.of_life_event(each.slug)) for each in life_events]
