"""An appointment for a person's own calendar: an iCalendar object (RFC 5545) with its zone, place and reminder."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vGeo, vUri

from okno.booking.models import Appointment, Medium, State
from okno.ui import words

_PRODUCT = "-//okno//okno//EN"
_OFF = (State.CANCELLED, State.UNKEPT)
_BEFORE = timedelta(hours=2)


def file(found: Appointment, address: str, *, at: datetime) -> bytes:
    """One VEVENT as of `at`, to be published (RFC 5546, 3.2.1); `address` is the appointment's own page.

    The same UID with a higher SEQUENCE when it was moved or cancelled, so that a calendar that has it
    changes what it has. Holds the code for the door, or where one joins, and nothing about the person.
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
    if found.is_remote:
        _far(event, found, address)
    else:
        _at_the_centre(event, found, address)
    event["url"] = vUri(address)
    event.add("status", "CANCELLED" if found.state in _OFF else "CONFIRMED")
    if found.is_to_come:
        event.add_component(_alarm(found))
    return event


def _at_the_centre(event: Event, found: Appointment, address: str) -> None:
    centre = found.centre
    event.add("location", ", ".join(part for part in (str(centre), str(centre.address)) if part))
    event["geo"] = vGeo((centre.lat, centre.lon))
    code = _("Your code at the door: %(code)s") % {"code": found.code}
    event.add("description", f"{code}\n{address}")


def _far(event: Event, found: Appointment, address: str) -> None:
    """No place to go to. One joins (RFC 7986, 5.11) from the appointment's own page: the room is a secret that a
    calendar would give to whoever keeps it.
    """
    event.add("location", capfirst(found.schedule.get_medium_display()))
    if found.medium == Medium.PHONE:
        event.add("description", _("We ring you at the number you left.") + f"\n{address}")
        return
    event.add("description", _("Join from this page: %(page)s") % {"page": address})
    joins = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _("Join")}
    event.add("conference", vUri(address, params=joins), encode=False)


def _alarm(found: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_BEFORE)
    alarm.add("description", str(found.service.short_name))
    return alarm
