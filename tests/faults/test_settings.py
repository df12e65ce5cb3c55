"""A wrong setting is refused in one line that names the variable, and nothing is begun."""

import os
import socket
import subprocess
import sys

import pytest

from okno.config import env
from okno.config.running import free_port


def up(*words, **settings):
    """`okno up`, or these words, with these settings: its exit code and what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
    done = subprocess.run(
        [sys.executable, "-m", "okno", *(words or ["up"])],
        env=clean | {"OKNO_PORT": str(free_port())} | settings,  # somebody's okno may run here
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OKNO_PORT", "abc"),
        ("OKNO_PORT", "65535"),  # the wire could not have the next one
        ("OKNO_HOME", "/dev/null"),
        ("OKNO_HOME", "/proc/okno"),
        ("OKNO_HOME", "/nowhere/okno"),
        ("OKNO_DATABASE", "mysql://localhost/okno"),
        ("OKNO_DATABASE", "postgresql://nobody@127.0.0.1:1/okno"),
        ("OKNO_MODE", "party"),
        ("OKNO_WORKERS", "0"),
        ("OKNO_ZONE", "Moscow"),
        ("OKNO_VIDEO", "https://meet.example.org/"),
        ("OKNO_VIDEO", "https://meet.example.org/{room}/{room}"),
        ("OKNO_VIDEO", "http://meet.example.org/{room}"),
        ("OKNO_VIDEO", "https://{room}.example.org/"),
        ("OKNO_VIDEO", "https://meet.example.org/{room} onclick"),
        ("OKNO_VIDEO", "javascript:alert({room})"),
        ("OKNO_SECRET_FILE", "/nowhere/secret"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path, name, value):
    code, said = up(**{"OKNO_HOME": str(tmp_path), name: value})
    assert code in (1, 2)
    assert said.startswith(f"okno: {name}")
    assert said.count("\n") == 1, said


def test_a_password_of_the_database_is_not_repeated(tmp_path):
    _code, said = up(OKNO_HOME=str(tmp_path), OKNO_DATABASE="mysql://okno:dobro@localhost/okno")
    assert "dobro" not in said


def test_a_taken_port_is_named_with_a_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = up(OKNO_HOME=str(tmp_path), OKNO_PORT=str(port))
    assert code == 2
    assert f"port {port} is taken" in said
    assert "OKNO_PORT=" in said


def test_a_data_folder_of_another_postgresql_is_left_alone_and_named(tmp_path):
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    code, said = up(OKNO_HOME=str(tmp_path))
    assert code == 2
    assert "OKNO_HOME" in said
    assert "Traceback" not in said
    assert (data / "PG_VERSION").read_text() == "9\n"


def test_a_misspelt_setting_is_pointed_out(tmp_path):
    _code, said = up(OKNO_HOME=str(tmp_path), OKNO_PROT="8001", OKNO_MODE="party")
    assert "OKNO_PROT is not a setting of okno" in said


def test_without_its_tables_every_command_says_in_one_line_what_to_run_first(tmp_path):
    for words in (["check"], ["day"], ["device", "tverskoy"], ["jobs"]):
        code, said = up(*words, OKNO_HOME=str(tmp_path))
        assert code == 2
        assert "okno migrate" in said.splitlines()[-1]
        assert "Traceback" not in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://meet.example.org/{room}",
        "https://meet.example.org:8443/okno-{room}?lang=ru#config.prejoinPageEnabled=false",
        "http://127.0.0.1:9000/{room}",
    ],
)
def test_rooms_for_video_are_where_the_city_says(monkeypatch, text):
    monkeypatch.setenv("OKNO_VIDEO", text)
    assert env.get("OKNO_VIDEO") == text
