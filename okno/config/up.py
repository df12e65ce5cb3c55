"""`okno up`: the whole house on one machine, started together and stopped together."""

import argparse
import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from okno.base.wire_signature import MOST_STREAMS
from okno.config import database, env, refusing, strings
from okno.config.env import Unusable

# A call to a program elsewhere is over within twenty. A mail server may take longer to say that it has a letter: then
# nobody knows (docs/decisions/0011).
_GRACE_SECONDS = 25.0
_START_SECONDS = 60.0
_MOST_DEATHS = 5
_MOST_WEB_LINES = 4096
_MOST_WIRE_LINES = MOST_STREAMS + 96  # and a few for whoever asks the wire how it is
_MORE_FILES = 256  # the database, the sockets, the interpreter's own
_BACKLOG = 4096  # Linux keeps no more (net.core.somaxconn)
_DIE_WITH_PARENT = 1  # prctl(PR_SET_PDEATHSIG), linux/prctl.h


def main(rest: Sequence[str]) -> int:
    """Start everything, print the addresses, wait, and leave nothing behind.

    Refuses a port that is taken. Ctrl-C or SIGTERM stops. A part that dies is started again.
    """
    parser = argparse.ArgumentParser(prog="python -m okno up")
    parser.add_argument("--demo", action="store_true", help="with demo people and a living day")
    parser.add_argument(
        "--no-day", action="store_true", help="demo people, but nobody comes by itself"
    )
    parser.add_argument("--centre", default="tverskoy", help="where the demo day is played")
    parser.add_argument("--speed", type=float, default=10.0, help="demo seconds in a real second")
    asked = parser.parse_args(list(rest))
    if asked.demo:
        os.environ["OKNO_MODE"] = "demo"
    is_living = asked.demo and not asked.no_day
    if is_living and not env.get("OKNO_VIDEO"):
        os.environ["OKNO_VIDEO"] = env.NOBODYS_ROOMS
    port = int(str(env.get("OKNO_PORT")))
    for each in (port, port + 1):
        _refuse_taken(each)
    for each in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us deaf to Ctrl-C
        signal.signal(each, _interrupt)
    _say("the database, the web and the jobs are starting.")
    database.dsn()
    _share_secret()
    strings.compile_all()  # before anybody reads them: a process reads a language once

    # Nobody knows the addresses yet: the web wakes up while the database is brought up to date.
    parts = {"wire": _start("wire", "--told"), "web": _start("web", "--told")}
    try:
        ready = _prepared(asked)
        if isinstance(ready, int):
            return ready
        if is_living:  # before the others: it plays a morning while they start
            _warm().unlink(missing_ok=True)
            words = ["--centre", asked.centre, "--speed", str(asked.speed)]
            parts["day"] = _start("day", "--live", "--told", str(_warm()), *words)
        parts["jobs"] = _start("jobs")
        _until_ready(port, parts)
        if is_living:
            _until_warm(parts)
        sys.stderr.write(_too_few_files())
        sys.stdout.write(ready)
        sys.stdout.flush()
        return _watch(parts)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(parts)


def _prepared(asked: argparse.Namespace) -> str | int:
    """What `_prepare` answers; or the code to end with, when it could not and has said why.

    In a process of its own, which ends: the whole house that it loads would stay in the memory of this one,
    which only watches.
    """
    at_home = multiprocessing.get_context("fork")
    ours, theirs = at_home.Pipe(duplex=False)
    child = at_home.Process(target=_prepare_apart, args=(asked, theirs))
    child.start()
    theirs.close()
    try:
        return str(ours.recv())
    except EOFError:
        child.join()
        return child.exitcode or 1
    finally:
        child.terminate()
        child.join()


def _prepare_apart(asked: argparse.Namespace, answer: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever watches is told, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        _die_with_parent()
    sys.exit(refusing.done(lambda: answer.send(_prepare(asked))))


def _prepare(asked: argparse.Namespace) -> str:
    """The database up to date and, for a demo, its people and its past; answers what is said when all runs."""
    import django

    django.setup()
    from okno.config import content

    content.bring_up_to_date()
    links = {}
    if asked.demo:
        links = content.demo_links(asked.centre)
        if asked.no_day:
            content.stand_still_at_ten()
        else:
            content.open_all_ways(asked.centre)
            if not content.has_a_past(asked.centre):
                _say(
                    "a first start: two earlier days are played, so that the manager sees what is usual."
                )
                content.give_a_past(asked.centre)
        links |= content.filed_links(asked.centre)
    port, https = env.get("OKNO_PORT"), env.get("OKNO_HTTPS") == "on"
    origin = f"https://{_name()}" if https else f"http://127.0.0.1:{port}"
    return content.welcome(origin, links, asked.centre)


def _say(what: str) -> None:
    sys.stdout.write(f"okno: {what}\n")
    sys.stdout.flush()


def become_web(*, is_told: bool = False) -> None:
    """Turn this process into the web server (granian, WSGI: docs/decisions/0009).

    `is_told`: who starts it sees to the data. Otherwise refuses data of a demo outside the demo mode.
    """
    database.dsn()
    if not is_told:
        import django

        django.setup()
        from okno.config import content

        content.refuse_data_of_a_demo()
    _granian("wsgi", "okno.config.wsgi:app", int(str(env.get("OKNO_PORT"))), _web_options())


def _web_options() -> list[str]:
    workers = str(env.get("OKNO_WORKERS"))
    return ["--workers", workers, "--blocking-threads", "3", *_hold(_MOST_WEB_LINES)]


def become_wire(*, is_told: bool = False) -> None:
    """Turn this process into the wire (granian, ASGI, one worker); `is_told`: who starts it says its limit."""
    if not is_told:
        sys.stderr.write(_too_few_files())
    database.dsn()
    _share_secret()
    options = ["--workers", "1", *_hold(_MOST_WIRE_LINES)]
    _granian("asgi", "okno.config.wire:app", int(str(env.get("OKNO_PORT"))) + 1, options)


def _hold(lines: int) -> list[str]:
    """So many lines a worker holds: granian's own 1024 would keep the 1025th screen waiting.

    A line is an open file: the soft limit is raised as far as the hard one goes, and where that
    does not suffice okno holds what it can.
    """
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    hard = _open_files(at_least=max(soft, lines + _MORE_FILES))
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, most))
    lines = max(1, min(lines, hard - _MORE_FILES))
    return ["--backlog", str(_BACKLOG), "--backpressure", str(lines)]


def _open_files(at_least: int) -> int:
    """How many files a process may open; `at_least` where the system sets no limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return at_least if hard == resource.RLIM_INFINITY else hard


def _too_few_files() -> str:
    """The sentence for a system that allows fewer lines than the wire would hold; "" for others."""
    wanted = _MOST_WIRE_LINES + _MORE_FILES
    hard = _open_files(at_least=wanted)
    if hard >= wanted:
        return ""
    return (
        f"okno: the system allows {hard} open files a process: the wire holds {hard - _MORE_FILES} screens,"
        f" not {MOST_STREAMS}. Raise the hard limit (ulimit -Hn, LimitNOFILE) to {wanted} for all.\n"
    )


def _granian(interface: str, app: str, port: int, options: list[str]) -> None:
    command = [sys.executable, "-m", "granian", "--interface", interface, "--no-ws", "--http", "1"]
    command += ["--host", str(env.get("OKNO_HOST")), "--port", str(port), *options]
    command += ["--log-level", "error", "--workers-kill-timeout", "3"]
    command += ["--respawn-failed-workers", app]
    os.execv(sys.executable, command)  # noqa: S606


def _share_secret() -> None:
    """The wire knows no Django; it gets the signing key through the environment."""
    from okno.config import settings

    os.environ["OKNO_SECRET"] = settings.SECRET_KEY


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((str(env.get("OKNO_HOST")), port))
        except OSError:
            raise Unusable(
                f"port {port} is taken. Choose another: OKNO_PORT={port + 10} make run"
            ) from None


def _start(*words: str) -> subprocess.Popen[bytes]:
    """A part of the house as its own process group, which dies when we do."""
    return subprocess.Popen(
        [sys.executable, "-m", "okno", *words],
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _name() -> str:
    """A name this okno answers to."""
    names: list[str] = env.get("OKNO_HOSTS")  # type: ignore[assignment]
    return names[0].lstrip(".") if names and names[0] != "*" else "localhost"


def _until_ready(port: int, parts: dict[str, subprocess.Popen[bytes]]) -> None:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": _name()})
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        _refuse_dead(parts)
        try:
            with urllib.request.urlopen(asked, timeout=2):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Unusable("the web did not answer within a minute; the lines above say why")


def _warm() -> Path:
    """The file that says, once the day has made it, that the demo's clock is set and its hall is warm."""
    return env.home() / "day-has-begun"


def _until_warm(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """Whoever opens the first page finds the centre open, at whatever hour the demo is started."""
    while not _warm().exists():
        _refuse_dead(parts)
        time.sleep(0.1)


def _refuse_dead(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, part in parts.items():
        if part.poll() is not None:
            raise Unusable(f"{name} ended with code {part.returncode}; the lines above say why")


def _watch(parts: dict[str, subprocess.Popen[bytes]]) -> int:
    """Start again what died; refuse to go on when a part dies five times within a minute."""
    deaths: dict[str, list[float]] = {}
    while True:
        time.sleep(0.2)
        for name, part in list(parts.items()):
            if part.poll() is None:
                continue
            if name == "day" and part.returncode == 0:
                del parts[name]  # the day is over; the house stays open
                continue
            _end_group(part)  # a server killed outright leaves its workers
            now = time.monotonic()
            deaths[name] = [at for at in deaths.get(name, []) if now - at < 60] + [now]
            if len(deaths[name]) >= _MOST_DEATHS:
                _refuse_dead(parts)
            sys.stderr.write(f"okno: {name} ended with code {part.returncode}; starting it again\n")
            parts[name] = _start(*part.args[3:])  # type: ignore[index]


def _stop(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every part to end, newest first; what does not end in time is killed, with its children."""
    for each in (signal.SIGINT, signal.SIGTERM):  # one is enough
        signal.signal(each, signal.SIG_IGN)
    for part in reversed(parts.values()):
        if part.poll() is None:
            part.terminate()
    end = time.monotonic() + _GRACE_SECONDS
    for part in parts.values():
        try:
            part.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        _end_group(part)


def _end_group(part: subprocess.Popen[bytes]) -> None:
    """Whatever still lives of a part's processes ends now."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
