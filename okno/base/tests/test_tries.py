"""Wrong tries are counted for a while."""

from datetime import timedelta

import pytest

from okno.base import jobs, tries
from okno.base.models import Try

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_try_counts_for_whoever_made_it_and_no_longer_than_one_looks_back(at):
    who = tries.key("door", "192.0.2.7")
    tries.note(who, tries.key("window", "192.0.2.7"), at=at)
    same = {"most": 1, "since": at - HOUR}
    assert tries.are_over(who, **same, at=at)
    assert not tries.are_over(who, most=2, since=at - HOUR, at=at)
    assert not tries.are_over(who, most=1, since=at, at=at + HOUR)
    assert not tries.are_over(tries.key("door", "192.0.2.8"), **same, at=at)


def test_who_is_forgiven_begins_anew(at):
    one, other = tries.key("one"), tries.key("other")
    tries.note(one, other, at=at)
    tries.forgive(one)
    assert not tries.are_over(one, most=1, since=at - HOUR, at=at)
    assert tries.are_over(other, most=1, since=at - HOUR, at=at)


def test_tries_that_count_no_more_are_forgotten(it_is_ten):
    for hours in (23, 25):
        tries.note(tries.key("x"), at=it_is_ten - hours * HOUR)
    jobs.forget_old_tries(0)
    assert list(Try.objects.values_list("at", flat=True)) == [it_is_ten - 23 * HOUR]
