"""Requests of a minute are counted once each, whoever counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from okno.base import clock, quota


def spend_some(at) -> list[bool]:
    try:
        return [quota.spend("device:1", most=25, at=at).is_over for _ in range(10)]
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_several_hands_count_in_one_minute_and_none_of_it_is_lost(at):
    clock.set_to(at, speed=1)
    with ThreadPoolExecutor(4) as hands:
        over = [each for found in hands.map(spend_some, [at] * 4) for each in found]
    assert (over.count(False), over.count(True)) == (25, 15)
    assert quota.spend("device:2", most=25, at=at).left == 24


@pytest.mark.django_db
def test_the_next_minute_begins_anew_and_says_how_far_it_is(at):
    clock.set_to(at, speed=1)
    late = at + timedelta(seconds=45)
    assert [quota.spend("p", most=1, at=late).is_over for _ in range(2)] == [False, True]
    assert quota.spend("p", most=1, at=late).anew_in_s == 15
    assert not quota.spend("p", most=1, at=at + timedelta(minutes=1)).is_over


@pytest.mark.django_db
def test_on_a_fast_day_a_minute_is_one_of_whoever_asks(at):
    clock.set_to(at, speed=10)
    assert not quota.spend("p", most=1, at=at).is_over
    later = quota.spend("p", most=1, at=at + timedelta(minutes=5))
    assert later.is_over
    assert 0 < later.anew_in_s <= 60


@pytest.mark.django_db
def test_the_counts_are_not_written_to_disk():
    """A request would cost milliseconds for what nobody misses after a crash."""
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'base_asking'")
        assert cursor.fetchone() == ("u",)
