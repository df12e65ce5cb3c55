"""What we keep of a visitor with an account: shown, downloaded, deleted."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import audit, clock
from okno.base.models import Look
from okno.booking import queries
from okno.booking.models import Appointment, Wish
from okno.cases import actions as cases
from okno.cases import queries as case_queries
from okno.front.portal import account_cases, account_places
from okno.front.portal.account import drop, signed_in
from okno.front.portal.secret import secret
from okno.notify import queries as notify
from okno.people import errors
from okno.people import queries as people
from okno.people.models import Account, Visitor
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Ticket


@secret
@signed_in
def data(request: HttpRequest, account: Account) -> HttpResponse:
    """What we keep, since when and until when; who looked at it; the ways to have it and to be rid of it."""
    visits = queries.visits_of(account, at=clock.now())
    every: list[Appointment | Wish] = [*visits.to_come, *visits.past, *queries.wishes_of(account)]
    shown = {
        "consents": [
            (visitor, [each for each in every if each.visitor_id == visitor.pk])
            for visitor in people.visitors_of(account)
        ],
        "to_come": {each.visitor_id for each in visits.to_come if each.is_to_come},
        "kept": [each for each in every if not queries.is_own(each, account)],
        "places": account_places.shown(account, clock.now()),
        "cases": account_cases.shown(account),
        "looks": _looks(account),
    }
    return render(request, "portal/me_data.html", shown)


@require_POST
@secret
@signed_in
def forget(request: HttpRequest, account: Account) -> HttpResponse:
    """One consent is taken back, or a place from afar or an application is in the account no more."""
    if "place" in request.POST:
        place = hall.place_in(account, _number(request, "place"))
        queue.forget_place(place, at=clock.now(), by="visitor")
    elif "case" in request.POST:
        case = case_queries.case_of_account(account, _number(request, "case"))
        cases.forget_case(case, at=clock.now(), by="visitor")
    else:
        visitor = people.visitor_in(account, _number(request, "visitor"))
        cases.forget_visitor(visitor, at=clock.now(), by="visitor")
    return redirect("portal:me-data")


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise errors.unknown_consent()
    return int(given)


@secret
@signed_in
def delete(request: HttpRequest, account: Account) -> HttpResponse:
    """First what goes with it; pressed once more, everything is gone."""
    if request.method != "POST":
        ahead = queries.visits_of(account, at=clock.now()).to_come
        to_come = [each for each in ahead if queries.is_own(each, account)]
        waits = queries.wishes_of(account)
        return render(request, "portal/me_delete.html", {"to_come": to_come, "wishes": waits})
    cases.forget_account(account, at=clock.now(), by="visitor")
    answer = render(request, "portal/me_gone.html")
    drop(answer)
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@secret
@signed_in
def download(request: HttpRequest, account: Account) -> HttpResponse:
    """Everything as JSON, for the person's own use."""
    visits = queries.visits_of(account, at=clock.now())
    every = [*visits.to_come, *visits.past]
    tickets = hall.tickets_of(every)
    said = {
        "account": {
            "opened_at": account.opened_at,
            "seen_at": account.seen_at,
            "language": account.language,
        },
        "consents": [_consent(each) for each in people.visitors_of(account)],
        "visits": [
            _visit(each)
            | {"ticket": tickets[each.pk].label if each.pk in tickets else None}
            | {"called_by": _called(each, tickets) if queries.is_own(each, account) else None}
            | {"messages": _messages(each) if queries.is_own(each, account) else None}
            for each in every
        ],
        "joined_from_home": account_places.as_plain(account, clock.now()),
        "applications": account_cases.as_plain(account),
        "waiting_for": [_wish(each) for each in queries.wishes_of(account)],
        "looks": [
            {"at": each["at"], "role": each["role"], "centre": each["centre"], "why": each["why"]}
            for each in _looks(account)
        ],
    }
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="okno-my-data.json"'
    return answer


def _consent(visitor: Visitor) -> dict[str, Any]:
    names = ("name", "phone", "email", "telegram", "language", "agreed_at")
    return {name: getattr(visitor, name) for name in names} | {"kept_until": visitor.forget_after}


def _visit(found: Appointment) -> dict[str, Any]:
    what = ("state", "code", "medium", "purpose", "language", "needs", "companions")
    times = ("starts_at", "ends_at", "booked_at", "confirmed_at", "arrived_at", "ended_at")
    return {name: getattr(found, name) for name in (*what, *times)} | {
        "centre": str(found.centre),
        "services": [str(each.name) for each in queries.services_of(found)],
    }


def _called(found: Appointment, tickets: dict[int, Ticket]) -> str:
    """By which name its person wishes to be called; "" for none, and when the visit is over."""
    called = hall.call_name_of(tickets.get(found.pk, found))
    return called.name if called else ""


def _messages(found: Appointment) -> list[dict[str, Any]]:
    """What its person was told: for the account they booked in, not for one that only keeps the visit."""
    return [
        {"channel": each.channel, "to": each.to, "text": each.text, "sent_at": each.sent_at}
        for each in notify.told_about(f"appointment:{found.pk}")
    ]


def _wish(found: Wish) -> dict[str, Any]:
    names = (
        "first_day",
        "last_day",
        "state",
        "medium",
        "purpose",
        "language",
        "needs",
        "wished_at",
    )
    return {name: getattr(found, name) for name in names} | {
        "centre": str(found.centre),
        "services": [str(each.name) for each in queries.services_of(found)],
    }


def _looks(account: Account) -> list[dict[str, Any]]:
    """Who looked at the account's people, by role and centre. The same eyes in one minute are one line."""
    visits = queries.visits_of(account, at=clock.now())
    every = [*visits.to_come, *visits.past]
    appointments = [each for each in every if queries.is_own(each, account)]
    tickets = hall.tickets_of(appointments).values()
    subjects = [f"visitor:{each.pk}" for each in people.visitors_of(account)]
    subjects += [f"appointment:{each.pk}" for each in appointments]
    subjects += [f"ticket:{each.pk}" for each in tickets]
    subjects += account_places.subjects(account, clock.now())
    subjects += account_cases.subjects(account)
    looks = audit.looks_at(subjects)
    posts = people.posts_of({each.by for each in looks})
    lines = {(each.at.replace(second=0, microsecond=0), each.by, each.why): each for each in looks}
    return [_look(each, posts) for each in lines.values()]


def _look(look: Look, posts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    role, centre = posts.get(look.by, ("", ""))
    return {"at": look.at, "role": role, "centre": centre, "why": look.why}
