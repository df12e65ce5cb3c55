"""The pack for servers that speak our API, run against our own."""

import json
import subprocess
import sys
import urllib.request

import pytest

from okno.config import running
from tests.house.tree import ROOT

SERVICE = "passport-age"


@pytest.fixture
def house():
    with running.run("--demo", "--no-day") as process:
        yield process


def test_our_own_server_conforms(house):
    token = house.links["token"].removeprefix(house.origin)
    counter = _open_a_counter(house)
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-c", "conformance/pytest.ini", "conformance",
            "--origin", house.origin, "--centre", "tverskoy", "--token", token,
            "--service", SERVICE, "--counter", str(counter),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "29 passed" in done.stdout, done.stdout[-500:]


def _open_a_counter(house) -> int:
    """A member of staff of the demo sits down, as at the desk: by the acts, in a child with that database."""
    code = (
        "import django; django.setup()\n"
        "from okno.base import clock\n"
        "from okno.network.models import Centre\n"
        "from okno.people.models import Staff\n"
        "from okno.queue import actions as queue\n"
        "centre = Centre.objects.get(slug='tverskoy')\n"
        "staff = Staff.objects.get(login='tverskoy-operator-1')\n"
        "counter = centre.counters.order_by('number').first()\n"
        "queue.open_counter(centre=centre.pk, counter=counter.pk, staff=staff,"
        f" services=['{SERVICE}'], at=clock.now(), by='test')\n"
        "print(counter.pk)\n"
    )
    env = {
        "PATH": "/usr/bin:/bin", "OKNO_DATABASE": house.dsn(), "OKNO_HOME": str(house.home),
        "OKNO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "okno.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    with urllib.request.urlopen(f"{house.origin}/api/v1/centres") as found:
        assert json.load(found)
    return int(done.stdout.strip().splitlines()[-1])
