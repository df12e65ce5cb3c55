"""Being told in a Telegram chat: linked by the one-time word from a page, left by a word in the chat."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from okno.base import events
from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.notify import actions as notify
from okno.people import actions as people
from okno.queue import errors, invitation
from okno.queue.actions.changing import once_more
from okno.queue.actions.telling import ask_to_be_told
from okno.queue.events import ContactsForgotten
from okno.queue.models import CheckIn, Contact, PlaceAfar, Ticket, UsedInvitation

# What a visit is called in "about", and its page.
_CALLED: dict[type[Ticket | PlaceAfar | Appointment], tuple[str, str]] = {
    Ticket: ("ticket", "portal:ticket"),
    PlaceAfar: ("afar", "portal:place"),
    Appointment: ("appointment", "portal:appointment"),
}


@transaction.atomic
def link_chat(*, word: str, chat: str, at: datetime, by: str) -> None:
    """Whoever came to our bot by the word of a page is told about that visit here, and hears so at once.

    They have agreed by coming: the page says so beside the link. In line they are told in the language of that page,
    of an appointment in the one in which they booked. Coming again from the same chat changes nothing.
    Refuses a word that is not ours, whose hour is over, or that another chat has used (`invitation_over`), a visit
    that is over, and a mind that is changed again and again (`too_many_changes`).
    """
    invited = invitation.read(word, at)
    way = notify.Address("telegram", chat)
    _use(word, way, at)
    found, language = _visit_of(invited), invited.language
    if isinstance(found, Appointment):
        who = booking.tell_in_chat(found, chat=chat, at=at, by=by).visitor
        once_more(found, at=at)
        language = who.language if who else language
    else:
        ask_to_be_told(
            found,
            telegram=chat,
            road_minutes=invited.road_minutes,
            agreed=True,
            language=language,
            at=at,
            by=by,
        )
    called, page = _CALLED[type(found)]
    notify.tell(
        act="chat_joined",
        about=f"{called}:{found.pk}/chat.{int(at.timestamp())}",
        to=[way],
        language=language,
        values={
            "centre": found.centre.name.in_language(language),
            "link": settings.ORIGIN + reverse(page, args=[found.token]),
        },
        zone=found.centre.zone,
        at=at,
        by=by,
    )


def _use(word: str, way: notify.Address, at: datetime) -> None:
    """The word is this chat's from now on; of two at the same moment the database lets one through."""
    used, _is_new = UsedInvitation.objects.get_or_create(
        word=invitation.key_of(word), defaults={"chat": way.key, "used_at": at}
    )
    if used.chat != way.key:
        raise errors.invitation_over()


def _visit_of(invited: invitation.Invitation) -> Ticket | PlaceAfar | Appointment:
    """The visit; of a place from afar and of an appointment whose person has come the ticket."""
    found = invited.to._default_manager.select_related("centre").filter(pk=invited.number).first()
    if found is None:
        raise errors.invitation_over()
    if isinstance(found, PlaceAfar) and found.ticket is not None:
        return found.ticket
    if isinstance(found, Appointment):
        come = CheckIn.objects.filter(appointment=found).select_related("ticket__centre").first()
        return found if come is None else come.ticket
    return found


@transaction.atomic
def leave_chat(*, chat: str, at: datetime, by: str) -> None:
    """Nothing more is told in this chat, of no visit: its number is deleted wherever it was kept.

    Who left a phone or an address as well is told there. Tickets and appointments stand. Twice is once.
    """
    way = notify.Address("telegram", chat)
    theirs = Contact.objects.filter(ways__contains=[[way.channel, way.to]])
    gone = 0
    for contact in theirs.select_for_update().order_by("pk"):
        contact.ways = [each for each in contact.ways if each != [way.channel, way.to]]
        if contact.ways:
            contact.save(update_fields=["ways"])
        else:
            contact.delete()
        gone += 1
    if gone:
        events.record(ContactsForgotten(count=gone), at=at, by=by)
    people.leave_chat(chat=chat, at=at, by=by)
    notify.stop(way=way, at=at, by=by)
