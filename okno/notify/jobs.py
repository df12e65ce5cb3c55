"""What happens by itself: what is told now goes at once, the rest is swept up every five seconds.

In a queue of its own (`telling`): a provider that takes its time keeps no job of the hall waiting.
"""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.notify import actions, sending


@app.task(queue="telling", pass_context=False)
def send(message: int) -> None:
    """One message, as soon as it is made."""
    sending.send_one(message)


@app.periodic(cron="* * * * * */5")
@app.task(queue="telling", queueing_lock="notify.send_due", pass_context=False)
def send_due(timestamp: int) -> None:
    """Every five seconds: what is due, and what a worker died over."""
    sending.send_due()


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="notify.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Nightly."""
    actions.forget_old(at=clock.now(), by="system")
