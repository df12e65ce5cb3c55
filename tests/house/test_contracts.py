"""The staircase, the faces and the pure modules: import-linter over [tool.importlinter]."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import tree

_PYPROJECT = tree.ROOT / "pyproject.toml"
_MAY_KNOW_WAGTAIL = {"okno.config", "okno.press", "okno.front.office"}


def _lint(config: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as lint;"
        " sys.path.insert(0, '.'); lint()",
        "--config",
        str(config),
        "--no-cache",
    ]
    return subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)


def _contracts() -> dict[str, dict]:
    lint = tomllib.loads(tree.text(_PYPROJECT))["tool"]["importlinter"]
    return {contract["id"]: contract for contract in lint["contracts"]}


def test_every_import_contract_is_kept():
    done = _lint(_PYPROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_an_import_up_the_stairs_breaks_the_contract(tmp_path):
    """The stairs turned over: with base above network, what is allowed today is a trespass."""
    text = tree.text(_PYPROJECT)
    assert text.count('    "network",\n') == 1
    config = tmp_path / "pyproject.toml"
    config.write_text(
        text.replace('    "network",\n', "").replace(
            '    "base",\n', '    "base",\n    "network",\n'
        ),
        encoding="utf-8",
    )
    done = _lint(config)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Imports only go down the stairs BROKEN" in done.stdout


def test_going_round_a_face_breaks_the_contract(tmp_path):
    config = tmp_path / "pyproject.toml"
    text = tree.text(_PYPROJECT)
    assert '"queries", ' in text
    config.write_text(text.replace('"queries", ', ""), encoding="utf-8")
    done = _lint(config)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "A room is entered through its face BROKEN" in done.stdout


def test_the_whole_house_has_its_floor_from_the_first_day():
    layers = " ".join(_contracts()["floors"]["layers"])
    named = {word.strip("()") for word in layers.replace("|", " ").split()}
    assert named == {
        "config", "front", "adapters", "planning", "quality", "press", "rooms", "cases", "queue",
        "booking", "notify", "people", "catalog", "network", "ui", "base",
    }  # fmt: skip


def test_no_place_is_forgotten_by_the_wagtail_contract():
    watched = set(_contracts()["wagtail"]["source_modules"])
    places = {"okno." + tree.room_of(room / "apps.py") for room in tree.rooms()}
    missing = {
        place
        for place in places - _MAY_KNOW_WAGTAIL
        if not any(place == name or place.startswith(name + ".") for name in watched)
    }
    assert missing == set()


def test_every_policy_is_watched_as_pure():
    watched = _contracts()["pure"]["source_modules"]
    assert "okno.*.policy" in watched
    pure = {"profile", "replay", "report", "themes", "forecast", "simulate", "roster"}
    for path in sorted((tree.HOUSE / "planning").glob("*.py")):
        if path.stem in pure:
            assert {f"okno.planning.{path.stem}", f"okno.*.{path.stem}"} & set(watched), path.stem
