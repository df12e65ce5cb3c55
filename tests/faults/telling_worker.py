"""Workers that tell, to be killed (tests/faults/killed.py)."""

import time
from collections.abc import Callable

from tests.faults import killed


def prepare() -> Callable[[], None]:
    from okno.notify import sending

    def tell() -> None:
        while True:
            if not sending.send_due(most=10):
                time.sleep(0.005)

    return tell


if __name__ == "__main__":
    killed.mother(prepare)
