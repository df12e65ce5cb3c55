"""Every model, fact and refusal has its word in docs/glossary.md, in Russian and English, once."""

import ast
import importlib
import re
from collections import Counter

from django.apps import apps

from okno.base import events
from tests.house import tree

_PAGE = tree.ROOT / "docs" / "glossary.md"
_CODE = re.compile(r"`([^`]+)`")


def _rows() -> list[list[str]]:
    lines = [line for line in tree.text(_PAGE).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _section(title: str) -> set[str]:
    page = tree.text(_PAGE)
    assert f"\n## {title}\n" in page
    part = page.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return {
        code
        for line in part.splitlines()
        if line.startswith("| `")
        for code in _CODE.findall(line.split("|")[1])
    }


def _terms() -> set[str]:
    return {code for row in _rows() for code in _CODE.findall(row[0])}


def _facts() -> set[str]:
    for room in tree.rooms():
        if (room / "events.py").exists() and tree.room_of(room / "apps.py") != "base":
            importlib.import_module(f"okno.{tree.room_of(room / 'apps.py')}.events")
    return {
        name
        for name, fact in events.registry().items()
        if fact.__module__.startswith("okno.") and ".tests" not in fact.__module__
    }


def _codes() -> set[str]:
    """The code of every Refusal made in the house; it is always written out, so that one can find it."""
    codes = set()
    for path in tree.modules():
        for line, name, node in tree.calls(path):
            if name.rpartition(".")[2] == "Refusal" and node.args:
                first = node.args[0]
                assert isinstance(first, ast.Constant), (
                    f"{tree.said(path)}:{line}: a code that is computed"
                )
                codes.add(first.value)
    return codes


def test_every_row_has_its_four_columns_filled():
    rows = _rows()
    assert len(rows) > 100
    assert [row for row in rows if len(row) != 4 or not all(row)] == []


def test_the_second_column_is_russian():
    assert [row[0] for row in _rows() if not re.search(r"[а-яё]", row[1], re.I)] == []


def test_every_model_has_its_word():
    models = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("okno.") and not model._meta.auto_created
    }
    assert len(models) > 20
    assert models - _terms() == set()


def test_every_fact_has_its_word_and_no_word_is_left_over():
    assert _section("Facts of the journal") == _facts()


def test_every_refusal_has_its_word_and_no_word_is_left_over():
    assert _section("Refusals") == _codes()


def test_no_term_is_explained_twice():
    shown = Counter(code for row in _rows() for code in _CODE.findall(row[0]))
    # A word may be a state of a ticket and a refusal of a counter, never twice the same kind.
    assert [code for code, times in shown.items() if times > 1 and code not in _codes()] == []


def test_every_state_and_role_has_its_word():
    from okno.people.models import Role
    from okno.queue.models import State

    assert {*State.values, *Role.values} - _terms() == set()
