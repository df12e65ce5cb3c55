"""Every counter of a centre now."""

from dataclasses import dataclass

from okno.network.models import Centre
from okno.queue import policy
from okno.queue.models import CounterSession, Ticket


@dataclass(frozen=True)
class CounterNow:
    """A counter in the manager's hall. `state`: closed, free, called, serving, paused."""

    id: int
    number: int
    hall: int
    state: str
    session: CounterSession | None
    ticket: Ticket | None


def hall_now(centre: int) -> list[CounterNow]:
    """Every counter of a centre with who sits there and who is served, in three statements."""
    counters = Centre.objects.get(pk=centre).counters.order_by("number")
    sessions = {
        session.counter_id: session
        for session in CounterSession.objects.select_related("staff").filter(
            centre_id=centre, closed_at=None
        )
    }
    tickets = {
        ticket.counter_id: ticket
        for ticket in Ticket.objects.select_related("service").filter(
            centre_id=centre, state__in=policy.AT_COUNTER
        )
    }
    return [
        CounterNow(
            id=counter.pk,
            number=counter.number,
            hall=counter.hall_id,
            state=_counter_state(sessions.get(counter.pk), tickets.get(counter.pk)),
            session=sessions.get(counter.pk),
            ticket=tickets.get(counter.pk),
        )
        for counter in counters
    ]


def _counter_state(session: CounterSession | None, ticket: Ticket | None) -> str:
    if ticket is not None:
        return str(ticket.state)
    if session is None:
        return "closed"
    return "free" if session.is_open else "paused"
