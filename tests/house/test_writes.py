"""Each room writes its own rows only, and a place of the front writes none at all.

Seen are: writes through a manager or queryset that begins at an imported model (`Model.objects…`,
also through filters), SQL statements written as text, `save` and `delete` in a front place, and
creating factories. Not seen are: `save()` on another room's object that came as an argument, and a
queryset handed over under another name. Those are left to whoever reads the change.
"""

import ast
import re

from django.apps import apps

from tests.house import tree

_WRITES = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "acreate",
    "aupdate",
    "adelete",
}
_MANAGERS = {"objects", "ever"}
_SQL_WRITE = re.compile(
    r"\b(?:insert\s+into|update|delete\s+from|truncate)\s+\"?([a-z]+_[a-z_]+)\b", re.I
)
_OPEN = {"base"}  # the ground floor offers its tables (journal, keys, looks) to every statement


def _owners() -> dict[str, str]:
    """Which room a model, and its table, belongs to."""
    owners = {}
    for model in apps.get_models():
        if model.__module__.startswith("okno."):
            room = model.__module__.removeprefix("okno.").removesuffix(".models")
            owners[f"{model.__module__}.{model.__name__}"] = room
            owners[model._meta.db_table] = room
    assert len(owners) > 40
    return owners


def _root(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """The first expression of a chain of attributes and calls, and the attributes on the way."""
    way: list[str] = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            way.append(node.attr)
            node = node.value
        else:
            node = node.func
    return node, way[::-1]


def _orm_writes(path):
    """(line, model in full) of every write that begins at a model's manager."""
    for node in ast.walk(tree.syntax(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in _WRITES:
                continue
            first, way = _root(node.func)
            if isinstance(first, ast.Name) and _MANAGERS & set(way):
                yield node.lineno, tree.imported(path).get(first.id, first.id)


def _sql_writes(path):
    """(line, table) of every write in a statement written as text."""
    for node in ast.walk(tree.syntax(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for table in _SQL_WRITE.findall(node.value):
                yield node.lineno, table.lower()


def _trespasses(path, owners):
    room = tree.room_of(path)
    for line, written in (*_orm_writes(path), *_sql_writes(path)):
        owner = owners.get(written)
        if owner and owner not in {room, *_OPEN}:
            yield f"{tree.said(path)}:{line} writes {written} of {owner}"


def test_no_room_writes_the_rows_of_another():
    owners = _owners()
    found = [each for path in tree.modules() for each in _trespasses(path, owners)]
    assert found == []


def test_the_reading_sees_the_writes_there_are():
    """The hall writes its tables by statement, the network by the ORM; both are seen as their own."""
    statements = {table for _line, table in _sql_writes(tree.HOUSE / "queue" / "sql.py")}
    assert {"queue_ticket", "queue_series", "base_event"} <= statements
    network = {
        model for _line, model in _orm_writes(tree.HOUSE / "network" / "actions" / "devices.py")
    }
    assert "okno.network.models.Device" in network


def test_the_reading_sees_a_trespass(tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "HOUSE", tmp_path)
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    (tmp_path / "people").mkdir()
    path = tmp_path / "people" / "actions.py"
    path.write_text(
        "from okno.network.models import Centre as C\n"
        "C.objects.filter(pk=1).update(name='x')\n"
        "run('update queue_ticket set state = 1')\n",
        encoding="utf-8",
    )
    assert list(_trespasses(path, _owners())) == [
        "people/actions.py:2 writes okno.network.models.Centre of network",
        "people/actions.py:3 writes queue_ticket of queue",
    ]


def _front():
    found = [path for path in tree.modules() if tree.room_of(path).startswith("front.")]
    assert len(found) > 20
    return found


def test_a_place_of_the_front_writes_no_row():
    found = []
    for path in _front():
        found += [f"{tree.said(path)}:{line} {model}" for line, model in _orm_writes(path)]
        found += [f"{tree.said(path)}:{line} {table}" for line, table in _sql_writes(path)]
        found += [
            f"{tree.said(path)}:{line} .{node.func.attr}()"
            for line, _name, node in tree.calls(path)
            if isinstance(node.func, ast.Attribute)
            and node.func.attr in ("save", "asave", "bulk_create", "bulk_update")
        ]
    assert found == []


def test_a_place_of_the_front_has_no_tables():
    with_tables = [
        room.name
        for room in tree.rooms()
        if room.parent.name == "front" and (room / "models.py").exists()
    ]
    assert with_tables == []


def test_a_back_room_has_no_pages():
    """The declared exceptions: people has the staff's door, network the devices', ui its gallery, base its health."""
    back = {tree.room_of(path) for path in tree.modules() if path.name == "views.py"}
    assert back
    assert {room for room in back if not room.startswith(("front.", "rooms."))} <= {
        "people",
        "network",
        "ui",
        "base",
    }
