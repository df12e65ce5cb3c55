"""The pure rules: by when a result is promised, which moves there are, and what a mistake takes back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from okno.cases import policy
from okno.cases.policy import State

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_five_working_days_from_a_thursday_end_on_the_next_thursday():
    assert policy.due_on(date(2026, 11, 26), 5, in_working_days=True) == date(2026, 12, 3)


def test_calendar_days_count_the_weekend_too():
    assert policy.due_on(date(2026, 11, 26), 30, in_working_days=False) == date(2026, 12, 26)


@given(DAYS, st.integers(1, 120), st.sets(st.dates(date(2020, 1, 1), date(2021, 1, 31))))
def test_a_result_in_working_days_is_promised_for_a_working_day_never_before_as_many_calendar_days(
    filed_on, days, holidays
):
    due = policy.due_on(filed_on, days, in_working_days=True, holidays=holidays)
    assert due.weekday() < 5
    assert due not in holidays
    assert due >= policy.due_on(filed_on, days, in_working_days=False)
    between = [filed_on + timedelta(days=nth) for nth in range(1, (due - filed_on).days + 1)]
    assert sum(day.weekday() < 5 and day not in holidays for day in between) == days


@given(DAYS, st.integers(-500, 500))
def test_only_a_day_from_today_on_and_within_four_hundred_is_promised(today, days):
    assert policy.may_promise(today + timedelta(days=days), today=today) == (0 <= days <= 400)


def test_what_is_over_moves_no_more():
    over = set(State) - set(policy.UNFINISHED)
    assert {
        (act, state) for act in policy.MOVES for state in over if policy.allowed(act, state)
    } == set()


def test_a_result_comes_once():
    assert policy.allowed("result_ready", State.ACCEPTED)
    assert not policy.allowed("result_ready", State.READY)


def test_a_mistake_goes_one_step_back_and_what_was_none_is_withdrawn_for_good():
    assert policy.taken_back(State.ACCEPTED, was_ready=False) == State.WITHDRAWN
    assert policy.taken_back(State.READY, was_ready=True) == State.ACCEPTED
    assert policy.taken_back(State.ISSUED, was_ready=True) == State.READY
    assert policy.taken_back(State.ISSUED, was_ready=False) == State.ACCEPTED
    assert policy.taken_back(State.WITHDRAWN, was_ready=False) is None
