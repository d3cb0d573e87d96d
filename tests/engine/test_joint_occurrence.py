"""Events that occur together: a common cause by hand, a copula against SciPy's multivariate normal."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy.stats import multivariate_normal, norm, poisson

import aksonsim
from aksonsim import Scenario, ScenarioError
from aksonsim.analysis.correlated import groups
from aksonsim.analysis.sensitivity import title_of
from aksonsim.api import plans
from aksonsim.language.text import translate
from aksonsim.studies import plan_variants
from aksonsim.studies.check_together import together as findings

DRAWS = 40_000
SIGMAS = 4.5
METHODS = ("mc", "lhs", "sobol")


def scenario(events: list[dict[str, Any]], **more: Any) -> Scenario:
    return Scenario.from_dict({"schema": 1, "title": "t", "currency": "MEUR", "events": events} | more)


def together(ds: xr.Dataset, *ids: str) -> float:
    """Return the share of draws in which all of some events occur."""
    return float((ds["event_occurred"].sel(event=list(ids))[0] == 1).all("event").mean())


def assert_chance(found: float, p: float) -> None:
    assert abs(found - p) < SIGMAS * math.sqrt(p * (1 - p) / DRAWS)


CAUSE = [
    {"id": "a", "probability": 0.6, "given": "strike", "otherwise": 0.05, "cost": 10},
    {"id": "b", "probability": 0.1, "given": "strike", "otherwise": 0.5, "cost": 1},
    {"id": "strike", "probability": 0.2},
]


@pytest.mark.parametrize("method", METHODS)
def test_common_cause__joint_chances_by_hand(method: str) -> None:
    ds = aksonsim.simulate(scenario(CAUSE), draws=DRAWS, seed=5, method=method)
    assert_chance(together(ds, "a"), 0.2 * 0.6 + 0.8 * 0.05)
    assert_chance(together(ds, "b"), 0.2 * 0.1 + 0.8 * 0.5)
    assert_chance(together(ds, "a", "b"), 0.2 * 0.6 * 0.1 + 0.8 * 0.05 * 0.5)
    assert_chance(together(ds, "a", "b", "strike"), 0.2 * 0.6 * 0.1)
    assert_chance(together(ds, "a", "strike"), 0.2 * 0.6)


def test_common_cause__without_it_the_others_are_as_they_are_otherwise() -> None:
    """Taken out, an event never occurs, with or without its cause; several plans as one keep each its own."""
    (plan,) = plans([scenario(CAUSE)], draws=DRAWS, seed=5)
    without = [plan_variants.without_events(plan, [name]) for name in ("strike", "a")]
    assert [one.events.otherwise.tolist() for one in without] == [[0.05, 0.5, 0.0], [0.0, 0.5, 0.0]]
    assert [one.events.probability.tolist() for one in without] == [[0.6, 0.1, 0.0], [0.0, 0.1, 0.2]]
    measure = {"probability": 0.3, "otherwise": 0.01}
    taken = [{**CAUSE[0], "mitigation": {**measure, "active": True}}, *CAUSE[1:]]
    both = aksonsim.simulate([scenario(CAUSE), scenario(taken, name="taken")], draws=DRAWS, seed=5)
    for name, events in (("baseline", CAUSE), ("taken", taken)):
        one = aksonsim.simulate(scenario(events, name=name), draws=DRAWS, seed=5)
        np.testing.assert_array_equal(both["cost_total"].sel(scenario=name), one["cost_total"].sel(scenario=name))
    assert_chance(together(both.sel(scenario=["taken"]), "a"), 0.2 * 0.3 + 0.8 * 0.01)


# --- a copula on occurrence


def joint(p: list[float], matrix: list[list[float]]) -> float:
    """Return the chance that normal scores of these correlations all lie in the share p of their own."""
    return float(multivariate_normal.cdf(norm.ppf(p), cov=matrix))


P = {"fire": 0.3, "flood": 0.12, "fraud": 0.55}
RHO = [[1.0, 0.7, -0.4], [0.7, 1.0, 0.1], [-0.4, 0.1, 1.0]]
EVENTS = [{"id": name, "probability": p, "cost": 10} for name, p in P.items()]


@pytest.mark.parametrize("method", METHODS)
def test_copula__three_events_occur_together_as_the_multivariate_normal_says(method: str) -> None:
    matrix = {"matrix": {"members": list(P), "rows": RHO}}
    ds = aksonsim.simulate(scenario(EVENTS, correlations=[matrix]), draws=DRAWS, seed=7, method=method)
    for name, p in P.items():
        assert_chance(together(ds, name), p)
    assert_chance(together(ds, *P), joint(list(P.values()), RHO))
    names = list(P)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        rho = RHO[i][j]
        assert_chance(together(ds, names[i], names[j]), joint([P[names[i]], P[names[j]]], [[1, rho], [rho, 1]]))


@pytest.mark.parametrize("rank", [False, True])
def test_copula__a_group_of_events_has_one_rho_of_normal_scores_or_of_their_ranks(rank: bool) -> None:
    group = [{"id": "site", "group": list(P), "rho": 0.5, "rank": rank}]
    made = scenario(EVENTS, correlations=group)
    ds = aksonsim.simulate(made, draws=DRAWS, seed=7, keep="inputs")
    rho = 2 * math.sin(math.pi * 0.5 / 6) if rank else 0.5
    assert_chance(together(ds, *P), joint(list(P.values()), [[1, rho, rho], [rho, 1, rho], [rho, rho, 1]]))
    (site,) = groups(ds, "baseline")
    assert site.members == tuple(f"events[{name}].occurs" for name in P)
    assert title_of(ds, site.members[0]).en == "fire"
    (told,) = findings(made, ds)
    both = ((ds["event_occurred"][0] == 1).sel(event=["fire", "fraud"])).all("event").mean()
    assert "3 pairs of events go together" in translate(told.sentence, "en")
    assert f"fire and fraud in {100 * float(both):.1f}" in translate(told.sentence, "en")


def test_copula__an_event_occurs_where_what_it_goes_with_is_high() -> None:
    """And it costs the more draws in which both are high; a group of both kinds has one factor and one sense."""
    cost = {"id": "steel", "estimate": {"min": 80, "mode": 100, "max": 150, "shape": "triangular"}}
    p, rho = 0.2, 0.6
    pair, group = (
        {"between": ["fire", "steel"], "rho": rho},
        {"id": "g", "group": ["steel", "fire", "flood"], "rho": rho},
    )
    for tie in (pair, group):
        events = [{"id": name, "probability": p, "cost": 1} for name in ("fire", "flood")]
        ds = aksonsim.simulate(scenario(events, costs=[cost], correlations=[tie]), draws=DRAWS, seed=3, keep="inputs")
        steel = ds["input"].sel(input_name="costs[steel]")[0].values
        high = steel > np.quantile(steel, 0.9)
        fire = ds["event_occurred"].sel(event="fire")[0].values == 1
        assert_chance(float(fire.mean()), p)
        assert_chance(float((fire & high).mean()), joint([p, 0.1], [[1, rho], [rho, 1]]))


def test_copula__how_often_an_event_occurs_goes_with_whether_another_does() -> None:
    """A frequency keeps its Poisson law, and more occurrences lie at the high end of the score."""
    often = {"id": "trip", "frequency": 0.5, "years": 3, "cost": 1}
    made = scenario(
        [often, {"id": "strike", "probability": 0.2}], correlations=[{"between": ["trip", "strike"], "rho": 0.8}]
    )
    ds = aksonsim.simulate(made, draws=DRAWS, seed=4)
    count = ds["event_count"].sel(event="trip")[0].values
    strike = ds["event_occurred"].sel(event="strike")[0].values == 1
    for n in (1, 3, 5):
        more = float(poisson.sf(n - 1, 1.5))
        assert_chance(float((count >= n).mean()), more)
        assert_chance(float((strike & (count >= n)).mean()), joint([0.2, more], [[1, 0.8], [0.8, 1]]))


def test_copula__certain_and_impossible_events_stay_so_and_rho_one_is_in_step() -> None:
    events = [{"id": name, "probability": p} for name, p in (("never", 0.0), ("always", 1.0), ("a", 0.3), ("b", 0.3))]
    tie = [{"group": ["never", "always", "a", "b"], "rho": 1.0}]
    ds = aksonsim.simulate(scenario(events, costs=[{"id": "x", "estimate": 1}], correlations=tie), draws=2000, seed=1)
    occurred = {name: ds["event_occurred"].sel(event=name)[0].values for name in ("never", "always", "a", "b")}
    assert not occurred["never"].any()
    assert occurred["always"].all()
    np.testing.assert_array_equal(occurred["a"], occurred["b"])


def test_copula__block_threads_and_company_do_not_matter() -> None:
    tied = scenario(EVENTS, correlations=[{"matrix": {"members": list(P), "rows": RHO}}])
    other = scenario([*EVENTS, *CAUSE], name="other", correlations=[{"between": ["fire", "a"], "rho": 0.5}])
    (alone,) = (aksonsim.simulate(tied, draws=700, seed=2, block=64),)
    both = aksonsim.simulate([tied, other], draws=700, seed=2, block=256, threads=2)
    for name in ("cost_total", "event_occurred"):
        found = both[name].sel(scenario="baseline")
        found = found.sel(event=list(P)) if "event" in found.dims else found
        np.testing.assert_array_equal(found, alone[name][0])


def test_copula__what_cannot_be_is_refused() -> None:
    rows = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    with pytest.raises(ScenarioError, match=r"events\[fire\].occurs.* cannot hold together"):
        plans([scenario(EVENTS, correlations=[{"matrix": {"members": list(P), "rows": rows}}])], draws=8, seed=1)
    with pytest.raises(ScenarioError, match=r"fir is no element, driver, activity, event .*did you mean fire"):
        plans([scenario(EVENTS, correlations=[{"between": ["fir", "flood"], "rho": 0.1}])], draws=8, seed=1)
