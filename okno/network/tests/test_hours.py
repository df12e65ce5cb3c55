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


hours_of_a_day = st.lists(
    st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: hours[0] < hours[1]),
    max_size=3,
).map(lambda found: [(time(opens), time(closes)) for opens, closes in found])
TUESDAY = date(2026, 11, 24)
exceptions = st.builds(
    lambda first, last, hours: Exceptional(
        TUESDAY + timedelta(days=first), TUESDAY + timedelta(days=last), *(hours or [()])[0]
    ),
    st.integers(-2, 0),
    st.integers(-1, 2),
    hours_of_a_day,
)


@given(
    week=hours_of_a_day,
    closures=st.lists(exceptions, max_size=4),
    holiday=st.booleans(),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_open_is_what_the_week_the_holiday_and_every_closure_leave(week, closures, holiday, minute):
    """Whoever's the closures are and in whatever order: none opens what another, or the week, has closed."""
    zone = ZoneInfo("Europe/Moscow")
    holidays = frozenset([TUESDAY] if holiday else [])
    moment = (datetime.combine(TUESDAY, time(0)) + timedelta(minutes=minute)).replace(tzinfo=zone)

    def within(hours):
        return any(opens <= moment.time() < closes for opens, closes in hours)

    touching = [each for each in closures if each.starts_on <= TUESDAY <= each.ends_on]
    layers = [within(week), not holiday]
    layers += [within([(c.opens, c.closes)]) if c.opens else False for c in touching]
    for order in (closures, closures[::-1]):
        found = Pattern(zone, {TUESDAY.weekday(): week}, order, holidays)
        assert found.is_open(moment) == all(layers)


def test_the_closing_minute_is_closed_and_the_opening_minute_is_open():
    pattern = Pattern(ZoneInfo("UTC"), WEEK)
    assert pattern.is_open(datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert not pattern.is_open(datetime(2026, 11, 24, 20, tzinfo=UTC))


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
