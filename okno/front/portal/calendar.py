"""An appointment for a person's own calendar: an iCalendar object (RFC 5545) with its zone, place and reminder."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vGeo, vUri

from okno.booking.models import Appointment, State
from okno.ui import words

_PRODUCT = "-//okno//okno//EN"
_OFF = (State.CANCELLED, State.UNKEPT)
_BEFORE = timedelta(hours=2)


def file(found: Appointment, address: str, *, at: datetime) -> bytes:
    """One VEVENT as of `at`, to be published (RFC 5546, 3.2.1); `address` is the appointment's own page.

    The same UID with a higher SEQUENCE when it was moved or cancelled, so that a calendar that has it
    changes what it has. Holds the code for the door and nothing about the person.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(_event(found, address, at))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(found: Appointment, address: str, at: datetime) -> Event:
    centre = found.centre
    event = Event()
    event.add("uid", f"appointment-{found.pk}@{urlsplit(address).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", found.sequence)
    event.add("dtstart", words.local(found.starts_at, centre.zone))
    event.add("dtend", words.local(found.ends_at, centre.zone))
    event.add("summary", str(found.service.short_name))
    event.add("location", ", ".join(part for part in (str(centre), str(centre.address)) if part))
    event["geo"] = vGeo((centre.lat, centre.lon))
    event.add(
        "description", _("Your code at the door: %(code)s") % {"code": found.code} + f"\n{address}"
    )
    event["url"] = vUri(address)
    event.add("status", "CANCELLED" if found.state in _OFF else "CONFIRMED")
    if found.is_to_come:
        event.add_component(_alarm(found))
    return event


def _alarm(found: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_BEFORE)
    alarm.add("description", str(found.service.short_name))
    return alarm
