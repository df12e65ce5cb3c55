"""What happens by itself: the journal is read, and what is due is sent.

In a queue of its own (`programs`): a program that takes its time keeps neither the hall waiting nor what visitors are told.
"""

from procrastinate.contrib.django import app

from okno.adapters.webhooks import sending
from okno.base import clock


@app.periodic(cron="* * * * * */5")
@app.task(queue="programs", queueing_lock="webhooks.tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Every five seconds; a job that ends with something left has another one waiting behind it."""
    sending.read_the_journal(at=clock.now())
    sending.send_due()


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="webhooks.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Nightly."""
    sending.forget_old(at=clock.now())
