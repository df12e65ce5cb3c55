"""Requests of a minute are counted once each, whoever counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from okno.base import clock, quota
from okno.base.models import Asking


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
def test_a_process_takes_a_block_at_once_and_gives_out_each_of_it_once(at):
    clock.set_to(at, speed=1)
    most = 2 * quota.BLOCKS
    spent = [quota.spend("p", most=most, at=at) for _ in range(most + 1)]
    assert [each.left for each in spent] == [*range(most - 1, -1, -1), 0]
    assert [each.is_over for each in spent] == [False] * most + [True]
    assert Asking.objects.get(who="p").count == most + 2  # the row knows blocks, of two each


@pytest.mark.django_db
def test_what_another_process_holds_is_given_to_nobody_else(at):
    clock.set_to(at, speed=1)
    most = 10 * quota.BLOCKS
    quota.spend("p", most=most, at=at)
    quota.forget()  # as another process, which holds nothing yet
    assert quota.spend("p", most=most, at=at).left == most - 11
    over = [quota.spend("p", most=most, at=at).is_over for _ in range(most - 10)]
    assert over.count(False) == most - 11


@pytest.mark.django_db
@pytest.mark.parametrize("is_another", [True, False])
def test_a_request_that_comes_late_from_the_minute_before_does_not_begin_anew(at, is_another):
    """Of another process, or of another machine whose clock is behind."""
    clock.set_to(at, speed=1)
    minute = timedelta(minutes=1)
    assert not any(quota.spend("p", most=3, at=at).is_over for _ in range(3))
    if is_another:
        quota.forget()
    assert quota.spend("p", most=3, at=at - minute).is_over
    assert quota.spend("p", most=3, at=at).is_over
    assert not quota.spend("p", most=3, at=at + minute).is_over


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
