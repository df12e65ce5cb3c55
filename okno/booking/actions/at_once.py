"""Booking for a person who stands at the counter or is on the phone: kept and booked in one act."""

from collections.abc import Collection, Sequence
from datetime import datetime

from okno.base import acts
from okno.booking.actions.booking import book
from okno.booking.actions.holding import hold
from okno.booking.actions.steps import keys_of, one_act_of
from okno.booking.models import Appointment, Via
from okno.booking.policy import Medium
from okno.catalog.models import Service
from okno.network.models import Centre
from okno.people import queries as people


@acts.act()
def book_at_once(
    *,
    centre: Centre,
    services: Sequence[Service],
    starts_at: datetime,
    purpose: str = "file",
    language: str = "ru",
    needs: Collection[str] = (),
    medium: str = Medium.HERE,
    name: str,
    phone: str = "",
    email: str = "",
    agreed: bool = False,
    companions: int = 0,
    via: str = Via.DESK,
    at: datetime,
    by: str,
) -> Appointment:
    """An appointment for somebody whom a colleague asks all of it, and who has said aloud that they agree.

    Promises what `hold` and `book` promise, and refuses what they refuse; then nothing is kept, but that
    a colleague was told of what the person has (`audit.looked`).
    """
    country = centre.district.okrug.city.country
    # The person before the day, as every act has it: two acts the other way round wait for each other.
    one_act_of(keys_of(people.phone_of(phone, country), people.email_of(email)))
    held = hold(
        centre=centre,
        services=services,
        starts_at=starts_at,
        purpose=purpose,
        language=language,
        needs=needs,
        medium=medium,
        via=via,
        at=at,
        by=by,
    )
    return book(
        held,
        name=name,
        phone=phone,
        email=email,
        agreed=agreed,
        companions=companions,
        at=at,
        by=by,
    )
