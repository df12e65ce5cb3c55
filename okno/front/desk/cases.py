"""Applications at the desk: accepted from whoever is here, found by the number of a receipt, handed over."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from okno.base import access, audit, clock, idempotency
from okno.base.errors import Refusal
from okno.base.text import number_in
from okno.cases import actions, errors, queries
from okno.cases.models import Case
from okno.front.desk.asked import to_a_colleague
from okno.front.desk.booking import centre_of
from okno.network.models import Centre
from okno.queue import errors as hall_errors
from okno.queue import queries as hall
from okno.queue.models import Ticket

_FIELDS = ("due_on", "phone", "email", "consent")


def file(request: HttpRequest) -> HttpResponse:
    """Accept an application: the day is proposed, and where to tell is asked only where nothing is known."""
    centre = centre_of(request)
    ticket = _ticket(request, centre)
    known = queries.case_of(ticket)
    if known is not None:
        return redirect("desk:case", known.pk)
    if request.method != "POST":
        return _form(request, ticket)
    try:
        number = _filed(request, ticket)
    except Refusal as refusal:
        return _form(request, ticket, refusal)
    return redirect("desk:case", number)


def _ticket(request: HttpRequest, centre: Centre) -> Ticket:
    """Whom the page is about: named in it, else the person at one's counter. Refuses nobody (`unknown_ticket`)."""
    said = request.POST.get("ticket", "") or request.GET.get("ticket", "")
    if said:
        return hall.ticket_in(centre.pk, number_in(said))
    session = hall.session_of(request.user.pk)
    found = hall.at_counter(session.counter_id) if session else None
    if found is None:
        raise hall_errors.unknown_ticket()
    return found


def _filed(request: HttpRequest, ticket: Ticket) -> int:
    """The number of the case; pressed twice, the same one."""
    form, by, at = request.POST, access.actor(request), clock.now()

    def act() -> idempotency.Answer:
        made = actions.open_case(
            ticket,
            due_on=_day(form.get("due_on", "")),
            phone=form.get("phone", "")[:40],
            email=form.get("email", "")[:254],
            agreed="consent" in form,
            at=at,
            by=by,
        )
        return 201, {"case": made.pk}

    _status, body = idempotency.once(idempotency.of_form(by, form, "file"), at=at, act=act)
    return int(body["case"])


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise errors.no_due_day() from None


def _form(request: HttpRequest, ticket: Ticket, refusal: Refusal | None = None) -> HttpResponse:
    centre, form, at = ticket.centre, request.POST, clock.now()
    if not queries.may_file(ticket, at):
        refusal = refusal or errors.nothing_filed()
    usual = queries.usual_day(ticket.service, centre, at)
    field = refusal.field if refusal and refusal.field in _FIELDS else ""
    shown = {
        "centre": centre,
        "ticket": ticket,
        "may_file": queries.may_file(ticket, at),
        "due_on": form.get("due_on", usual.isoformat()),
        "today": queries.today_at(centre, at).isoformat(),
        "known": queries.known_channels(ticket),
        "typed": {name: form.get(name, "") for name in ("phone", "email")},
        "agreed": "consent" in form,
        "key": secrets.token_hex(12),
        "wrong": {field: to_a_colleague(refusal)} if refusal and field else {},
        "focus": {field or "due_on": True},
        "refusal": None if field else refusal,
    }
    return _kept_here(request, "desk/case_file.html", shown, refusal)


def find(request: HttpRequest) -> HttpResponse:
    """The application with this number on its receipt, or whose page is scanned, opened at once."""
    centre, said = centre_of(request), request.POST.get("said", "")[:200]
    shown = {"centre": centre, "said": said}
    if request.method == "POST":
        found = queries.case_by_receipt(centre, said)
        if found is not None:
            return redirect("desk:case", found.pk)
    return render(request, "desk/case_find.html", shown)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """An application with its page for the person's phone; that it was opened is written down."""
    return _page(request, _found(request, number))


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """The result is handed over, or the last step was a mistake."""
    found, by, at = _found(request, number), access.actor(request), clock.now()
    do: Callable[..., Case] | None = _VERBS.get(verb)
    if do is None:
        raise Refusal("unknown_act", str(hall_errors.unknown_choice(verb)), status=404)
    try:
        idempotency.once(
            idempotency.of_form(by, request.POST, f"{verb} case {number}"),
            at=at,
            act=lambda: (200, {"case": do(found, at=at, by=by).pk}),
        )
    except Refusal as refusal:
        return _page(request, _found(request, number), refusal)
    return redirect("desk:case", number)


_VERBS: dict[str, Callable[..., Case]] = {"issue": actions.issue, "take-back": actions.take_back}


def _found(request: HttpRequest, number: int) -> Case:
    return queries.case_in(centre_of(request).pk, number)


def _page(request: HttpRequest, found: Case, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    subject = f"case:{found.pk}"
    audit.looked(by=access.actor(request), subject=subject, why="serving", at=at)
    address = settings.ORIGIN + reverse("portal:case", args=[found.token])
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    shown = {
        "centre": found.centre,
        "case": found,
        "code": picture if found.is_unfinished else "",
        "may_take_back": queries.may_take_back(found, at),
        "key": secrets.token_hex(12),
        "refusal": refusal,
    }
    return _kept_here(request, "desk/case.html", shown, refusal)


def _kept_here(
    request: HttpRequest, template: str, shown: dict[str, Any], refusal: Refusal | None
) -> HttpResponse:
    answer = render(request, template, shown, status=refusal.status if refusal else 200)
    answer["Cache-Control"] = "no-store"
    return answer
