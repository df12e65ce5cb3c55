"""Whatever way okno ended, the next ordinary end leaves no process behind."""

import psutil

from okno.config import running


def database_of(home):
    return [
        each.pid
        for each in psutil.process_iter(["name", "cmdline"])
        if each.info["name"] == "postgres" and str(home) in " ".join(each.info["cmdline"] or [])
    ]


def test_after_a_kill_the_next_start_and_stop_leave_nothing(tmp_path):
    home = tmp_path / "data"
    with running.run("--no-day", home=home) as killed:
        parts = [each for group in killed.parts().values() for each in group]
        killed.process.kill()
        killed.process.wait()
        psutil.wait_procs([each for each in parts if "postgres" not in each.name()], timeout=20)
    assert database_of(home), "a killed okno cannot stop its database"
    with running.run("--no-day", home=home) as again:
        parts = [each for group in again.parts().values() for each in group]
    _gone, left = psutil.wait_procs(parts, timeout=5)
    assert not [each for each in left if each.status() != psutil.STATUS_ZOMBIE]
    assert not database_of(home)
