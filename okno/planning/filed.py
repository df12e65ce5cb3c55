"""Simulated visitors whose application is accepted, its result coming on a later day, and who comes to receive one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from okno.cases import actions as cases
from okno.cases import queries
from okno.cases.models import Case, State
from okno.catalog.models import Purpose
from okno.network.models import Centre
from okno.queue.models import Ticket

# A hundred applications at a centre are enough to look at, and soon made.
_IS_FILED = 0.1
_COMES_WHEN_DUE, _COMES_EARLY = 0.85, 0.4
_CAME_BEFORE = 0.4  # with the evening's post; the others in the hours after
_BROUGHT_WITHIN = timedelta(hours=6)


def coming(centre: Centre, rng: Random, begins: datetime) -> Iterator[tuple[datetime, Case]]:
    """The results that come on the day that begins, and when: most of those due, some of the others."""
    today = queries.today_at(centre, begins)
    awaited = Case.objects.filter(centre=centre, state=State.ACCEPTED, opened_at__lt=begins)
    for case in awaited.order_by("pk"):
        comes = rng.random() < (_COMES_WHEN_DUE if case.due_on <= today else _COMES_EARLY)
        later = rng.random() * _BROUGHT_WITHIN if rng.random() >= _CAME_BEFORE else timedelta()
        if comes:
            yield begins + later, case


def see_to(
    ticket: Ticket, outcome: str, rng: Random, *, centre: Centre, at: datetime, by: str
) -> None:
    """What is done with papers before a service ends: an application is accepted, a result that has come handed over.

    Whoever booked is told of theirs as of the visit; others have its page. Raises the Refusal of the act.
    """
    if ticket.purpose == Purpose.FILE and outcome == "accepted":
        if rng.random() < _IS_FILED and ticket.service.processing_days:
            cases.open_case(
                ticket,
                due_on=queries.usual_day(ticket.service, centre, at),
                agreed=bool(ticket.booked_at and queries.known_channels(ticket)),
                at=at,
                by=by,
            )
    elif ticket.purpose == Purpose.RECEIVE and outcome == "issued":
        ready = Case.objects.filter(centre=centre, state=State.READY, service=ticket.service_id)
        oldest = ready.order_by("ready_at", "pk").first()
        if oldest is not None:
            cases.issue(oldest, at=at, by=by)
