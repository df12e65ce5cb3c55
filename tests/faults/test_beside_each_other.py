"""Two runs of the tests side by side take nothing from each other: each has its folder and its ports."""

import os
import subprocess
import sys

from tests.house import tree

DRAWS = 150
DRAW = f"""
from okno.config import running
print(*[running.free_port() for _ in range({DRAWS})], flush=True)
input()
"""


def beside(code, **more):
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **more,
    )


def test_no_pair_of_ports_is_drawn_twice_while_whoever_drew_it_lives():
    both = [beside(DRAW, cwd=tree.ROOT) for _ in range(2)]
    drawn = [int(port) for each in both for port in each.stdout.readline().split()]
    for each in both:
        each.communicate("\n", timeout=30)
    assert len(drawn) == 2 * DRAWS
    taken = [number for port in drawn for number in (port, port + 1)]
    assert len(set(taken)) == len(taken)


def test_two_workers_have_a_folder_each_also_where_the_folder_is_said_to_be_this_one(tmp_path):
    said = "import os, tests.home; print(os.environ['OKNO_HOME'])"
    (here := tmp_path / "here").mkdir()
    homes = []
    for worker in ("", "gw0", "gw1"):
        environment = os.environ | {
            "OKNO_HOME": ".",
            "PYTEST_XDIST_WORKER": worker,
            "PYTHONPATH": str(tree.ROOT),
        }
        process = beside(said, cwd=here, env=environment)
        out, _nothing = process.communicate(timeout=60)
        homes.append(out.strip())
    assert homes == [str(here), f"{here}-gw0", f"{here}-gw1"]
