"""What happens by itself: holds run out, and whoever did not come has not come."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.booking import actions
from okno.booking.actions.arriving import forget_keys as forget


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="booking.expire_holds", pass_context=False)
def expire_holds(timestamp: int) -> None:
    """Every minute: what ran out is free, and is offered to those who wait for it."""
    for centre, day in sorted(actions.expire_holds(at=clock.now())):
        actions.offer_free_times(centre=centre, day=day, at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="booking.offer_free_times", pass_context=False)
def offer_free_times(timestamp: int) -> None:
    """Every five minutes: what came free in any other way, as by a manager who opens more counters, is offered too.

    Not oftener: the acts that free a time offer it themselves, and this looks through the days of all who wait.
    """
    actions.offer_free_times(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="booking.displace_all", pass_context=False)
def displace_all(timestamp: int) -> None:
    """Every minute: whoever is booked where it is closed now is told."""
    actions.displace_all(at=clock.now(), by="system")


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="booking.miss_all", pass_context=False)
def miss_all(timestamp: int) -> None:
    """Every five minutes."""
    actions.miss_all(at=clock.now(), by="system")


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="booking.forget_keys", pass_context=False)
def forget_keys(timestamp: int) -> None:
    """Nightly: who did not come half a year ago, whom a centre let down and who may come no more, whom a call did not
    reach a week ago.
    """
    forget(at=clock.now())
