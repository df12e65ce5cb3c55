"""What happens by itself: the journal is read, and what is due is sent.

In the queue of those who tell: a program that takes its time keeps no job of the hall waiting.
"""

from procrastinate.contrib.django import app

from okno.adapters.webhooks import sending
from okno.base import clock


@app.periodic(cron="* * * * * */5")
@app.task(queue="telling", queueing_lock="webhooks.tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Every five seconds."""
    sending.read_the_journal(at=clock.now())
    sending.send_due()


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="webhooks.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Nightly."""
    sending.forget_old(at=clock.now())
