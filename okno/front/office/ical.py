"""A centre's booked times as an iCalendar stream (RFC 5545): a reader of calendars shows them, and nobody's name."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from okno.booking.models import Appointment, Blocked, State
from okno.network.models import Centre
from okno.ui import words

_PRODUCT = "-//okno//okno//EN"
_AGAIN = timedelta(minutes=15)


def stream(
    centre: Centre,
    name: str,
    booked: Iterable[Appointment],
    blocked: Iterable[Blocked],
    *,
    at: datetime,
) -> bytes:
    """The times as VEVENTs with the zone's VTIMEZONE, in the language of the moment.

    The same state of the books is the same bytes while `at`, the stamp of what is blocked, is the
    same: a reader that has them is told so. UIDs stay; a time that was moved or cancelled has a
    higher SEQUENCE.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    for each in booked:
        made.add_component(_appointment(each, centre))
    for closed in blocked:
        made.add_component(_blocked(closed, centre, at))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _appointment(found: Appointment, centre: Centre) -> Event:
    event = _event(f"booked-{found.pk}", found.starts_at, found.ends_at, centre)
    changes = (found.booked_at, found.confirmed_at, found.arrived_at, found.ended_at)
    event.add("dtstamp", max(at for at in changes if at is not None))
    event.add("sequence", found.sequence)
    how = f" · {found.schedule.get_medium_display()}" if found.is_remote else ""
    event.add("summary", f"{found.service.short_name} · {found.get_state_display()}{how}")
    event.add("location", f"{centre}, {found.schedule}")
    off = found.state in (State.CANCELLED, State.UNKEPT)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    return event


def _blocked(found: Blocked, centre: Centre, at: datetime) -> Event:
    event = _event(f"blocked-{found.pk}", found.starts_at, found.ends_at, centre)
    event.add("dtstamp", at)
    event.add("sequence", 0)
    word = _("Not booked: %(why)s") % {"why": found.reason}
    event.add("summary", word)
    event.add("location", f"{centre}, {found.schedule}")
    event.add("status", "CONFIRMED")
    return event


def _event(uid: str, starts_at: datetime, ends_at: datetime, centre: Centre) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.ORIGIN).hostname or 'okno'}")
    event.add("dtstart", words.local(starts_at, centre.zone))
    event.add("dtend", words.local(ends_at, centre.zone))
    return event
