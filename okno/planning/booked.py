"""Simulated visitors who booked before they came, or are rung up or met by video: the same acts as a person's on the
portal.
"""

from datetime import datetime, timedelta
from random import Random

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment, Medium
from okno.catalog import queries as catalog
from okno.network.models import Centre
from okno.people.models import Staff
from okno.planning.profile import Arrival

LEAD_MINUTES = (25, 180)
_NOBODY = "visitor-{number}@example.org"  # reserved for examples (RFC 2606): no mail ever arrives
_NOBODYS = (
    "+7495000{number:04}"  # no number of Moscow's begins with a nought: nobody is ever rung up
)
_REMOTE = 0.4  # of those who book where it can be chosen


def decides_at(arrival: Arrival, rng: Random) -> datetime:
    """When this visitor books the time they come for."""
    return arrival.at - timedelta(minutes=rng.uniform(*LEAD_MINUTES))


def book(
    centre: Centre, arrival: Arrival, rng: Random, *, at: datetime, by: str
) -> Appointment | None:
    """Book the visitor's time, of some by phone or by video where the centre receives so; None where it is taken or
    cannot be booked: then they just come.
    """
    if arrival.booked_at is None or arrival.booked_at <= at:
        return None
    services = [catalog.service_by_slug(errand.service) for errand in arrival.errands]
    _here, *remote = queries.media_for(services, [centre])
    medium = rng.choice(remote) if remote and rng.random() < _REMOTE else Medium.HERE
    try:
        held = booking.hold(
            centre=centre,
            services=services,
            starts_at=arrival.booked_at,
            purpose=arrival.purpose,
            language=arrival.language,
            medium=medium,
            at=at,
            by=by,
        )
        return booking.book(
            held,
            name=name_of(arrival, rng),
            phone=_NOBODYS.format(number=held.pk % 10_000) if medium == Medium.PHONE else "",
            email=_NOBODY.format(number=held.pk),
            agreed=True,
            at=at,
            by=by,
        )
    except Refusal:
        return None


def name_of(arrival: Arrival, rng: Random) -> str:
    """A given name, as the visitor would write it."""
    name = rng.choice(_names())
    return name.get(arrival.language) or name["en"]


def _names() -> list[dict[str, str]]:
    """The given names of the demo's own people, in their languages."""
    return [
        {language: said.split()[0] for language, said in name.items()}
        for name in Staff.objects.filter(is_demo=True).values_list("name", flat=True)[:40]
    ]
