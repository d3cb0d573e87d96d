"""The couplings of the model: a switch that is off cuts one wire and no other; on the reference case."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from engine_runs import akson, run


def simulated(*sets: str, name: str = "baseline") -> xr.Dataset:
    return run(akson(name, *sets), draws=256, seed=4, threads=2)


@pytest.mark.parametrize(("link", "moves"), [("true", True), ("false", False)])
def test_link__delay_to_cost(link: str, moves: bool) -> None:
    """Delays of the rollout prolong what ends with it; with the switch off every element costs the same, later."""
    sets = [f"links.delay_to_cost={link}"]
    delays = [f"events[{name}].delay=null" for name in ("I.C3", "I.G1", "I.I1")]
    with_delays, without = (simulated(*sets, *more, name="official_basis") for more in ([], delays))
    assert not np.array_equal(with_delays["milestone_month"], without["milestone_month"])
    assert not np.array_equal(with_delays["cost_year"], without["cost_year"])
    equal = with_delays["cost_element"].values.tobytes() == without["cost_element"].values.tobytes()
    assert equal is not moves
    if moves:
        assert (with_delays["cost_total"] >= without["cost_total"]).all()


@pytest.mark.parametrize(("link", "moves"), [("true", True), ("false", False)])
def test_link__price_to_uptake(link: str, moves: bool) -> None:
    """A price five times the reference keeps councils away; with the switch off nothing of uptake notices."""
    sets = [f"links.price_to_uptake={link}", "uptake.withdrawal.elasticity=0"]
    dear, fair = (simulated(*sets, *more) for more in (["uptake.affordability.uplift=6"], []))
    for name in ("commitment_share", "gate_outcome", "gate_month", "adoption_share", "municipality_committed"):
        equal = dear[name].values.tobytes() == fair[name].values.tobytes()
        assert equal is not moves, name
    if moves:
        assert float(dear["commitment_share"].mean()) < float(fair["commitment_share"].mean())


@pytest.mark.parametrize(("link", "moves"), [("true", True), ("false", False)])
def test_link__delay_to_price(link: str, moves: bool) -> None:
    """What runs with time makes a late gate dearer: with the switch off councils are told the price of the plan."""
    sets = [f"links.delay_to_price={link}"]
    slow, fast = (
        simulated(*sets, f"costs[journal.management].time_share={share}", f"costs[journal.provider].time_share={share}")
        for share in (0.95, 0.0)
    )
    equal = slow["commitment_share"].values.tobytes() == fast["commitment_share"].values.tobytes()
    assert equal is not moves
    if moves:
        assert float(slow["commitment_share"].mean()) < float(fast["commitment_share"].mean())
    assert not np.array_equal(slow["cost_total"], fast["cost_total"])  # delay_to_cost is another wire


@pytest.mark.parametrize(("link", "moves"), [("true", True), ("false", False)])
def test_link__gate_to_schedule(link: str, moves: bool) -> None:
    """A gate that is passed earlier moves what follows; with the switch off the plan's dates stand."""
    ready = ["uptake.scale=1000", "uptake.refusal={pioneer: 0, signed: 0, unsigned: 0}"]
    sets = [f"links.gate_to_schedule={link}"]
    early, usual = simulated(*sets, *ready), simulated(*sets)
    passed = (usual["gate_outcome"] != 2).values[0] & (early["gate_outcome"] != 2).values[0]
    assert passed.sum() > 150
    assert float(early["gate_month"].mean()) < float(usual["gate_month"].mean())
    after = early["milestone"].values[2:]
    ends, later = (ds["milestone_month"].sel(milestone=after).values[0][passed] for ds in (early, usual))
    equal = ends.tobytes() == later.tobytes()
    assert equal is not moves
    if moves:
        procured = list(after).index("procure")
        assert (ends[:, procured] <= later[:, procured]).all()


def test_link__all_off_and_no_gate_is_the_plain_cost_model() -> None:
    """Where no wire is left, cost is that of the stated participation: everybody, here bound by law at once."""
    off = [f"links.{link}=false" for link in ("gate_to_schedule", "delay_to_cost", "delay_to_price", "price_to_uptake")]
    bound = ["gate=null", "uptake.mandatory_from=2021-01-01", "rollout.capacity=[{months: 1, share: 1}]",
             "rollout.capacity_factor=null", "rollout.project_months=0"]  # fmt: skip
    coupled, plain = simulated(*off, *bound), simulated("links.delay_to_cost=false", name="official_basis")
    step1 = [str(name) for name in plain["element"].values if str(name).startswith("step1.")]
    assert (coupled["commitment_share"].isel(quarter=-1) == 1).all()
    a, b = (ds["cost_element"].sel(element=step1).values for ds in (coupled, plain))
    assert a.tobytes() == b.tobytes()
    varies = {"journal.licences-gp", "journal.access-management"}
    journal = [str(n) for n in plain["element"].values if str(n).startswith("journal.") and str(n) not in varies]
    a, b = (ds["cost_element"].sel(element=journal).values for ds in (coupled, plain))
    np.testing.assert_allclose(a, b, rtol=20 * 2.0**-53)
