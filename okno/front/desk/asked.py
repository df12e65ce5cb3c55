"""What the form of a booking says: for what, when, for whom; and the free times for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okno.base.errors import Refusal
from okno.booking import errors, queries
from okno.booking.models import Medium, Need
from okno.booking.queries import Slot
from okno.catalog import queries as catalog
from okno.catalog.models import Service, Way
from okno.network.models import Centre
from okno.people import queries as people
from okno.ui import words

TYPED = ("name", "phone", "email")
# The same refusals speak to the visitor on the portal; here a colleague reads them.
_SAID = {
    "no_consent": gettext_lazy(
        "Without their consent we may not keep how to reach them. Ask them, and tick the box if they agree."
    ),
    "no_name": gettext_lazy(
        "Write how to address them: at least one letter, at most 80 characters."
    ),
    "no_phone_to_ring": gettext_lazy("They are rung up at that time. Ask for the number to ring."),
    "no_way_to_reach": gettext_lazy(
        "Ask for a phone number or an e-mail address, so that we can tell them if something changes."
    ),
}


@dataclass(frozen=True)
class Asked:
    """For what somebody comes; None as the main service while it is not chosen."""

    services: tuple[Service, ...]
    purpose: str
    language: str
    needs: tuple[str, ...]
    medium: str = Medium.HERE


@dataclass(frozen=True)
class Times:
    """The days with a free time and how many; the chosen one; its times by the hour, as pairs of the moment
    (ISO 8601) and the clock.
    """

    days: list[tuple[date, int]]
    chosen: date | None
    hours: list[list[tuple[str, str]]]

    @property
    def first(self) -> str:
        """The moment that is chosen before anybody has chosen one."""
        return self.hours[0][0][0] if self.hours else ""


def asked(form: QueryDict, language: str) -> Asked:
    """The form's first part. Refuses a service that does not exist."""
    slugs = [form.get("service", ""), form.get("more", "")]
    services = tuple(catalog.service_by_slug(slug) for slug in dict.fromkeys(slugs) if slug)
    return Asked(
        services=services if slugs[0] else (),
        purpose=form.get("purpose", "file"),
        language=form.get("language", language),
        needs=tuple(need for need in form.getlist("needs") if need in Need.values),
        medium=form.get("medium", Medium.HERE),
    )


def asked_for(form: QueryDict, language: str) -> Asked:
    """As `asked`. Refuses a form in which no service is chosen, too (`no_service`)."""
    what = asked(form, language)
    if not what.services:
        raise Refusal("no_service", _("Choose what they come for."), field="service")
    return what


def whom(form: QueryDict) -> dict[str, Any]:
    """The form's last part: how to address the person and reach them, and whether they agreed."""
    return {**typed(form), "agreed": "consent" in form}


def typed(form: QueryDict) -> dict[str, str]:
    """What was typed about the person, as it was typed."""
    return {name: form.get(name, "") for name in TYPED}


def to_a_colleague(refusal: Refusal) -> str:
    """Why the form was refused, said to whoever fills it in for somebody."""
    return str(_SAID.get(refusal.code, refusal.message))


def as_sent(
    form: QueryDict, refusal: Refusal | None, *shown_at: str, centre: Centre, what: Asked
) -> dict[str, Any]:
    """For the form that comes back: what was typed, and beside its field, where the field shows it, why it was
    refused and what about the person would be refused next.
    """
    country, must_ring = centre.district.okrug.city.country, what.medium == Medium.PHONE
    of_person = people.refusals_of(**whom(form), country=country, must_ring=must_ring)
    wrong = [*of_person, refusal] if refusal else []
    return {
        "typed": typed(form),
        "agreed": "consent" in form,
        "refusal": refusal,
        "wrong": {each.field: to_a_colleague(each) for each in wrong if each.field},
        "focus": {each.field: True for each in wrong[:1]},
        "shown_at": (*TYPED, "service", "purpose", "consent", *shown_at),
    }


def wanted_of(what: Asked) -> queries.Asked:
    """The same as the search takes it. Refuses what `queries.asked` refuses."""
    return queries.asked(
        what.services,
        purpose=what.purpose,
        language=what.language,
        needs=what.needs,
        medium=what.medium,
    )


def times_for(
    what: Asked, centre: Centre, *, chosen: str, at: datetime, but: datetime | None = None
) -> Times:
    """What is free for this at the centre, `but` for one time; `chosen` is a day as ISO 8601, else the first
    free one.

    Refuses what `queries.asked` refuses, services that are not given here (`not_bookable`), and those that colleagues
    do not book (`not_by_phone`); whoever has a time already may move it.
    """
    wanted = wanted_of(what)
    queries.check_given(centre, what.services, *(() if but else (Way.PHONE,)))
    today = words.local(at, centre.zone).date()
    last = queries.farthest_day(centre, today)
    slots = queries.free_slots(wanted, centre, first=today, last=last, at=at)
    return _times([slot for slot in slots if slot.starts_at != but], centre, chosen)


def _times(slots: Sequence[Slot], centre: Centre, chosen: str) -> Times:
    by_day = queries.by_day(slots, centre)
    day = next((on for on in by_day if on.isoformat() == chosen), next(iter(by_day), None))
    times = by_day[day] if day else []
    return Times(
        days=[(on, len(free)) for on, free in by_day.items()],
        chosen=day,
        hours=[
            [(local.isoformat(), f"{local:%H:%M}") for local in hour]
            for _hour, hour in groupby(times, key=lambda local: local.hour)
        ],
    )


def small_number(text: str, field: str) -> int:
    """A whole number of two digits at most. Refuses anything else (`unknown_choice`)."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise errors.unknown_choice(field)
    return int(text)
