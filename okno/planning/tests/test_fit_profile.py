"""The fitted figures are those the real logs give."""

import json

import pytest

from okno.planning.profile import FITTED
from okno.planning.tests.real_logs import DATA, needs_real_logs
from tools import fit_profile


@needs_real_logs
def test_fitting_again_gives_the_profile_as_committed():
    committed = FITTED.read_text(encoding="utf-8")
    assert (
        fit_profile.rendered(fit_profile.refreshed(json.loads(committed), fit_profile.fit(DATA)))
        == committed
    )


def test_refreshing_changes_fitted_figures_only_and_refuses_others():
    profile = {
        "figures": {
            "shape": {"value": 1, "basis": "fitted", "method": "counted"},
            "mood": {"value": 2, "basis": "assumption", "method": "none"},
        }
    }
    fresh = fit_profile.refreshed(profile, {"shape": {"value": 3, "n": "9"}})["figures"]
    assert fresh["shape"] == {"value": 3, "basis": "fitted", "method": "counted", "n": "9"}
    assert fresh["mood"] == profile["figures"]["mood"]
    with pytest.raises(ValueError, match="mood"):
        fit_profile.refreshed(profile, {"shape": {"value": 3}, "mood": {"value": 4}})


def test_patience_is_found_again_in_calls_made_with_it():
    gone = [
        (wait, 100, 1 - 0.95 * 2.718281828459045 ** (-wait / 120)) for wait in (5, 15, 30, 60, 90)
    ]
    assert fit_profile._fit_patience(gone) == (0.05, 120)
