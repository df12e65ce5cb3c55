"""Where the tests keep their database: set before Django reads its settings (pytest -p tests.home)."""

import os
import tempfile
from pathlib import Path

_HOME = Path(os.environ.setdefault("OKNO_HOME", str(Path(tempfile.gettempdir()) / "okno-test")))
_HOME.mkdir(exist_ok=True)
os.environ.setdefault("OKNO_SECRET", "a secret that is only used by the tests of okno")
os.environ.setdefault("OKNO_HOSTS", "localhost,127.0.0.1,[::1],testserver")
