"""What is kept of the places that somebody with an account took in line from home."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from okno.notify import queries as notify
from okno.notify.models import Channel, Message
from okno.people.models import Account
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar

Shown = tuple[PlaceAfar, list[tuple[str, str]], datetime]


def shown(account: Account, at: datetime) -> list[Shown]:
    """Each place with where its person is told of it, and until when we know whose it was."""
    every = hall.places_of(account, at).every
    return [(each, _ways(each), each.joined_at + hall.REMEMBERED) for each in every]


def _ways(place: PlaceAfar) -> list[tuple[str, str]]:
    contact = hall.contact_of(place.ticket or place)
    return [
        (str(Channel(channel).label), _("this browser") if channel == Channel.PUSH else to)
        for channel, to in (contact.ways if contact else [])
    ]


def as_plain(account: Account, at: datetime) -> list[dict[str, Any]]:
    """Everything of them, for the person's own use."""
    return [_place(each) for each in hall.places_of(account, at).every]


def _place(found: PlaceAfar) -> dict[str, Any]:
    names = ("joined_at", "state", "purpose", "language")
    contact = hall.contact_of(found.ticket or found)
    called = hall.call_name_of(found.ticket or found)
    return {name: getattr(found, name) for name in names} | {
        "centre": str(found.centre),
        "service": str(found.service.name),
        "ticket": found.ticket.label if found.ticket else None,
        "called_by": called.name if called else "",
        "told_by": contact.ways if contact else [],
        "messages": [
            {"channel": each.channel, "to": each.to, "text": each.text, "sent_at": each.sent_at}
            for each in _messages(found)
        ],
    }


def _messages(found: PlaceAfar) -> list[Message]:
    of_ticket = notify.told_about(f"ticket:{found.ticket.pk}") if found.ticket else []
    return [*notify.told_about(f"afar:{found.pk}"), *of_ticket]


def subjects(account: Account, at: datetime) -> list[str]:
    """What a look of the staff at one of them is written under."""
    every = hall.places_of(account, at).every
    tickets = [f"ticket:{each.ticket.pk}" for each in every if each.ticket]
    return [*(f"afar:{each.pk}" for each in every), *tickets]
