"""Readers of the bot, to be killed (tests/faults/killed.py); aiogram has been read before the first."""

import time
from collections.abc import Callable

from tests.faults import killed


def prepare() -> Callable[[], None]:
    import aiogram  # noqa: F401 - its three seconds pass once

    from okno.adapters.telegram import reading

    def read() -> None:
        reading.start()
        while True:
            time.sleep(60)

    return read


if __name__ == "__main__":
    killed.mother(prepare)
