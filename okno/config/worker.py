"""`okno jobs`: one process that works through procrastinate's queue until it is told to end."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from procrastinate.contrib.django import app

from okno.adapters.telegram import reading

# How many jobs of each queue run side by side, each with a connection to the database. A provider of messages that
# takes its time keeps only the queue `telling` waiting, never the hall; a program that is told facts keeps only the
# queue `programs` waiting, never a message.
QUEUES = {"default": 2, "telling": 4, "programs": 3}
_SPARE = 2  # threads for what asyncio itself asks: the names of machines


def main() -> int:
    """Work until SIGTERM or Ctrl-C.

    Whatever is cut off by kill -9 is done again by the next worker (okno.base.jobs.take_up_stalled), so every job
    may be done twice.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    reading.start()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        asyncio.run(_work(worker_app))
    return 0


async def _work(worker_app) -> None:  # type: ignore[no-untyped-def]
    """A worker for each queue; the first hears the signals. When one ends, for whatever reason, all end.

    Python's own pool has as few as five threads, whatever the hands: one queue would wait for another's.
    """
    threads = ThreadPoolExecutor(sum(QUEUES.values()) + _SPARE)
    asyncio.get_running_loop().set_default_executor(threads)
    async with worker_app.open_async(), asyncio.TaskGroup() as group:
        tasks = [group.create_task(_of_queue(worker_app, name)) for name in QUEUES]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for each in tasks:
            each.cancel()


def _of_queue(worker_app, name: str):  # type: ignore[no-untyped-def]
    return worker_app.run_worker_async(
        queues=[name],
        concurrency=QUEUES[name],
        install_signal_handlers=name == "default",
        delete_jobs="always",
        fetch_job_polling_interval=1.0,
    )
