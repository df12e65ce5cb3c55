"""Workers that put into line whom we ring up, to be killed (tests/faults/killed.py)."""

import time
from collections.abc import Callable

from tests.faults import killed


def prepare() -> Callable[[], None]:
    from okno.base import clock
    from okno.queue import actions as queue

    def begin() -> None:
        while True:
            if not queue.begin_remote(at=clock.now(), by="system"):
                time.sleep(0.005)

    return begin


if __name__ == "__main__":
    killed.mother(prepare)
