"""Work that happens by itself: procrastinate's app, and the ground floor's own chores."""

import logging

from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from okno.base import audit, clock, idempotency, tries

_MOST_TRIES = 3  # what kills its worker each time is let go
_log = logging.getLogger("okno.jobs")


def ready(procrastinate: App) -> None:
    """Called by procrastinate when Django is up; rooms' jobs.py modules are found by name."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="base.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute: what a worker had begun that has given no sign of life for half a minute is done again.

    Procrastinate leaves it `doing` for ever. It is let go where the same waits already (every five seconds' work), and
    when it was begun three times, which is logged.
    """
    jobs = context.app.job_manager
    for each in await jobs.get_stalled_jobs():
        try:
            await _take_up(jobs, each)
        except ConnectorException:  # it was only slow, and has ended since
            _log.info("not taken up: %s", each.task_name)


async def _take_up(jobs: JobManager, job: Job) -> None:
    if job.attempts + 1 < _MOST_TRIES:
        try:
            await jobs.retry_job(job)
            return
        except UniqueViolation:
            pass
    else:
        _log.warning("let go, begun %s times and never ended: %s", _MOST_TRIES, job.task_name)
    await jobs.finish_job(job, Status.FAILED, delete_job=True)


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
