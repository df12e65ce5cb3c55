"""Before Django starts (pytest -p tests.home): where the tests keep their database; strings compiled."""

import os
import tempfile
from pathlib import Path

from okno.config import strings

_OWN = "TESTS_OF_OKNO_OWN_DATABASE"  # set where nobody named a database
if os.environ.setdefault(_OWN, "" if os.environ.get("OKNO_DATABASE") else "yes"):
    os.environ.pop("OKNO_DATABASE", None)  # of a worker: that of the process which started it

_HOME = Path(os.environ.get("OKNO_HOME") or Path(tempfile.gettempdir()) / "okno-test").resolve()
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if _WORKER:
    # A PostgreSQL each: whoever reads the journal waits for every transaction that is open in it.
    _HOME = _HOME.with_name(f"{_HOME.name}-{_WORKER}")
_HOME.mkdir(exist_ok=True)
os.environ["OKNO_HOME"] = str(_HOME)
os.environ.setdefault("OKNO_SECRET", "a secret that is only used by the tests of okno")
os.environ.setdefault("OKNO_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# Django reads the compiled strings once, while it starts, and a clean checkout has none.
strings.compile_all()
