"""Whatever way okno ended, the next ordinary end leaves no process behind."""

import psutil

from okno.config import running


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
