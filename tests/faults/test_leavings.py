"""A start makes ready what its parts read; whatever way okno ended, the next ordinary end leaves no process behind."""

import shutil
import subprocess
import time

import psutil

from okno.config import running, strings


def database_of(home):
    return [
        each.pid
        for each in psutil.process_iter(["name", "cmdline"])
        if each.info["name"] == "postgres" and str(home) in " ".join(each.info["cmdline"] or [])
    ]


def lives(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended while we looked
        return False


def test_after_a_kill_the_next_start_and_stop_leave_nothing(tmp_path):
    home = tmp_path / "data"
    with running.run("--no-day", home=home) as killed:
        groups = killed.parts()
        parts = [each for name in groups if name != "database" for each in groups[name]]
        killed.process.kill()
        killed.process.wait()
        psutil.wait_procs(parts, timeout=20)
    assert database_of(home), "a killed okno cannot stop its database"
    with running.run("--no-day", home=home) as again:
        parts = [each for group in again.parts().values() for each in group]
    _gone, left = psutil.wait_procs(parts, timeout=5)
    assert not list(filter(lives, left))
    assert not database_of(home)


def clock_of_the_kernel():
    """How far the times at which processes began are from the clock on the wall."""
    before = time.time()
    with subprocess.Popen(["sleep", "60"]) as child:
        began = psutil.Process(child.pid).create_time()
        child.kill()
    return began - before


def test_the_words_are_compiled_before_the_web_begins_to_read_them(tmp_path, monkeypatch):
    """A process reads a language once: what is compiled a moment later it never knows.

    In a house of its own: whoever tests beside this one reads the words of the shared one.
    """
    bare = shutil.ignore_patterns("*.mo", "__pycache__")
    house = shutil.copytree(strings.HOUSE, tmp_path / "okno", ignore=bare)
    words = house / "notify" / "locale" / "ru" / "LC_MESSAGES" / "django.mo"
    assert not words.exists()
    monkeypatch.chdir(tmp_path)
    with running.run("--no-day", home=tmp_path / "data") as process:
        began = min(each.create_time() for each in process.parts()["web"])
        assert words.stat().st_mtime < began - clock_of_the_kernel() + 0.1
