"""What is asked of booking: which times are free, and whose they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from okno.base.errors import Refusal
from okno.booking import crowd, errors, grid, plans, policy, sheets
from okno.booking.appointments import appointment_by_code as appointment_by_code
from okno.booking.appointments import appointment_by_phone as appointment_by_phone
from okno.booking.appointments import appointment_by_token as appointment_by_token
from okno.booking.appointments import appointment_in as appointment_in
from okno.booking.appointments import appointment_numbered as appointment_numbered
from okno.booking.appointments import day_of as day_of
from okno.booking.appointments import has_begun_here as has_begun_here
from okno.booking.appointments import has_time_left as has_time_left
from okno.booking.appointments import may_arrive as may_arrive
from okno.booking.appointments import may_change as may_change
from okno.booking.appointments import opens_at as opens_at
from okno.booking.appointments import page_of_day as page_of_day
from okno.booking.appointments import page_of_wishes as page_of_wishes
from okno.booking.appointments import services_of as services_of
from okno.booking.appointments import services_of_each as services_of_each
from okno.booking.appointments import wish_by_token as wish_by_token
from okno.booking.appointments import wish_in as wish_in
from okno.booking.appointments import wishes_at as wishes_at
from okno.booking.arrangement import hours_of as hours_of
from okno.booking.displaced import out_of_hours as out_of_hours
from okno.booking.displaced import why_displaced as why_displaced
from okno.booking.grid import Taken
from okno.booking.meeting import are_there_rooms as are_there_rooms
from okno.booking.meeting import may_join as may_join
from okno.booking.meeting import media_for as media_for
from okno.booking.meeting import read_room as read_room
from okno.booking.meeting import room_of as room_of
from okno.booking.meeting import room_opens_at as room_opens_at
from okno.booking.models import Medium, Need
from okno.booking.overview import DayAhead as DayAhead
from okno.booking.overview import blocked_in as blocked_in
from okno.booking.overview import blocked_of as blocked_of
from okno.booking.overview import booked_between as booked_between
from okno.booking.overview import counters_promised as counters_promised
from okno.booking.overview import days_ahead as days_ahead
from okno.booking.overview import farthest_day as farthest_day
from okno.booking.overview import page_of_schedules as page_of_schedules
from okno.booking.overview import rules_of as rules_of
from okno.booking.overview import schedule_in as schedule_in
from okno.booking.overview import schedules_of as schedules_of
from okno.booking.overview import spoken_at as spoken_at
from okno.booking.overview import touched as touched
from okno.booking.plans import Asked as Asked
from okno.booking.plans import Plan
from okno.booking.policy import LANGUAGES
from okno.booking.policy import MOST_COMPANIONS as MOST_COMPANIONS
from okno.booking.policy import MOST_SERVICES as MOST_SERVICES
from okno.booking.recognising import at_the_door as at_the_door
from okno.booking.recognising import read_list as read_list
from okno.booking.recognising import read_visitor as read_visitor
from okno.booking.recognising import to_come as to_come
from okno.booking.searching import searching as searching
from okno.booking.visiting import Visits as Visits
from okno.booking.visiting import is_own as is_own
from okno.booking.visiting import visits_of as visits_of
from okno.booking.visiting import wishes_of as wishes_of
from okno.catalog import queries as catalog
from okno.catalog.errors import not_by_phone, not_online
from okno.catalog.models import Purpose, Service, Way
from okno.network.models import Centre

_NOTHING_TAKEN = Taken()
_OF_A_PLACE = frozenset({Need.WHEELCHAIR, Need.QUIET})  # nobody needs these by phone or by video
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


class Why(StrEnum):
    """What keeps anybody from finding a time: what they need besides, the language, others, or that nobody books here."""

    NEEDS = "needs"
    LANGUAGE = "language"
    TAKEN = "taken"
    NEVER = "never"


def asked(
    services: Sequence[Service],
    *,
    purpose: str = "file",
    language: str = "ru",
    needs: Collection[str] = (),
    medium: str = Medium.HERE,
) -> Asked:
    """What is looked for, from its parts. Refuses no service or more than five (`too_many_services`), and an
    unknown purpose, language, need or medium (`unknown_choice`); no result is handed over by phone or by video.
    What only a place has is not asked of a time by phone or by video.
    """
    if not 1 <= len(services) <= MOST_SERVICES:
        raise errors.too_many_services(MOST_SERVICES)
    if purpose not in services[0].purposes:
        raise errors.unknown_choice("purpose")
    if medium != Medium.HERE and purpose == Purpose.RECEIVE:
        raise errors.unknown_choice("medium")  # a paper is handed over
    if language not in LANGUAGES:
        raise errors.unknown_choice("language")
    if not set(needs) <= set(Need.values):
        raise errors.unknown_choice("needs")
    if medium not in Medium.values:
        raise errors.unknown_choice("medium")
    typical = [services[0].typical(purpose), *(each.typical("file") for each in services[1:])]
    return Asked(
        services=tuple(each.pk for each in services),
        slugs=tuple(each.slug for each in services),
        length=sum(typical, timedelta(0)),
        language=language,
        needs=frozenset(needs) - (frozenset() if medium == Medium.HERE else _OF_A_PLACE),
        medium=medium,
    )


def giving(centres: Sequence[Centre], services: Sequence[Service], *ways: str) -> list[Centre]:
    """Those of the centres that give every one of the services, in one of these ways (`catalog.models.Way`) if any
    are named.
    """
    offered = catalog.centres_offering_each(services, *ways)
    return [each for each in centres if all(each.pk in found for found in offered.values())]


def check_given(centre: Centre, services: Sequence[Service], *ways: str) -> None:
    """Refuses services of which the centre does not give each (`not_bookable`), or not in one of these ways
    (`not_online`, `not_by_phone`).
    """
    if not giving([centre], services, *ways):
        raise why_not_given([centre], services, *ways)


def why_not_given(centres: Sequence[Centre], services: Sequence[Service], *ways: str) -> Refusal:
    """Why none of the centres gives all of this in one of these ways, and in which it is given."""
    if not giving(centres, services):
        return errors.not_bookable()
    walk_in, online, phone = (bool(giving(centres, services, way)) for way in Way)
    if Way.ONLINE in ways:
        return not_online(walk_in=walk_in, phone=phone)
    return not_by_phone(walk_in=walk_in, online=online)


def earliest(
    wanted: Asked, centres: Sequence[Centre], *, at: datetime, days: int = policy.MOST_DAYS_AHEAD
) -> dict[int, Earliest]:
    """By centre the first free time from `at` on, today or up to so many days later; none when there is none.

    A few statements, however many centres and days: the days are read from their sheets.
    """
    every = plans.fitting(wanted, centres, since=at.date())
    found = _among(every, at, range(min(days + 1, _SOON)))
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


def why_nothing(
    wanted: Asked, centres: Sequence[Centre], *, at: datetime, days: int = policy.MOST_DAYS_AHEAD
) -> Why:
    """Why nothing is free at these centres within so many days, when nothing is."""
    without = replace(wanted, needs=frozenset())
    if wanted.needs and earliest(without, centres, at=at, days=days):
        return Why.NEEDS
    if plans.fitting(without, centres, since=at.date()):
        return Why.TAKEN
    spoken = (replace(without, language=each) for each in LANGUAGES)
    in_another = any(plans.fitting(each, centres, since=at.date()) for each in spoken)
    return Why.LANGUAGE if in_another else Why.NEVER


def may_come_free(wanted: Asked, centre: Centre, *, at: datetime) -> bool:
    """Whether a time for this can ever come free here: a schedule is for it. Else nobody should wait for one."""
    return bool(plans.fitting(wanted, [centre], since=at.date()))


def free_slots(
    wanted: Asked, centre: Centre, *, first: date, last: date, at: datetime
) -> list[Slot]:
    """The free times of a centre on these local days, from `at` on and within what may be booked ahead."""
    found: dict[tuple[datetime, datetime], int] = {}
    every = plans.fitting(wanted, [centre], since=at.date())
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


def by_day(slots: Iterable[Slot], centre: Centre) -> dict[date, list[datetime]]:
    """Free times by the centre's own days, on its own clock, each once however many visits may begin then.

    In the night in which an hour comes twice both stand: they are told apart by the instant.
    """
    zone, found = plans.zone_of(centre), defaultdict[date, list[datetime]](list)
    for starts_at in sorted({slot.starts_at for slot in slots}):
        local = starts_at.astimezone(zone)
        found[local.date()].append(local)
    return dict(found)


def moment_of(text: str) -> datetime:
    """A time that was chosen on a page, as ISO 8601. Refuses what is none, or has no zone (`slot_taken`)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise errors.slot_taken() from None
    if found.tzinfo is None:
        raise errors.slot_taken()
    return found


def free_bits(plan: Plan, day: date, drawn: dict[sheets.Day, Taken], at: datetime) -> int:
    """The free starts of a day, in all lanes, from `at` on."""
    open_day = plan.day(day)
    taken = drawn.get((plan.schedule.pk, day), _NOTHING_TAKEN)
    bits = grid.starts(crowd.left(open_day, taken), taken, plan.wanted, plan.step)
    return grid.not_before(bits, plans.cell(at, day, plan.zone, up=True), open_day.count)
