"""Events that happen a number of times a year: against closed forms, SciPy and a brute-force model in NumPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy import stats

import aksonsim
import aksonsim.views.mitigations
import aksonsim.views.sensitivity
from aksonsim import Scenario, ScenarioError, views
from aksonsim.api import plans
from aksonsim.engine.block import Whole
from aksonsim.engine.plan_events import NEVER, tails
from aksonsim.language.text import Text, translate
from aksonsim.results.quantity import output
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.streams import uniform
from aksonsim.studies.mitigations import mitigations
from aksonsim.views.document import Table

REGISTER = {
    "F1": (2.5, 38.0, 22.0),
    "F2": (0.2, 900.0, 700.0),
    "F3": (0.25, 1100.0, 1400.0),
    "F4": (6.0, 9.0, 5.0),
    "F5": (0.5, 240.0, 90.0),
}
"""Frequency a year, mean and standard deviation of a lognormal cost."""


def scenario(*events: dict[str, Any], **more: Any) -> Scenario:
    stated = {"schema": 1, "title": "t", "currency": "kUSD", "price_year": 2025, "events": events}
    return Scenario.from_dict(stated | more)


def register(years: float) -> Scenario:
    lines = [
        {"id": name, "frequency": often, "years": years, "cost": {"mean": mean, "sd": sd, "shape": "lognormal"}}
        for name, (often, mean, sd) in REGISTER.items()
    ]
    return scenario(*lines)


def total(ds: xr.Dataset) -> np.ndarray:
    return ds["cost_total"].values[0]


@pytest.mark.parametrize("mean", [1e-9, 0.3, 2.5, 18.0, 1000.0])
def test_tails__are_those_of_the_poisson_distribution(mean: float) -> None:
    found = tails(mean)
    np.testing.assert_allclose(found, stats.poisson.sf(np.arange(found.size), mean), rtol=1e-9)
    assert stats.poisson.sf(found.size, mean) <= NEVER
    assert tails(0.0).size == 0


@pytest.mark.parametrize(
    ("years", "p50", "p85"),
    [(1, 375.804, 1331.04), (3, 1672.64, 3590.67)],  # by convolution, without this software
)
def test_frequency__compound_sums_of_a_register_hold_within_four_standard_errors(years, p50, p85) -> None:
    n = 200_000
    x = total(aksonsim.simulate(register(years), draws=n, seed=3))
    mean = years * sum(often * mean for often, mean, _ in REGISTER.values())
    variance = years * sum(often * (mean**2 + sd**2) for often, mean, sd in REGISTER.values())
    assert abs(x.mean() - mean) < 4 * math.sqrt(variance / n)
    fourth = np.mean((x - x.mean()) ** 4)
    assert abs(x.var() - variance) < 4 * math.sqrt((fourth - x.var() ** 2) / n)
    for p, value in ((0.5, p50), (0.85, p85)):
        assert abs(np.mean(x <= value) - p) < 4 * math.sqrt(p * (1 - p) / n)


def test_frequency__every_occurrence_has_a_cost_delay_and_factor_of_its_own() -> None:
    """Brute force: a Poisson number by SciPy, and consequence k of a draw by SciPy from its stream at index k."""
    n, seed = 64, 11
    event = {
        "id": "trip",
        "frequency": {"low": 1.0, "high": 2.0},
        "years": 2,
        "given": "season",
        "on": "line",
        "cost": {"mean": 38, "sd": 22, "shape": "lognormal"},
        "multiplier": {"min": 1, "mode": 1.1, "max": 1.3, "shape": "triangular"},
        "delay": {"activity": "build", "months": {"min": 1, "mode": 2, "max": 4, "shape": "pert"}},
    }
    made = scenario(
        {"id": "season", "probability": 0.7},
        event,
        costs=[{"id": "line", "estimate": 1000, "activity": "build"}],
        activities=[{"id": "build", "duration": 24}],
    )
    ds = aksonsim.simulate(made, draws=n, seed=seed, keep="inputs")
    draws = np.arange(n)
    number = stats.poisson.isf(uniform(seed, "events[trip].occurs", draws), 3.0).astype(int)
    number[uniform(seed, "events[season].occurs", draws) >= 0.7] = 0
    together = {"cost": np.zeros(n), "multiplier": np.ones(n), "delay[build]": np.zeros(n)}
    laws = {
        "cost": made.events[1].cost,
        "multiplier": made.events[1].multiplier,
        "delay[build]": made.events[1].delays[0].months,
    }
    for part, sums in together.items():
        drawn = distribution_of(laws[part])
        for k in range(number.max()):
            one = np.asarray(drawn.ppf(uniform(seed, f"events[trip].{part}", draws, k)))
            sums[:] = np.where(k < number, sums * one if part == "multiplier" else sums + one, sums)
    assert number.max() > 3
    assert ds.event_count.sel(event="trip").values[0].tolist() == number.tolist()
    assert output(ds, "baseline", "event_count[trip]").values.tolist() == number.tolist()
    assert ds.event_occurred.sel(event="trip").values[0].tolist() == (number > 0).astype(int).tolist()
    for part, sums in together.items():
        np.testing.assert_allclose(ds.input.sel(input_name=f"events[trip].{part}")[0], sums, rtol=1e-6)
    np.testing.assert_allclose(total(ds), 1000 * together["multiplier"] + together["cost"], rtol=1e-6)
    late = ds.milestone_month.sel(milestone="build")[0] - 24
    np.testing.assert_allclose(late, together["delay[build]"], atol=1e-4)


def test_frequency__draws_depend_on_nothing_but_seed_name_draw_and_index() -> None:
    few, many = (aksonsim.simulate(register(3), draws=n, seed=5, threads=1) for n in (700, 1400))
    np.testing.assert_array_equal(total(few), total(many)[:700])
    alone = scenario(register(3).model_dump(mode="json", exclude_defaults=True)["events"][3])
    np.testing.assert_array_equal(
        aksonsim.simulate(alone, draws=700, seed=5).event_count.sel(event="F4"), few.event_count.sel(event="F4")
    )


@pytest.mark.parametrize("lanes", [64, 100, 256])
def test_frequency__bits_depend_on_no_block_and_no_thread(lanes: int) -> None:
    (plan,) = plans([register(3)], draws=2000, seed=5)
    block = Whole(plan, lanes)
    block.run(512)
    whole = aksonsim.simulate(register(3), draws=2000, seed=5, keep="inputs", threads=2)
    np.testing.assert_array_equal(whole.input.values[0, 512 : 512 + lanes].T, block.arrays["input"])
    np.testing.assert_array_equal(whole.event_count.values[0, 512 : 512 + lanes].T, block.arrays["number"])
    np.testing.assert_array_equal(total(whole)[512 : 512 + lanes], block.arrays["total"])


def test_frequency__is_a_probability_where_once_is_all_that_can_happen() -> None:
    """An event so rare that it never comes twice is the event of that probability, draw by draw."""
    rare = {"id": "e", "frequency": 1e-3, "years": 1, "cost": 5}
    once = {"id": "e", "probability": -math.expm1(-1e-3), "cost": 5}
    both = [aksonsim.simulate(scenario(event), draws=20_000, seed=2) for event in (rare, once)]
    assert 0 < total(both[0]).sum() < 5 * 60
    np.testing.assert_array_equal(total(both[0]), total(both[1]))
    assert "event_count" not in both[1]
    np.testing.assert_array_equal(both[0].event_probability, both[1].event_probability)


def test_frequency__a_measure_never_adds_an_occurrence() -> None:
    event = {"id": "e", "frequency": 4, "years": 2, "cost": {"mean": 3, "sd": 1, "shape": "gamma"}}
    measure = {"active": True, "cost": 1, "frequency": 1.5}
    off, on = (
        aksonsim.simulate(scenario(one), draws=20_000, seed=2) for one in (event, event | {"mitigation": measure})
    )
    assert (on.event_count <= off.event_count).all()
    assert abs(float(on.event_count.mean()) - 3.0) < 4 * math.sqrt(3.0 / 20_000)
    assert abs(total(on).mean() - (1 + 3.0 * 3)) < 4 * math.sqrt(3.0 * 10 / 20_000)


def test_frequency__reads_as_times_a_year_in_tables_of_measures_and_bands() -> None:
    event = {"id": "e", "frequency": {"low": 2, "high": 3}, "years": 3, "cost": {"mean": 3, "sd": 1, "shape": "gamma"}}
    made = scenario(event | {"mitigation": {"cost": 1, "frequency": 1.5}}, {"id": "f", "probability": 0.1, "cost": 9})
    bands = aksonsim.sensitivity(made, ["bands"], draws=1000)
    measures = mitigations(made, draws=500, seed=1)
    assert (measures.rows[0].frequency, measures.rows[0].frequency_with, measures.rows[0].years) == (2.5, 1.5, 3)
    for found, english, norwegian in (
        (views.mitigations.view(measures), "2.5 a year over 3 years", "2,5 per år i 3 år"),
        (views.sensitivity.view(bands), "3 a year over 3 years", "3 per år i 3 år"),
    ):
        cells = [cell for block in found.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
        texts = [cell for cell in cells if isinstance(cell, Text)]
        assert english in [translate(text, "en") for text in texts]
        assert norwegian in [translate(text, "nb") for text in texts]


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_frequency__holds_in_every_design(method: str) -> None:
    x = total(aksonsim.simulate(register(1), draws=2**14, seed=1, method=method))
    assert abs(x.mean() - 724) < 4 * 1044.42 / 2**7


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"frequency": 2, "probability": 0.5}, "either a probability (it happens once or not) or a frequency"),
        ({}, "either a probability (it happens once or not) or a frequency"),
        ({"frequency": 2.5, "years": None}, "happens 2.5 times a year; years says over how many years"),
        ({"probability": 0.5, "years": 3}, "years goes with frequency"),
        ({"frequency": 400, "years": 3}, "would happen 1200 times in a draw; at most 1000"),
        ({"frequency": {"low": 1, "high": 400}, "years": 3}, "would happen 1200 times"),
        ({"frequency": -1}, "must be at least 0"),
        ({"frequency": {"low": 3, "high": 2}}, "low 3 must not exceed high 2"),
        ({"frequency": 2, "mitigation": {"probability": 0.1}}, "so does its mitigation: frequency alone"),
        ({"probability": 0.2, "mitigation": {"frequency": 0.1}}, "so does its mitigation: probability alone"),
        ({"frequency": 2, "represented_by": "uptake", "counts": "gate_missed"}, "a probability, no frequency"),
    ],
)
def test_frequency__what_is_no_frequency_is_refused(event: dict[str, Any], sentence: str) -> None:
    stated = {"id": "e", **({"years": 1} if "frequency" in event else {}), **event}
    with pytest.raises(ScenarioError) as found:
        scenario({key: value for key, value in stated.items() if value is not None})
    assert sentence in str(found.value).replace("\n", " ")


def test_frequency__no_event_is_given_one_that_happens_many_times() -> None:
    with pytest.raises(ScenarioError, match="which states a frequency"):
        scenario({"id": "a", "frequency": 2, "years": 1, "cost": 1}, {"id": "b", "probability": 0.5, "given": "a"})


def test_frequency__what_is_drawn_anew_each_time_is_not_correlated() -> None:
    events = [{"id": name, "frequency": 2, "years": 1, "cost": {"mean": 3, "sd": 1, "shape": "gamma"}} for name in "ab"]
    tied = [{"between": ["events[a].cost", "events[b].cost"], "rho": 0.5}]
    with pytest.raises(ScenarioError, match=r"correlate events\[a\].occurs"):
        aksonsim.simulate(scenario(*events, correlations=tied), draws=10, seed=1)
    tied = [{"between": ["events[a].occurs", "events[b].occurs"], "rho": 0.999}]
    count = aksonsim.simulate(scenario(*events, correlations=tied), draws=2000, seed=1).event_count.values[0]
    assert np.corrcoef(count.T)[0, 1] > 0.97


def test_frequency__is_sought_and_has_its_share_of_the_variance() -> None:
    made = register(1)
    found = aksonsim.seek(made, by="events[F5].frequency", target=1400.0, at=0.85, draws=4000, seed=1)
    assert found.found is not None
    again = made.changed({"events[F5].frequency": found.found.value.value})
    assert np.quantile(total(aksonsim.simulate(again, draws=4000, seed=1)), 0.85) == pytest.approx(1400, abs=5)
    ledger = aksonsim.ledger(made, aksonsim.simulate(made, draws=4000, seed=1, keep="inputs"))
    shares = {one.path: one.share.value for one in ledger.entries if one.share is not None}
    variance = {name: often * (mean**2 + sd**2) for name, (often, mean, sd) in REGISTER.items()}
    for name, part in variance.items():  # 4000 draws of a heavy tail say no more
        assert abs(shares[f"events[{name}].frequency"] - part / sum(variance.values())) < 0.05
    assert abs(ledger.residual.value) < 1e-9
