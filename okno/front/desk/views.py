"""The operator's window: who is here, what to do, who is next."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST

from okno.base import access, audit, clock, idempotency, phones
from okno.base.context import follow
from okno.booking import queries as booking
from okno.booking.models import Medium, Need
from okno.front.desk import acts, asks
from okno.front.desk.papers import papers_of
from okno.front.desk.phrases import phrases
from okno.network.models import Counter
from okno.people.models import Staff
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue import queries as hall
from okno.queue.models import CounterSession, State, Ticket


def desk(request: HttpRequest) -> HttpResponse:
    """The whole window; before a counter is open, the choice of one."""
    session = hall.session_of(request.user.pk)
    if session is None:
        return render(request, "desk/choose.html", _choice(request.user))  # type: ignore[arg-type]
    follow(request, f"hall:{session.centre_id}", f"counter:{session.counter_id}")
    return render(request, "desk/desk.html", _shown(session) | _asked(request, session))


def now(request: HttpRequest) -> HttpResponse:
    """The part that changes."""
    session = hall.session_of(request.user.pk)
    if session is None:
        return HttpResponse(headers={"HX-Redirect": "/desk/"})
    return render(request, "desk/now.html", _shown(session))


def ask(request: HttpRequest, name: str) -> HttpResponse:
    """A question with what it chooses from at this moment, for a dialog that has just opened."""
    question, session = asks.ask(name), hall.session_of(request.user.pk)
    if session is None:
        return HttpResponse(headers={"HX-Redirect": "/desk/"})
    shown = {"session": session, "ticket": hall.at_counter(session.counter_id)}
    return render(request, question.template, shown | asks.choices(name, session))


@require_POST
def open_counter(request: HttpRequest) -> HttpResponse:
    """Sit down at a counter of one's own centre."""
    staff: Staff = request.user  # type: ignore[assignment]
    number = request.POST.get("counter", "")
    queue.open_counter(
        centre=staff.centre_id or 0,
        counter=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
        staff=staff,
        at=clock.now(),
        by=access.actor(request),
    )
    return redirect("desk:desk")


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """One act, once per key; answers the renewed window."""
    do, session = acts.verb(verb), hall.session_of(request.user.pk)
    if session is None:
        return now(request) if request.headers.get("HX-Request") else redirect("desk:desk")
    hand = acts.Hand(session, request.POST, clock.now(), access.actor(request))
    idempotency.once(
        idempotency.of_form(hand.by, request.POST, verb),
        at=hand.at,
        act=lambda: (200, {"done": bool(do(hand))}),
    )
    if not request.headers.get("HX-Request"):
        return redirect("desk:desk")
    return now(request)


def _choice(staff: Staff) -> dict[str, Any]:
    taken = dict(
        CounterSession.objects.filter(centre=staff.centre, closed_at=None)
        .select_related("staff")
        .values_list("counter_id", "staff__name")
    )
    counters = Counter.objects.filter(centre=staff.centre).order_by("number")
    return {
        "centre": staff.centre,
        "counters": [{"counter": counter, "who": taken.get(counter.pk)} for counter in counters],
    }


def _shown(session: CounterSession) -> dict[str, Any]:
    at, ticket = clock.now(), hall.at_counter(session.counter_id)
    undo = _undoable(session, ticket, at)
    zone = ZoneInfo(session.centre.zone)
    return {
        "session": session,
        "at": at,
        "zone": zone,
        "topic": f"hall:{session.centre_id}",
        "key": secrets.token_hex(12),
        "ticket": ticket,
        "undo": undo,
        "undo_words": acts.undo_words(undo) if undo else "",
        "load": hall.load_now(session.centre_id, at),
        "may_pick": ticket is None and session.is_open,
        **_aside(session),
        "line": asks.waiting(session, at, 4),
        **(_person(session, ticket, zone) if ticket else {}),
    }


def _undoable(session: CounterSession, ticket: Ticket | None, at: datetime) -> Ticket | None:
    """What Z takes back. While another person is here, the earlier one can't come back."""
    found = hall.just_left(session.counter_id, at)
    return found if ticket is None or found == ticket else None


def _aside(session: CounterSession) -> dict[str, list[Any]]:
    """Whom this counter waits for: on hold, each with the name they are called by, if by one; and sent elsewhere
    for one step.
    """
    mine = Q(state=State.HELD, only_counter_id=session.counter_id)
    found = list(
        Ticket.objects.filter(
            mine | Q(returns_to_id=session.counter_id),
            centre_id=session.centre_id,
            state__in=policy.LIVE,
        )
        .select_related("counter", "only_counter", "service")
        .order_by("hold_until", "waiting_since")
    )
    held = [
        each
        for each in found
        if (each.state, each.only_counter_id) == (State.HELD, session.counter_id)
    ]
    away = [each for each in found if each not in held and each.counter_id != session.counter_id]
    names = hall.names_of(held, session.centre)
    return {"held": [(each, names.get(each.pk, "")) for each in held], "expected": away}


def _person(session: CounterSession, ticket: Ticket, zone: ZoneInfo) -> dict[str, Any]:
    """The person at the counter. Priority and name are personal, so the look is written down, once a call."""
    by = f"staff:{session.staff_id}"
    came = ticket.called_at or ticket.started_at or ticket.issued_at
    if ticket.priority != "ordinary":
        audit.looked(by=by, subject=f"ticket:{ticket.pk}", why="serving", at=came)
    foreign = ticket.language if ticket.language != translation.get_language() else ""
    there = foreign if foreign in ("ru", "en") else "en"
    with translation.override(there):
        service_there = str(ticket.service.short_name)
    return {
        "reason": hall.reason_words(ticket.reason, zone),
        "booked": _booked(ticket, by, came),
        "called_by": hall.names_of([ticket], session.centre).get(ticket.pk, ""),
        "papers": papers_of(ticket.service, ticket.purpose),
        "rest": hall.rest_of(ticket),
        "service_there": service_there if foreign else "",
        "service_there_language": there,
        "phrases": phrases(foreign) if foreign else [],
        "recalls_left": max(0, session.centre.recall_limit - ticket.recalls),
    }


def _booked(ticket: Ticket, by: str, came: datetime) -> dict[str, Any] | None:
    """With which appointment they came, or how they are reached: how to address them, and what they need."""
    found = hall.appointment_of(ticket)
    if found is None:
        return None
    visitor = booking.read_visitor(found, why="serving", at=came, by=by)
    needs = [Need(need).label for need in found.needs]
    shown = {"appointment": found, "name": visitor.name if visitor else "", "needs": needs}
    if ticket.medium == Medium.PHONE and visitor:
        shown |= {"phone": visitor.phone, "phone_words": phones.in_words(visitor.phone)}
    elif ticket.medium == Medium.VIDEO:
        shown["room"] = booking.read_room(found, why="serving", at=came, by=by)
    return shown


def _asked(request: HttpRequest, session: CounterSession) -> dict[str, Any]:
    """The dialogs, which stand outside the part that renews itself; one is open where there is no script."""
    wanted = request.GET.get("ask", "")
    shown: dict[str, Any] = {"alone": True, "asks": []}
    for question in asks.ASKS.values():
        is_open = question.name == wanted
        is_here = is_open or not question.fresh
        shown["asks"].append(
            {
                "id": f"{question.name}-dialog",
                "name": question.name,
                "title": question.title,
                "template": question.template,
                "fresh": question.fresh,
                "is_open": is_open,
                "is_here": is_here,
            }
        )
        shown |= asks.choices(question.name, session) if is_here else {}
    return shown
