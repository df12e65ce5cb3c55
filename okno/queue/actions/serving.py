"""At the counter: start, hold, pass on, finish, and take a mistake back."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from okno.base import clock
from okno.queue import errors, policy, reference, sql
from okno.queue.actions import freeing, moving
from okno.queue.models import CounterSession, Outcome, Ticket

LONGEST_HOLD = 120


def start(*, centre: int, counter: int | None, ticket: int, at: datetime, by: str) -> Ticket:
    """The person has come: service time begins. Refuses a ticket not called to this counter."""
    return moving.run(
        sql.START, "start", ticket=ticket, centre=centre, counter=counter, at=at, by=by
    )


def finish(
    *,
    centre: int,
    counter: int | None,
    ticket: int,
    outcome: str = Outcome.DONE,
    at: datetime,
    by: str,
) -> Ticket:
    """End this service. With more services planned the person goes back in line at the old rank
    for the next of them; otherwise the visit is over. Whoever was sent here for one step goes back to
    the counter that waits for them, as `take_back` does it, and what was interrupted there goes on.

    Refuses a ticket that is not being served at this counter, and an unknown outcome.
    """
    if outcome not in Outcome.values:
        raise errors.unknown_choice("outcome")
    try:
        return freeing.run(
            sql.FINISH,
            "finish",
            ticket=ticket,
            centre=centre,
            counter=counter,
            outcome=outcome,
            at=at,
            by=by,
        )
    except errors.Refusal:
        found = moving.at_counter(ticket=ticket, centre=centre, counter=counter)
        if found is None or not found.may("finish") or not found.rest:
            raise
    onward = (found, found.rest[0], found.returns_for or "file", found.rest[1:], outcome, at, by)
    if found.returns_to_id is None:
        return _onward(sql.NEXT_SERVICE, "next_service", *onward)
    return _onward(sql.COME_BACK, "come_back", *onward, **_return_of(found, at))


def _return_of(ticket: Ticket, at: datetime) -> dict[str, Any]:
    since, to = (
        reference.counter(each, ticket.centre_id).number if each else 0
        for each in (ticket.counter_id, ticket.returns_to_id)
    )
    return {"returning": json.dumps({"since": since, "to": to}), **_first(at)}


def _first(at: datetime) -> dict[str, Any]:
    """What puts whoever was at a counter already before all who were not, and keeps them for it a while."""
    back_s = int(policy.BACK_FIRST.total_seconds())
    return {"back_s": back_s, "kept_until": at + policy.KEPT_AFTER_HOLD}


def continue_here(
    *,
    centre: int,
    counter: int,
    ticket: int,
    service: str,
    purpose: str = "file",
    outcome: str = Outcome.DONE,
    at: datetime,
    by: str,
) -> Ticket:
    """The next service of the same visit at the same counter, planned or just asked for. What was
    interrupted at another counter, and is done here instead, needs no return.

    Refuses a service not given here, one this counter does not serve, a ticket not being served, and
    an unknown outcome.
    """
    if outcome not in Outcome.values:
        raise errors.unknown_choice("outcome")
    found = Ticket.objects.filter(pk=ticket, centre_id=centre).select_related("session").first()
    if found is None:
        raise errors.unknown_ticket()
    if not found.may("continue_here"):
        raise errors.forbidden_move(found.state)
    if found.counter_id != counter or found.session is None:
        raise errors.not_at_your_counter()
    chosen = reference.service(service)
    if chosen.id not in found.session.services:
        raise errors.nobody_can_serve()
    if purpose not in chosen.typical:
        raise errors.unknown_purpose()
    rest = list(found.rest)
    takes_over = found.returns_to_id is not None and chosen.id == rest[0]
    if chosen.id in rest:
        rest.remove(chosen.id)
    statement = sql.TAKE_OVER if takes_over else sql.CONTINUE_HERE
    return _onward(statement, "continue_here", found, chosen.id, purpose, rest, outcome, at, by)


def _onward(
    statement: str,
    act: str,
    ticket: Ticket,
    service: int,
    purpose: str,
    rest: list[int],
    outcome: str,
    at: datetime,
    by: str,
    **more: Any,
) -> Ticket:
    """Move the visit to its next service; the version guards against a page that went stale."""
    facts = reference.services()[service]
    purpose = purpose if purpose in facts.typical else next(iter(facts.typical))
    return freeing.run(
        statement,
        act,
        ticket=ticket.pk,
        centre=ticket.centre_id,
        counter=ticket.counter_id,
        service=ticket.service_id,
        version=ticket.version,
        outcome=outcome,
        next_service=service,
        next_rest=rest,
        next_purpose=purpose,
        next_typical_s=facts.typical[purpose],
        promise_due_at=policy.promise_due(at, reference.centre(ticket.centre_id).standard),
        at=at,
        by=by,
        **more,
    )


def hold(
    *,
    centre: int,
    counter: int | None,
    ticket: int,
    minutes: int = 15,
    back_to_me: bool = True,
    at: datetime,
    by: str,
) -> Ticket:
    """Let the person wait aside (a copy, a payment) while the counter serves others.

    After `minutes` the ticket returns to the line by itself, as `take_back` does it: to this counter,
    or to any with `back_to_me=False`. Refuses a ticket not at this counter and more than two hours.
    """
    if not 1 <= minutes <= LONGEST_HOLD:
        raise errors.minutes_out_of_range(LONGEST_HOLD)
    return freeing.run(
        sql.HOLD,
        "hold",
        ticket=ticket,
        centre=centre,
        counter=counter,
        until=at + timedelta(minutes=minutes),
        back_to_me=back_to_me,
        at=at,
        by=by,
    )


def take_back(*, centre: int, ticket: int, at: datetime, by: str) -> Ticket:
    """A person on hold is ready again: first in line, for they were at a counter already.

    Held for one counter they are next there when it falls free; after five minutes, or when it is
    paused, closed or serves others, whoever can serve them and is free calls them first. The promise
    of this second wait runs from the return. Refuses a person not on hold.
    """
    standard = reference.centre(centre).standard
    return moving.run(
        sql.TAKE_BACK,
        "take_back",
        ticket=ticket,
        centre=centre,
        **_first(at),
        promise_due_at=policy.promise_due(at, standard),
        at=at,
        by=by,
    )


@transaction.atomic
def back_to_line(*, centre: int, counter: int, ticket: int, at: datetime, by: str) -> Ticket:
    """Whoever is called to or served at this counter waits again, first for whoever can serve them.

    For an operator who has to go, and for a manager where one has gone: a hold for any counter, and the
    return from it, with their facts in the journal and nothing to undo. The number stays. A counter that
    calls by itself rests, or it would call the same person at once. Refuses a ticket not at this counter.
    """
    same: dict[str, Any] = {"centre": centre, "ticket": ticket, "at": at, "by": by}
    # The counter first, as a call does: it locks its counter's session, then a ticket.
    CounterSession.objects.filter(counter_id=counter, closed_at=None, auto_call=True).update(
        auto_rests=True
    )
    hold(**same, counter=counter, minutes=1, back_to_me=False)
    return take_back(**same)


def transfer(
    *,
    centre: int,
    counter: int | None,
    ticket: int,
    service: str,
    purpose: str = "file",
    to_counter: int | None = None,
    back_to_me: bool = False,
    at: datetime,
    by: str,
) -> Ticket:
    """Send the person to another service, or to one counter, keeping number and rank.

    With `back_to_me` it is one step (a photo, a fee): when it is finished they are first in line at this counter for what they came
    for, and after five minutes, or when it is paused or closed, wherever somebody can serve them. One return at a time:
    refuses a second (`returns_already`); another transfer on the way keeps it, one for the interrupted service gives it up.

    Refuses what would send them nowhere (`sent_nowhere`), a service not given at this centre, an unknown counter, one that is closed or does not
    take this service, its length or the ticket's hall (`nobody_can_serve`), and a ticket not at this
    counter. Should the counter close, pause or change later, whoever can serves the person.
    """
    chosen = reference.service(service)
    if chosen.id not in reference.offered(centre):
        raise errors.not_offered()
    if purpose not in chosen.typical:
        raise errors.unknown_purpose()
    if to_counter is not None:
        reference.counter(to_counter, centre)
    try:
        return freeing.run(
            sql.TRANSFER,
            "transfer",
            ticket=ticket,
            centre=centre,
            counter=counter,
            service=chosen.id,
            purpose=purpose,
            typical_s=chosen.typical[purpose],
            to_counter=to_counter,
            back_to_me=back_to_me,
            quick_s=int(policy.QUICK.total_seconds()),
            promise_due_at=policy.promise_due(at, reference.centre(centre).standard),
            at=at,
            by=by,
        )
    except errors.Refusal:
        found = moving.at_counter(ticket=ticket, centre=centre, counter=counter)
        if found is None or not found.may("transfer"):
            raise
        if back_to_me and found.returns_to_id is not None:
            raise errors.returns_already() from None
        is_here = back_to_me and to_counter == found.counter_id
        nowhere = is_here or not to_counter
        raise (errors.sent_nowhere() if nowhere else errors.nobody_can_serve()) from None


def undo(*, centre: int, counter: int, ticket: int, at: datetime, by: str) -> Ticket:
    """Take back this counter's last call, hold, transfer, finish or no-show of the ticket.

    Possible for 30 s of the operator's time while nothing else happened to the ticket and the same
    session is open. Refuses later, after the counter was closed, and when the person came again with
    a new ticket (`too_late_to_undo`); and when the counter has another person by now (`counter_busy`).
    """
    try:
        return moving.run(
            sql.UNDO,
            "undo",
            ticket=ticket,
            centre=centre,
            counter=counter,
            since=at - clock.of_a_person(policy.UNDO_WITHIN),
            at=at,
            by=by,
        )
    except errors.Refusal as refusal:
        if refusal.code in ("unknown_ticket", "counter_busy"):
            raise
        raise errors.too_late_to_undo() from None
