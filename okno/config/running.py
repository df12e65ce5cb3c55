"""A whole okno beside this process, on a free port and a data folder of its own: for benches and browser tests."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_START_SECONDS = 120.0
_kept: list[socket.socket] = []


def free_port() -> int:
    """A port that is free now, with the next one free too (web and wire).

    Whatever process of ours draws next, it draws another pair: the two are kept by UDP, on which nothing of
    ours listens, until this process ends.
    """
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                _kept.extend(_keep(port))
                return port


def _keep(port: int) -> list[socket.socket]:
    with contextlib.ExitStack() as either:
        pair = [either.enter_context(socket.socket(type=socket.SOCK_DGRAM)) for _ in range(2)]
        for number, each in enumerate(pair):
            each.bind(("127.0.0.1", port + number))
        either.pop_all()
        return pair


@dataclass
class Running:
    """`okno up` as a child: its address, the links it printed, and the processes it is made of."""

    process: subprocess.Popen[str]
    port: int
    home: Path
    output: Path
    links: dict[str, str] = field(default_factory=dict)
    temporary: bool = False

    @property
    def origin(self) -> str:
        """Where the web answers."""
        return f"http://127.0.0.1:{self.port}"

    def parts(self) -> dict[str, list[psutil.Process]]:
        """The living processes by part: web, wire, jobs, day, database."""
        found: dict[str, list[psutil.Process]] = {}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # one that ended meanwhile is no part
                found.setdefault(self._part(process), []).append(process)
        for process in self._database():
            found.setdefault("database", []).append(process)
        return found

    def _part(self, process: psutil.Process) -> str:
        line = " ".join(process.cmdline())
        for sign, part in (("config.wsgi", "web"), ("config.wire", "wire"), (" jobs", "jobs")):
            if sign in line:
                return part
        parent = process.parent()
        if parent is not None and parent.pid != self.process.pid:
            return self._part(parent)
        return "day" if " day" in line else "other"

    def _database(self) -> list[psutil.Process]:
        pidfile = self.home / "postgres" / "postmaster.pid"
        if not pidfile.exists():
            return []
        postmaster = psutil.Process(int(pidfile.read_text().split()[0]))
        return [postmaster, *postmaster.children(recursive=True)]

    def dsn(self) -> str:
        """The address of its database, for a measuring or arranging hand."""
        lines = (self.home / "postgres" / "postmaster.pid").read_text().splitlines()
        return f"postgresql://postgres@/okno?host={lines[4].strip()}&port={lines[3].strip()}"

    def stop(self) -> None:
        """End it as Ctrl-C does; a data folder made for it goes with it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
        if self.temporary:
            shutil.rmtree(self.home, ignore_errors=True)
            self.output.unlink(missing_ok=True)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def run(*words: str, home: Path | None = None, **settings: str) -> Running:
    """Start `okno up *words` and wait until it has printed its addresses.

    Raises RuntimeError with what it printed when it ends or does not open within two minutes.
    """
    temporary = home is None
    home = home or Path(tempfile.mkdtemp(prefix="okno-"))
    port = free_port()
    output = home.parent / f"{home.name}.out"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("OKNO_")
    }
    environment |= {"OKNO_HOME": str(home), "OKNO_PORT": str(port), **settings}
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "okno", "up", *words],
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            start_new_session=True,
        )
    running = Running(process, port, home, output, temporary=temporary)
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        said = output.read_text()
        if "Ctrl-C" in said:
            running.links = dict(re.findall(r"^  (\w+) +(\S+)", said, re.MULTILINE))
            return running
        time.sleep(0.1)
    said = output.read_text()
    running.stop()
    raise RuntimeError(f"okno did not open: {said}")
