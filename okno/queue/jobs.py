"""What the hall does by itself: promises break, holds end, free counters call, days close."""

from datetime import date

from django.db.models import Min
from procrastinate.contrib.django import app

from okno.base import clock
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import actions, policy, reference
from okno.queue.actions.calling import CALLS
from okno.queue.actions.day import forget_phones
from okno.queue.models import CounterSession, Ticket


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="queue.watch")
def watch_the_halls(timestamp: int) -> None:
    """Every five seconds: the promise, the holds, phones of visits that are over, automatic calls."""
    at = clock.now()
    actions.break_promises(at=at)
    actions.end_holds(at=at)
    forget_phones(at=at)
    somebody_waits = Ticket.objects.filter(state=policy.State.WAITING).values("centre")
    free = CounterSession.objects.filter(centre__in=somebody_waits, **CALLS).exclude(
        counter__in=Ticket.objects.filter(state__in=policy.AT_COUNTER).values("counter")
    )
    for session in free:
        actions.call_auto(centre=session.centre_id, counter=session.counter_id, at=at)


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="queue.tell_who_waits", pass_context=False)
def tell_who_waits(timestamp: int) -> None:
    """Every five seconds: whoever asked to be told hears how the line goes; whose visit is over is forgotten."""
    actions.tell_who_waits(at=clock.now(), by="system")
    actions.forget_contacts(at=clock.now(), by="system")
    actions.forget_names(at=clock.now(), by="system")


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="queue.begin_remote", pass_context=False)
def begin_remote(timestamp: int) -> None:
    """Every five seconds: whom we ring up, or meet by video, is in line when their time has come."""
    actions.begin_remote(at=clock.now(), by="system")


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="queue.close_days")
def close_days(timestamp: int) -> None:
    """Twice a minute: a centre with people or counters left open ends its day when all its services have.

    Not in the hour before it opens: whoever sits down early is at work already. What an earlier day left
    open (nothing ran in the night) ends all the same.
    """
    at = clock.now()
    oldest = _oldest_left()
    centres = list(Centre.objects.filter(pk__in=oldest))
    spans = network.open_spans([centre for centre in centres if centre.is_active], at)
    for centre in centres:
        day = policy.working_day(spans.get(centre.pk, []), at)
        if day is None:
            actions.close_day(centre=centre.pk, at=at, by="system")
        elif oldest[centre.pk] < day:
            actions.end_earlier_days(centre=centre.pk, day=day, at=at, by="system")


def _oldest_left() -> dict[int, date]:
    """By centre, of which day the oldest of its tickets and counters is that are open."""
    tickets = Ticket.objects.filter(state__in=policy.LIVE).order_by()
    sessions = CounterSession.objects.filter(closed_at=None).order_by()
    found = dict(tickets.values_list("centre_id").annotate(Min("day")))
    for centre, opened_at in sessions.values_list("centre_id").annotate(Min("opened_at")):
        day = reference.centre(centre).day(opened_at)
        found[centre] = min(day, found.get(centre, day))
    return found


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="queue.settle_appointments", pass_context=False)
def settle_appointments(timestamp: int) -> None:
    """Every minute: whether those who came by appointment were served, and who never came."""
    actions.settle_appointments(at=clock.now())
    actions.forget_afar(at=clock.now(), by="system")
