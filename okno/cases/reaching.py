"""Where whoever files an application agrees to be told of its result."""

from dataclasses import dataclass

from okno.booking.models import Appointment
from okno.network.models import Centre
from okno.people import errors as people_errors
from okno.people import queries as people
from okno.people.models import Account, Visitor
from okno.queue import errors as hall_errors
from okno.queue import queries as hall
from okno.queue.models import Contact, PlaceAfar, Ticket
from okno.ui import languages

Ways = list[list[str]]
_ORDER = ("telegram", "push", "email", "sms")  # the last costs somebody something


@dataclass(frozen=True)
class Told:
    """How the person is told from now on, in which language, and whose account it is."""

    ways: Ways
    language: str
    account: Account | None


def known(ticket: Ticket) -> Ways:
    """Where the person of this ticket is told of the visit already, by their own wish."""
    contact = hall.contact_of(ticket)
    if contact is not None:
        return _sorted(dict(contact.ways))
    booked = hall.appointment_of(ticket)
    return _of_visitor(booked.visitor) if booked is not None else []


def of_ticket(ticket: Ticket, *, phone: str, email: str, agreed: bool) -> Told:
    """What was agreed at the counter. Whose the visit was is not forgotten until the transaction ends."""
    account, booked = _account_of(ticket), hall.appointment_of(ticket)
    if booked is not None and booked.visitor_id is not None:
        Visitor.objects.select_for_update(no_key=True).filter(pk=booked.visitor_id).first()
    contact = Contact.objects.select_for_update(no_key=True).filter(ticket=ticket).first()
    told_in = contact or (booked and booked.visitor) or ticket
    typed = typed_ways(ticket.centre, phone=phone, email=email, agreed=agreed)
    ways = typed or (known(ticket) if agreed else [])
    if agreed and not ways:
        raise people_errors.no_way_to_reach()
    return Told(ways, languages.read_by(told_in.language), account)


def typed_ways(centre: Centre, *, phone: str, email: str, agreed: bool) -> Ways:
    """A phone and an e-mail address as ways. Refuses what is none, and any without consent (`no_consent`)."""
    country = centre.district.okrug.city.country
    given = {"email": people.email_of(email), "sms": people.phone_of(phone, country)}
    if any(given.values()) and not agreed:
        raise hall_errors.no_consent()
    return _sorted(given)


def _account_of(ticket: Ticket) -> Account | None:
    """The account with which the person came: they booked in it, or joined the line from home."""
    booked = hall.appointment_of(ticket)
    account = booked.visitor.account if booked is not None and booked.visitor else None
    afar = PlaceAfar.objects.filter(ticket=ticket).select_related("account").first()
    account = account or (afar.account if afar is not None else None)
    return people.account_still(account) if account is not None else None


def _of_visitor(visitor: Visitor | None) -> Ways:
    if visitor is None:
        return []
    return _sorted({"telegram": visitor.telegram, "email": visitor.email, "sms": visitor.phone})


def _sorted(given: dict[str, str]) -> Ways:
    return [[channel, given[channel]] for channel in _ORDER if given.get(channel)]


def tickets_of(appointments: list[Appointment]) -> list[int]:
    """The numbers of the tickets that these appointments became."""
    return [ticket.pk for ticket in hall.tickets_of(appointments).values()]
