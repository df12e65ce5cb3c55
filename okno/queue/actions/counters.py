"""Opening, pausing and shaping counters."""

from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction

from okno.base import db, events
from okno.people.models import MAY_SERVE, Staff
from okno.queue import errors, policy, reference
from okno.queue.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterProfileChanged,
    CounterResumed,
    HelpAnswered,
    HelpCalled,
)
from okno.queue.models import CounterSession, PauseReason, Ticket

LONGEST_PAUSE = 240
_MOST_RATIO = 9
_KEPT_IN_A_MOVE = [
    "quick_only", "ratio_booked", "ratio_walk_in", "called", "auto_call", "auto_rests",
    "paused_at", "paused_until", "pause_reason",
]  # fmt: skip


@transaction.atomic
def open_counter(
    *,
    centre: int,
    counter: int,
    staff: Staff,
    services: list[str] | None = None,
    at: datetime,
    by: str,
) -> CounterSession:
    """Seat a member of staff at a counter of the centre.

    The session serves what the centre offers and the person has the skills for, narrowed to
    `services` when given. Refuses a taken counter, a person who sits elsewhere, one whose role does
    not serve (`unknown_choice`), and one whose skills fit nothing here.
    """
    if staff.role not in MAY_SERVE:
        raise errors.unknown_choice("staff")
    place = reference.counter(counter, centre)
    session = CounterSession(
        centre_id=centre,
        hall_id=place.hall_id,
        counter_id=counter,
        staff=staff,
        opened_at=at,
        services=_services_of(staff, centre, services),
        languages=staff.serves_in or ["ru"],
        auto_call=reference.centre(centre).auto_call,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        raise errors.counter_taken() from None
    _note(CounterOpened(counter=counter, staff=staff.pk), session, at, by)
    return session


def _services_of(staff: Staff, centre: int, wanted: list[str] | None) -> list[int]:
    known, skills = reference.services(), set(staff.skills)
    able = [
        service.id
        for service in known.values()
        if service.id in reference.offered(centre)
        and service.skills <= skills
        and (wanted is None or service.slug in wanted)
    ]
    if not able:
        raise errors.no_skills()
    return able


@transaction.atomic
def close_counter(*, centre: int, counter: int, at: datetime, by: str) -> CounterSession:
    """The member of staff leaves. Refuses while a person is at the counter."""
    session = _session(centre, counter)
    if Ticket.objects.filter(counter_id=counter, state__in=policy.AT_COUNTER).exists():
        raise errors.counter_busy()
    session.closed_at = at
    session.save(update_fields=["closed_at"])
    _note(CounterClosed(counter=counter), session, at, by)
    return session


@transaction.atomic
def stand_up(*, staff: int, at: datetime, by: str) -> None:
    """Whoever signs out leaves the counter where they sit, if any, closed behind them.

    Refuses while a person is there, who would wait for nobody (`counter_busy`), and says whom.
    """
    seat = CounterSession.objects.filter(staff=staff, closed_at=None).first()
    if seat is None:
        return
    session = _session(seat.centre_id, seat.counter_id)
    person = Ticket.objects.filter(
        counter_id=session.counter_id, state__in=policy.AT_COUNTER
    ).first()
    if person is not None:
        raise errors.still_at_your_counter(person.label)
    close_counter(centre=session.centre_id, counter=session.counter_id, at=at, by=by)


@transaction.atomic
def pause_counter(
    *, centre: int, counter: int, reason: str, minutes: int, at: datetime, by: str
) -> CounterSession:
    """Stop calling for a planned length. A person at the counter is served to the end."""
    if reason not in PauseReason.values:
        raise errors.unknown_choice("reason")
    if not 1 <= minutes <= LONGEST_PAUSE:
        raise errors.minutes_out_of_range(LONGEST_PAUSE)
    session = _session(centre, counter)
    session.paused_at = at
    session.paused_until = at + timedelta(minutes=minutes)
    session.pause_reason = reason
    session.save(update_fields=["paused_at", "paused_until", "pause_reason"])
    _note(CounterPaused(counter=counter, reason=reason, minutes=minutes), session, at, by)
    return session


@transaction.atomic
def resume_counter(*, centre: int, counter: int, at: datetime, by: str) -> CounterSession:
    """Call again after a pause; harmless when there is none."""
    session = _session(centre, counter)
    session.paused_at = session.paused_until = None
    session.pause_reason = ""
    session.auto_rests = False
    session.save(update_fields=["paused_at", "paused_until", "pause_reason", "auto_rests"])
    _note(CounterResumed(counter=counter), session, at, by)
    return session


@transaction.atomic
def set_profile(
    *,
    centre: int,
    counter: int,
    services: list[str] | None = None,
    quick_only: bool = False,
    ratio: tuple[int, int] = (0, 0),
    auto_call: bool = False,
    at: datetime,
    by: str,
) -> CounterSession:
    """What this counter calls: which services (all it can, when None), only quick ones, how many
    booked to how many walk-in people (0 : 0 for plain order), and whether it calls by itself.

    Refuses a ratio outside 0 to 9 or with one side empty, and services the person can't serve.
    """
    booked, walk_in = ratio
    if not (0 <= booked <= _MOST_RATIO and 0 <= walk_in <= _MOST_RATIO) or (booked == 0) != (
        walk_in == 0
    ):
        raise errors.unknown_choice("ratio")
    session = _session(centre, counter)
    session.services = _services_of(session.staff, centre, services)
    session.quick_only = quick_only
    session.ratio_booked, session.ratio_walk_in = booked, walk_in
    session.auto_call, session.auto_rests = auto_call, False
    session.called = 0
    session.save(
        update_fields=[
            "services",
            "quick_only",
            "ratio_booked",
            "ratio_walk_in",
            "auto_call",
            "auto_rests",
            "called",
        ]
    )
    _note(CounterProfileChanged(counter=counter), session, at, by)
    return session


@transaction.atomic
def move_staff(
    *, centre: int, from_counter: int, to_counter: int, at: datetime, by: str
) -> CounterSession:
    """Seat the person of one counter at another, with the profile they had, and the pause they are on.

    Refuses a busy or taken counter, and one where none of the services they called can be given.
    """
    _one_after_another(from_counter, to_counter)
    before = close_counter(centre=centre, counter=from_counter, at=at, by=by)
    session = open_counter(
        centre=centre,
        counter=to_counter,
        staff=before.staff,
        services=[
            known.slug for known in reference.services().values() if known.id in before.services
        ],
        at=at,
        by=by,
    )
    for name in _KEPT_IN_A_MOVE:
        setattr(session, name, getattr(before, name))
    session.save(update_fields=_KEPT_IN_A_MOVE)
    if session.paused_until is not None:
        left = max(1, ceil((session.paused_until - at) / timedelta(minutes=1)))
        fact = CounterPaused(counter=to_counter, reason=session.pause_reason, minutes=left)
        _note(fact, session, at, by)
    return session


def _one_after_another(*counters: int) -> None:
    """Two who swap two people would each wait for the other's counter: they take them in one order."""
    for counter in sorted(counters):
        db.one_after_another(f"counter {counter}")


@transaction.atomic
def call_for_help(*, centre: int, counter: int, at: datetime, by: str) -> CounterSession:
    """The help button: the manager's hall lights up until somebody answers. Pressed again it stays as it is."""
    session = _session(centre, counter)
    if session.help_at is not None:
        return session
    session.help_at = at
    session.save(update_fields=["help_at"])
    _note(HelpCalled(counter=counter), session, at, by)
    return session


@transaction.atomic
def answer_help(*, centre: int, counter: int, at: datetime, by: str) -> CounterSession:
    """Somebody has come to help, or the counter needs it no more: the journal says who said so."""
    session = _session(centre, counter)
    if session.help_at is None:
        return session
    session.help_at = None
    session.save(update_fields=["help_at"])
    _note(HelpAnswered(counter=counter), session, at, by)
    return session


def _session(centre: int, counter: int) -> CounterSession:
    reference.counter(counter, centre)
    session = (
        CounterSession.objects.select_for_update(of=("self",))
        .select_related("staff")
        .filter(counter_id=counter, closed_at=None)
        .first()
    )
    if session is None:
        raise errors.counter_not_open()
    return session


def _note(fact: events.Fact, session: CounterSession, at: datetime, by: str) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=session.centre_id,
        subject=f"counter:{session.counter_id}",
        topics=(f"hall:{session.centre_id}", f"counter:{session.counter_id}"),
    )
