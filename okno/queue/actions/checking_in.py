"""An appointment becomes a ticket when its person comes, and is settled when the ticket ends."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet

from okno.base import acts, clock, db
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import errors as booked_errors
from okno.booking import queries as appointments
from okno.booking.models import Appointment
from okno.booking.models import State as AppointmentState
from okno.catalog.models import Service
from okno.queue import policy, queries
from okno.queue.actions.coming_in import come_in
from okno.queue.actions.issuing import issue
from okno.queue.actions.naming import follow_name, stay_struck
from okno.queue.actions.proving import prove_here
from okno.queue.actions.telling import follow_again, tell_as_booked
from okno.queue.models import CheckIn, State, Ticket


@transaction.atomic
def check_in(
    *,
    centre: int,
    appointment: Appointment,
    priority: str = policy.Priority.APPOINTMENT,
    hall: int | None = None,
    medium: str = policy.Medium.HERE,
    name: str = "",
    at: datetime,
    by: str,
) -> Ticket:
    """Give the ticket of an appointment; its rank is the time it was booked for (policy.rank).

    Whoever left where to reach them when they booked is told there how the line goes, and is called by the `name`
    they give now, or gave on the appointment's page.
    Whoever comes more than a quarter of an hour late counts from their coming, with a head start.
    Whoever checks in again, even at the same moment, gets the ticket they have, with `is_repeat`; who waits to be
    rung up or met by video and comes to the centre after all waits in the hall from now on. Refuses
    what `booking.arrive` and `issue` refuse; then neither is done. Refuses whoever comes while a counter rings
    them up or meets them by video (`reached_already`).
    """
    db.one_after_another(f"check in {appointment.pk}")
    given = CheckIn.objects.filter(appointment=appointment).first()
    # Its ticket is locked: whoever gets a second chance at this very moment has it already, or gets none.
    before = _locked(given.ticket_id) if given else None
    if before and before.is_live:
        if before.centre_id != centre:
            raise booked_errors.another_centre(str(appointment.centre))
        return _as_it_is(before, medium, hall=hall, name=name, at=at, by=by)
    came = booking.arrive(appointment, centre=centre, at=at, by=by)
    ticket = _issued(
        came,
        centre=centre,
        priority=priority,
        booked_at=came.starts_at,
        medium=medium,
        hall=hall,
        name=name,
        at=at,
        by=by,
    )
    follow_name(came, ticket)
    _replace(given, before, ticket, came, at=at, by=by)
    is_first_by_it = before is None or before.booked_at is None
    if is_first_by_it and queries.contact_of(ticket) is None:
        tell_as_booked(ticket, came.visitor, at=at, by=by)
    return ticket


def _replace(
    given: CheckIn | None,
    before: Ticket | None,
    ticket: Ticket,
    booked: Appointment,
    *,
    at: datetime,
    by: str,
) -> None:
    """This is the ticket of the visit now. The one before, which is locked, is over for good: no end of it is undone, and
    nobody is put back in line with it.
    """
    if given is None or before is None:
        CheckIn.objects.create(appointment=booked, ticket=ticket)
        return
    given.ticket, given.earlier = ticket, [*given.earlier, before.pk]
    given.save(update_fields=["ticket", "earlier"])
    Ticket.objects.filter(pk=before.pk).update(before=None)
    follow_again(before, ticket, at=at, by=by)
    stay_struck(before, ticket)


def _as_it_is(ticket: Ticket, medium: str, **here: Any) -> Ticket:
    """The live ticket that somebody has, which is locked; one of the hall when they were to be reached and are here."""
    if ticket.is_remote and medium == policy.Medium.HERE:
        return come_in(ticket, **here)
    ticket.is_repeat = True
    return ticket


def begin_remote(*, at: datetime, centres: Collection[int] | None = None, by: str) -> int:
    """Whose time by phone or by video has come has a ticket from now on, once; returns how many got one.
    `centres` narrows it to those whose time `at` is.

    Each is a transaction of its own. Where the centre is closed, or does not give the service then, none is given;
    it is tried again until it is too late to come. To be asked again and again.
    """
    until = F("starts_at") + F("schedule__late")
    due = Appointment.objects.filter(
        state=AppointmentState.BOOKED,
        schedule__medium__in=policy.REMOTE,
        displaced_at=None,
        starts_at__lte=at,
    )
    if centres is not None:
        due = due.filter(centre__in=centres)
    begun = 0
    for each in (
        due.alias(until=until)
        .filter(until__gte=at)
        .select_related("schedule")
        .order_by("starts_at", "pk")
    ):
        with suppress(Refusal):
            ticket = check_in(
                centre=each.centre_id, appointment=each, medium=each.medium, at=at, by=by
            )
            begun += not ticket.is_repeat
    return begun


def _locked(ticket: int) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket)


@transaction.atomic
def issue_instead(
    *,
    centre: int,
    appointment: Appointment,
    hall: int | None = None,
    name: str = "",
    let_in: bool = False,
    at: datetime,
    by: str,
) -> Ticket:
    """A ticket without the appointment, for what was booked: for whoever may not check in now.

    They are served today as all who just come. An appointment of today here that is still to come is
    cancelled with it, so that its time is free for others; where that is too late they have come, and whether they
    were served decides how it ends. One of another day or another centre stays as it is. Whoever has a live ticket by
    the appointment, or instead of one of today here, gets that one, with `is_repeat`; whoever was served by it, another.
    Refuses whoever gave a phone alone for a time of which something is left (`code_needed`): they may be anybody.
    Refuses what `issue` refuses, and who is reached by phone or
    video at this moment (`reached_already`); where a service is by appointment only, whoever had one here for a time of
    today that has begun is served, once, and anybody is whom a colleague lets in (`let_in`).
    """
    db.one_after_another(f"check in {appointment.pk}")
    given = CheckIn.objects.filter(appointment=appointment, ticket__centre=centre).first()
    before = _locked(given.ticket_id) if given else None
    if before is not None and before.is_live:
        return _as_it_is(before, policy.Medium.HERE, hall=hall, name=name, at=at, by=by)
    if appointment.by_phone_alone and appointments.has_time_left(appointment, at=at):
        raise booked_errors.code_needed_to_give_up()
    today = at.astimezone(ZoneInfo(appointment.centre.zone)).date()
    is_today_here = (appointment.centre_id, appointment.day) == (centre, today)
    is_late = queries.is_let_in(appointment, centre=centre, at=at)
    if is_today_here:
        try:
            booking.cancel(appointment, at=at, by=by)
        except Refusal:  # it is over, or too near to be changed
            booking.arrive_instead(appointment, at=at, by=by)
    more = {"hall": hall, "name": name, "let_in": let_in or is_late}
    ticket = _issued(appointment, centre=centre, **more, at=at, by=by)
    if is_today_here:
        follow_name(appointment, ticket)
    if is_today_here and not (before and before.state == State.FINISHED):
        _replace(given, before, ticket, appointment, at=at, by=by)
    return ticket


def _issued(booked: Appointment, **more: Any) -> Ticket:
    """A ticket for what was booked."""
    slugs = dict(Service.objects.filter(pk__in=booked.services).values_list("pk", "slug"))
    return issue(
        service=slugs[booked.service_id],
        purpose=booked.purpose,
        more=[slugs[each] for each in booked.rest],
        language=booked.language,
        **more,
    )


@acts.act()
def check_in_by_phone(
    *,
    appointment: Appointment,
    code: str = "",
    where: tuple[float, float] | None = None,
    asker: str = "",
    at: datetime,
    by: str,
) -> Ticket:
    """The person has entered, and their phone says so: the ticket of the appointment.

    Refuses what `prove_here` and `check_in` refuse.
    """
    whose = f"appointment:{appointment.pk}"
    prove_here(appointment.centre, code=code, where=where, whose=whose, asker=asker, at=at)
    return check_in(centre=appointment.centre_id, appointment=appointment, at=at, by=by)


def settle_appointments(*, at: datetime) -> int:
    """Whose ticket ended in being served has kept the appointment, who left or was not there has not; with whom
    the day was closed was let down.

    To be asked again and again, a little after an end can no longer be undone; returns how many.
    """
    over = _over(at).order_by("pk").values_list("pk", "appointment")
    return sum(_settle(number, appointment, at) for number, appointment in over)


def _over(at: datetime) -> QuerySet[CheckIn]:
    """Who came, and whose ticket has ended for good."""
    return CheckIn.objects.filter(
        appointment__state=AppointmentState.ARRIVED,
        ticket__ended_at__lt=at - clock.of_a_person(policy.UNDO_WITHIN),
        ticket__state__in=set(policy.State) - set(policy.LIVE),
    )


@transaction.atomic
def _settle(number: int, appointment: int, at: datetime) -> bool:
    """Whether it was: nothing is settled of whoever was given a second chance or another ticket just now."""
    db.one_after_another(f"check in {appointment}")
    checked_in = _over(at).select_related("appointment").filter(pk=number).first()
    if checked_in is None:
        return False
    ticket = _locked(checked_in.ticket_id)
    if ticket.is_live:
        return False
    if ticket.state == State.FINISHED:
        booking.fulfil(checked_in.appointment, at=at, by="system")
    elif ticket.state == State.CLOSED:
        booking.let_down(checked_in.appointment, at=at, by="system")
    elif ticket.state == State.NO_SHOW and ticket.is_remote:
        booking.not_reach(checked_in.appointment, at=at, by="system")
    else:
        was_rung = ticket.medium == policy.Medium.PHONE and ticket.called_at is not None
        was_rung = was_rung and ticket.started_at is None
        booking.leave_early(checked_in.appointment, was_rung=was_rung, at=at, by="system")
    return True
