"""Laws of commitment, gate, rollout and municipal cost, on small generated populations."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from engine_runs import bits
from hypothesis import given
from hypothesis import strategies as st

from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.model.scenario import Scenario

DRAWS = 150
SHARES = (0.0, 0.3, 1.0)
DELAY = {"min": 0, "mode": 2, "max": 9, "shape": "triangular"}


class Kept(dict[str, Any]):
    """Quantile tables in memory."""

    def put(self, key: str, arrays: Any) -> None:
        self[key] = arrays


TABLES = Kept()


def run(file: dict[str, Any], *, threads: int = 1, block: int = 256) -> xr.Dataset:
    scenario = Scenario.model_validate(file)
    resolved = plan(scenario, scenario.population.municipalities, draws=DRAWS, seed=6, cache=TABLES)
    return simulate_plans([resolved], draws=DRAWS, seed=6, keep="full", threads=threads, block=block)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario of a few municipalities in any mood, before a gate or none, with a rollout or none."""

    def one(*choices: Any) -> Any:
        return draw(st.sampled_from(choices))

    count = draw(st.integers(1, 9))
    sizes = (50, 300, 4000, 160_000)
    towns = [
        {"code": str(101 + k), "name": f"T{k}", "county": one("X", "Y", "Z"), "inhabitants": one(*sizes)}
        for k in range(count)
    ]
    codes = [town["code"] for town in towns]
    uptake: dict[str, Any] = {
        "rounds": {"until": one("2021-04-01", "2023-06-30", "2026-12-31")},
        "basis_ready": {"pioneers": {"date": "2021-01-01"}, "others": {"date": "2021-07-01", "delay": DELAY}},
        "notice_months": one(0, 2),
        "pioneers": draw(st.lists(st.sampled_from(codes), unique=True)),
        "hazard": {"pioneer": one(0, 0.5, 50), "signed": 0.2, "unsigned": one(0, 0.1, 50)},
        "refusal": {"pioneer": 0, "signed": 0.1, "unsigned": one(*SHARES)},
        "size_exponent": one(-0.5, 0, 0.5),
        "peer": one(0, 2),
        "county_peer": one(0, 2),
        "confidence_sd": one(0, 0.5),
        "county_confidence_sd": one(0, 0.3),
        "deadline_effect": {"factor": 2, "months": 3},
        "own": {codes[0]: {"hazard": 0.3, "refusal": 0.5}} if one(True, False) else {},
        "mandatory_from": one(None, "2022-01-01"),
    }
    if one(True, False):
        uptake["withdrawal"] = {"probability": one(*SHARES), "at": "buy", "spread": one(0, 1)}
        uptake["options"] = {"share": one(*SHARES), "converts": one(*SHARES)}
    if one(True, False):
        uptake["affordability"] = {"elasticity": 1, "expected_share": 0.85, "reference_price": one(10, 100_000)}
    file: dict[str, Any] = {
        "schema": 1, "title": "t", "price_year": 2019, "horizon": 2034,
        "programmes": [{"id": "p"}, {"id": "own", "shared": False}],
        "costs": [
            {"id": "a", "programme": "p", "estimate": {"min": 5, "mode": 9, "max": 30, "shape": "pert"},
             "activity": "buy", "state_share": 0.4, "varies": {"inhabitants": 0.5, "gps": 0.2}},
            {"id": "b", "programme": "own", "estimate": 40, "activity": "roll", "time_share": 0.0,
             "varies": {"inhabitants": 0.8, "of": "live"}},
        ],
        "activities": [
            {"id": "buy", "duration": {"min": 3, "mode": 6, "max": 20, "shape": "pert"}, "after": ["gate"]},
            {"id": "roll", "duration": 36, "after": ["buy"], "align": one("none", "year")},
        ],
        "population": {"municipalities": towns},
        "uptake": uptake,
        "financing": {"cap": one(None, 2), "sharing": {"equal": one(*SHARES)}},
    }  # fmt: skip
    if one(True, True, False):
        file["gate"] = {
            "share": one(0.0, 0.55, 1.0), "counted_by": one("inhabitants", "municipalities"),
            "deadline": one("2021-06-01", "2022-06-01"), "planned": "2021-09-30",
            "extensions": one(None, {"number": 2, "months": 12, "probability": 0.6}),
            "stop": {"wind_down": one(0, 6), "termination": one(None, 3), "programme": "p", "state_share": 0.5},
        }  # fmt: skip
    if one(True, True, False):
        file["rollout"] = {
            "activity": "roll",
            "capacity": one([{"months": 1, "share": 1}], [{"months": 12, "share": 0.1}, {"months": 36, "share": 1}]),
            "project_months": one(0, 18),
            "gps": one(None, {"final": {"min": 0.3, "mode": 0.7, "max": 1, "shape": "pert"}}),
        }
    return file


@given(files(), st.integers(1, 4), st.sampled_from((4, 12, 100)))
def test_uptake__threads_blocks_and_order_of_rows_do_not_matter(file: dict[str, Any], threads: int, block: int) -> None:
    own = run(file)
    rows = file["population"]["municipalities"]
    turned = file | {"population": {"municipalities": rows[::-1]}}
    for other in (run(file, threads=threads, block=block), run(turned)):
        assert own.variables.keys() == other.variables.keys()
        for name in own.variables:
            one, two = own[name].values, other[name].values
            assert one.tolist() == two.tolist() if one.dtype == object else bits(one) == bits(two), name


@given(files())
def test_uptake__payers_years_and_municipalities_sum(file: dict[str, Any]) -> None:
    ds = run(file)
    total, count = ds["cost_total"], ds.sizes["municipality"]
    slack = 1000 * 2.0**-53 * float(total.max())  # three elements over 14 years, four operations each
    assert np.isfinite(total).all()
    for name, dims in (
        ("cost_element", ["element"]),
        ("cost_payer_year", ["payer", "year"]),
        ("cost_payer", ["payer"]),
    ):
        np.testing.assert_allclose(ds[name].sum(dims), total, rtol=0, atol=slack, err_msg=name)
    # each municipality's cost of a draw is rounded to a whole krone
    municipal = float(ds["cost_payer"].sel(payer="municipal").mean())
    assert abs(float(ds["municipality_cost_mean"].sum()) - municipal) <= count * 0.5e-6 + slack
    assert float(ds["municipality_cost_mean"].min()) >= 0


@given(files())
def test_uptake__gate_is_what_the_committed_shares_say(file: dict[str, Any]) -> None:
    """On time: the first round that reaches the share, by the deadline. Stopped: none by the deadline reached it."""
    if "gate" not in file:
        return
    ds, gate = run(file), file["gate"]
    share = ds["commitment_share"].sel(basis=gate["counted_by"]).values[0].astype(np.float64)
    outcome, passed_at = ds["gate_outcome"].values[0], ds["gate_month"].values[0]
    months, deadline = ds["quarter_month"].values[0], float(ds["gate_deadline_month"].values[0])
    in_time = months <= deadline + 1e-9
    reaches = share >= gate["share"] - 1e-7  # shares are kept in single precision
    assert ((outcome == 0) == (reaches & in_time).any(axis=1)).all()
    first = np.where(reaches.any(axis=1), months[reaches.argmax(axis=1)], np.nan)
    assert (passed_at[outcome < 2] == first[outcome < 2]).all()
    assert np.isnan(passed_at[outcome == 2]).all()
    if gate["extensions"] is None:
        assert set(outcome.tolist()) <= {0, 2}
    else:
        assert (passed_at[outcome == 1] > deadline).all()
        assert (passed_at[outcome == 1] <= deadline + 24 + 1e-9).all()
    stopped = outcome == 2
    assert np.isnan(ds["price_per_inhabitant"].values[0][stopped]).all()
    if "rollout" in file:
        assert (ds["adoption_share"].values[0][stopped] == 0).all()
    reached = ds["milestone_month"].sel(milestone="buy.start").values[0]
    assert np.isnan(reached[stopped & (np.nan_to_num(reached, nan=1e9) > deadline + 24 + 6)]).all()


@given(files())
def test_uptake__shares_are_shares_of_who_has_committed(file: dict[str, Any]) -> None:
    ds = run(file)
    share, final = ds["commitment_share"].values[0], ds["commitment_share"].isel(quarter=-1)
    assert 0 <= share.min() <= share.max() <= 1
    if "withdrawal" not in file["uptake"]:
        assert (np.diff(share, axis=2) >= 0).all()
    committed = np.isfinite(ds["municipality_commit_month"].values[0])
    size = ds["inhabitants"].values
    counted = committed @ size / size.sum()
    np.testing.assert_allclose(final.sel(basis="inhabitants").values[0], counted, atol=2.0**-24)
    np.testing.assert_allclose(final.sel(basis="municipalities").values[0], committed.mean(axis=1), atol=2.0**-24)
    np.testing.assert_allclose(ds["municipality_committed"].values[0], committed.mean(axis=0), rtol=1e-12)
    if file["uptake"]["mandatory_from"] and file["uptake"]["rounds"]["until"] > "2022-04":
        going = ds["gate_outcome"].values[0] != 2 if "gate" in file else np.ones(DRAWS, bool)
        assert (counted[going] == 1).all()
    if "rollout" in file:
        live = ds["adoption_share"].values[0]
        assert (np.diff(live, axis=2) >= 0).all()
        assert (live[:, :, -1] <= np.stack([counted, committed.mean(axis=1)], axis=1) + 2.0**-23).all()
