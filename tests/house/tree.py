"""The tree as the rules of the house read it: files, rooms, syntax. A rule over nothing is no rule."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "okno"
_NESTS = ("front", "adapters", "rooms")


@cache
def modules(*, tests: bool = False, migrations: bool = False) -> tuple[Path, ...]:
    """The Python files of the house, without its tests and migrations unless asked for."""
    return _found(
        path
        for path in HOUSE.rglob("*.py")
        if (tests or "tests" not in path.parts) and (migrations or "migrations" not in path.parts)
    )


@cache
def templates() -> tuple[Path, ...]:
    """The HTML templates of the house."""
    return _found(path for path in HOUSE.rglob("*.html") if "templates" in path.parts)


def template_name(path: Path) -> str:
    """As Django calls it: "portal/home.html"."""
    return path.as_posix().rpartition("/templates/")[2]


@cache
def rooms() -> tuple[Path, ...]:
    """The folders that are Django apps: back rooms and front places."""
    return _found(path.parent for path in HOUSE.rglob("apps.py"))


def _found(paths: Iterator[Path]) -> tuple[Path, ...]:
    found = tuple(sorted(paths))
    assert found, "nothing found: the house has moved and this rule watches an empty place"
    return found


def room_of(path: Path) -> str:
    """The room a file is in, as a dotted name: "queue", "front.desk"."""
    parts = path.relative_to(HOUSE).parts
    return ".".join(parts[:2]) if parts[0] in _NESTS and len(parts) > 2 else parts[0]


def said(path: Path) -> str:
    """A path as people write it: "okno/queue/models.py"."""
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    gc.disable()  # CPython 3.11 miscounts when a finaliser runs in the middle (python/cpython#106905)
    try:
        return ast.parse(text(path), filename=str(path))
    finally:
        gc.enable()


@cache
def imported(path: Path) -> dict[str, str]:
    """Every name an import brings into a module, with what it stands for in full."""
    names: dict[str, str] = {}
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            for each in node.names:
                names[each.asname or each.name.split(".")[0]] = (
                    each.name if each.asname else each.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                names[each.asname or each.name] = f"{node.module}.{each.name}"
    return names


def spelt(path: Path, node: ast.AST) -> str:
    """An attribute chain with its first name put in full: `dt.now` -> "datetime.datetime.now"."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([imported(path).get(node.id, node.id), *reversed(parts)])


def calls(path: Path, within: ast.AST | None = None) -> Iterator[tuple[int, str, ast.Call]]:
    """(line, full name, node) of every call in a module, or in a part of it."""
    for node in ast.walk(within or syntax(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, spelt(path, node.func), node
