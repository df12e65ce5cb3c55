"""Being called by name: given with consent, taken back or struck, and forgotten when the visit is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from okno.base import events
from okno.booking.models import Appointment
from okno.booking.models import State as AppointmentState
from okno.network import actions as network
from okno.network.models import Centre
from okno.queue import errors, policy, reference
from okno.queue.actions.changing import once_more
from okno.queue.events import NameGiven, NamesForgotten, NameStruck
from okno.queue.models import CallName, PlaceAfar, Ticket
from okno.queue.names import Named, in_use, whose

_STRUCK_FOR = timedelta(days=1)


@transaction.atomic
def set_calls(*, centre: Centre, by_name: bool, at: datetime, by: str) -> None:
    """Call by name whoever wishes it, from now on, or everybody by number: then all names are forgotten at once."""
    network.set_calls(centre=centre, by_name=by_name, at=at, by=by)
    reference.forget()
    if not by_name:
        forget_names(at=at, by=by)


@transaction.atomic
def give_name(place: Named, *, name: str, at: datetime, by: str) -> CallName:
    """The person wishes to be called by this name, having read what happens with it (`queries.NAME_CONSENT`).

    It takes the place of one given before. Refuses what cannot be called out (`no_call_name`), where the centre
    calls by number, by phone and by video, or the staff took a name off (`called_by_number`), when the visit is over (`nothing_to_tell`),
    and a mind that is changed again and again (`too_many_changes`).
    """
    found = _going_on(place)
    if not reference.centre(found.centre_id).calls_by_name or _is_remote(found):
        raise errors.called_by_number()
    wished = checked(name)
    if not wished:
        raise errors.no_call_name()
    given = CallName.objects.filter(**whose(found)).first()
    if given and not given.name:
        raise errors.called_by_number()
    if given and given.name == wished:
        return given
    once_more(found, at=at)
    return keep_name(found, wished, at=at, by=by)


@transaction.atomic
def drop_name(place: Named, *, at: datetime, by: str) -> None:
    """The person wishes to be called by number: the name is deleted. Twice is once."""
    count, _by_model = CallName.objects.filter(**whose(place)).exclude(name="").delete()
    if count:
        _record(NamesForgotten(count=count), place, at=at, by=by)


@transaction.atomic
def strike_name(*, centre: int, ticket: int, at: datetime, by: str) -> None:
    """The staff take a name off, a rude one: on this visit its person is called by number. Twice is once.

    Refuses a ticket that is not of this centre (`unknown_ticket`).
    """
    # Locked, as whoever gives a name locks it: one that is given at this very moment is taken off too.
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True)
    found = locked.filter(pk=ticket, centre=centre).first()
    if found is None:
        raise errors.unknown_ticket()
    if CallName.objects.filter(ticket=found).exclude(name="").update(name="", agreed_at=at):
        _record(NameStruck(), found, at=at, by=by)


@transaction.atomic
def forget_names(*, at: datetime, by: str) -> int:
    """Forget the names of visits that are over, and of centres that call by number; returns how many. That one was
    taken off is remembered for a day: an end may be undone, and who missed a call is in line again.
    """
    lately = Q(name="", agreed_at__gt=at - _STRUCK_FOR)
    count, _by_model = CallName.objects.exclude(
        pk__in=CallName.objects.filter(in_use() | lately)
    ).delete()
    if count:
        events.record(NamesForgotten(count=count), at=at, by=by)
    return count


def checked(name: str) -> str:
    """The name as it will be called, "" when none was given. Refuses one that cannot be (`no_call_name`)."""
    if not name.strip():
        return ""
    found = policy.call_name(name)
    if not found:
        raise errors.no_call_name()
    return found


def keep_name(place: Named, name: str, *, at: datetime, by: str) -> CallName:
    """Keep a name that was checked; whoever calls has locked or just made the place."""
    given, _new = CallName.objects.update_or_create(
        **whose(place), defaults={"name": name, "agreed_at": at}
    )
    _record(NameGiven(), place, at=at, by=by)
    return given


def follow_name(before: PlaceAfar | Appointment, ticket: Ticket) -> None:
    """Whoever gave a name before they came is called by it, unless they gave another at the door."""
    given = CallName.objects.filter(**whose(before))
    if CallName.objects.filter(ticket=ticket).exists():
        given.delete()
    else:
        given.update(afar=None, appointment=None, ticket=ticket)


def stay_struck(before: Ticket, ticket: Ticket) -> None:
    """What the staff took off stays off when its person checks in again."""
    struck = CallName.objects.filter(ticket=before, name="")
    if reference.centre(ticket.centre_id).calls_by_name and struck.exists():
        CallName.objects.filter(ticket=ticket).delete()
        struck.update(ticket=ticket)


def forget_over(ticket: Ticket) -> None:
    """A ticket that has just ended is called by nothing any more. That it ended is in the journal."""
    if not ticket.is_live and reference.centre(ticket.centre_id).calls_by_name:
        CallName.objects.filter(ticket=ticket).exclude(name="").delete()


def _is_remote(place: Named) -> bool:
    """No wall calls whoever is rung up or met by video."""
    return not isinstance(place, PlaceAfar) and place.is_remote


def _going_on(place: Named) -> Named:
    """The visit, locked. Refuses one that is over (`nothing_to_tell`)."""
    locked = type(place).objects.select_for_update(of=("self",)).get(pk=place.pk)  # type: ignore[attr-defined]
    if isinstance(locked, Ticket):
        goes_on = locked.is_live
    elif isinstance(locked, PlaceAfar):
        goes_on = locked.state == PlaceAfar.State.AWAY
    else:
        goes_on = locked.state == AppointmentState.BOOKED
    if not goes_on:
        raise errors.nothing_to_tell()
    return locked  # type: ignore[no-any-return]


def _record(fact: events.Fact, place: Named, *, at: datetime, by: str) -> None:
    """Of a ticket the screens of its hall ask again."""
    kind = {Ticket: "ticket", PlaceAfar: "afar", Appointment: "appointment"}[type(place)]
    topics = (f"hall:{place.centre_id}",) if isinstance(place, Ticket) else ()
    subject = f"{kind}:{place.pk}"
    events.record(fact, at=at, by=by, centre=place.centre_id, subject=subject, topics=topics)
