"""A visitor at a kiosk asks for a person, and somebody goes."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.network.models import Device
from okno.queue.doorbell import RINGS_AGAIN, Ring, rings_now
from okno.queue.events import AdministratorAnswered, AdministratorCalled


@transaction.atomic
def call_administrator(*, centre: int, device: int, at: datetime, by: str) -> None:
    """A visitor at a kiosk asks for a person: the door and the manager's hall ring until somebody goes.

    Whoever rings again within half a minute is heard already, unless somebody went in between.
    """
    ring = _ring_of(centre, device, at)
    if ring is None or at - ring.last_at >= RINGS_AGAIN:
        _note(AdministratorCalled(device=device), centre, device, at, by)


@transaction.atomic
def answer_administrator(*, centre: int, device: int, at: datetime, by: str) -> None:
    """Somebody goes to the kiosk: it stops ringing for everybody. Harmless when it does not ring."""
    if _ring_of(centre, device, at) is not None:
        _note(AdministratorAnswered(device=device), centre, device, at, by)


def _ring_of(centre: int, device: int, at: datetime) -> Ring | None:
    """How this kiosk rings now; the lock makes those who press at one moment follow one another."""
    Device.objects.select_for_update(of=("self",)).filter(pk=device, centre_id=centre).first()
    return next((ring for ring in rings_now(centre, at) if ring.kiosk.pk == device), None)


def _note(fact: events.Fact, centre: int, device: int, at: datetime, by: str) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=centre,
        subject=f"device:{device}",
        topics=(f"door:{centre}",),
    )
