"""Workers that tell, to be killed: each line on standard input forks one, whose pid is the answer.

Forked from a process that has read everything and has no line to the database yet, so a worker is there
within milliseconds, and its death is that of a process of its own.
"""

import os
import sys
import time

import django


def main() -> None:
    """Fork at every line until the input ends."""
    django.setup()
    from okno.notify import sending

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            while True:
                if not sending.send_due(most=10):
                    time.sleep(0.005)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "okno.config.settings"
    main()
