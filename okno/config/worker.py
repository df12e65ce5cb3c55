"""`okno jobs`: one process that works through procrastinate's queue until it is told to end."""

import asyncio
import logging

from procrastinate.contrib.django import app

from okno.adapters.telegram import reading

# How many jobs of each queue run side by side. A provider of messages that takes its time keeps only the
# queue `telling` waiting, never the hall.
QUEUES = {"default": 2, "telling": 4}


def main() -> int:
    """Work until SIGTERM or Ctrl-C; a job cut off by kill -9 is done again by the next worker."""
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    reading.start()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        asyncio.run(_work(worker_app))
    return 0


async def _work(worker_app) -> None:  # type: ignore[no-untyped-def]
    """A worker for each queue; the first hears the signals, and the others end with it."""
    first, *others = (_of_queue(worker_app, name, name == "default") for name in QUEUES)
    async with worker_app.open_async(), asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in others]
        await first
        for task in tasks:
            task.cancel()


def _of_queue(worker_app, name: str, hears_signals: bool):  # type: ignore[no-untyped-def]
    return worker_app.run_worker_async(
        queues=[name],
        concurrency=QUEUES[name],
        install_signal_handlers=hears_signals,
        delete_jobs="always",
        fetch_job_polling_interval=1.0,
    )
