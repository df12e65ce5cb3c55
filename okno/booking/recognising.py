"""Whose appointment it is, by what a person says or shows to the staff: a code, a phone, an address."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from okno.base import audit
from okno.base.errors import Refusal
from okno.booking import errors, plans
from okno.booking.appointments import STILL_OPEN
from okno.booking.models import Appointment, State, Wish
from okno.network.models import Centre
from okno.people import queries as people
from okno.people.models import Visitor

_PAGE = re.compile(r"/a/([\w-]{16,32})(?:[/?#\s]|$)", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)
_WITH = ("centre__district__okrug__city", "service", "schedule", "visitor")


def at_the_door(centre: Centre, said: str, *, at: datetime) -> Appointment:
    """The appointment with which somebody stands at the door of `centre`; whether they may come in with it is
    asked of `queries.may_arrive`.

    `said` is its code, a phone or e-mail address, or the address of its page as a reader of codes
    types it. Today's here comes first, the nearest in time; else today's elsewhere, else the next one.
    Refuses what fits none (`unknown_appointment`) and what is none of these (`no_code_or_contact`).
    """
    today = at.astimezone(plans.zone_of(centre)).date()
    page = _PAGE.search(said)
    every = Appointment.objects.filter(token=page[1]) if page else _of(centre, said)
    if not page:
        every = every.filter(state__in=STILL_OPEN, day__gte=today)
    found = min(
        every.select_related(*_WITH),
        key=lambda each: (
            each.centre_id != centre.pk or each.day != today,
            each.day != today,
            abs(each.starts_at - at),
        ),
        default=None,
    )
    if found is None:
        raise errors.unknown_appointment()
    return found


def to_come(centre: Centre, said: str, *, at: datetime) -> list[Appointment]:
    """The appointments at `centre` that are still to come and have this code, phone or e-mail address, the
    first first. Refuses what is none of these (`no_code_or_contact`).
    """
    page = _PAGE.search(said)
    every = Appointment.objects.filter(token=page[1]) if page else _of(centre, said)
    found = every.filter(centre=centre, state=State.BOOKED, ends_at__gt=at - timedelta(hours=1))
    return list(found.select_related(*_WITH).order_by("starts_at", "pk"))


def read_visitor(found: Appointment | Wish, *, why: str, at: datetime, by: str) -> Visitor | None:
    """Who has the appointment or the place on the list, while we still know; that `by` read it, and why, is written down.

    The same reading at the same moment is one line: a page that renews itself gives the moment from
    which it shows the person.
    """
    if found.visitor is not None:
        audit.looked(by=by, subject=f"visitor:{found.visitor.pk}", why=why, at=at)
    return found.visitor


def read_list(found: Sequence[Appointment], *, why: str, at: datetime, by: str) -> None:
    """A list of somebody's appointments is shown: that `by` read each of them, and why, is written down."""
    for each in found:
        audit.looked(by=by, subject=f"appointment:{each.pk}", why=why, at=at)


def _of(centre: Centre, said: str) -> QuerySet[Appointment]:
    """Those with this code at the centre, or of whoever has this phone or e-mail address anywhere."""
    short = re.sub(r"[\s-]", "", said)
    if _CODE.fullmatch(short):
        return Appointment.objects.filter(centre=centre, code=short)
    given = people.email_of(said) if "@" in said else _phone(said, centre)
    if not given:
        return Appointment.objects.none()
    return Appointment.objects.filter(keys__key=people.person_key(given, "booking"))


def _phone(said: str, centre: Centre) -> str:
    try:
        return people.phone_of(said, centre.district.okrug.city.country)
    except Refusal:
        raise errors.no_code_or_contact() from None
