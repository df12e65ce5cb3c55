"""How long a module is, what it is called, and how it begins."""

import ast
import io
import tokenize

import pytest

from tests.house import tree

_LONGEST = 400
_NO_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "data",
    "info",
}
_TESTS = tuple(sorted((tree.ROOT / "tests").rglob("*.py")))


def _lines(path) -> int:
    return tree.text(path).count("\n")


def test_no_module_is_longer_than_400_lines():
    long = {
        tree.said(path): _lines(path)
        for path in (*tree.modules(tests=True), *_TESTS)
        if _lines(path) > _LONGEST
    }
    assert long == {}


def test_most_modules_are_short():
    """The aim of the house: half of all modules under 120 lines, nine in ten under 250."""
    lengths = sorted(_lines(path) for path in tree.modules() if path.name != "__init__.py")
    assert lengths[len(lengths) // 2] <= 120
    assert lengths[len(lengths) * 9 // 10] <= 250


def test_no_module_is_called_by_what_it_is_not():
    assert [tree.said(path) for path in tree.modules() if path.stem in _NO_NAMES] == []


def test_every_module_begins_with_a_sentence():
    silent = [
        tree.said(path)
        for path in tree.modules()
        if tree.text(path).strip() and not ast.get_docstring(tree.syntax(path))
    ]
    assert silent == []


@pytest.mark.parametrize("face", ["actions", "queries", "policy", "errors", "models"])
def test_what_others_may_call_says_what_it_does(face):
    seen, silent = 0, []
    for path in tree.modules():
        if face not in path.relative_to(tree.HOUSE).with_suffix("").parts:
            continue
        for node in tree.syntax(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                seen += 1
                if not ast.get_docstring(node) and not _is_a_manager(node):
                    silent.append(f"{tree.said(path)}: {node.name}")
    assert seen
    assert silent == []


def _is_a_manager(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet")


def test_nothing_is_left_for_later():
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")
    left = [
        f"{tree.said(path)}:{token.start[0]}"
        for path in tree.modules(tests=True)
        for token in tokenize.generate_tokens(io.StringIO(tree.text(path)).readline)
        if token.type == tokenize.COMMENT and any(mark in token.string for mark in marks)
    ]
    assert left == []


def test_every_room_has_the_tests_it_moves_with():
    without = [tree.said(room) for room in tree.rooms() if not list(room.glob("tests/test_*.py"))]
    assert without == []
