"""The hot path to the database: one prepared statement per act, under Django's connection."""

import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

import psycopg
from django.db import NotSupportedError, OperationalError, connection, transaction
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.json import JsonbLoader

Row = dict[str, Any]
_NAMED = re.compile(r"%\((\w+)\)s")
_kept = threading.local()
_known_columns: dict[bytes, list[str]] = {}


def rows(statement: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Run one statement, bound and prepared by the server, in the current transaction if any.

    Django's own cursors bind on the client and never prepare; parsing and planning an act's
    statement anew costs more than running it. Raises Django's database errors. A migration that
    changed a table makes the plans of this connection stale: it is closed and the statement run on a
    new one; inside a transaction, which ended with the error, it is told as a database that is away.
    """
    try:
        return _rows(statement, parameters)
    except NotSupportedError as error:  # "cached plan must not change result type"
        if connection.in_atomic_block:
            connection.connection.close()
            raise OperationalError(*error.args) from error
        connection.close()
        return _rows(statement, parameters)


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[Row]:
    numbered, names = _numbered(statement)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = _cursor()
        cursor.execute(numbered, [parameters[name] for name in names], prepare=True)
        if cursor.rownumber is None:
            return []
        columns = _columns(numbered, cursor)
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


def _columns(numbered: bytes, cursor: "psycopg.RawCursor[Any]") -> list[str]:
    """The names of what a statement gives, asked of it once, and again when there are more or fewer."""
    found = _known_columns.get(numbered)
    result = cursor.pgresult
    if found is None or result is None or len(found) != result.nfields:
        found = _known_columns[numbered] = [each.name for each in cursor.description or ()]
    return found


@cache
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with PostgreSQL's own $1, $2 …, and whose they are.

    psycopg does this at every call for a statement as long as the one that calls the next.
    """
    names = tuple(dict.fromkeys(_NAMED.findall(statement)))
    numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    return numbered.replace("%%", "%").encode(), names


def _cursor() -> "psycopg.RawCursor[Any]":
    """This thread's cursor, kept as long as its connection: to make one costs as much as to use it."""
    cursor: psycopg.RawCursor[Any] | None = getattr(_kept, "cursor", None)
    if cursor is None or cursor.connection is not connection.connection:
        cursor = psycopg.RawCursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)  # Django leaves jsonb as text
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)  # and times to Python
        _kept.cursor = cursor
    return cursor


def row(statement: str, parameters: Mapping[str, Any]) -> Row | None:
    """The first row of `rows`, or None."""
    found = rows(statement, parameters)
    return found[0] if found else None


def row_that_may_clash(statement: str, parameters: Mapping[str, Any]) -> Row | None:
    """`row` for a statement that a unique index may refuse: an outer transaction survives that."""
    if not connection.in_atomic_block:
        return row(statement, parameters)
    with transaction.atomic():
        return row(statement, parameters)


def one_after_another(name: str) -> None:
    """Whoever comes here with the same name waits until this transaction is over."""
    row("select 1 from pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": name})
