"""What closing, or giving a service no more, does to the people inside, said before it is done.

The sentences are true to the queue: tests/journeys/test_closing.py lets them happen in the hall.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.booking import queries as booking
from okno.catalog.models import Service
from okno.network import queries as network
from okno.network.models import Centre, Closure
from okno.queue import queries as queue
from okno.ui import words


def of_closing(
    closure: Closure, service: Service | None, *, centre: Centre, before: datetime, at: datetime
) -> list[str]:
    """What a closure, just made, does to those inside; nothing when it touches nobody.

    `service` is the closed one, None for the whole centre. `before` is when the centre's day would
    have ended without the closure.
    """
    booked = _booked(centre, at)
    today = words.local(at, centre.zone).date()
    if not closure.starts_on <= today <= closure.ends_on:
        return booked
    end = queue.day_ends_at(centre, at)
    everybody = queue.inside_now(centre.pk)
    if end < before:
        inside = sum(everybody.values(), queue.Inside())
        said = [*_people(inside), *_day_ends(closure, end, at, centre)]
    elif service is not None:
        inside = everybody.get(service.pk, queue.Inside())
        keep = _("They keep their places and are called as before; the day ends at %(time)s.")
        said = [
            *_people(inside, of_service=True),
            keep % {"time": words.clock_time(end, centre.zone)},
            _new_tickets(closure),
        ]
    else:
        return booked
    return [*said, *booked] if inside.anybody else booked


def of_withdrawing(service: Service, *, centre: Centre, at: datetime) -> list[str]:
    """What it does to those inside and those booked that the centre gives a service no more, once it is so;
    nothing when there is nobody.
    """
    booked = _booked(centre, at)
    inside = queue.inside_now(centre.pk).get(service.pk, queue.Inside())
    if not inside.anybody:
        return booked
    counters = queue.counters_giving(centre.pk, service.pk)
    if not counters:
        fate = _(
            "No open counter gives it, and none that opens later will: nobody will call them. Open a"
            " counter for it first."
        )
    else:
        fate = ngettext(
            "They keep their places: the %(n)d counter that gives it now goes on calling them. One that"
            " is opened or set up anew will not.",
            "They keep their places: the %(n)d counters that give it now go on calling them. One that is"
            " opened or set up anew will not.",
            counters,
        ) % {"n": counters}
    return [*_people(inside, of_service=True), fate, *booked]


def of_ending_day(*, centre: Centre, at: datetime) -> list[str]:
    """What it does to those inside when the centre's day is ended by hand, and what it does not do."""
    inside = sum(queue.inside_now(centre.pk).values(), queue.Inside())
    said = _people(inside)
    if inside.anybody:
        said.append(_("All these tickets are closed at once: nobody is called or served any more."))
    said.append(_("All counters close."))
    if network.may_close_early(centre, at):
        said.append(
            _(
                "New tickets are given until the centre's closing time, unless you close the centre too."
            )
        )
    elif network.is_open(centre, at):
        said.append(
            _(
                "New tickets are given until the centre's closing time; to end that too, close today"
                " under “Days and services”."
            )
        )
    return said + _still_booked(centre, at)


def booked_later(centre: Centre, at: datetime) -> int:
    """How many are booked for the rest of the centre's day, those apart who were asked to choose another time."""
    today = words.local(at, centre.zone).date()
    booked = booking.booked_between(centre, today, today)
    return sum(
        each.is_to_come and each.displaced_at is None and each.ends_at > at for each in booked
    )


def _still_booked(centre: Centre, at: datetime) -> list[str]:
    n = booked_later(centre, at)
    if not n:
        return []
    said = ngettext(
        "%(n)d person is booked for later today.", "%(n)d people are booked for later today.", n
    )
    if network.may_close_early(centre, at):
        fate = _(
            "Unless you close the centre too they are told nothing and come: then open counters for them."
        )
    else:
        fate = _("They are told nothing and come: open counters for them.")
    return [said % {"n": n}, fate]


def _booked(centre: Centre, at: datetime) -> list[str]:
    """How many have booked a time that is none now; nothing when nobody has."""
    n = len(booking.out_of_hours(at, centre))
    if not n:
        return []
    said = ngettext(
        "%(n)d person is booked then. They are told within a minute, and asked to choose another time.",
        "%(n)d people are booked then. They are told within a minute, and asked to choose another time.",
        n,
    )
    return [said % {"n": n}]


def _people(inside: queue.Inside, *, of_service: bool = False) -> list[str]:
    """How many wait now, how many more are inside, and how many are reached by phone or by video."""
    n = inside.waiting
    if not (n or inside.others or of_service):
        return [_("Nobody is inside."), *_far(inside)]
    if of_service:
        waiting = ngettext(
            "%(n)d person waits for this service now.", "%(n)d people wait for this service now.", n
        )
    else:
        waiting = ngettext("%(n)d person waits now.", "%(n)d people wait now.", n)
    said = [waiting % {"n": n}]
    if inside.others:
        others = ngettext(
            "%(n)d person is at a counter or on hold.",
            "%(n)d people are at a counter or on hold.",
            inside.others,
        )
        said.append(others % {"n": inside.others})
    return [*said, *_far(inside)]


def _far(inside: queue.Inside) -> list[str]:
    """Who is in no hall, and whose visit ends with the day all the same."""
    if not inside.far:
        return []
    said = ngettext(
        "%(n)d person is being served by phone or video, or waits to be reached so.",
        "%(n)d people are being served by phone or video, or wait to be reached so.",
        inside.far,
    )
    return [said % {"n": inside.far}]


def _day_ends(closure: Closure, end: datetime, at: datetime, centre: Centre) -> list[str]:
    """The centre's day ends earlier: at once, or half an hour after the new closing time."""
    if end > at:
        until = _(
            "They are called and served until %(time)s. Then the day ends: whoever is left has the ticket"
            " closed, and all counters close."
        )
        return [_new_tickets(closure), until % {"time": words.clock_time(end, centre.zone)}]
    at_once = _(
        "The centre's day ends within a minute: all tickets are closed, also of those at a counter, and"
        " all counters close. Nobody is called any more."
    )
    advice = _(
        "To serve those inside, give hours that end a little later than now: after closing they are"
        " served for another half an hour."
    )
    return [at_once, advice]


def _new_tickets(closure: Closure) -> str:
    if closure.opens is None or closure.closes is None:
        return _("Nobody else gets a ticket for it today.")
    return _("Today tickets are given only from %(opens)s to %(closes)s.") % {
        "opens": f"{closure.opens:%H:%M}",
        "closes": f"{closure.closes:%H:%M}",
    }
