"""Every act ends in the journal, and is told when it happens and by whom."""

import ast
import importlib

from tests.house import tree

# Acts whose doer is always the same, so that `by` is not asked.
_BY_NATURE = {
    "people.sign_in": "the one who signs in",
    "people.sign_in_account": "the one who signs in",
    "people.sign_in_as_demo": "the one who signs in",
    "people.complete_sign_in": "the one who signs in",
    "people.know_by_badge": "the one who comes",
    "people.show_code": "the one who signs in",
    "people.show_passkey": "the one who signs in",
    "people.load_demo_staff": "the demo",
    "network.enter_code": "the device; the journal names who made its code",
    "booking.expire_holds": "time itself",
    "booking.offer_free_times": "the list itself",
    "queue.break_promises": "time itself",
    "queue.end_holds": "time itself",
    "queue.call_auto": "the house itself",
    "queue.settle_appointments": "time itself",
}


def _files():
    found = [
        path
        for path in tree.modules()
        if path.name == "actions.py" or path.parent.name == "actions"
    ]
    assert found
    return found


def _functions():
    """(room, name, node, path) of every function in the actions of every room."""
    for path in _files():
        for node in tree.syntax(path).body:
            if isinstance(node, ast.FunctionDef):
                yield tree.room_of(path), node.name, node, path


def _records_itself(node, path) -> bool:
    for part in ast.walk(node):
        name = tree.spelt(path, part) if isinstance(part, ast.Attribute | ast.Name) else ""
        if name == "okno.base.events.record":
            return True
        if name.startswith("okno.") and ".sql." in name:
            module, _dot, constant = name.rpartition(".")
            statement = getattr(importlib.import_module(module), constant, "")
            if isinstance(statement, str) and "insert into base_event" in statement:
                return True
    return False


def _recording() -> set[str]:
    """Every function that records, by itself or through another function of its room's actions."""
    functions = list(_functions())
    recording = {
        f"{room}.{name}" for room, name, node, path in functions if _records_itself(node, path)
    }
    while True:
        more = {
            f"{room}.{name}"
            for room, name, node, path in functions
            for _line, called, _n in tree.calls(path, node)
            if _act(room, called) in recording
        }
        if more <= recording:
            return recording
        recording |= more


def _act(room: str, called: str) -> str:
    """The act that a call means: of another room when it is named in full, else of this one."""
    other, _actions, name = called.removeprefix("okno.").partition(".actions.")
    return f"{other if name else room}.{called.rpartition('.')[2]}"


def _public():
    """The acts a room shows: of one file what has no underscore, of a folder what its face names."""
    return [
        (f"{room}.{name}", node)
        for room, name, node, path in _functions()
        if (name in _shown(room) if path.parent.name == "actions" else not name.startswith("_"))
    ]


def _shown(room: str) -> list[str]:
    return importlib.import_module(f"okno.{room}.actions").__all__


def test_every_act_ends_in_the_journal():
    recording = _recording()
    assert {"queue.issue", "queue.call_next", "network.enrol_device", "catalog.offer"} <= recording
    silent = {name for name, _node in _public()} - recording
    assert silent == set()


def test_every_act_is_told_when_and_by_whom():
    untold = []
    for name, node in _public():
        given = {each.arg for each in node.args.kwonlyargs}
        wanted = {"at"} if name in _BY_NATURE else {"at", "by"}
        if not wanted <= given:
            untold.append(f"{name} lacks {sorted(wanted - given)}")
    assert untold == []


def test_an_act_takes_at_most_its_subject_by_place():
    assert [name for name, node in _public() if len(node.args.args) > 1] == []


def test_the_exceptions_are_still_there():
    there = {name for name, _node in _public()}
    assert _BY_NATURE.keys() - there == set()


def test_the_reading_tells_a_silent_act_from_a_recorded_one(tmp_path):
    path = tmp_path / "actions.py"
    path.write_text(
        "from okno.base import events as e\n"
        "from okno.queue import sql\n"
        "def loud(): e.record(1)\n"
        "def stated(): run(sql.ISSUE)\n"
        "def asked(): run(sql.HOLDS_OVER)\n"
        "def silent(): save()\n",
        encoding="utf-8",
    )
    functions = [node for node in tree.syntax(path).body if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if _records_itself(node, path)] == ["loud", "stated"]
