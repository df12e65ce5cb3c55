"""Where the optional real logs lie, and the mark for tests that need them."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[4] / "shared" / "data"
WARSAW = DATA / "warsaw_queues"
needs_real_logs = pytest.mark.skipif(
    not (WARSAW / "tickets.csv.xz").is_file(),
    reason="the real queue logs (../shared/data/warsaw_queues) are not here",
)
