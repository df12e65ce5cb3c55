"""Giving a place in line."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from okno.base import db, wire
from okno.base.errors import Refusal
from okno.base.idempotency import Claim
from okno.booking.policy import MOST_SERVICES
from okno.catalog import errors as catalog
from okno.people import queries as people
from okno.queue import errors, policy, queries, reference, sql
from okno.queue.actions.naming import checked, keep_name
from okno.queue.models import Ticket
from okno.queue.reference import CentreFacts, ServiceFacts


def issue(
    *,
    centre: str | int,
    service: str,
    purpose: str = "file",
    more: Sequence[str] = (),
    language: str = "ru",
    priority: str = policy.Priority.ORDINARY,
    booked_at: datetime | None = None,
    medium: str = policy.Medium.HERE,
    hall: int | None = None,
    phone: str = "",
    name: str = "",
    counts_from: datetime | None = None,
    let_in: bool = False,
    claim: Claim | None = None,
    at: datetime,
    by: str,
) -> Ticket:
    """Give the next number of the centre's day to a person who came for `service` (a slug).

    `more` are further services of the same visit, in order; `language` is the one the person wishes
    to speak; `booked_at` the time of an appointment, `medium` how it takes place; `phone` only serves to refuse a second live
    ticket and is kept as a keyed hash until the visit is over and can't be brought back by an undo or a
    second chance. `name`: how they wish to be called, having read what happens with it
    (`queries.NAME_CONSENT`); where the centre calls by number it is not kept.
    `counts_from` is the earlier moment whose place in line a person has who joined from afar.
    `let_in`: they need not be one of those who may just come, as nobody with an appointment need be: a colleague
    who sees the person decides it, or they were promised a place.
    `hall` ties the ticket to one hall of the centre, whose counters alone call it; without it all its
    halls share the line. Under one `claim` one ticket is given: whoever asks again gets it as it
    stands now, with `is_repeat`.

    Promises a number unique in the centre and day, durable when this returns. Refuses a closed
    centre or service, a service not given here, or here by appointment only, an unknown purpose, language, priority, medium or hall, an
    appointment more than a day away, more than five services, a phone that already holds a live ticket, and
    a name that cannot be called out.
    """
    place = reference.centre(centre)
    called = checked(name) if place.calls_by_name else ""
    if medium not in list(policy.Medium):
        raise errors.unknown_choice("medium")
    try:
        parameters = _checked(
            place,
            [service, *more],
            purpose,
            language,
            str(priority),
            booked_at,
            let_in or booked_at is not None,
            at,
        ) | {
            "medium": medium,
            "hall": _hall(place, hall),
            "holder": _holder(phone, place.country),
            "issued_at": counts_from or at,
            "at": at,
            "by": by,
        }
        if counts_from is not None:
            parameters["rank"] = min(parameters["rank"], counts_from.timestamp())
        return (
            _named(called, place, parameters, claim) if called else _given(place, parameters, claim)
        )
    except (Refusal, IntegrityError):
        answer = claim and claim.answer()
        if not answer:
            raise
        ticket = Ticket.objects.get(pk=answer[1]["ticket"])
        ticket.is_repeat = True
        return ticket


def _checked(
    place: CentreFacts,
    slugs: Sequence[str],
    purpose: str,
    language: str,
    priority: str,
    booked_at: datetime | None,
    let_in: bool,
    at: datetime,
) -> dict[str, Any]:
    """What the ticket will hold; refuses what does not fit."""
    services = [may_come_for(place, slug, at, let_in=let_in) for slug in slugs]
    if len(services) > MOST_SERVICES:
        raise errors.too_many_services()
    first = services[0]
    if purpose not in first.typical:
        raise errors.unknown_purpose()
    if language not in policy.LANGUAGES:
        raise errors.unknown_choice("language")
    if priority not in policy.HEAD_START or priority == policy.Priority.RECALL:
        raise errors.unknown_choice("priority")
    if booked_at is not None and abs(booked_at - at) > policy.BOOKED_WITHIN:
        raise errors.booked_another_day()
    return {
        "centre": place.id,
        "day": place.day(at),
        "letter": first.letter,
        "token": secrets.token_urlsafe(16),
        "service": first.id,
        "rest": [each.id for each in services[1:]],
        "purpose": purpose,
        "language": language,
        "priority": priority,
        "typical_s": first.typical[purpose],
        "booked_at": booked_at,
        "rank": policy.rank(at, priority, booked_at),
        "promise_due_at": policy.promise_due(at, place.standard, booked_at),
    }


@transaction.atomic
def _named(
    name: str, place: CentreFacts, parameters: dict[str, Any], claim: Claim | None
) -> Ticket:
    """The ticket of somebody who is called by name."""
    ticket = _given(place, parameters, claim)
    keep_name(ticket, name, at=parameters["at"], by=parameters["by"])
    return ticket


def _given(place: CentreFacts, parameters: dict[str, Any], claim: Claim | None) -> Ticket:
    """The ticket, written; refuses a phone that holds a live one."""
    holder = parameters["holder"]
    # Only a phone or a key can clash; without one an outer transaction needs no savepoint.
    ask = db.row_that_may_clash if holder or claim else db.row
    try:
        row = ask(sql.ISSUE_ONCE, parameters | vars(claim)) if claim else ask(sql.ISSUE, parameters)
    except IntegrityError:
        if not (holder and Ticket.objects.filter(holder=holder, state__in=policy.LIVE).exists()):
            raise
        raise errors.second_ticket() from None
    ticket = Ticket.from_row(row)  # type: ignore[arg-type]
    wire.nudge(f"hall:{place.id}")
    return ticket


def may_come_for(
    place: CentreFacts, slug: str, at: datetime, *, let_in: bool = False
) -> ServiceFacts:
    """The service, given here and now to whoever just comes, or to whom is `let_in`. Refuses `not_offered`,
    `by_appointment_only`, and a centre or service that is closed (`centre_closed`, `service_closed`).
    """
    found, given = reference.service(slug), reference.offered(place.id)
    if found.id not in given:
        raise errors.not_offered()
    if not (let_in or given[found.id]):
        raise catalog.by_appointment_only()
    if not reference.open_for(place.id, slug, at):
        raise _not_open(place.id, slug, at)
    return found


def _not_open(centre: int, slug: str, at: datetime) -> Refusal:
    """Why nobody is given a place for this service now: the centre is closed, or the service alone."""
    opens = queries.next_opening_words(centre, slug, at)
    if reference.open_for(centre, "", at):
        return errors.service_closed(opens)
    return errors.centre_closed(opens)


def _hall(place: CentreFacts, hall: int | None) -> int | None:
    """A hall of this centre, or none. Refuses any other (`unknown_choice`)."""
    if hall is not None and hall not in reference.halls(place.id):
        raise errors.unknown_choice("hall")
    return hall


def _holder(phone: str, country: str) -> str | None:
    """A phone as a keyed hash; refuses what is no number of any country (`no_phone`)."""
    digits = people.phone_of(phone, country)
    return people.person_key(digits, "holder") if digits else None
