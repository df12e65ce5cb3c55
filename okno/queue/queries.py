"""The questions the screens ask of the hall, shaped for use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from okno.base import clock, db
from okno.base.access import DeviceLike
from okno.base.idempotency import Claim
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import queries as booking
from okno.booking.models import Appointment
from okno.catalog.models import Service
from okno.network import queries as network
from okno.network.models import Centre, Device
from okno.queue import errors, policy, reasons, reference, who_may
from okno.queue.afar import REMEMBERED as REMEMBERED
from okno.queue.afar import Way as Way
from okno.queue.afar import is_anybody_on_the_way as is_anybody_on_the_way
from okno.queue.afar import place_by_token as place_by_token
from okno.queue.afar import place_in as place_in
from okno.queue.afar import place_of_browser as place_of_browser
from okno.queue.afar import places_of as places_of
from okno.queue.afar import way_of as way_of
from okno.queue.closing import Inside as Inside
from okno.queue.closing import counters_giving as counters_giving
from okno.queue.closing import day_ends_at as day_ends_at
from okno.queue.closing import inside_now as inside_now
from okno.queue.days import DaySoFar as DaySoFar
from okno.queue.days import Usual as Usual
from okno.queue.days import day_so_far as day_so_far
from okno.queue.days import usual_by_now as usual_by_now
from okno.queue.doorbell import Ring as Ring
from okno.queue.doorbell import rings_now as rings_now
from okno.queue.events import TicketIssued
from okno.queue.hall import CounterNow as CounterNow
from okno.queue.hall import hall_now as hall_now
from okno.queue.invitation import invite as invite
from okno.queue.loads import IN_HALL
from okno.queue.loads import NOTHING as NOTHING
from okno.queue.loads import Load as Load
from okno.queue.loads import load_now as load_now
from okno.queue.loads import loads_now as loads_now
from okno.queue.models import CheckIn, Contact, CounterSession, PlaceAfar, State, Ticket
from okno.queue.names import NAME_CONSENT as NAME_CONSENT
from okno.queue.names import Named as Named
from okno.queue.names import call_name_of as call_name_of
from okno.queue.names import names_of as names_of
from okno.queue.presence import presence_code as presence_code
from okno.ui import words

_MOST_A_MINUTE = 20  # no hand is as quick as three seconds a ticket


reason_words = reasons.words


@dataclass(frozen=True)
class Place:
    """A ticket's place in line: how many go before, and the expected wait."""

    ahead: int
    counters: int
    wait: timedelta


@dataclass(frozen=True)
class Call:
    """A line of the board; `name` while somebody who wished to be called by one is on the way to the counter."""

    label: str
    counter: int
    hall: Text
    called_at: datetime
    recalls: int
    state: str
    language: str
    ticket: int
    is_return: bool = False
    name: str = ""


@dataclass(frozen=True)
class Board:
    """What a hall's board shows: calls, newest first; who is soon; the load."""

    calls: list[Call]
    soon: list[str]
    load: Load


def ticket_by_token(token: str) -> Ticket:
    """The ticket with this unguessable token. Refuses an unknown one (`unknown_ticket`)."""
    found = (
        Ticket.objects.select_related("centre", "service", "counter").filter(token=token).first()
    )
    if found is None:
        raise errors.unknown_ticket()
    return found


def ticket_of(appointment: Appointment) -> Ticket | None:
    """The ticket that an appointment became at the door, or None."""
    given = CheckIn.objects.filter(appointment=appointment).select_related("ticket").first()
    return given.ticket if given else None


def contact_of(place: Ticket | PlaceAfar) -> Contact | None:
    """Where the person asked to be told how the line goes, or None."""
    whose = Q(ticket=place) if isinstance(place, Ticket) else Q(afar=place)
    return Contact.objects.filter(whose).first()


def tickets_of(appointments: Sequence[Appointment]) -> dict[int, Ticket]:
    """By appointment the ticket that it became, if it became one."""
    given = CheckIn.objects.filter(appointment__in=appointments).select_related("ticket")
    return {each.appointment_id: each.ticket for each in given}


def ticket_in(centre: int, ticket: int) -> Ticket:
    """A ticket of this centre. Refuses any other (`unknown_ticket`)."""
    found = (
        Ticket.objects.select_related("centre", "service", "counter")
        .filter(pk=ticket, centre_id=centre)
        .first()
    )
    if found is None:
        raise errors.unknown_ticket()
    return found


def waiting_in(centre: int) -> QuerySet[Ticket]:
    """Everybody who waits in a centre, first in line first."""
    return (
        Ticket.objects.filter(centre_id=centre, state=State.WAITING)
        .select_related("service")
        .order_by("rank", "id")
    )


def place_of(ticket: Ticket, at: datetime | None = None) -> Place:
    """How many may be called before this ticket, and the wait, by the very rules of a call.

    Its counters are those that may call it now: they give its service, speak its language, and it is
    not kept for another. Before it go all whom any of them would call first. Where no open counter
    may call it, those before it are those of its service.
    """
    asked = {
        "centre": ticket.centre_id,
        "service": ticket.service_id,
        "rank": ticket.rank,
        "ticket": ticket.pk,
        "quick_s": int(policy.QUICK.total_seconds()),
        "at": at or clock.now(),
    }
    row = db.row(who_may.PLACE, asked)
    assert row is not None  # an aggregate over one row always has one
    wait = policy.expected_wait(timedelta(seconds=row["work"]), row["counters"])
    return Place(ahead=row["ahead"], counters=row["counters"], wait=wait)


def board_of(
    centre: int, at: datetime, *, calls: int = 8, soon: int = 8, named_in: Centre | None = None
) -> Board:
    """What the board of a centre shows now: who is in the hall; with names only on a wall there, which says so by
    `named_in`.
    """
    # A call stays readable while the person is on the way and shortly after service began.
    since = at - timedelta(minutes=10)
    shown = (
        Ticket.objects.filter(IN_HALL, centre_id=centre, called_at__gt=since)
        .filter(state__in=policy.AT_COUNTER)
        .select_related("counter__hall")
        .order_by("-called_at", "-id")[:calls]
    )
    line = waiting_in(centre).filter(IN_HALL)
    coming = [each for each in shown if named_in and each.state == State.CALLED]
    names = names_of(coming, named_in) if named_in else {}
    return Board(
        calls=[
            Call(
                label=ticket.label,
                counter=ticket.counter.number,  # type: ignore[union-attr]
                hall=ticket.counter.hall.name,  # type: ignore[union-attr]
                called_at=ticket.called_at,  # type: ignore[arg-type]
                recalls=ticket.recalls,
                state=ticket.state,
                language=ticket.language,
                ticket=ticket.pk,
                is_return=ticket.is_return,
                name=names.get(ticket.pk, ""),
            )
            for ticket in shown
        ],
        soon=[ticket.label for ticket in line[:soon]],
        load=load_now(centre, at),
    )


def at_counter(counter: int) -> Ticket | None:
    """The person who is called to or served at a counter."""
    return (
        Ticket.objects.select_related("service", "centre")
        .filter(counter_id=counter, state__in=policy.AT_COUNTER)
        .first()
    )


def just_left(counter: int, at: datetime) -> Ticket | None:
    """The ticket whose last act at this counter can still be undone."""
    # The centre and the days lead to the index of numbers: without them this reads all history.
    lately = (at - timedelta(days=1)).date()
    return (
        Ticket.objects.filter(centre__counters=counter, day__gte=lately)
        # Before a call the ticket was at no counter; then the one it is at now has called it.
        .filter(Q(before__undo_by=counter) | Q(before__undo_by=None, counter_id=counter))
        .filter(before__undo_at__gt=(at - clock.of_a_person(policy.UNDO_WITHIN)).isoformat())
        .order_by("-before__undo_at", "-id")
        .first()
    )


def appointment_of(ticket: Ticket) -> Appointment | None:
    """The appointment with which the person of this ticket came, or None."""
    if ticket.booked_at is None:
        return None
    given = CheckIn.objects.filter(ticket=ticket).select_related("appointment__visitor").first()
    return given.appointment if given else None


def is_let_in(appointment: Appointment, *, centre: int, at: datetime) -> bool:
    """Whether somebody who booked gets a ticket here without the appointment even where one comes by appointment only:
    their time of today has begun, and they have had no ticket for it.
    """
    has_begun = booking.has_begun_here(appointment, centre=centre, at=at)
    return has_begun and not CheckIn.objects.filter(appointment=appointment).exists()


def session_of(staff: int | None) -> CounterSession | None:
    """Where a member of staff sits now; nobody sits nowhere."""
    return (
        CounterSession.objects.select_related("counter", "centre")
        .filter(staff_id=staff or 0, closed_at=None)
        .first()
    )


def line_for(session: CounterSession, at: datetime, limit: int = 3) -> list[Ticket]:
    """The next people for this counter: whom it would call, in that order, by the statement's own rules."""
    quick_s = int(policy.QUICK.total_seconds())
    asked = {"session": session.pk, "at": at, "limit": limit, "quick_s": quick_s}
    order = [row["id"] for row in db.rows(who_may.LINE, asked)]
    found = Ticket.objects.select_related("service", "returns_to").in_bulk(order)
    return [found[pk] for pk in order if pk in found]


def next_opening_words(centre: int, service: str, at: datetime) -> str:
    """When the centre (or the service in it) opens next, in the language of the moment; "" if never."""
    place = Centre.objects.get(pk=centre)
    return words.opening(network.next_opening(place, at, service), at, place.zone)


def centre_id_of(slug: str) -> int:
    """The id of a centre by its slug, remembered. Refuses an unknown one (`unknown_centre`)."""
    return reference.centre(slug).id


def may_give(
    device: DeviceLike,
    at: datetime,
    claim: Claim | None = None,
    appointment: Appointment | None = None,
) -> None:
    """Refuses (`too_quick`) a screen or robot that gave twenty tickets within a person's last minute.

    By whatever door its key asks. A program is trusted with as many as it asks for, and who asks again
    under a `claim`, or for an `appointment`, for what was given gets it.
    What is asked at the very same moment is counted side by side: a few more pass, as many as are answered at once, and
    none in the minute after. A lock would put every ticket of a kiosk into a transaction around its one statement.
    """
    if device.kind == Device.Kind.PROGRAM:
        return
    minute = clock.of_a_person(timedelta(minutes=1))
    lately = Event.objects.filter(
        centre_id=device.centre_id, at__gt=at - minute, at__lte=at, by=f"device:{device.pk}"
    )
    if lately.filter(name=TicketIssued.NAME).count() < _MOST_A_MINUTE:
        return
    if claim is not None and claim.answer() is not None:
        return
    given = ticket_of(appointment) if appointment is not None else None
    if given is None or not given.is_live:
        raise errors.too_quick()


def as_plain(ticket: Ticket) -> dict[str, Any]:
    """A ticket as plain values for programs: slugs and numbers instead of rows, no extra queries."""
    return {
        "id": ticket.pk,
        "token": ticket.token,
        "label": ticket.label,
        "state": ticket.state,
        "medium": ticket.medium,
        "service": reference.services()[ticket.service_id].slug,
        "purpose": ticket.purpose,
        "language": ticket.language,
        "counter": reference.counter(ticket.counter_id, ticket.centre_id).number
        if ticket.counter_id
        else None,
        "returns_to": reference.counter(ticket.returns_to_id, ticket.centre_id).number
        if ticket.returns_to_id
        else None,
        "issued_at": ticket.issued_at,
        "called_at": ticket.called_at,
        "started_at": ticket.started_at,
        "ended_at": ticket.ended_at,
        "promise_due_at": ticket.promise_due_at,
        "voucher": ticket.voucher or None,
        "reason": ticket.reason,
        "version": ticket.version,
    }


def rest_of(ticket: Ticket) -> list[Service]:
    """The services that are still to come in this visit, in their order."""
    if not ticket.rest:
        return []
    found = Service.objects.in_bulk(ticket.rest)
    return [found[pk] for pk in ticket.rest if pk in found]


def services_given(centre: int) -> list[Service]:
    """The services a centre gives, by life event: what its staff choose from."""
    given = reference.offered(centre)
    return list(Service.objects.filter(pk__in=given).select_related("life_event"))


def services_for(session: CounterSession) -> list[Service]:
    """What the person at this counter can serve here: what a profile chooses from."""
    skills = set(session.staff.skills)
    return [each for each in services_given(session.centre_id) if set(each.skills) <= skills]
