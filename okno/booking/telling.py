"""What a person with an appointment is told, and when: through okno.notify, in the transaction of the act.

In the visitor's own language, which need not be the one they are served in.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from okno.base.text import FALLBACK
from okno.booking import plans, policy
from okno.booking.appointments import services_of
from okno.booking.displaced import why_displaced
from okno.booking.models import Appointment, ServiceRule, Wish
from okno.network.models import Centre
from okno.notify import actions as notify
from okno.notify import queries as told
from okno.people.models import Visitor

_IN_OWN_WORDS = ("booked", "changed", "reminder", "stands_again")  # of each medium
_MEDIA = ("", *(f"_by_{medium}" for medium in policy.REMOTE))
# What tells each contact that there is an appointment.
_NEWS = tuple(f"{act}{by}" for act in ("booked", "changed") for by in _MEDIA)


def booked(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Each contact that was given is told at once; reminded by the plan of its schedule, or of its services; asked
    for a word where one is needed.

    A contact may be somebody's who knows nothing of it: they hear of it so, and find where to cancel it.
    """
    _tell("booked", appointment, each=True, at=at, by=by)
    _plan(appointment, at=at, by=by)


def moved(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Told the new time, each contact where not all have heard of it yet; what was planned for the old one is not
    needed.
    """
    is_news = told.are_waiting(_about(appointment, appointment.edition - 1), _NEWS)
    _forget_plan(appointment, at=at, by=by)
    _tell("changed", appointment, each=is_news, at=at, by=by)
    _plan(appointment, at=at, by=by)


def displaced(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Told why their time is none, and what to choose in its place; reminded of nothing."""
    _forget_plan(appointment, at=at, by=by)
    _tell(why_displaced(appointment), appointment, at=at, by=by)


def stands_again(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Told that the time is good after all, and reminded of it as before."""
    _forget_plan(appointment, at=at, by=by)
    _tell("stands_again", appointment, at=at, by=by)
    _plan(appointment, at=at, by=by)


def _forget_plan(appointment: Appointment, *, at: datetime, by: str) -> None:
    """What was planned in the edition before this one is not needed."""
    notify.cancel(about=_about(appointment, appointment.edition - 1), at=at, by=by)


def cancelled(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Told that it is off; nothing more comes of it."""
    notify.cancel(about=_about(appointment, appointment.edition), at=at, by=by)
    _tell("cancelled", appointment, at=at, by=by)


def confirmed(appointment: Appointment, *, at: datetime, by: str) -> None:
    """The word was given: it is not asked for any more."""
    about = _about(appointment, appointment.edition)
    notify.cancel(about=about, act=_asks(appointment), at=at, by=by)


def not_reached(appointment: Appointment, *, at: datetime, by: str) -> None:
    """Told that we rang, or were in the room, in vain."""
    _tell("not_reached", appointment, at=at, by=by)


def _asks(appointment: Appointment) -> str:
    return "confirm_remote" if appointment.is_remote else "confirm_by_reply"


def in_a_chat_first(appointment: Appointment, chat: str, *, at: datetime, by: str) -> None:
    """What was planned for later goes to the chat first, in whichever edition of the plan it is."""
    way = notify.Address("telegram", chat)
    notify.put_first(about=f"appointment:{appointment.pk}", way=way, but=_NEWS, at=at, by=by)


def wished(wish: Wish, *, at: datetime, by: str) -> None:
    """Each contact that was given is told that it is on the list, as of an appointment."""
    _tell_who_waits("wished", wish, about=f"wish:{wish.pk}", at=at, by=by)


def offered(wish: Wish, held: Appointment, *, due_at: datetime, at: datetime) -> None:
    """A time came free: each contact that was given is told at `due_at`, with how long it is kept; of no use when it
    is kept no longer.
    """
    if held.held_until is None:
        return
    kept_until = held.held_until.astimezone(plans.zone_of(wish.centre)).time()
    _tell_who_waits(
        "slot_offered",
        wish,
        about=f"wish:{wish.pk}/{wish.offers + 1}",
        values={"when": held.starts_at, "until": kept_until},
        due_at=due_at,
        until=held.held_until,
        at=at,
        by="system",
    )


def _tell_who_waits(
    act: str, wish: Wish, *, about: str, values: dict[str, Any] | None = None, **when: Any
) -> None:
    if wish.visitor is None:
        return
    language = wish.visitor.language
    known = {
        "centre": wish.centre.name.in_language(language),
        "service": _waited_for(wish, language),
        "link": _address("portal:wish", wish.token),
    }
    for way in _ways(wish.visitor):
        notify.tell(
            act=act,
            about=about,
            to=[way],
            language=language,
            values=known | (values or {}),
            zone=wish.centre.zone,
            **when,
        )


def _named(found: Appointment | Wish, language: str) -> str:
    """Every service of it, as the page names them."""
    return ", ".join(each.short_name.in_language(language) for each in services_of(found))


def _waited_for(wish: Wish, language: str) -> str:
    """The services, and how where nobody comes for them."""
    service = _named(wish, language)
    if wish.medium not in policy.REMOTE:
        return service
    with translation.override(language if language in FALLBACK else FALLBACK[0]):
        return f"{service} ({wish.get_medium_display()})"


def taken(wish: Wish, *, at: datetime, by: str) -> None:
    """What was offered is taken: whoever has not been told of it yet need not be."""
    notify.cancel(about=f"wish:{wish.pk}", at=at, by=by)


def _plan(appointment: Appointment, *, at: datetime, by: str) -> None:
    due = policy.due_reminders(appointment.starts_at, _leads(appointment), at=at)
    for each in policy.one_at_a_moment(due, partial(_goes_at, appointment)):
        which, when = f"{each.lead // timedelta(minutes=1)}m", each.due_at
        _tell("reminder", appointment, which=which, due_at=when, until=each.until, at=at, by=by)
    if appointment.confirm_by is not None:
        asks_at = max(at, appointment.confirm_by - timedelta(days=1))
        _tell(_asks(appointment), appointment, due_at=asks_at, at=at, by=by)


def _leads(appointment: Appointment) -> list[timedelta]:
    """How long before it a visit is reminded of: as each of its services asks, or else as its schedule says.

    As many as one plan may have: of more, those nearest to the visit.
    """
    rules = ServiceRule.objects.filter(
        schedule=appointment.schedule_id, service__in=appointment.services
    )
    asked = {rule.service_id: rule.reminders for rule in rules if rule.reminders is not None}
    wanted = [asked.get(each, appointment.schedule.reminders) for each in appointment.services]
    return sorted({lead for plan in wanted for lead in plan})[: policy.MOST_REMINDERS]


def _goes_at(appointment: Appointment, each: policy.Reminder) -> datetime:
    zone = appointment.centre.zone
    act = f"reminder_by_{appointment.medium}" if appointment.is_remote else "reminder"
    return told.goes_at(act, due_at=each.due_at, until=each.until, zone=zone)


def _tell(
    act: str,
    appointment: Appointment,
    *,
    which: str = "",
    each: bool = False,
    due_at: datetime | None = None,
    until: datetime | None = None,
    at: datetime,
    by: str,
) -> None:
    visitor, centre = appointment.visitor, appointment.centre
    if visitor is None:
        return
    language = visitor.language
    if appointment.is_remote and act in _IN_OWN_WORDS:
        act = f"{act}_by_{appointment.medium}"
    values: dict[str, Any] = {
        "when": appointment.starts_at,
        "centre": centre.name.in_language(language),
        "service": _named(appointment, language),
        "link": _address("portal:appointment", appointment.token),
    }
    if act in ("booked", "reminder", "changed", "stands_again"):
        values["address"] = _place(centre, language)
        values["code"] = appointment.code
    ways = _ways(visitor)
    for to in [[way] for way in ways] if each else [ways]:
        notify.tell(
            act=act,
            about=_about(appointment, appointment.edition, which),
            to=to,
            language=language,
            values=values,
            zone=centre.zone,
            due_at=due_at,
            until=until,
            at=at,
            by=by,
        )


def _place(centre: Centre, language: str) -> str:
    """Its address; where none is known, in which part of the city it is."""
    if centre.address:
        return centre.address.in_language(language)
    district, okrug = centre.district, centre.district.okrug
    return f"{district.name.in_language(language)}, {okrug.abbr.in_language(language)}"


def _about(appointment: Appointment, edition: int, which: str = "") -> str:
    """Each time that an appointment has had is told of by itself, and each reminder of it."""
    return f"appointment:{appointment.pk}/{edition}" + (which and f"/{which}")


def _ways(visitor: Visitor) -> list[notify.Address]:
    """The chat first, which they chose last; then e-mail: it costs nobody anything and holds more."""
    ways = [("telegram", visitor.telegram), ("email", visitor.email), ("sms", visitor.phone)]
    return [notify.Address(channel, to) for channel, to in ways if to]


def _address(name: str, token: str) -> str:
    """The page behind the token."""
    return str(settings.ORIGIN + reverse(name, args=[token]))
