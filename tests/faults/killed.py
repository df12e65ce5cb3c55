"""Processes of this house that are made within milliseconds, killed as fast, and counted by what they left.

They are forked from a mother that has read everything and has no line to the database yet, so one is there at once,
and its death is that of a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import django
import psutil
from django.db import connection


def database() -> str:
    """The database of the tests, for processes beside them."""
    at = connection.settings_dict
    return f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}&port={at['PORT']}"


class Killed:
    """Children of `module` on the database of the tests, with these settings."""

    def __init__(self, module: str, **settings: str) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OKNO_DATABASE": database()} | settings,
        )
        assert self._mother.stdout.readline() == "ready\n"

    def start(self) -> int:
        """Another one; its pid."""
        self._mother.stdin.write("\n")
        self._mother.stdin.flush()
        return int(self._mother.stdout.readline())

    def kill(self, pid: int) -> None:
        """kill -9, and it is dead."""
        os.kill(pid, signal.SIGKILL)
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.001)

    def end(self) -> None:
        """Nobody is left."""
        for child in psutil.Process(self._mother.pid).children():
            child.kill()
        self._mother.stdin.close()
        self._mother.wait(timeout=10)


def mother(prepare: Callable[[], Callable[[], None]]) -> None:
    """Fork at every line of standard input, until it ends, a child that does for ever what `prepare` answers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "okno.config.settings"
    django.setup()
    live = prepare()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
