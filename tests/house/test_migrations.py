"""Migrations say what the models say, and stand in one line."""

import ast
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house import tree


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration():
    said = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said, stderr=said)
    assert "No changes detected" in said.getvalue()


def _ours() -> dict[str, list[str]]:
    loader = MigrationLoader(None)
    ours: dict[str, list[str]] = {}
    for (app, name), migration in loader.disk_migrations.items():
        if type(migration).__module__.startswith("okno."):
            ours.setdefault(app, []).append(name)
    assert {"base", "network", "catalog", "people", "queue"} <= ours.keys()
    return ours


def test_each_room_counts_its_migrations_without_gap_or_double():
    for app, names in _ours().items():
        numbers = sorted(int(name[:4]) for name in names)
        assert numbers == list(range(1, len(names) + 1)), app


def test_each_room_has_one_last_migration():
    loader = MigrationLoader(None)
    ours = _ours()
    leaves = Counter(app for app, _name in loader.graph.leaf_nodes() if app in ours)
    assert leaves == dict.fromkeys(ours, 1)


def test_a_migration_knows_nothing_of_the_models_of_today():
    """A migration that imports the models breaks when they change; it asks the state for them."""
    found = []
    for path in tree.modules(migrations=True):
        if "migrations" in path.parts:
            for name in _asked_for(tree.syntax(path)):
                if (
                    name.startswith("okno.")
                    and ".models" in name
                    and not name.startswith("okno.base.")
                ):
                    found.append(f"{tree.said(path)}: {name}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import okno.queue.models",
        "import okno.queue.models as now",
        "from okno.queue import models",
        "from okno.queue.models import Ticket",
    ],
)
def test_the_models_of_today_are_seen_however_they_are_imported(line):
    (name,) = _asked_for(ast.parse(line))
    assert name.startswith("okno.queue.models")


def _asked_for(module: ast.Module) -> list[str]:
    """What a module imports, in full."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{each.name}" for each in node.names]
    return found
