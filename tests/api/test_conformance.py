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
    counter, case = _arrange(house)
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-c", "conformance/pytest.ini", "conformance",
            "--origin", house.origin, "--centre", "tverskoy", "--token", token,
            "--service", SERVICE, "--counter", counter, "--case", case,
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "35 passed" in done.stdout, done.stdout[-500:]


def _arrange(house) -> list[str]:
    """A member of staff of the demo sits down and accepts an application, as at the desk: by the acts, in a child
    with that database. Answers the counter and the application.
    """
    code = (
        "import django; django.setup()\n"
        "from okno.base import clock\n"
        "from okno.cases import actions as cases, queries\n"
        "from okno.network.models import Centre\n"
        "from okno.people.models import Staff\n"
        "from okno.queue import actions as queue\n"
        "centre = Centre.objects.get(slug='tverskoy')\n"
        "staff = Staff.objects.get(login='tverskoy-operator-1')\n"
        "counter = centre.counters.order_by('number').first()\n"
        "same = {'centre': centre.pk, 'at': clock.now(), 'by': 'test'}\n"
        "here = {**same, 'counter': counter.pk}\n"
        f"queue.open_counter(**here, staff=staff, services=['{SERVICE}'])\n"
        f"ticket = queue.issue(**same, service='{SERVICE}', purpose='file')\n"
        "queue.call_this(**here, ticket=ticket.pk)\n"
        "ticket = queue.start(**here, ticket=ticket.pk)\n"
        "due_on = queries.usual_day(ticket.service, centre, same['at'])\n"
        "case = cases.open_case(ticket, due_on=due_on, at=same['at'], by='test')\n"
        "queue.finish(**here, ticket=ticket.pk)\n"
        "print(counter.pk, case.pk)\n"
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
    return done.stdout.strip().splitlines()[-1].split()
