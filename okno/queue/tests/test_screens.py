"""What the hall tells its screens, and how long a process believes what it has read."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from okno.base import clock
from okno.base.models import Clock
from okno.network import queries as network
from okno.network.models import Centre, Device
from okno.queue import actions as queue
from okno.queue import queries, reference

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def where(centre, session, at):
    return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}


def test_a_counter_on_a_pause_does_not_count_as_serving(where, english_session, at):
    for _ in range(4):
        queue.issue(centre=where["centre"], service="passport", at=at, by="k")
    both = queries.load_now(where["centre"], at)
    queue.pause_counter(**where, reason="lunch", minutes=30)
    one = queries.load_now(where["centre"], at)
    assert (both.serving, one.serving) == (2, 1)
    assert one.wait == 2 * both.wait


def test_the_board_shows_a_call_for_ten_minutes(where, at):
    queue.issue(centre=where["centre"], service="passport", at=at, by="k")
    queue.call_next(**where)
    assert len(queries.board_of(where["centre"], at + 9 * MINUTE).calls) == 1
    assert queries.board_of(where["centre"], at + 11 * MINUTE).calls == []


@pytest.fixture
def seconds_later(monkeypatch):
    """So many seconds pass in this process; nobody tells it what others have changed."""

    def pass_by(module, name, seconds):
        then = getattr(module, name).monotonic() + seconds
        monkeypatch.setattr(module, name, SimpleNamespace(monotonic=lambda: then))

    return pass_by


def test_what_another_process_changed_in_a_centre_is_known_after_five_seconds(
    centre, seconds_later
):
    assert not reference.centre(centre.pk).paper_roll
    Centre.objects.filter(pk=centre.pk).update(own_paper_roll=True)
    seconds_later(reference, "time", 5)
    assert reference.centre(centre.pk).paper_roll


def test_a_device_switched_off_by_another_process_is_out_after_five_seconds(token, seconds_later):
    stolen = token("kiosk")
    assert network.device_by_token(stolen) is not None
    Device.objects.update(is_active=False)
    seconds_later(network, "system_time", 5)
    assert network.device_by_token(stolen) is None


def test_a_clock_set_by_another_process_is_followed_after_a_second(it_is_ten, seconds_later):
    assert clock.now().year == 2026
    Clock.objects.update(okno_at=datetime(2030, 1, 1, tzinfo=UTC))
    seconds_later(clock, "time", 1)
    assert clock.now().year == 2030
