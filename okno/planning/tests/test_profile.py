"""The profile and the days drawn from it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okno.planning import profile as planning
from okno.planning.profile import OfferedService, VisitorDrawer, draw_day

ORDINARY = planning.load()
OPENS = datetime(2021, 9, 9, 5, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=12)
SERVICES = [
    OfferedService("travel-passport-10", {"file": 25, "ask": 7, "receive": 5}, ("passports",)),
    OfferedService("passport-age", {"file": 15, "ask": 6, "receive": 5}, ("passports",), weight=3),
    OfferedService("driving-licence", {"file": 15, "ask": 6, "receive": 4}, ("driving",)),
    OfferedService("newcomer-advice", {"ask": 8}, ("migration", "general")),
    OfferedService("clinic", {"file": 10, "ask": 5}, ("general",)),
]


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    hours=st.floats(0.5, 14),
    visits=st.floats(0, 1500),
    services=st.lists(
        st.sampled_from(SERVICES), min_size=1, unique_by=lambda service: service.slug
    ),
)
def test_a_drawn_day_is_ordered_inside_opening_hours_and_about_as_busy_as_asked(
    seed, hours, visits, services
):
    closes_at = OPENS + timedelta(hours=hours)
    day = draw_day(ORDINARY, Random(seed), OPENS, closes_at, visits, services)
    assert [visitor.at for visitor in day] == sorted(visitor.at for visitor in day)
    assert all(OPENS <= visitor.at < closes_at for visitor in day)
    assert abs(len(day) - visits) <= 7 * sqrt(visits) + 12
    offered = {service.slug: service for service in services}
    for visitor in day:
        assert len({errand.service for errand in visitor.errands}) == len(visitor.errands) <= 2
        assert all(errand.purpose in offered[errand.service].minutes for errand in visitor.errands)
        assert all(errand.duration >= planning.SHORTEST_SERVICE for errand in visitor.errands)
        assert visitor.patience >= timedelta(0)
        assert (visitor.booked_at is not None) == (visitor.priority == "appointment")


def test_the_same_seed_draws_the_same_day_and_another_seed_another():
    def draw(seed):
        return draw_day(ORDINARY, Random(seed), OPENS, CLOSES, 500, SERVICES)

    assert draw(7) == draw(7)
    assert draw(7) != draw(8)


def test_arrivals_follow_the_shape():
    day = draw_day(ORDINARY, Random(3), OPENS, CLOSES, 50_000, SERVICES)
    for starts_at, expected in planning.expected_arrivals(ORDINARY, OPENS, CLOSES, 50_000):
        came = sum(starts_at <= visitor.at < starts_at + planning.QUARTER for visitor in day)
        assert abs(came - expected) <= 5 * sqrt(expected) + 5


@given(hours=st.floats(0.1, 24), visits=st.floats(0, 5000))
def test_expected_arrivals_of_the_quarters_add_up_to_the_day(hours, visits):
    quarters = planning.expected_arrivals(ORDINARY, OPENS, OPENS + timedelta(hours=hours), visits)
    assert sum(expected for _, expected in quarters) == pytest.approx(visits)


def test_services_durations_and_behaviour_come_in_the_stated_shares():
    day = draw_day(ORDINARY, Random(5), OPENS, CLOSES, 40_000, SERVICES)
    passports = [
        visitor for visitor in day if visitor.service in ("travel-passport-10", "passport-age")
    ]
    present = {"passports", "driving", "migration", "general"}
    share = ORDINARY.themes["passports"] / sum(ORDINARY.themes[theme] for theme in present)
    assert len(passports) / len(day) == pytest.approx(share, abs=0.01)
    aged = sum(visitor.service == "passport-age" for visitor in passports)
    assert aged / len(passports) == pytest.approx(3 / 4, abs=0.02)
    filing = [
        visitor.duration / timedelta(minutes=15)
        for visitor in day
        if visitor.purpose == "file" and visitor.service == "passport-age"
    ]
    assert fmean(filing) == pytest.approx(1, abs=0.03)
    assert pstdev(filing) ** 2 == pytest.approx(ORDINARY.duration_cv2, abs=0.08)
    assert fmean(not visitor.comes_when_called for visitor in day) == pytest.approx(
        ORDINARY.no_show, abs=0.005
    )
    assert fmean(visitor.wants_second_service for visitor in day) == pytest.approx(
        ORDINARY.second_service, abs=0.005
    )
    work = fmean(
        sum((errand.duration for errand in visitor.errands), timedelta()).total_seconds()
        for visitor in day
    )
    assert work == pytest.approx(planning.mean_work(ORDINARY, SERVICES).total_seconds(), rel=0.03)


def test_booked_times_are_quarters_inside_the_opening_hours():
    booked = [
        visitor.booked_at
        for visitor in draw_day(ORDINARY, Random(1), OPENS, CLOSES, 5000, SERVICES)
        if visitor.booked_at
    ]
    assert booked
    assert all(OPENS <= at < CLOSES and at.minute % 15 == 0 and at.second == 0 for at in booked)


def test_days_vary_around_their_weekday():
    thursday, sunday = date(2021, 9, 9), date(2021, 9, 12)
    rng = Random(2)
    busy = [planning.draw_visits(ORDINARY, rng, thursday, 500) for _ in range(4000)]
    quiet = [planning.draw_visits(ORDINARY, rng, sunday, 500) for _ in range(4000)]
    assert fmean(busy) == pytest.approx(500 * ORDINARY.weekday_factors[3], rel=0.01)
    assert pstdev(busy) / fmean(busy) == pytest.approx(ORDINARY.day_variation, rel=0.1)
    assert fmean(quiet) < fmean(busy)
    steady = replace(ORDINARY, day_variation=0)
    assert planning.draw_visits(steady, rng, sunday, 500) == 500 * ORDINARY.weekday_factors[6]


def test_a_district_centre_is_as_busy_as_its_counters_and_never_busier_than_a_flagship():
    assert planning.usual_visits(ORDINARY, "district", 55) == pytest.approx(517)
    assert planning.usual_visits(ORDINARY, "district") == 504
    assert (
        planning.usual_visits(ORDINARY, "district", 900)
        == planning.usual_visits(ORDINARY, "flagship", 80)
        == 3000
    )


def test_a_replayed_visitor_gets_the_service_and_purpose_given():
    visitor = VisitorDrawer(ORDINARY, Random(1), SERVICES).draw(OPENS, "driving-licence", "receive")
    assert (visitor.at, visitor.service, visitor.purpose) == (OPENS, "driving-licence", "receive")


@pytest.mark.parametrize(
    ("closes_at", "visits", "services"),
    [
        (OPENS, 10, SERVICES),
        (OPENS - timedelta(hours=1), 10, SERVICES),
        (CLOSES, -1, SERVICES),
        (CLOSES, 10, []),
    ],
)
def test_an_impossible_day_is_refused(closes_at, visits, services):
    with pytest.raises(ValueError):
        draw_day(ORDINARY, Random(1), OPENS, closes_at, visits, services)


def test_a_profile_with_a_figure_missing_or_unknown_is_refused_by_name(tmp_path):
    content = json.loads(planning.FITTED.read_text(encoding="utf-8"))
    content["figures"]["mood"] = content["figures"].pop("no_show")
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="mood, no_show"):
        planning.load(path)


def test_every_figure_says_where_it_comes_from_and_shares_add_up_to_one():
    content = json.loads(planning.FITTED.read_text(encoding="utf-8"))
    for name, figure in content["figures"].items():
        assert figure["basis"] in ("fitted", "fact", "assumption"), name
        assert figure["method"], name
        assert figure["basis"] == "assumption" or figure["source"] in content["sources"], name
    for shares in (ORDINARY.themes, ORDINARY.purposes, ORDINARY.languages, ORDINARY.priorities):
        assert sum(shares.values()) == pytest.approx(1, abs=0.003)
    assert sum(ORDINARY.arrival_shape) == pytest.approx(1, abs=0.002)
    assert fmean(ORDINARY.weekday_factors) == pytest.approx(1)
