"""Addresses from which a program of calendars reads a centre's booked times; each can be ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from okno.base import access, clock
from okno.booking import errors, queries
from okno.booking.models import Appointment, Blocked, Schedule
from okno.front.office import ical, where
from okno.front.office.once import once
from okno.network import actions as network
from okno.network import queries as devices
from okno.network.models import Centre, Device
from okno.ui import words

_BEHIND, _AHEAD = timedelta(days=7), timedelta(days=30)
_LANGUAGES = ("ru", "en")


def feeds(request: HttpRequest) -> HttpResponse:
    """All of them, and the form for one more."""
    return _page(request)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    centre = where.centre_of(request)
    schedules = queries.schedules_of(centre)
    known = {each.slug: each for each in schedules}
    found = devices.devices_of(centre).filter(kind=Device.Kind.CALENDAR)
    shown = {
        "centre": centre,
        "key": secrets.token_hex(12),
        "schedules": schedules,
        "feeds": [(each, known.get(each.settings.get("schedule", ""))) for each in found],
        **more,
    }
    return render(request, "office/feeds.html", shown)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """One more address; it is on the page that answers, and never again."""
    slug, made = request.POST.get("schedule", ""), list[str]()

    def do(place: Centre, same: dict[str, Any]) -> None:
        schedule = _schedule(place, slug) if slug else None
        name = str(schedule) if schedule else str(place)
        device, token = network.enrol_device(
            centre=place, kind=Device.Kind.CALENDAR, name=name[:40], **same
        )
        settings = {"language": translation.get_language()} | ({"schedule": slug} if slug else {})
        network.set_up_device(device=device, settings=settings, **same)
        made.append(request.build_absolute_uri(reverse("feeds:feed", args=[token])))

    if not once(request, "feed", do):
        return redirect("office:feeds")  # pressed twice: it was shown to the first press
    answer = _page(request, made=made[0])
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def end(request: HttpRequest, feed: int) -> HttpResponse:
    """The address answers nobody any more."""

    def do(place: Centre, same: dict[str, Any]) -> None:
        device = devices.device_of(place, feed)
        if device.kind != Device.Kind.CALENDAR:
            raise errors.unknown_schedule()
        network.revoke_device(device=device, **same)

    once(request, f"end feed {feed}", do)
    return redirect("office:feeds")


def _schedule(centre: Centre, slug: str) -> Schedule:
    for each in queries.schedules_of(centre):
        if each.slug == slug:
            return each
    raise errors.unknown_schedule()


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The times from a week ago to a month ahead, for whoever has the address. Nothing about a person.

    A reader that has the newest is told so, which costs a hundredth of writing a full month.
    """
    device = access.device_by(token)
    if device is None or device.kind != Device.Kind.CALENDAR:
        raise Http404
    books = _books(Device.objects.select_related("centre").get(pk=device.pk))
    answer = get_conditional_response(request, etag=books.tag)
    if answer is None:
        with translation.override(books.language):
            answer = HttpResponse(books.written(), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="okno.ics"'
    answer["ETag"] = books.tag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@dataclass(frozen=True)
class _Books:
    """What an address gives: of which centre, in which language, as of which day."""

    name: str
    language: str
    centre: Centre
    today: date
    booked: list[Appointment]
    blocked: list[Blocked]

    @property
    def tag(self) -> str:
        """The same for the same books; a service that was renamed is told on the next day."""
        rows = [(each.pk, each.state, each.sequence, each.starts_at) for each in self.booked]
        times = [(each.pk, each.counters) for each in self.blocked]
        text = repr((self.name, self.language, self.today, rows, times))
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def written(self) -> bytes:
        """The whole of it, in the language of the moment."""
        at = datetime.combine(self.today, time(0), ZoneInfo(self.centre.zone))
        return ical.stream(self.centre, self.name, self.booked, self.blocked, at=at)


def _books(device: Device) -> _Books:
    centre, slug = device.centre, device.settings.get("schedule", "")
    said = device.settings.get("language")
    language = said if said in _LANGUAGES else _LANGUAGES[0]
    schedule = _schedule(centre, slug) if slug else None
    today = words.local(clock.now(), centre.zone).date()
    blocked = queries.blocked_of(centre, clock.now() - _BEHIND)
    with translation.override(language):
        name = f"{centre}: {schedule}" if schedule else str(centre)
    return _Books(
        name=name,
        language=language,
        centre=centre,
        today=today,
        booked=queries.booked_between(centre, today - _BEHIND, today + _AHEAD, schedule),
        blocked=[each for each in blocked if schedule is None or each.schedule_id == schedule.pk],
    )
