"""Readers of the bot, to be killed: each line on standard input forks one, whose pid is the answer.

Forked as the workers of tests/faults/telling_worker.py are; aiogram has been read before.
"""

import os
import sys
import time

import django


def main() -> None:
    """Fork at every line until the input ends."""
    django.setup()
    import aiogram  # noqa: F401 - its three seconds pass once

    from okno.adapters.telegram import reading

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            reading.start()
            while True:
                time.sleep(60)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "okno.config.settings"
    main()
