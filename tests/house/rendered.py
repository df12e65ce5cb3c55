"""What the tests have rendered so far in this run."""

from tests.house import tree

NAMES: set[str | None] = set()
PLACES = frozenset(room / "tests" for room in tree.rooms() if list(room.glob("tests/test_*.py")))
WHOLE = False  # whether this run has every test that may render
