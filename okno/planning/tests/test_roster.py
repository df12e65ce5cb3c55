"""How many operators, when, and who first."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from okno.planning import roster
from okno.planning.profile import QUARTER

EIGHT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
WORK = timedelta(minutes=13)
quarters = st.lists(st.floats(0, 40), min_size=1, max_size=48).map(
    lambda numbers: [(EIGHT + QUARTER * place, number) for place, number in enumerate(numbers)]
)


@given(st.floats(0, 500), st.floats(0, 500))
def test_more_visits_never_need_fewer_operators(one, other):
    few, many = sorted((one, other))
    assert 1 <= roster.needed(few, WORK) <= roster.needed(many, WORK)


@given(st.floats(1, 500))
def test_the_operators_can_do_the_work(per_hour):
    offered = per_hour * (WORK + roster.BETWEEN) / timedelta(hours=1)
    assert roster.needed(per_hour, WORK) * roster.PRESENT >= offered


@given(quarters, st.integers(1, 30))
def test_shifts_lie_inside_the_day_and_never_are_more_than_there_are_counters(expected, most):
    closes = expected[-1][0] + QUARTER
    wanted = roster.wanted(expected, WORK)
    shifts = roster.shifts(wanted, closes, most, Random(1))
    assert len(shifts) == min(most, max(number for _at, number in wanted))
    assert all(EIGHT <= shift.starts < shift.ends <= closes for shift in shifts)
    assert shifts[0].starts == EIGHT  # somebody is there from opening to closing
    assert shifts[0].ends == closes


def test_a_rush_at_opening_is_met_by_those_who_stay():
    rush = [(EIGHT, 9), (EIGHT + QUARTER, 9)]
    later = [(EIGHT + QUARTER * place, 4 if place < 12 else 9) for place in range(2, 40)]
    shifts = roster.shifts([*rush, *later], EIGHT + QUARTER * 40, 20, Random(1))
    assert sorted(shift.starts for shift in shifts)[4:] == [EIGHT + QUARTER * 12] * 5


def test_a_long_shift_has_one_lunch_and_a_short_one_none():
    day = [(EIGHT + QUARTER * place, 3) for place in range(48)]
    for shift in roster.shifts(day, EIGHT + QUARTER * 48, 3, Random(1)):
        assert [each.minutes for each in shift.breaks if each.reason == "lunch"] == [30]
        assert all(shift.starts < each.at < shift.ends for each in shift.breaks)
    (short,) = roster.shifts(day[:16], EIGHT + QUARTER * 16, 1, Random(1))
    assert [each.reason for each in short.breaks] == ["break"]


def test_not_everybody_goes_to_lunch_at_once():
    day = [(EIGHT + QUARTER * place, 12) for place in range(48)]
    shifts = roster.shifts(day, EIGHT + QUARTER * 48, 12, Random(1))
    lunches = [each.at for shift in shifts for each in shift.breaks if each.reason == "lunch"]
    together = max(
        sum(at <= other < at + timedelta(minutes=30) for other in lunches) for at in lunches
    )
    assert together <= 5


def test_so_many_visits_need_just_so_many_operators():
    shares = [(EIGHT + QUARTER * place, 1 / 48) for place in range(48)]
    visits = roster.visits_for(shares, WORK, 12)

    def busiest(number):
        return max(
            n for _at, n in roster.wanted([(at, number * share) for at, share in shares], WORK)
        )

    assert busiest(visits) == 12
    assert busiest(visits + 5) == 13


def test_the_first_to_sit_can_do_what_is_wanted_most_and_the_next_what_is_missing():
    passports, property_, all_skills = (
        frozenset({"passports"}),
        frozenset({"property"}),
        frozenset({"passports", "property"}),
    )
    people = [property_, passports, all_skills, passports]
    order = roster.seating(people, {passports: 3.0, property_: 1.0})
    assert order[0] == 2
    assert sorted(order) == [0, 1, 2, 3]
    assert roster.seating([property_, passports], {passports: 3.0, property_: 1.0}) == [1, 0]
