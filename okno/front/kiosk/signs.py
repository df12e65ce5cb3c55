"""The small drawings beside words on the kiosk's buttons."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from okno.catalog.models import LifeEvent, Purpose, Service

_PURPOSES = {
    Purpose.FILE: (_("Hand in papers"), "document"),
    Purpose.RECEIVE: (_("Pick up a result"), "check"),
    Purpose.ASK: (_("Ask a question"), "help"),
}
_LIFE_EVENTS = {
    "passport": "passport",
    "birth": "pram",
    "family": "rings",
    "moving": "boxes",
    "property": "home",
    "driving": "car",
    "work": "briefcase",
    "newcomer": "suitcase",
    "care": "heart",
    "farewell": "candle",
}


def purposes_of(service: Service) -> list[tuple[str, str, str]]:
    """What one may come about this service for: value, words, sign."""
    return [
        (str(value), str(words), sign)
        for value, (words, sign) in _PURPOSES.items()
        if value in service.purposes
    ]


def with_signs(life_events: Iterable[LifeEvent]) -> list[tuple[LifeEvent, str]]:
    """Each life event with its sign; one we have none for gets the pin."""
    return [(each, _LIFE_EVENTS.get(each.slug, "pin")) for each in life_events]
