"""Work that happens by itself: procrastinate's app, and the ground floor's own chores."""

from procrastinate import App
from procrastinate.contrib.django import app

from okno.base import audit, clock, idempotency, tries


def ready(procrastinate: App) -> None:
    """Called by procrastinate when Django is up; rooms' jobs.py modules are found by name."""


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="base.forget_old", pass_context=False)
def forget_old_answers(timestamp: int) -> None:
    """Nightly: answers kept for repeated requests are forgotten after a day."""
    idempotency.forget_old(at=clock.now())


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="base.forget_old_looks", pass_context=False)
def forget_old_looks(timestamp: int) -> None:
    """Nightly: who looked at whose data is known for a year."""
    audit.forget_old(at=clock.now())


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="base.forget_old_tries", pass_context=False)
def forget_old_tries(timestamp: int) -> None:
    """Nightly: wrong tries that count no more."""
    tries.forget_old(at=clock.now())
