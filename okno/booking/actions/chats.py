"""A person with an appointment wishes to be told of it in a chat."""

from datetime import datetime

from django.db import transaction

from okno.booking import errors, telling
from okno.booking.actions.steps import locked_row
from okno.booking.models import Appointment
from okno.people import actions as people


@transaction.atomic
def tell_in_chat(appointment: Appointment, *, chat: str, at: datetime, by: str) -> Appointment:
    """From now on everything about this appointment goes to a Telegram chat first, reminders to come too.

    The chat is kept and forgotten with the phone and the address. Refuses an appointment that is over, and one
    nobody may be told of.
    """
    found = locked_row(appointment.pk)
    if found.visitor is None or not found.is_to_come:
        raise errors.not_now(found.get_state_display())
    people.link_chat(found.visitor, chat=chat, at=at, by=by)
    telling.in_a_chat_first(found, chat, at=at, by=by)
    return found
