"""The pages of an account: one's visits."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.booking import actions
from okno.booking import queries as booking
from okno.booking.models import Appointment
from okno.cases import queries as cases
from okno.front.portal.account import account_of, signed_in
from okno.front.portal.account_door import door
from okno.front.portal.booked_here import is_booked_here
from okno.front.portal.secret import secret
from okno.people.models import Account
from okno.queue import queries as hall
from okno.queue.models import PlaceAfar, Ticket


@secret
def me(request: HttpRequest) -> HttpResponse:
    """The account that is signed in here, or the way in."""
    account = account_of(request)
    if account is None:
        return door(request)
    at = clock.now()
    visits, places = booking.visits_of(account, at=at), hall.places_of(account, at)
    tickets = hall.tickets_of([*visits.to_come, *visits.past])
    past: list[tuple[datetime, Appointment | PlaceAfar, Ticket | None]]
    past = [(each.starts_at, each, tickets.get(each.pk)) for each in visits.past]
    past += [(each.joined_at, each, each.ticket) for each in places.over]
    shown = {
        "in_line": [(each, each.ticket) for each in places.live],
        "to_come": [(each, tickets.get(each.pk)) for each in visits.to_come],
        "past": [each[1:] for each in sorted(past, key=lambda each: each[0], reverse=True)],
        "wishes": booking.wishes_of(account),
        "cases": cases.cases_of(account),
    }
    return render(request, "portal/me.html", shown)


@require_POST
@secret
@signed_in
def keep_visit(request: HttpRequest, token: str, account: Account) -> HttpResponse:
    """A visit that was booked without signing in is kept in the account; with its person if this browser booked it."""
    found = booking.appointment_by_token(token)
    actions.keep_visit(
        found,
        account=account,
        is_booker=is_booked_here(request, found.visitor),
        at=clock.now(),
        by="visitor",
    )
    return redirect("portal:appointment", token)
