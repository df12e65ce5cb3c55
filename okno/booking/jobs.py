"""What happens by itself: holds run out, and whoever did not come has not come."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.booking import actions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="booking.expire_holds", pass_context=False)
def expire_holds(timestamp: int) -> None:
    """Every minute: what ran out is free, and what is free is offered to those who wait."""
    actions.expire_holds(at=clock.now())
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
