"""What happens by itself: visitors are forgotten."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.people import actions


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="people.forget_visitors", pass_context=False)
def forget_visitors(timestamp: int) -> None:
    """Nightly: people whose visits are over."""
    actions.forget_visitors(at=clock.now(), by="system")
