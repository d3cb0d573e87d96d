"""Laws of the whole model on small generated scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import aksonsim
from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.model.scenario import Scenario

DRAWS = 202

COSTS: tuple[Any, ...] = (
    7.5,
    {"min": 1, "mode": 2, "max": 4, "shape": "triangular"},
    {"min": 0, "mode": 0, "max": 30, "shape": "pert"},
    {"p10": 30, "mode": 40, "p90": 70, "shape": "pert"},
    {"p50": 100, "p85": 140, "shape": "lognormal"},
    {"mean": 10, "sd": 8, "shape": "gamma"},
    {"shape": "weibull_min", "c": 0.8, "scale": 5},
    {"values": [1, 5], "weights": [3, 1]},
)
FACTORS: tuple[Any, ...] = (
    1.5,
    {"min": 0.5, "mode": 1, "max": 3, "shape": "pert"},
    {"values": [0, 2], "weights": [1, 1]},
)
MONTHS: tuple[Any, ...] = (6, {"min": 1, "mode": 2, "max": 9, "shape": "triangular"})
SHARES = st.sampled_from((0.0, 0.25, 0.5, 1.0))


class Kept(dict[str, Mapping[str, np.ndarray]]):
    """Quantile tables in memory: the estimates above are all there are, and no user's cache is filled with them."""

    def put(self, key: str, arrays: Mapping[str, np.ndarray]) -> None:
        self[key] = arrays


TABLES = Kept()


def run(scenario: Scenario, *, threads: int = 1, block: int = 256, draws: int = DRAWS) -> xr.Dataset:
    resolved = plan(scenario, (), draws=draws, seed=9, cache=TABLES)
    return simulate_plans([resolved], draws=draws, seed=9, keep="inputs", threads=threads, block=block)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario file as plain data: costs, with activities, drivers, events, payers and correlations, or without."""
    work = draw(st.integers(0, 3))
    activities = []
    for k in range(work):
        before = [f"w{j}" for j in range(k) if draw(st.booleans())]
        activities.append(
            {
                "id": f"w{k}",
                "duration": draw(st.sampled_from(MONTHS)),
                "after": before,
                "overlap": draw(st.sampled_from(("add", "max"))),
                "align": draw(st.sampled_from(("none", "year"))),
            }
        )
    costs = []
    for k in range(draw(st.integers(1, 5))):
        cost: dict[str, Any] = {
            "id": f"e{k}",
            "programme": draw(st.sampled_from(("p", "q"))),
            "estimate": draw(st.sampled_from(COSTS)),
            "payable": draw(st.booleans()),
            "varies": {"inhabitants": draw(SHARES) / 2, "gps": draw(SHARES) / 2},
        }
        if cost["programme"] == "p":  # a state share is modelled for shared programmes only
            cost["state_share"] = draw(SHARES)
        if work:
            cost |= {"activity": f"w{draw(st.integers(0, work - 1))}", "time_share": draw(SHARES)}
        costs.append(cost)
    events = []
    for k in range(draw(st.integers(0, 3))):
        event: dict[str, Any] = {
            "id": f"v{k}",
            "probability": draw(st.sampled_from((0, 0.3, {"low": 0.5, "high": 0.74}, 1))),
            "on": draw(st.sampled_from(("*", "q", "e0"))) if any(c["programme"] == "q" for c in costs) else "e*",
            "cost": draw(st.sampled_from(COSTS)),
            "multiplier": draw(st.sampled_from(FACTORS)),
        }
        if work:
            event["delay"] = {"activity": "w0", "months": draw(st.sampled_from(MONTHS))}
        events.append(event)
    drivers = [
        {"id": f"d{k}", "multiplier": draw(st.sampled_from(FACTORS)), "exposure": {"e*": draw(SHARES)}}
        for k in range(draw(st.integers(0, 2)))
    ]
    uncertain = [c["id"] for c in costs if isinstance(c["estimate"], dict)]
    ties = []
    if len(uncertain) > 1 and draw(st.booleans()):
        ties.append({"id": "g", "group": uncertain, "rho": draw(st.sampled_from((0.0, 0.4, 0.99)))})
    return {
        "schema": 1,
        "title": "t",
        "price_year": 2019,
        "horizon": draw(st.sampled_from((2021, 2023, 2040))),
        "unspecified": 0.05,
        "programmes": [{"id": "p", "outside_cap": draw(st.booleans())}, {"id": "q", "shared": False}],
        "participation": {"inhabitants": draw(SHARES), "gps": draw(SHARES)},
        "financing": {"cap": draw(st.sampled_from((0, 10, 1000, None))), "state_ends": draw(_ENDS)},
        "activities": activities,
        "costs": costs,
        "events": events,
        "drivers": drivers,
        "correlations": ties,
    }


_ENDS = st.sampled_from((None, "2021-07-01", "2030-01-01"))


def scenario(file: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(file)


def same(one: xr.Dataset, other: xr.Dataset) -> None:
    assert one.data_vars.keys() == other.data_vars.keys()
    for name in one.data_vars:
        assert one[name].values.tobytes() == other[name].values.tobytes(), name


# --- laws of any scenario ---------------------------------------------------------------------------------------------


@given(files(), st.integers(1, 4), st.sampled_from((4, 12, 100, 1000)))
def test_law__threads_and_blocks_do_not_matter(file: dict[str, Any], threads: int, block: int) -> None:
    same(run(scenario(file)), run(scenario(file), threads=threads, block=block))


@given(files(), st.integers(1, DRAWS))
def test_law__draws_are_a_prefix_of_more_draws(file: dict[str, Any], draws: int) -> None:
    long, short = run(scenario(file)), run(scenario(file), draws=draws)
    for name, variable in short.data_vars.items():
        head = long[name].isel(draw=slice(0, draws)) if "draw" in variable.dims else long[name]
        assert head.values.tobytes() == variable.values.tobytes(), name


@given(files())
def test_law__parts_sum_to_the_total_and_nobody_pays_less_than_nothing(file: dict[str, Any]) -> None:
    ds = run(scenario(file))
    total = ds["cost_total"]
    slack = 1000 * 2.0**-53 * float(total.max())  # 5 elements over 20 years, four operations each, both payers
    for name, dims in (
        ("cost_element", ("element",)),
        ("cost_programme", ("programme",)),
        ("cost_year", ("programme", "year")),
        ("cost_payer", ("payer",)),
        ("cost_payer_year", ("payer", "year")),
    ):
        np.testing.assert_allclose(ds[name].sum(dims), total, rtol=0, atol=slack, err_msg=name)
        assert float(ds[name].min()) >= -slack
    assert float((ds["state_capped"] - ds["state_uncapped"]).max()) <= slack
    cap = file["financing"]["cap"]
    if cap is not None:
        assert float(ds["state_capped"].max()) <= cap + slack


@given(files())
def test_law__percentiles_rise(file: dict[str, Any]) -> None:
    cost = aksonsim.summary(run(scenario(file)))["cost"].sel(condition="all")
    p10, p50, p85 = (cost.sel(statistic=name).values for name in ("p10", "p50", "p85"))
    assert np.isfinite(p50).all()
    assert (p10 <= p50).all()
    assert (p50 <= p85).all()


@given(files())
def test_law__order_of_the_file_is_irrelevant(file: dict[str, Any]) -> None:
    own = run(scenario(file))
    turned = run(scenario(file | {key: file[key][::-1] for key in ("costs", "events", "drivers", "activities")}))
    for dim, name in (("input_name", "input"), ("event", "event_occurred"), ("milestone", "milestone_month")):
        if name in own:
            back = turned[name].sel({dim: own[dim].values})
            assert back.values.tobytes() == own[name].values.tobytes(), name
    # products and sums of at most a dozen numbers, taken in another order
    scale = float(own["cost_total"].max())
    back = turned["cost_element"].sel(element=own["element"].values)
    np.testing.assert_allclose(back, own["cost_element"], rtol=40 * 2.0**-53, atol=40 * 2.0**-53 * scale)


@given(files(), st.sampled_from(COSTS))
def test_law__one_more_element_leaves_every_other_input_as_it_is(file: dict[str, Any], estimate: Any) -> None:
    own = run(scenario(file))
    new = {"id": "new", "programme": "q", "estimate": estimate}
    more = run(scenario(file | {"costs": [new, *file["costs"]]}))
    names = own["input_name"].values
    assert set(more["input_name"].values) - set(names) == {"costs[new]"}
    assert more["input"].sel(input_name=names).values.tobytes() == own["input"].values.tobytes()


@given(files())
def test_law__correlation_leaves_marginals_unchanged(file: dict[str, Any]) -> None:
    """Of 2 000 draws with and without, the largest difference of distributions: Kolmogorov and Smirnov at 1e-6."""
    uncertain = [c["id"] for c in file["costs"] if isinstance(c["estimate"], dict)]
    if len(uncertain) < 2:
        return
    tied = run(scenario(file | {"correlations": [{"group": uncertain, "rho": 0.8}]}), draws=2000)
    free = run(scenario(file | {"correlations": []}), draws=2000)
    for name in uncertain:
        a, b = (np.sort(ds["input"].sel(input_name=f"costs[{name}]").values.ravel()) for ds in (tied, free))
        both = np.concatenate([a, b])
        largest = np.abs(np.searchsorted(a, both, "right") - np.searchsorted(b, both, "right")).max() / 2000
        # P(D > c sqrt(2 / n)) = 2 exp(-2 c^2); the two samples share their own luck, which only brings them closer
        assert largest < np.sqrt(-0.5 * np.log(0.5e-6)) * np.sqrt(2 / 2000)


@given(files(), st.integers(0, 4), st.sampled_from((0.0, 12.5)))
def test_law__an_active_measure_costs_what_it_costs(file: dict[str, Any], target: int, cost: float) -> None:
    """With the probability as it was, a measure adds its cost and nothing else; at 0 it removes the event."""
    element = file["costs"][target % len(file["costs"])]["id"]
    event = {"id": "risk", "probability": 0.5, "on": element, "cost": 40}
    plain = run(scenario(file | {"events": [*file["events"], event]}))
    for probability in (0.5, 0):
        measure = {"active": True, "cost": cost, "probability": probability}
        active = run(scenario(file | {"events": [*file["events"], event | {"mitigation": measure}]}))
        occurred = plain["event_occurred"].sel(event="risk").values * (1 if probability == 0 else 0)
        wanted = plain["cost_total"] + cost - 40.0 * occurred
        np.testing.assert_allclose(
            active["cost_total"], wanted, rtol=0, atol=200 * 2.0**-53 * float(plain["cost_total"].max())
        )
        idle = {"active": False, "cost": cost, "probability": probability}
        same(plain, run(scenario(file | {"events": [*file["events"], event | {"mitigation": idle}]})))
