"""How a command ends that cannot do its work: with a sentence for whoever typed it, and code 2."""

import sys
from collections.abc import Callable

from okno.config.env import Unusable

BEHIND = "the database is empty or older than this okno: run `python -m okno migrate` first"


def done(command: Callable[[], int | None]) -> int:
    """Run it; 0 when done, 2 when refused with a reason, 130 when interrupted. Other mishaps are raised."""
    try:
        return command() or 0
    except Unusable as refusal:
        sys.stderr.write(f"okno: {refusal}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not (why := _no_database(error)):
            raise
        sys.stderr.write(f"okno: {why}\n")
        return 2


def _no_database(error: Exception) -> str:
    """Why the database is of no use yet, in one line; "" for any other mishap."""
    from django.db import OperationalError
    from psycopg import errors

    missing = errors.UndefinedTable | errors.UndefinedColumn | errors.UndefinedFunction
    cause: BaseException | None = error
    while cause is not None:  # Django and the jobs each wrap what the database said
        if isinstance(cause, ExceptionGroup):  # of several workers
            return next(filter(None, map(_no_database, cause.exceptions)), "")
        if isinstance(cause, missing):
            return BEHIND
        if isinstance(cause, OperationalError):
            said = str(cause).splitlines()[0]
            return f"OKNO_DATABASE: the database does not answer: {said}"
        cause = cause.__cause__
    return ""
