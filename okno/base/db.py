"""The hot path to the database: one prepared statement per act, under Django's connection."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.rows import dict_row
from psycopg.types.json import JsonbLoader

Row = dict[str, Any]


def rows(statement: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Run one statement, bound and prepared by the server, in the current transaction if any.

    Django's own cursors bind on the client and never prepare; parsing and planning an act's
    statement anew costs more than running it. Raises Django's database errors.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(connection.connection, row_factory=dict_row)
        cursor.adapters.register_loader("jsonb", JsonbLoader)  # Django leaves jsonb as text
        with cursor:
            cursor.execute(statement, parameters, prepare=True)
            return cursor.fetchall() if cursor.description else []


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
