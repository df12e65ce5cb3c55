"""`okno jobs`: one process that works through procrastinate's queue until it is told to end."""

import asyncio
import logging

from procrastinate.contrib.django import app


def main() -> int:
    """Work until SIGTERM or Ctrl-C; a job cut off by kill -9 is done again by the next worker."""
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        asyncio.run(_work(worker_app))
    return 0


async def _work(worker_app) -> None:  # type: ignore[no-untyped-def]
    """Two workers: one that a slow provider of messages may hold up, and one for everything else."""
    how = {"delete_jobs": "always", "fetch_job_polling_interval": 1.0}
    async with worker_app.open_async(), asyncio.TaskGroup() as group:
        telling = worker_app.run_worker_async(
            queues=["telling"], concurrency=4, install_signal_handlers=False, **how
        )
        task = group.create_task(telling)
        await worker_app.run_worker_async(queues=["default"], concurrency=2, **how)
        task.cancel()
