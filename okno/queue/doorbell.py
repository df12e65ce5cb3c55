"""The bell of a kiosk: where a person has been asked for and nobody has said yet that they are going."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from okno.base.models import Event
from okno.network.models import Device
from okno.queue.events import AdministratorAnswered, AdministratorCalled

# Whoever was not answered for so long has found help or gone.
STANDS = timedelta(hours=1)
RINGS_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Ring:
    """A kiosk that rings: since when, when last, and the fact of the last ring."""

    kiosk: Device
    since: datetime
    last_at: datetime
    fact: int


def rings_now(centre: int, at: datetime) -> list[Ring]:
    """The kiosks of a centre that ring, the one that waits longest first: two statements at most."""
    names = (AdministratorCalled.NAME, AdministratorAnswered.NAME)
    heard = Event.objects.filter(centre_id=centre, at__gt=at - STANDS, at__lte=at, name__in=names)
    ringing: dict[int, list[Event]] = {}
    for event in heard.order_by("id"):
        device = event.payload["device"]
        if event.name == AdministratorCalled.NAME:
            ringing.setdefault(device, []).append(event)
        else:
            ringing.pop(device, None)
    kiosks = Device.objects.select_related("hall").in_bulk(list(ringing)) if ringing else {}
    return [
        Ring(kiosks[device], rung[0].at, rung[-1].at, rung[-1].pk)
        for device, rung in ringing.items()
        if device in kiosks
    ]
