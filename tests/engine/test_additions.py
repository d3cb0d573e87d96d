"""Drivers that add an amount, and drivers that add up: against a register computed without this software, and NumPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr

import aksonsim
from aksonsim import Scenario, ScenarioError
from aksonsim.results.quantity import output

WIDE = "project_wide_drivers"
LINES = {"A1": (28, 33, 45), "A2": (104, 118, 150), "A3": (39, 44, 58), "A4": (88, 99, 134), "A5": (41, 46, 57)}
DRIVERS = [
    {"id": "market", "multiplier": {"p10": 0.94, "p50": 1.01, "p90": 1.14}, "exposure": {"*": 1}},
    {"id": "maturity", "multiplier": {"p10": 0.97, "p50": 1.02, "p90": 1.12}, "exposure": {"A2": 1, "A3": 1, "A4": 1}},
    {"id": "management", "multiplier": {"p10": 0.96, "p50": 1.0, "p90": 1.07}, "exposure": {"A5": 1}},
    {"id": "interfaces", "addition": {"p10": 1.5, "p50": 6, "p90": 19}},
    {"id": "authorities", "addition": {"p10": -2, "p50": 3, "p90": 12}},
]


def scenario(drivers: list[dict[str, Any]] = DRIVERS, **more: Any) -> Scenario:
    costs = [
        {"id": name, "estimate": {"p10": low, "mode": mode, "p90": high, "shape": "triangular"}}
        for name, (low, mode, high) in LINES.items()
    ]
    return Scenario.from_dict(
        {"schema": 1, "title": "t", "price_year": 2025, "costs": costs, "drivers": drivers, **more}
    )


def run(made: Scenario, draws: int = 600, **more: Any) -> xr.Dataset:
    return aksonsim.simulate(made, draws=draws, seed=5, keep="inputs", **more)


@pytest.mark.parametrize(
    ("combine", "mean", "sd", "p50", "p85", "errors"),
    [  # 4 000 000 draws without this software, and their standard errors
        ("product", 400.515, 47.8137, 395.522, 448.33, (0.024, 0.021, 0.028, 0.044)),
        ("sum", 400.241, 47.0015, 395.668, 447.646, (0.024, 0.02, 0.028, 0.043)),
    ],
)
def test_drivers__a_register_of_factors_and_amounts_holds_within_standard_errors(
    combine: str, mean: float, sd: float, p50: float, p85: float, errors: tuple[float, ...]
) -> None:
    n = 200_000
    ds = aksonsim.simulate(scenario(drivers_combine=combine), draws=n, seed=5, keep="totals")
    x = ds.cost_total.values[0]
    fourth = np.mean((x - x.mean()) ** 4)
    own = [x.std() / math.sqrt(n), math.sqrt((fourth - x.var() ** 2) / n) / (2 * x.std())]
    for p, value in ((0.5, p50), (0.85, p85)):
        density = np.mean(np.abs(x - value) < 4) / 8
        own.append(math.sqrt(p * (1 - p) / n) / density)
    found = (x.mean(), x.std(), *np.quantile(x, [0.5, 0.85]))
    for got, stated, error, theirs in zip(found, (mean, sd, p50, p85), own, errors, strict=True):
        assert abs(got - stated) < 4 * error + 4 * theirs


def test_drivers__that_add_up_do_so_draw_by_draw() -> None:
    ds = run(scenario(drivers_combine="sum"))
    inputs = ds.input[0]
    market, maturity = (inputs.sel(input_name=f"drivers[{name}]") for name in ("market", "maturity"))
    for line, factor in (("A1", market), ("A3", 1 + (market - 1) + (maturity - 1))):
        expected = inputs.sel(input_name=f"costs[{line}]") * factor
        np.testing.assert_allclose(ds.cost_element.sel(element=line)[0], expected, rtol=1e-12)


def test_addition__without_exposure_is_a_line_of_its_own_that_nothing_multiplies() -> None:
    ds, without = run(scenario()), run(scenario(DRIVERS[:3]))
    assert list(ds.element.values) == [*LINES, WIDE]
    assert list(ds.driver_name.values) == ["market", "maturity", "management"]
    assert list(ds.addition_name.values) == ["interfaces", "authorities"]
    assert ds.driver_addition.attrs["units"] == "MNOK"
    own = {"element": [*LINES]}
    np.testing.assert_array_equal(ds.cost_element.sel(own), without.cost_element)
    added = ds.driver_addition.sum("addition_name")
    np.testing.assert_allclose(ds.cost_element.sel(element=WIDE), added, rtol=1e-12)
    np.testing.assert_allclose(ds.cost_total - without.cost_total, added, atol=1e-9)
    assert float(added.min()) < 0
    assert output(ds, "baseline", "driver_addition[interfaces]").units == "MNOK"
    with pytest.raises(aksonsim.AksonsimError, match=r"is called driver_addition\[interfaces\]"):
        output(ds, "baseline", "driver[interfaces]")
    assert ds.base_cost_element.sel(element=WIDE).item() == 0
    np.testing.assert_array_equal(ds.base_estimate, without.base_estimate)


def test_addition__with_exposure_is_split_by_base_cost_times_share() -> None:
    exposed = {"id": "fee", "addition": {"p10": -2, "p50": 3, "p90": 12}, "exposure": {"A1": 1, "A2": 0.5}}
    ds, without = run(scenario([*DRIVERS[:3], exposed])), run(scenario(DRIVERS[:3]))
    assert WIDE not in ds.element.values
    amount = ds.driver_addition.sel(addition_name="fee")
    weight = {"A1": 33 * 1.0, "A2": 118 * 0.5}
    for line in LINES:
        more = ds.cost_element.sel(element=line) - without.cost_element.sel(element=line)
        np.testing.assert_allclose(more, amount * weight.get(line, 0) / sum(weight.values()), atol=1e-9)


def test_addition__of_two_programmes_has_their_years_payers_and_a_programme_of_its_own() -> None:
    costs = [
        {"id": "a", "estimate": 300, "programme": "road", "activity": "dig", "state_share": 0.5},
        {"id": "b", "estimate": 100, "programme": "rail", "state_share": 1},
    ]
    fee, strike = {"id": "fee", "addition": 40}, {"id": "strike", "probability": 1, "cost": 8}
    ds = run(
        Scenario.from_dict(
            {
                "schema": 1,
                "title": "t",
                "price_year": 2025,
                "start": "2021-01-01",
                "programmes": [{"id": "road"}, {"id": "rail"}],
                "costs": costs,
                "drivers": [fee],
                "events": [strike],
                "activities": [{"id": "dig", "duration": 24}],
            }
        ),
        draws=2,
    )
    assert list(ds.programme.values) == ["road", "rail", "project_wide_events", WIDE]
    by_year = ds.cost_year.sel(programme=WIDE)[0, 0].values
    np.testing.assert_allclose(by_year[:2], [40 * (0.75 / 2 + 0.25), 40 * 0.75 / 2])
    np.testing.assert_allclose(ds.cost_programme[0, 0], [300, 100, 8, 40])
    np.testing.assert_allclose(ds.cost_element[0, 0], [300, 100, 8, 40])
    np.testing.assert_allclose(ds.cost_payer[0, 0], [448 * (0.75 * 0.5 + 0.25), 448 * 0.75 * 0.5])


def test_addition__is_correlated_sought_removed_and_explained() -> None:
    tied = [{"between": ["interfaces", "authorities"], "rho": 0.9}]
    made = scenario(correlations=tied)
    a, b = run(made, 4000).driver_addition.values[0].T
    assert 0.8 < np.corrcoef(a, b)[0, 1] < 0.95
    plain = scenario()
    ds = run(plain, 4000)
    median = float(ds.cost_total.median())
    found = aksonsim.seek(plain, by="driver:interfaces", target=median + 6.0, at=0.5, draws=4000, seed=5)
    assert found.found is not None
    factor = found.found.value.value
    amount = ds.driver_addition.sel(addition_name="interfaces")
    assert float((ds.cost_total + (factor - 1) * amount).median()) == pytest.approx(median + 6.0, abs=0.05)
    ledger = aksonsim.ledger(plain, ds)
    shares = {one.path: one.share.value for one in ledger.entries if one.share is not None}
    parts = dict(zip(ds.addition_name.values, ds.driver_addition.values[0].T, strict=True))
    for name, amount in parts.items():
        assert abs(shares[f"drivers[{name}].addition"] - amount.var() / float(ds.cost_total.var())) < 0.03
    study = aksonsim.sensitivity(plain, draws=4000, seed=5, methods=["leave-one-out"])
    rows = {row.name: row.mean_change.value for row in study.methods["leave-one-out"].rows}
    for name, amount in parts.items():
        assert rows[f"drivers[{name}]"] == pytest.approx(amount.mean(), rel=1e-6)


@pytest.mark.parametrize(
    ("driver", "sentence"),
    [
        (
            {"addition": 1, "multiplier": 1, "exposure": {"*": 1}},
            "either a multiplier (a factor about 1) or an addition",
        ),
        ({"exposure": {"*": 1}}, "either a multiplier (a factor about 1) or an addition"),
        ({"multiplier": 1.1}, "multiplies and needs exposure"),
        ({"addition": 1, "programme": "p"}, "leave programme out"),
        ({"addition": 1, "exposure": {"A1": 0}}, "adds an amount to nothing"),
        ({"addition": 1, "exposure": {"B9": 1}}, "pattern B9 matches no cost element"),
    ],
)
def test_addition__what_is_neither_factor_nor_amount_is_refused(driver: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScenarioError) as found:
        scenario([{"id": "d", **driver}], programmes=[])
    assert sentence in str(found.value)


def test_addition__may_stand_in_a_file_without_cost_lines() -> None:
    stated = {"schema": 1, "title": "t", "price_year": 2025, "drivers": [{"id": "fee", "addition": 7}]}
    ds = run(Scenario.from_dict(stated | {"events": [{"id": "e", "probability": 1, "cost": 2}]}), draws=2)
    assert ds.cost_total.values.tolist() == [[9.0, 9.0]]
    assert ds.cost_element[0, 0].values.tolist() == [2.0, 7.0]


def test_addition__its_line_has_a_reserved_id() -> None:
    with pytest.raises(ScenarioError, match="project_wide_drivers is reserved"):
        Scenario.from_dict({"schema": 1, "title": "t", "price_year": 2025, "costs": [{"id": WIDE, "estimate": 1}]})
