"""`okno jobs`: one process that works through procrastinate's queue until it is told to end."""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor

from procrastinate.contrib.django import app

from okno.adapters.telegram import reading
from okno.base import stopping

# How many jobs of each queue run side by side, each with a connection to the database. A provider of messages that
# takes its time keeps only the queue `telling` waiting, never the hall; a program that is told facts keeps only the
# queue `programs` waiting, never a message.
QUEUES = {"default": 2, "telling": 4, "programs": 3}
_SPARE = 2  # threads for what asyncio itself asks: the names of machines


def main() -> int:
    """Work until SIGTERM or Ctrl-C: then nothing new is begun, and it ends with what is in hand. 1 when it ends unasked.

    Whatever is cut off by kill -9 is done again by the next worker (okno.base.jobs.take_up_stalled), so every job
    may be done twice.
    """
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    reading.start()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        was_asked = asyncio.run(_work(worker_app))
    return 0 if was_asked else 1


async def _work(worker_app) -> bool:  # type: ignore[no-untyped-def]
    """A worker for each queue. When one ends, for whatever reason, all end; returns whether we were asked to.

    Python's own pool has as few as five threads, whatever the hands: one queue would wait for another's.
    """
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    loop.set_default_executor(ThreadPoolExecutor(sum(QUEUES.values()) + _SPARE))
    async with worker_app.open_async(), asyncio.TaskGroup() as group:
        for each in (signal.SIGINT, signal.SIGTERM):  # a second one changes nothing
            loop.add_signal_handler(each, asked.set)
        tasks = [group.create_task(_of_queue(worker_app, name)) for name in QUEUES]
        tasks.append(group.create_task(asked.wait()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.begin()
        for task in tasks:
            task.cancel()
    return asked.is_set()


def _of_queue(worker_app, name: str):  # type: ignore[no-untyped-def]
    return worker_app.run_worker_async(
        queues=[name],
        concurrency=QUEUES[name],
        install_signal_handlers=False,
        delete_jobs="always",
        fetch_job_polling_interval=1.0,
    )
