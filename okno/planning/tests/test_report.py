"""The figures a day ends with."""

import json
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.planning.report import STANDARD, Visit, percentile, report

EIGHT = datetime(2021, 9, 9, 8, tzinfo=UTC)


def visit(minute, wait=None, fate="served", broken=False):
    at = EIGHT + timedelta(minutes=minute)
    called = None if wait is None else at + timedelta(minutes=wait)
    served = called if fate == "served" else None
    return Visit(
        arrived_at=at,
        called_at=called,
        started_at=served,
        finished_at=served + timedelta(minutes=5) if served else None,
        left_at=at + timedelta(minutes=30) if fate == "left" else None,
        no_show=fate == "no_show",
        promise_broken=broken,
    )


DAY = [
    visit(0, 2),
    visit(1, 15),
    visit(14, 16, broken=True),
    visit(20, fate="left", broken=True),
    visit(46, 4, fate="no_show"),
    visit(47, fate="unfinished"),
]


def test_every_visit_is_counted_once_and_in_the_quarter_it_came():
    day = report(DAY)
    assert (day.visits, day.served, day.left, day.no_shows, day.unfinished) == (6, 3, 1, 1, 1)
    assert [(f"{q.starts_at:%H:%M}", q.arrived, q.left, q.waits.n) for q in day.quarters] == [
        ("08:00", 3, 0, 3),
        ("08:15", 1, 1, 0),
        ("08:30", 0, 0, 0),
        ("08:45", 2, 0, 1),
    ]
    first = day.quarters[0].waits
    assert (first.mean, first.median, first.p90) == tuple(
        timedelta(minutes=m) for m in (11, 15, 16)
    )
    assert first.within_standard == pytest.approx(2 / 3)
    assert day.promise_kept == pytest.approx(4 / 6)


waits = st.lists(
    st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds)), min_size=1, max_size=60
)


@given(waits=waits, percent=st.integers(1, 100))
def test_a_percentile_is_the_least_wait_that_covers_that_many(waits, percent):
    covering = [
        wait
        for wait in waits
        if sum(other <= wait for other in waits) * 100 >= percent * len(waits)
    ]
    assert percentile(sorted(waits), percent) == min(covering)


@given(waits=waits, minutes=st.integers(0, 12 * 60))
def test_figures_agree_with_counting_by_hand(waits, minutes):
    visits = [
        Visit(
            EIGHT + timedelta(minutes=(minutes + 7 * i) % 720),
            EIGHT + timedelta(minutes=(minutes + 7 * i) % 720) + wait,
        )
        for i, wait in enumerate(waits)
    ]
    day = report(visits)
    assert day.waits.n == len(waits) == sum(quarter.waits.n for quarter in day.quarters)
    assert day.waits.mean.total_seconds() == pytest.approx(
        fmean(wait.total_seconds() for wait in waits), abs=1e-5
    )
    assert day.waits.longest == max(waits)
    assert day.waits.within_standard == sum(wait <= STANDARD for wait in waits) / len(waits)
    for quarter in day.quarters:
        inside = [
            v for v in visits if quarter.starts_at <= v.arrived_at < quarter.starts_at + STANDARD
        ]
        assert quarter.arrived == len(inside)
        assert quarter.waits.longest == max((v.wait for v in inside), default=None)


def test_a_day_without_visits_has_no_figures_to_show():
    day = report([])
    assert day.promise_kept is None
    assert day.quarters == ()
    assert day.waits.n == 0
    assert "–" in day.as_text("en")
    with pytest.raises(ValueError):
        percentile([], 50)


def test_the_dictionary_is_json_and_says_seconds():
    content = json.loads(json.dumps(report(DAY).as_dict()))
    assert content["waits"]["p90_seconds"] == 16 * 60
    assert content["quarters"][1]["mean_seconds"] is None
    assert content["standard_seconds"] == 900


def test_the_table_reads_in_both_languages_and_its_columns_align():
    russian, english = report(DAY).as_text("ru"), report(DAY).as_text("en")
    assert "Обещание сдержано" in russian
    assert "66,6 %" in russian
    assert "Promise kept" in english
    assert "66.6 %" in english
    table = english.split("\n\n")[2].splitlines()[1:]
    assert len(table) == 5
    assert len({len(line) for line in table}) == 1
    assert table[1].split() == ["08:00", "3", "0", "3", "11.0", "15.0", "16.0", "66.6", "%"]


def test_one_broken_promise_in_two_thousand_is_not_a_hundred_percent():
    visits = [visit(0, 1)] * 1999 + [visit(0, 16, broken=True)]
    assert "99.9 %" in report(visits).as_text("en")
    assert "100.0" not in report(visits).as_text("en")
