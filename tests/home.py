"""Before Django starts (pytest -p tests.home): where the tests keep their database; strings compiled."""

import os
import tempfile
from pathlib import Path

from okno.config import strings

_HOME = Path(os.environ.setdefault("OKNO_HOME", str(Path(tempfile.gettempdir()) / "okno-test")))
_HOME.mkdir(exist_ok=True)
os.environ.setdefault("OKNO_SECRET", "a secret that is only used by the tests of okno")
os.environ.setdefault("OKNO_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# Django reads the compiled strings once, while it starts, and a clean checkout has none.
strings.compile_all()
