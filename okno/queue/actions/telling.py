"""Being told how the line goes: asked for with consent, done, and forgotten when the visit is over."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from okno.base import clock, db, events
from okno.notify import actions as notify
from okno.people import errors as reaching
from okno.people import queries as people
from okno.people.models import Visitor
from okno.queue import errors, invitation, policy, reference, telling
from okno.queue.actions.changing import once_more
from okno.queue.events import AskedToBeTold, ContactsForgotten
from okno.queue.models import Contact, PlaceAfar, State, Ticket, UsedInvitation
from okno.ui import languages

_log = logging.getLogger("okno.queue")
_LONGEST_SUBSCRIPTION = 2000
_ORDER = ("push", "telegram", "sms", "email")  # what is heard soonest first
_TAKEN_FOR = timedelta(seconds=5)  # of a person: how long a look at one line may take
_CALLED_LATELY = timedelta(minutes=10)  # longer ago it is of no use to be told

_TAKE = """
update queue_contact set look_at = %(until)s
where id = (
    select c.id from queue_contact c left join queue_ticket t on t.id = c.ticket_id
        left join queue_placeafar a on a.id = c.afar_id
    where c.look_at <= %(at)s and (t.state = 'waiting' or a.state = 'away')
    order by c.look_at limit 1 for update of c skip locked
)
returning id
"""


@transaction.atomic
def ask_to_be_told(
    place: Ticket | PlaceAfar,
    *,
    phone: str = "",
    email: str = "",
    push: str = "",
    telegram: str = "",
    road_minutes: int = 0,
    agreed: bool,
    language: str | None = None,
    at: datetime,
    by: str,
) -> Contact:
    """The person agrees to be told how the line goes, by a browser (`push`, its subscription in JSON), SMS, e-mail
    or in a Telegram chat (its number, which only our bot knows).

    What is given is added to what was given before; of one channel the newer address counts. It is kept
    until the visit is over. They are told in this `language`; where none is said as before, or else in the one
    wished for the visit. Whoever joined from afar is told when to set out, for a way of `road_minutes`.
    Refuses without consent (`no_consent`), a language that pages are not written in, a phone or address
    that is none, none at all (`no_way_to_reach`), when the visit is over (`nothing_to_tell`), and a mind that is
    changed again and again (`too_many_changes`).
    """
    if not agreed:
        raise errors.no_consent()
    if language is not None and language not in dict(settings.LANGUAGES):
        raise errors.unknown_choice("language")
    given = {
        "push": _subscription(push),
        "telegram": telegram,
        "sms": people.phone_of(phone, reference.centre(place.centre_id).country),
        "email": people.email_of(email),
    }
    if not any(given.values()):
        raise reaching.no_way_to_reach()
    found = _live(place)
    contact = _contact_of(found) or Contact(
        **_whose(found), ways=[], language=languages.read_by(found.language)
    )
    contact.road_minutes = road_minutes or contact.road_minutes
    contact.language, contact.agreed_at = language or contact.language, at
    once_more(found, at=at)
    return _keep(contact, given, at=at, by=by)


def tell_as_booked(ticket: Ticket, visitor: Visitor | None, *, at: datetime, by: str) -> None:
    """Whoever agreed, when they booked, to be told about the visit is told how their line goes, as they left it."""
    if visitor is None:
        return
    given = {"telegram": visitor.telegram, "sms": visitor.phone, "email": visitor.email}
    contact = Contact(
        ticket=ticket, ways=[], language=visitor.language, agreed_at=visitor.agreed_at
    )
    _keep(contact, given, at=at, by=by)


def follow_again(before: Ticket, ticket: Ticket, *, at: datetime, by: str) -> None:
    """Whoever checks in again is told of the new ticket as they were of the one before, of which nothing is left."""
    notify.forget(about=f"ticket:{before.pk}", at=at, by=by)
    _follow(Contact.objects.filter(ticket=before).first(), ticket, at)


def _keep(contact: Contact, given: Mapping[str, str], *, at: datetime, by: str) -> Contact:
    """What is given is added to what was given before."""
    place = contact.ticket or contact.afar
    assert place is not None
    telling.what_is_no_news(contact, place, at)
    before = contact.channels
    known = dict(contact.ways) | {channel: to for channel, to in given.items() if to}
    contact.ways = [[channel, known[channel]] for channel in _ORDER if channel in known]
    contact.save()
    if isinstance(place, Ticket) and not place.is_told:
        Ticket.objects.filter(pk=place.pk).update(is_told=True)
        place.is_told = True
    if contact.channels != before:
        fact = AskedToBeTold(channels=contact.channels)
        events.record(fact, at=at, by=by, centre=place.centre_id, subject=_subject(place))
    return contact


def _subscription(text: str) -> str:
    """What a browser says of itself, in one form; "" when nothing was given. Refuses what is no subscription."""
    if not text:
        return ""
    try:
        said = json.loads(text[:_LONGEST_SUBSCRIPTION])
        keys = {name: str(said["keys"][name]) for name in ("p256dh", "auth")}
        endpoint = str(said["endpoint"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise reaching.no_way_to_reach() from None
    if not all(each.isascii() and each.isprintable() for each in (endpoint, *keys.values())):
        raise reaching.no_way_to_reach()
    return json.dumps({"endpoint": endpoint, "keys": keys})


def _live(place: Ticket | PlaceAfar) -> Ticket | PlaceAfar:
    if isinstance(place, PlaceAfar):
        away = PlaceAfar.objects.select_for_update().get(pk=place.pk)
        if away.state != PlaceAfar.State.AWAY:
            raise errors.nothing_to_tell()
        return away
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if ticket.state not in policy.LIVE:
        raise errors.nothing_to_tell()
    return ticket


def _contact_of(place: Ticket | PlaceAfar) -> Contact | None:
    return Contact.objects.filter(**_whose(place)).first()


def _whose(place: Ticket | PlaceAfar) -> Mapping[str, Ticket | PlaceAfar]:
    return {"ticket": place} if isinstance(place, Ticket) else {"afar": place}


def _subject(place: Ticket | PlaceAfar) -> str:
    return f"{'ticket' if isinstance(place, Ticket) else 'afar'}:{place.pk}"


def follow_from_afar(afar: PlaceAfar, ticket: Ticket, *, at: datetime) -> None:
    """Whoever asked at home to be told is told of their ticket from now on."""
    _follow(Contact.objects.filter(afar=afar).first(), ticket, at)


def _follow(contact: Contact | None, ticket: Ticket, at: datetime) -> None:
    if contact is None:
        return
    contact.afar, contact.ticket = None, ticket
    contact.is_told_soon = contact.is_told_late = False
    telling.what_is_no_news(contact, ticket, at)
    contact.save()
    Ticket.objects.filter(pk=ticket.pk).update(is_told=True)


@transaction.atomic
def stop_telling(place: Ticket | PlaceAfar, *, at: datetime, by: str) -> None:
    """The person wants to be told nothing more: where to reach them is deleted. Twice is once."""
    count, _by_model = Contact.objects.filter(**_whose(place)).delete()
    if count:
        fact = ContactsForgotten(count=count)
        events.record(fact, at=at, by=by, centre=place.centre_id, subject=_subject(place))


def tell_called(ticket: Ticket, *, at: datetime) -> None:
    """Tell whoever asked for it that they were called: right after the call's commit, whatever becomes of it."""
    called = ticket.pk

    def tell() -> None:  # by name: Django could not tell the failure of a partial, and would raise
        _tell_call(called, at)

    transaction.on_commit(tell, robust=True)


@transaction.atomic
def _tell_call(ticket: int, at: datetime) -> None:
    found = Contact.objects.select_for_update(of=("self",)).filter(ticket=ticket)
    contact = found.select_related("ticket__centre", "ticket__counter__hall").first()
    if contact is None or contact.ticket is None or contact.ticket.state != State.CALLED:
        return
    news = telling.of_a_call(contact, contact.ticket)
    if news is not None:
        _tell(contact, contact.ticket, news, at)
    contact.save()


def _tell(contact: Contact, place: Ticket | PlaceAfar, news: telling.News, at: datetime) -> None:
    notify.tell(
        act=news.act,
        about=news.about,
        to=[notify.Address(channel, to) for channel, to in contact.ways],
        language=contact.language,
        values=news.values,
        zone=place.centre.zone,
        at=at,
        by="system",
    )


def tell_who_waits(*, at: datetime, by: str) -> int:
    """Look at the line of everybody who asked to be told and is due to be looked at; returns how many.

    Each in a transaction of its own: where telling one fails the others are told, and it is tried again at
    the next look. Whoever was called and was not told (the process died just then) is told now.
    """
    lately = Contact.objects.filter(
        ticket__state=State.CALLED, ticket__called_at__gt=at - _CALLED_LATELY
    )
    for contact in lately.select_related("ticket").order_by("pk"):
        if contact.ticket is not None and contact.told_call != telling.call_of(contact.ticket):
            with _alone("call", contact.ticket.pk):
                _tell_call(contact.ticket.pk, at)
    looked = 0
    while taken := db.row(_TAKE, {"at": at, "until": at + clock.of_a_person(_TAKEN_FOR)}):
        with _alone("contact", taken["id"]):
            _look(taken["id"], at)
        looked += 1
    return looked


@contextmanager
def _alone(what: str, number: int) -> Iterator[None]:
    """Where telling one fails the others are told."""
    try:
        yield
    except Exception as error:  # a database's own words may hold where a person is reached
        _log.error("not told: %s %s: %s", what, number, error.__class__.__name__)


@transaction.atomic
def _look(contact: int, at: datetime) -> None:
    found = Contact.objects.select_for_update(of=("self",)).filter(pk=contact)
    one = found.select_related("ticket__centre", "afar__centre", "afar__service").first()
    if one is not None and one.ticket is not None and one.ticket.state == State.WAITING:
        for news in telling.of_the_line(one, one.ticket, at):
            _tell(one, one.ticket, news, at)
    elif one is not None and one.afar is not None:
        for news in telling.of_the_way(one, one.afar, at):
            _tell(one, one.afar, news, at)
    if one is not None:
        one.save()


@transaction.atomic
def forget_contacts(*, at: datetime, by: str) -> int:
    """Whose visit is over and can't come back is not to be reached any more; returns how many.

    As phones are (`forget_phones`): after the time to undo, and after a day where a second chance may come.
    """
    undone = at - clock.of_a_person(policy.UNDO_WITHIN)
    over = Contact.objects.filter(
        Q(ticket__state__in=(State.LEFT, State.CLOSED))
        | Q(ticket__state=State.FINISHED, ticket__ended_at__lt=undone)
        | Q(ticket__state=State.NO_SHOW, ticket__ended_at__lt=undone - timedelta(days=1))
        | Q(afar__state=PlaceAfar.State.LEFT)
    )
    count, _by_model = over.delete()
    if count:
        events.record(ContactsForgotten(count=count), at=at, by=by)
    # Which chat used a word need not be known when its hour is over: it is refused by itself.
    gone = at - clock.of_a_person(invitation.LASTS)
    UsedInvitation.objects.filter(used_at__lt=gone).delete()
    return count
