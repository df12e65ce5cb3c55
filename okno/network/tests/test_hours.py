"""When a place is open, as properties and examples: no database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.network.hours import Exceptional, Pattern

WEEK = {day: [(time(8), time(20))] for day in range(7)}
zones = st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@given(zones, moments)
def test_open_means_inside_an_interval_of_the_places_own_day(zone, at):
    pattern = Pattern(ZoneInfo(zone), WEEK)
    local = at.astimezone(ZoneInfo(zone))
    assert pattern.is_open(at) == (time(8) <= local.time() < time(20))


@given(zones, moments)
def test_the_next_opening_is_later_and_then_it_is_open(zone, at):
    opens = Pattern(ZoneInfo(zone), WEEK).next_opening(at)
    assert opens is not None
    assert opens > at
    assert Pattern(ZoneInfo(zone), WEEK).is_open(opens)
    assert opens - at <= timedelta(hours=25), "with the hour of a clock change"


def test_a_closed_day_is_stepped_over_and_a_short_one_is_short():
    tuesday = date(2026, 11, 24)
    pattern = Pattern(
        ZoneInfo("Europe/Moscow"),
        WEEK,
        [
            Exceptional(tuesday, tuesday),
            Exceptional(date(2026, 11, 25), date(2026, 11, 25), time(10), time(15)),
        ],
    )
    noon = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert not pattern.is_open(noon)
    assert pattern.next_opening(noon) == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert not pattern.is_open(datetime(2026, 11, 25, 13, tzinfo=UTC))


def test_a_holiday_is_closed():
    pattern = Pattern(ZoneInfo("Europe/Moscow"), WEEK, [], frozenset({date(2027, 1, 1)}))
    assert pattern.intervals(date(2027, 1, 1)) == []
    assert len(pattern.intervals(date(2027, 1, 2))) == 1


def test_a_place_that_never_opens_has_no_next_opening():
    assert (
        Pattern(ZoneInfo("Europe/Moscow"), {}).next_opening(datetime(2026, 1, 1, tzinfo=UTC))
        is None
    )


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_the_day_the_clocks_change_the_opening_hour_stays_eight(day):
    opens, _closes = Pattern(ZoneInfo("Europe/Berlin"), WEEK).intervals(day)[0]
    assert opens.hour == 8
    assert opens.astimezone(UTC).hour in (6, 7)
