"""Letting others go first, by one's own wish."""

from datetime import datetime, timedelta

from django.db import transaction

from okno.base import db
from okno.queue import errors, policy, reference, sql, who_may
from okno.queue.actions import moving
from okno.queue.models import Ticket


@transaction.atomic
def step_back(*, centre: int, ticket: int, at: datetime, by: str) -> Ticket:
    """The person lets the next three go first (fewer when there are no more; whoever has the same
    rank as the third goes first too); their number stays. Whoever is booked for later is not counted: one who fell behind them would
    be overtaken by everybody who comes until then.

    Nobody goes later for it. They are promised to be called within the standard from now on: the wait
    before was theirs, and a promise that was broken by then stays broken. Refuses a ticket that does not
    wait, a third time (`no_more_steps`), and when nobody is behind (`nobody_behind`).
    """
    found = (
        Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket, centre_id=centre).first()
    )
    if found is None:
        raise errors.unknown_ticket()
    if not found.may("step_back"):
        raise errors.forbidden_move(found.state)
    if found.steps_back >= policy.STEPS_BACK:
        raise errors.no_more_steps()
    behind = _behind(found, at)
    if not behind:
        raise errors.nobody_behind()
    standard = reference.centre(centre).standard
    return moving.run(
        sql.STEP_BACK,
        "step_back",
        ticket=ticket,
        centre=centre,
        version=found.version,
        rank=policy.stepped_back(behind),
        promise_due_at=policy.promise_due(at, standard, found.booked_at),
        let_go=len(behind),
        waited_s=max(at - found.waiting_since, timedelta(0)).total_seconds(),
        at=at,
        by=by,
    )


def _behind(ticket: Ticket, at: datetime) -> list[float]:
    asked = {
        "centre": ticket.centre_id,
        "service": ticket.service_id,
        "rank": ticket.rank,
        "ticket": ticket.pk,
        "quick_s": int(policy.QUICK.total_seconds()),
        "limit": policy.LET_GO,
        "at": at,
        "now": at.timestamp(),
    }
    return [row["rank"] for row in db.rows(who_may.BEHIND, asked)]
