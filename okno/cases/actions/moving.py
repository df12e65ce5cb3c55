"""The result comes and is handed over; a mistake is taken back."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.cases import errors, policy, queries, telling
from okno.cases.events import CaseTakenBack, ResultCame, ResultIssued
from okno.cases.models import Case, State
from okno.cases.rows import locked


@transaction.atomic
def result_ready(case: Case, *, at: datetime, by: str) -> Case:
    """The result has come and can be collected; whoever agreed to be told is told. Refuses a case that does not wait
    for it (`case_moved_on`).
    """
    case = _to_move(case, "result_ready")
    case.state, case.ready_at = State.READY, at
    case.save(update_fields=["state", "ready_at"])
    late = queries.today_at(case.centre, at) - case.due_on
    fact = ResultCame(number=case.number, service=case.service.slug, late_days=late.days)
    _record(case, fact, at, by)
    telling.came(case, at=at, by=by)
    return case


@transaction.atomic
def issue(case: Case, *, at: datetime, by: str) -> Case:
    """The result is handed over, announced before or not. Refuses a case that is over (`case_moved_on`)."""
    case = _to_move(case, "issue")
    case.state, case.ended_at = State.ISSUED, at
    case.save(update_fields=["state", "ended_at"])
    _record(case, ResultIssued(number=case.number, service=case.service.slug), at, by)
    telling.no_more(case, at=at, by=by)
    return case


@transaction.atomic
def take_back(case: Case, *, at: datetime, by: str) -> Case:
    """The last step was a mistake: undone within half a minute, and nobody is told of it who was not told yet.

    An application that was none is withdrawn. Refuses later, and what is over for good (`too_late_to_take_back`).
    """
    case = locked(case)
    state = policy.taken_back(case.state, was_ready=case.ready_at is not None)
    if state is None or not queries.may_take_back(case, at):
        raise errors.too_late_to_take_back()
    case.state = state.value
    case.ended_at = at if state == policy.State.WITHDRAWN else None
    case.ready_at = None if state == policy.State.ACCEPTED else case.ready_at
    case.save(update_fields=["state", "ready_at", "ended_at"])
    _record(case, CaseTakenBack(case.number, case.service.slug, case.state), at, by)
    telling.no_more(case, at=at, by=by)
    return case


def _to_move(case: Case, act: str) -> Case:
    """The row as it is now, and nobody else's until the transaction ends."""
    found = locked(case)
    if not found.may(act):
        raise errors.case_moved_on()
    return found


def _record(case: Case, fact: events.Fact, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=case.centre_id, subject=f"case:{case.pk}")
