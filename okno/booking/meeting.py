"""How the two meet who are not in one place: the room of a visit by video, and which media a service has."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from okno.base import audit
from okno.booking import policy
from okno.booking.models import Appointment, Schedule, State
from okno.booking.policy import Medium
from okno.catalog.models import Service
from okno.network.models import Centre

_NAME_BYTES = 20  # 160 bits: 32 letters and digits, which no provider of rooms reads in two ways


def are_there_rooms() -> bool:
    """Whether the city has said where one meets by video."""
    return bool(settings.VIDEO)


def room_of(found: Appointment) -> str:
    """The address of the room of a visit by video: a secret of the two, which no table and no fact has.

    "" where the city has no rooms any more.
    """
    secret = f"room {found.pk} {found.token}"
    digest = hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).digest()
    name = base64.b32encode(digest[:_NAME_BYTES]).decode().lower()
    return str(settings.VIDEO.replace("{room}", name))


def read_room(found: Appointment, *, why: str, at: datetime, by: str) -> str:
    """The same for an operator: that `by` got to know it, and why, is written down."""
    audit.looked(by=by, subject=f"appointment:{found.pk}", why=why, at=at)
    return room_of(found)


def room_opens_at(found: Appointment) -> datetime:
    """From when on its person is shown the way into the room."""
    return found.starts_at - policy.ROOM_OPENS


def may_join(found: Appointment, at: datetime) -> bool:
    """Whether its person is shown the way into the room: from ten minutes before its time until the visit is over."""
    return (
        found.medium == Medium.VIDEO
        and found.state in (State.BOOKED, State.ARRIVED)
        and found.displaced_at is None
        and at >= room_opens_at(found)
        and are_there_rooms()
    )


def media_for(services: Sequence[Service], centres: Sequence[Centre]) -> list[Medium]:
    """In which ways somebody may be received for all of these at any of the centres: always at the centre itself,
    and by phone or video where a schedule is for that.
    """
    ids = [each.pk for each in services]
    every = Schedule.objects.filter(centre__in=[each.pk for each in centres], is_active=True)
    fitting = every.filter(Q(services=[]) | Q(services__contains=ids), medium__in=policy.REMOTE)
    known = set(fitting.values_list("medium", flat=True).distinct())
    if not are_there_rooms():
        known.discard(Medium.VIDEO)
    return [each for each in Medium if each == Medium.HERE or each in known]
