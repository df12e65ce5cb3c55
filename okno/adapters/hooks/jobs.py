"""What happens by itself: hooks are told.

In the queue of what programs are told: a hook that takes its time keeps neither the hall waiting nor what visitors are told.
"""

from procrastinate.contrib.django import app

from okno.adapters.hooks import telling
from okno.base import clock


@app.periodic(cron="* * * * * */5")
@app.task(queue="programs", queueing_lock="hooks.tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Every five seconds."""
    telling.tell(at=clock.now())
