"""What is asked of booking: which times are free, and whose they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.utils import formats, timezone

from okno.booking import errors, grid, plans, sheets
from okno.booking.grid import Taken
from okno.booking.models import Appointment, Need, State
from okno.booking.overview import DayAhead as DayAhead
from okno.booking.overview import blocked_in as blocked_in
from okno.booking.overview import blocked_of as blocked_of
from okno.booking.overview import days_ahead as days_ahead
from okno.booking.overview import schedule_in as schedule_in
from okno.booking.overview import schedules_of as schedules_of
from okno.booking.plans import Asked, Plan
from okno.booking.policy import LANGUAGES
from okno.booking.policy import MOST_SERVICES as MOST_SERVICES
from okno.catalog import queries as catalog
from okno.catalog.models import Service
from okno.network.models import Centre
from okno.people import queries as people

_NOTHING_TAKEN = Taken()
_SOON = 4  # days that are searched first: reading the sheets of a month is most of a search's work


@dataclass(frozen=True)
class Slot:
    """A free time (FHIR Slot): computed, not kept. `free` is how many may still take it."""

    centre: int
    starts_at: datetime
    ends_at: datetime
    free: int


@dataclass(frozen=True)
class Earliest:
    """A centre's first free time, and on that day the hour in which fewest have booked."""

    centre: int
    starts_at: datetime
    ends_at: datetime
    calm_at: datetime


def asked(
    services: Sequence[Service],
    *,
    purpose: str = "file",
    language: str = "ru",
    needs: Collection[str] = (),
) -> Asked:
    """What is looked for, from its parts. Refuses no service or more than five (`too_many_services`), and an
    unknown purpose, language or need (`unknown_choice`).
    """
    if not 1 <= len(services) <= MOST_SERVICES:
        raise errors.too_many_services(MOST_SERVICES)
    if purpose not in services[0].purposes:
        raise errors.unknown_choice("purpose")
    if language not in LANGUAGES:
        raise errors.unknown_choice("language")
    if not set(needs) <= set(Need.values):
        raise errors.unknown_choice("needs")
    typical = [services[0].typical(purpose), *(each.typical("file") for each in services[1:])]
    return Asked(
        services=tuple(each.pk for each in services),
        slugs=tuple(each.slug for each in services),
        length=sum(typical, timedelta(0)),
        language=language,
        needs=frozenset(needs),
    )


def giving(centres: Sequence[Centre], services: Sequence[Service]) -> list[Centre]:
    """Those of the centres that give every one of the services."""
    offered = catalog.centres_offering_each(services)
    return [each for each in centres if all(each.pk in found for found in offered.values())]


def earliest(
    wanted: Asked, centres: Sequence[Centre], *, at: datetime, days: int = 30
) -> dict[int, Earliest]:
    """By centre the first free time from `at` on, within so many days of today; none when there is none.

    A few statements, however many centres and days: the days are read from their sheets.
    """
    every = plans.fitting(wanted, centres)
    found = _among(every, at, range(min(days, _SOON)))
    if days >= _SOON:
        left = [plan for plan in every if plan.schedule.centre_id not in found]
        found |= _among(left, at, range(_SOON, days + 1))
    return found


def _among(every: list[Plan], at: datetime, ahead: range) -> dict[int, Earliest]:
    """By centre the first free time of these plans on the days so far ahead."""
    found: dict[int, Earliest] = {}
    if not every or not ahead:
        return found
    # Two days of the calendar more: the centres may be in several zones.
    first, last = at.date() + timedelta(ahead[0] - 1), at.date() + timedelta(ahead[-1] + 1)
    drawn = sheets.read([plan.schedule.pk for plan in every], first, last)
    for plan in every:
        first_free = _first_free(plan, drawn, at, ahead)
        known = found.get(plan.schedule.centre_id)
        if first_free and (known is None or first_free.starts_at < known.starts_at):
            found[plan.schedule.centre_id] = first_free
    return found


def _first_free(
    plan: Plan, drawn: dict[sheets.Day, Taken], at: datetime, ahead: range
) -> Earliest | None:
    today = at.astimezone(plan.zone).date()
    for days in ahead:
        if days > plan.schedule.days_ahead:
            return None
        day = today + timedelta(days=days)
        bits = free_bits(plan, day, drawn, at)
        cell = grid.first(bits)
        if cell is not None:
            taken = drawn.get((plan.schedule.pk, day), _NOTHING_TAKEN)
            calm = grid.calmest_hour(plan.day(day), taken, bits) or 0
            return Earliest(
                centre=plan.schedule.centre_id,
                starts_at=plans.moment(cell, day, plan.zone),
                ends_at=plans.moment(cell + plan.wanted.length, day, plan.zone),
                calm_at=plans.moment(calm * grid.HOUR, day, plan.zone),
            )
    return None


def free_slots(
    wanted: Asked, centre: Centre, *, first: date, last: date, at: datetime
) -> list[Slot]:
    """The free times of a centre on these local days, from `at` on and within what may be booked ahead."""
    found: dict[tuple[datetime, datetime], int] = {}
    every = plans.fitting(wanted, [centre])
    drawn = sheets.read([plan.schedule.pk for plan in every], first, last)
    for plan in every:
        today = at.astimezone(plan.zone).date()
        farthest = min(last, today + timedelta(days=plan.schedule.days_ahead))
        day = max(first, today)
        while day <= farthest:
            for cell, free in grid.tally(free_bits(plan, day, drawn, at)).items():
                starts_at = plans.moment(cell, day, plan.zone)
                ends_at = plans.moment(cell + plan.wanted.length, day, plan.zone)
                found[starts_at, ends_at] = found.get((starts_at, ends_at), 0) + free
            day += timedelta(days=1)
    return [
        Slot(centre.pk, starts_at, ends_at, free)
        for (starts_at, ends_at), free in sorted(found.items())
    ]


def free_bits(plan: Plan, day: date, drawn: dict[sheets.Day, Taken], at: datetime) -> int:
    """The free starts of a day, in all lanes, from `at` on."""
    open_day = plan.day(day)
    taken = drawn.get((plan.schedule.pk, day), _NOTHING_TAKEN)
    bits = grid.starts(open_day, taken, plan.wanted, plan.step)
    return grid.not_before(bits, plans.cell(at, day, plan.zone, up=True), open_day.count)


# appointments

_SHOWN = (State.BOOKED, State.ARRIVED, State.FULFILLED, State.NO_SHOW)
_WITH = ("centre__district__okrug__city", "service", "schedule", "visitor")


def appointment_by_token(token: str) -> Appointment:
    """The appointment with this unguessable token. Refuses an unknown one (`unknown_appointment`)."""
    found = Appointment.objects.select_related(*_WITH).filter(token=token).first()
    if found is None:
        raise errors.unknown_appointment()
    return found


def appointment_in(centre: int, number: int) -> Appointment:
    """An appointment of this centre. Refuses any other (`unknown_appointment`)."""
    found = Appointment.objects.select_related(*_WITH).filter(centre=centre, pk=number).first()
    if found is None:
        raise errors.unknown_appointment()
    return found


def appointment_by_code(centre: Centre, code: str, *, at: datetime) -> Appointment:
    """Today's appointment with this code at this centre. Refuses an unknown one (`unknown_appointment`)."""
    return _only(Appointment.objects.filter(code=code.strip()), centre, at)


def appointment_by_phone(centre: Centre, phone: str, *, at: datetime) -> Appointment:
    """Of whoever has this phone the appointment at this centre today that is nearest in time.

    Refuses what is no phone (`no_phone`) and one without an appointment (`unknown_appointment`).
    """
    digits = people.phone_of(phone, centre.district.okrug.city.country)
    key = people.person_key(digits, "booking") if digits else ""
    return _only(Appointment.objects.filter(person=key), centre, at)


def _only(among, centre: Centre, at: datetime) -> Appointment:  # type: ignore[no-untyped-def]
    today = at.astimezone(plans.zone_of(centre)).date()
    open_ones = (State.BOOKED, State.ARRIVED, State.NO_SHOW)  # the ticket is asked for again
    found = among.filter(centre=centre, day=today, state__in=open_ones).select_related(*_WITH)
    nearest = min(found, key=lambda each: abs(each.starts_at - at), default=None)
    if nearest is None:
        raise errors.unknown_appointment()
    return nearest


def may_arrive(found: Appointment, *, centre: int, at: datetime) -> None:
    """Refuses whom `arrive` refuses, before anything is asked of the person.

    Another centre (`another_centre`), another day, a time too early or too late by the schedule's
    settings, and an appointment that is over: whoever is refused may still take a ticket.
    """
    zone = plans.zone_of(found.centre)
    if found.centre_id != centre:
        raise errors.another_centre(str(found.centre))
    if not found.may("arrive"):
        raise errors.not_now(found.get_state_display())
    if found.day != at.astimezone(zone).date():
        raise errors.another_day(formats.date_format(found.day, "j E"))
    opens = found.starts_at - found.schedule.early
    if at < opens:
        raise errors.too_early(formats.time_format(timezone.localtime(opens, zone), "H:i"))
    if at > found.starts_at + found.schedule.late:
        raise errors.too_late()


def day_of(centre: Centre, day: date) -> list[Appointment]:
    """The appointments of a centre on a local day, held ones left out, in order of time."""
    return list(
        Appointment.objects.filter(centre=centre, day=day, state__in=_SHOWN)
        .select_related("service", "schedule", "visitor")
        .order_by("starts_at", "pk")
    )


def page_of_day(
    centre: Centre, day: date, *, after: str = "", limit: int = 100
) -> tuple[list[Appointment], str | None]:
    """Some of `day_of`, from behind the cursor `after` on, and the cursor of what follows, or None.

    The cursor is the last one's time and number, so that what is booked meanwhile repeats and
    skips nobody. Refuses a cursor that is none of ours (`unknown_choice`).
    """
    found = Appointment.objects.filter(centre=centre, day=day, state__in=_SHOWN)
    if after:
        starts_at, number = _cursor(after)
        found = found.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=number))
    page = list(found.select_related("centre").order_by("starts_at", "pk")[: limit + 1])
    if len(page) <= limit:
        return page, None
    last = page[limit - 1]
    return page[:limit], f"{last.starts_at.timestamp():.0f}-{last.pk}"


def _cursor(text: str) -> tuple[datetime, int]:
    seconds, _dash, number = text.partition("-")
    if not (seconds.isascii() and seconds.isdigit() and number.isascii() and number.isdigit()):
        raise errors.unknown_choice("after")
    if len(seconds) > 11 or len(number) > 18:
        raise errors.unknown_choice("after")
    return datetime.fromtimestamp(int(seconds), UTC), int(number)
