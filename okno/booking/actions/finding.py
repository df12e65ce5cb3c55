"""Finding the appointment of somebody at a screen who types its code or their phone."""

from datetime import datetime

from django.db import transaction
from django.utils import formats, timezone

from okno.base import events, tries
from okno.base.errors import Refusal
from okno.booking import errors, plans, queries
from okno.booking.actions.limiting import guesses_of
from okno.booking.events import AppointmentNotFound
from okno.booking.models import Appointment
from okno.network.models import Centre

CODE_DIGITS = 6


def find_at_the_door(*, centre: Centre, number: str, at: datetime, by: str) -> Appointment:
    """Today's appointment here with this code (six digits), or of whoever has this phone (more).

    Others than today's and here are not told of: whoever knows a phone may stand at a screen too. So what a phone
    alone has found says so (`by_phone_alone`): nobody gives it up by that.
    A phone alone finds no visit by phone or by video (`code_needed`): whoever knows it could take its person off the
    phone, and make them wait for a call that never comes. They learn its time; with the code, which stands on the page
    of the appointment, with that page before the camera, or with a colleague, its person is received here.
    Refuses fewer digits (`too_few_digits`), what is no phone (`no_phone`), and a number without an
    appointment here today (`unknown_appointment`), which is counted; after ten such within ten minutes
    any number from this screen (`too_many_guesses`). Of a miss the journal says that there was one.
    """
    found = _looked_up(centre, number, at, by)
    if found is None:
        raise errors.not_found_today()
    return found


@transaction.atomic
def _looked_up(centre: Centre, number: str, at: datetime, by: str) -> Appointment | None:
    who = guesses_of("find", by, errors.too_many_guesses, at=at)
    try:
        return _by_number(centre, number, at)
    except Refusal as refusal:
        if refusal.code != "unknown_appointment":
            raise
    tries.note(who, at=at)
    events.record(AppointmentNotFound(), at=at, by=by, centre=centre.pk)
    return None


def _by_number(centre: Centre, number: str, at: datetime) -> Appointment:
    digits = "".join(each for each in number if each.isdecimal() and each.isascii())
    if len(digits) < CODE_DIGITS:
        raise errors.too_few_digits()
    if len(digits) == CODE_DIGITS:
        return queries.appointment_by_code(centre, digits, at=at)
    found = queries.appointment_by_phone(centre, number, at=at)
    if found.is_remote:
        local = timezone.localtime(found.starts_at, plans.zone_of(centre))
        how = found.schedule.get_medium_display()
        raise errors.code_needed(how, formats.time_format(local, "H:i"))
    found.by_phone_alone = True
    return found
