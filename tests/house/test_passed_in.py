"""Time and chance are passed in: nothing reads the system clock or draws lots by itself, or prints."""

import ast
import re

import pytest

from tests.house import tree

# Each with what it may do and why.
_CLOCK = {
    "okno/base/clock.py": "the one place that reads the system clock",
    "okno/base/log.py": "a line of the log bears real time",
}
_NOW = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
}
# These read the clock only when they are given nothing.
_NOW_WHEN_EMPTY = {"django.utils.timezone.localtime"}
_SQL_NOW = re.compile(
    r"\b(now\s*\(\s*\)|current_timestamp|current_date|clock_timestamp\s*\()", re.I
)
_TEMPLATE_NOW = re.compile(r"\{%\s*now\b")


def _where(path, line) -> str:
    return f"{tree.said(path)}:{line}"


def _reads_the_clock(path):
    for line, name, node in tree.calls(path):
        if name in _NOW or (name in _NOW_WHEN_EMPTY and not node.args and not node.keywords):
            yield _where(path, line)
    for node in ast.walk(tree.syntax(path)):
        # auto_now and auto_now_add are the clock in disguise.
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield _where(path, node.value.lineno)


def test_nobody_but_the_clock_reads_the_clock():
    assert list(_reads_the_clock(tree.HOUSE / "base" / "clock.py"))
    others = [path for path in tree.modules() if tree.said(path) not in _CLOCK]
    assert [found for path in others for found in _reads_the_clock(path)] == []


def test_the_exceptions_are_still_there():
    assert [name for name in _CLOCK if not (tree.ROOT / name).exists()] == []


def test_no_statement_asks_the_database_for_the_time():
    found = []
    for path in tree.modules():
        for node in ast.walk(tree.syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                looks_like_sql = re.search(r"\b(select|insert|update|delete)\b", node.value)
                if looks_like_sql and _SQL_NOW.search(node.value):
                    found.append(_where(path, node.lineno))
    assert found == []


def test_no_template_asks_for_the_time():
    assert [
        tree.said(path) for path in tree.templates() if _TEMPLATE_NOW.search(tree.text(path))
    ] == []


def test_chance_is_a_random_that_was_passed_in():
    """`random.Random` as a type or made from a seed is fine; the module's own functions are not."""
    drawn = [
        _where(path, line)
        for path in tree.modules()
        for line, name, node in tree.calls(path)
        if name.startswith("random.")
        and (name != "random.Random" or (not node.args and not node.keywords))
    ]
    assert drawn == []


def test_nothing_prints():
    printed = [
        _where(path, line)
        for path in tree.modules()
        for line, name, _n in tree.calls(path)
        if name == "print"
    ]
    assert printed == []


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\nat = datetime.now()",
        "import datetime as dt\nat = dt.datetime.now(dt.UTC)",
        "from django.utils import timezone\nat = timezone.now()",
        "from django.utils import timezone\nat = timezone.localtime()",
        "import time as t\nat = t.time()",
        "from django.db import models\nat = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_the_reading_sees_every_way_to_the_clock(code, tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    path = tmp_path / "room.py"
    path.write_text(code, encoding="utf-8")
    assert len(list(_reads_the_clock(path))) == 1
