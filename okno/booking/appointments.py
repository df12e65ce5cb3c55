"""Appointments and places on a waiting list, as those who hold, give or list them ask for them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db.models import Q
from django.utils import formats, timezone

from okno.booking import errors, plans
from okno.booking.models import Appointment, State, Wish
from okno.catalog.models import Service
from okno.network.models import Centre
from okno.people import queries as people

_SHOWN = (State.BOOKED, State.ARRIVED, State.FULFILLED, State.NO_SHOW, State.UNKEPT)
# Whoever lost the ticket asks for it again; whom the centre let down comes again.
STILL_OPEN = (State.BOOKED, State.ARRIVED, State.NO_SHOW, State.UNKEPT)
_LIVE_WISHES = (Wish.State.WAITING, Wish.State.OFFERED)
_WITH = ("centre__district__okrug__city", "service", "schedule", "visitor")


def appointment_by_token(token: str) -> Appointment:
    """The appointment with this unguessable token. Refuses an unknown one (`unknown_appointment`)."""
    found = Appointment.objects.select_related(*_WITH).filter(token=token).first()
    if found is None:
        raise errors.unknown_appointment()
    return found


def wish_by_token(token: str) -> Wish:
    """The place on a waiting list with this unguessable token. Refuses an unknown one (`unknown_wish`)."""
    found = (
        Wish.objects.select_related(
            "centre__district__okrug__city", "service", "visitor", "appointment"
        )
        .filter(token=token)
        .first()
    )
    if found is None:
        raise errors.unknown_wish()
    return found


def wishes_at(centre: Centre) -> list[Wish]:
    """Who waits at a centre for a time, or was offered one, whoever waits longest first."""
    found = Wish.objects.filter(centre=centre, state__in=_LIVE_WISHES)
    return list(found.select_related("service", "appointment"))


def page_of_wishes(
    centre: Centre, *, after: str = "", limit: int = 100
) -> tuple[list[Wish], str | None]:
    """Some of `wishes_at`, in the order in which they were made, and the cursor of what follows, or None.

    Who let an offer pass keeps the place in this order, so that the pages repeat and skip nobody.
    Refuses a cursor that is none of ours (`unknown_choice`).
    """
    found = Wish.objects.filter(centre=centre, state__in=_LIVE_WISHES)
    if after:
        found = found.filter(pk__gt=_number(after))
    related = found.select_related("centre", "service", "appointment")
    page = list(related.order_by("pk")[: limit + 1])
    return page[:limit], str(page[limit - 1].pk) if len(page) > limit else None


def wish_in(centre: int, number: int) -> Wish:
    """A place on a waiting list of this centre. Refuses any other (`unknown_wish`)."""
    found = (
        Wish.objects.select_related(
            "centre__district__okrug__city", "service", "visitor", "appointment"
        )
        .filter(centre=centre, pk=number)
        .first()
    )
    if found is None:
        raise errors.unknown_wish()
    return found


def appointment_in(centre: int, number: int) -> Appointment:
    """An appointment of this centre. Refuses any other (`unknown_appointment`)."""
    found = Appointment.objects.select_related(*_WITH).filter(centre=centre, pk=number).first()
    if found is None:
        raise errors.unknown_appointment()
    return found


def appointment_numbered(number: int) -> Appointment:
    """An appointment wherever it is. Refuses an unknown one (`unknown_appointment`)."""
    found = Appointment.objects.select_related(*_WITH).filter(pk=number).first()
    if found is None:
        raise errors.unknown_appointment()
    return found


def appointment_by_code(centre: Centre, code: str, *, at: datetime) -> Appointment:
    """Today's appointment with this code at this centre. Refuses an unknown one (`unknown_appointment`)."""
    return _only(Appointment.objects.filter(code=code.strip()), centre, at)


def appointment_by_phone(centre: Centre, phone: str, *, at: datetime) -> Appointment:
    """Of whoever has this phone the appointment at this centre today that is nearest in time, one to which they come
    before a visit by phone or by video.

    Refuses what is no phone (`no_phone`) and one without an appointment (`unknown_appointment`).
    """
    digits = people.phone_of(phone, centre.district.okrug.city.country)
    key = people.person_key(digits, "booking") if digits else ""
    return _only(Appointment.objects.filter(keys__key=key), centre, at)


def _only(among, centre: Centre, at: datetime) -> Appointment:  # type: ignore[no-untyped-def]
    today = at.astimezone(plans.zone_of(centre)).date()
    found = among.filter(centre=centre, day=today, state__in=STILL_OPEN).select_related(*_WITH)
    nearest = min(found, key=lambda each: (each.is_remote, abs(each.starts_at - at)), default=None)
    if nearest is None:
        raise errors.unknown_appointment()
    return nearest


def services_of(found: Appointment | Wish) -> list[Service]:
    """What somebody comes for, or waits to come for, the main service first."""
    return services_of_each([found])[0]


def services_of_each(found: Sequence[Appointment | Wish]) -> list[list[Service]]:
    """What each of them comes for, or waits to come for; one statement, however many."""
    every = [[each.service_id, *each.rest] for each in found]
    known = Service.objects.in_bulk({pk for of_one in every for pk in of_one})
    return [[known[pk] for pk in of_one] for of_one in every]


def may_change(found: Appointment, at: datetime) -> bool:
    """Whether it may be moved or cancelled now: until some time before, and however late where the centre has closed."""
    in_time = at <= found.starts_at - found.schedule.cancel_until
    return found.may("move") and (found.displaced_at is not None or in_time)


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
    opens = opens_at(found)
    if at < opens:
        raise errors.too_early(formats.time_format(timezone.localtime(opens, zone), "H:i"))
    if at > found.starts_at + found.schedule.late:
        raise errors.too_late()


def opens_at(found: Appointment) -> datetime:
    """From when on its person may check in."""
    return found.starts_at - found.schedule.early


def has_time_left(found: Appointment, *, at: datetime) -> bool:
    """Whether its person may check in by it, now or later that day."""
    return found.may("arrive") and at <= found.starts_at + found.schedule.late


_LATE = (State.BOOKED, State.NO_SHOW, State.UNKEPT)


def has_begun_here(found: Appointment, *, centre: int, at: datetime) -> bool:
    """Whether somebody had booked a time of today at this centre that has begun, and was not served yet: whoever comes
    late is let in.
    """
    today = at.astimezone(plans.zone_of(found.centre)).date()
    is_today_here = (found.centre_id, found.day) == (centre, today)
    return is_today_here and found.starts_at <= at and found.state in _LATE


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
    page = list(found.select_related("centre", "schedule").order_by("starts_at", "pk")[: limit + 1])
    if len(page) <= limit:
        return page, None
    last = page[limit - 1]
    return page[:limit], f"{last.starts_at.timestamp():.0f}-{last.pk}"


def _cursor(text: str) -> tuple[datetime, int]:
    seconds, _dash, number = text.partition("-")
    return datetime.fromtimestamp(_number(seconds, digits=11), UTC), _number(number)


def _number(text: str, *, digits: int = 18) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > digits:
        raise errors.unknown_choice("after")
    return int(text)
