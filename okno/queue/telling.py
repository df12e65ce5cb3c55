"""What a person in line is told: set out, three before you, your turn, running late; each thing once.

A call costs nobody anything who has not asked to be told: the flag on the ticket comes with the row that
was called. Whoever has is told right after the call's own commit; should the process die between the two,
the next look at the lines tells it (`actions.tell_who_waits`), and notify tells one thing once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from okno.network import queries as network
from okno.queue import policy, queries
from okno.queue.afar import way_of
from okno.queue.models import Contact, PlaceAfar, State, Ticket

_TO = timedelta(minutes=5)  # a new time is told as people say it


@dataclass(frozen=True)
class News:
    """An act of okno.notify, about what, and the values of its places."""

    act: str
    about: str
    values: Mapping[str, str | datetime]


def call_of(ticket: Ticket) -> str:
    """Which call of which ticket: every call and every repetition is told by itself."""
    assert ticket.called_at is not None
    return f"ticket:{ticket.pk}/{int(ticket.called_at.timestamp())}.{ticket.recalls}"


def of_a_call(contact: Contact, ticket: Ticket) -> News | None:
    """Your turn, and to which counter, or that one waits in the room for video; None when this very call was told,
    and for whom we ring up. Noted on the contact.
    """
    about = call_of(ticket)
    if contact.told_call == about or ticket.counter is None:
        return None
    if ticket.is_remote:
        contact.told_call = about
        values = _values(contact, ticket, "portal:ticket")
        is_video = ticket.medium == policy.Medium.VIDEO
        return News("your_turn_by_video", about, values) if is_video else None
    counter = str(ticket.counter.number)
    if network.has_several_halls(ticket.centre):
        counter += f", {ticket.counter.hall.name.in_language(contact.language)}"
    contact.told_call = about
    return News("your_turn", about, {"ticket": ticket.label, "counter": counter})


def of_the_line(contact: Contact, ticket: Ticket, at: datetime) -> Iterator[News]:
    """Whoever waits in the hall is soon, and anybody is called later than promised; each is told once. Noted on the
    contact.
    """
    place, about = queries.place_of(ticket, at), f"ticket:{ticket.pk}"
    values = _values(contact, ticket, "portal:ticket")
    if not (ticket.is_remote or contact.is_told_soon) and policy.is_soon(
        place.ahead, place.counters
    ):
        contact.is_told_soon = True
        yield News("three_before_you", about, values | {"ticket": ticket.label})
    due = ticket.promise_due_at
    if not contact.is_told_late and policy.is_late(at, place.wait, place.counters, due):
        contact.is_told_late = True
        act = f"running_late_by_{ticket.medium}" if ticket.is_remote else "running_late"
        yield News(act, about, values | {"when": _rounded(at + place.wait)})
    contact.look_at = at + policy.look_again(place.ahead)


def of_the_way(contact: Contact, afar: PlaceAfar, at: datetime) -> Iterator[News]:
    """Whoever is at home has to set out, which is told once. Noted on the contact."""
    if not contact.is_told_soon and is_time_to_set_out(contact, afar, at):
        contact.is_told_soon = True
        yield News("set_out", f"afar:{afar.pk}", _values(contact, afar, "portal:place"))
    contact.look_at = at + policy.LOOK_SELDOM


def what_is_no_news(contact: Contact, place: Ticket | PlaceAfar, at: datetime) -> None:
    """What a person sees on their page at this moment they are not told. Noted on the contact."""
    contact.look_at = at
    if isinstance(place, PlaceAfar):
        contact.is_told_soon = is_time_to_set_out(contact, place, at)
        return
    contact.is_told_soon = contact.is_told_soon or _is_near(place, at)
    if place.state == State.CALLED:
        contact.told_call = call_of(place)


def is_time_to_set_out(contact: Contact, afar: PlaceAfar, at: datetime) -> bool:
    """Whether the way takes as long as the wait, or longer."""
    way = way_of(afar, road=timedelta(minutes=contact.road_minutes), at=at)
    return way.set_out_at <= at


def _is_near(ticket: Ticket, at: datetime) -> bool:
    if ticket.state != State.WAITING:
        return True
    place = queries.place_of(ticket, at)
    return policy.is_soon(place.ahead, place.counters)


def _values(contact: Contact, place: Ticket | PlaceAfar, page: str) -> dict[str, str | datetime]:
    """The centre, and the page behind the token."""
    centre = place.centre.name.in_language(contact.language)
    return {"centre": centre, "link": settings.ORIGIN + reverse(page, args=[place.token])}


def _rounded(moment: datetime) -> datetime:
    seconds, step = int(moment.timestamp()), int(_TO.total_seconds())
    return datetime.fromtimestamp(-(-seconds // step) * step, moment.tzinfo)
