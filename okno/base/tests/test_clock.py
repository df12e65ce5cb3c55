"""Okno time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from okno.base import clock
from okno.base.models import Clock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_without_a_demo_it_is_real_time():
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON
        assert clock.speed() == 1.0


def test_a_demo_day_runs_faster_from_where_it_was_set():
    with time_machine.travel(NOON, tick=False) as real:
        clock.set_to(datetime(2030, 2, 28, 23, 59, tzinfo=UTC), speed=60)
        real.shift(timedelta(seconds=2))
        clock.forget()
        assert clock.now() == datetime(2030, 3, 1, 0, 1, tzinfo=UTC)
        clock.back_to_real()
        assert clock.now() == NOON + timedelta(seconds=2)


def test_another_process_learns_of_a_new_setting_within_a_second():
    with time_machine.travel(NOON, tick=False):
        clock.set_to(NOON, speed=1)
        assert clock.now() == NOON
        Clock.objects.update(okno_at=NOON + timedelta(hours=1))
        clock.forget()
        assert clock.now() == NOON + timedelta(hours=1)
