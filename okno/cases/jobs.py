"""What happens by itself: whose a case was is forgotten when its time is over."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.cases import actions


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="cases.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Nightly."""
    actions.forget_old(at=clock.now(), by="system")
