"""Plans together: what they share is computed once, and no bit is other than in a run apart."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import xarray as xr
from engine_runs import akson, bits, small
from hypothesis import given, settings
from hypothesis import strategies as st

from aksonsim.api import plans
from aksonsim.engine import variants
from aksonsim.engine.block import Whole
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import drawn_once
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variants import Variants
from aksonsim.engine.walk import Walk
from aksonsim.model.scenario import Scenario
from aksonsim.studies import plan_variants

DRAWS = 1100
COUNCILS = {"statuses", "thresholds", "rounds up to the gate", "rounds after the gate", "queue", "adoption"}

CHANGES: dict[str, dict[str, object]] = {
    "as stated": {},
    "an estimate's end": {"costs[journal.management].estimate.p90": 400.0},
    "an estimate's mode, and so the price councils are told": {"costs[journal.management].estimate.mode": 250.0},
    "a cap": {"financing.cap": 900.0},
    "a probability of an event": {"events[A.C1].probability": 0.9},
    "a year of discounting": {"benefits.discount_to": 2022},
    "a duration": {"activities[s1-build].duration": 20},
    "peers": {"uptake.peer": 0.1},
    "a gate": {"gate.share": 0.7},
    "without a link": {"links.gate_to_schedule": False},
}


def changed(base: Scenario) -> list[Scenario]:
    """Return the changes above that the scenario can take, and the scenario."""
    found = []
    for change in CHANGES.values():
        try:
            found.append(base.changed(change))
        except ValueError:
            continue
    return found


def apart(plan: Plan, seed: int = 1, **more: object) -> xr.Dataset:
    return simulate_plans([plan], draws=DRAWS, seed=seed, **more)  # type: ignore[arg-type]


def same(found: xr.Dataset, alone: xr.Dataset) -> None:
    """Compare every bit of what a result of variants holds, and that it lacks nothing but municipalities."""
    assert found.attrs == alone.attrs
    for name, variable in found.data_vars.items():
        assert bits(variable.values) == bits(alone[name].values), name
    assert all(str(name).startswith("municipality") for name in set(alone.data_vars) - set(found.data_vars))


@pytest.fixture(scope="module")
def reference() -> list[Plan]:
    found = changed(akson())
    assert len(found) >= 7
    return plans(found, draws=DRAWS, seed=1)


@pytest.mark.parametrize(("keep", "threads"), [("totals", 1), ("standard", 2), ("inputs", 1)])
def test_variants__together_have_the_bits_of_runs_apart(reference: list[Plan], keep, threads: int) -> None:
    found = Variants(draws=DRAWS, seed=1, keep=keep, threads=threads).run(reference)
    for plan, ds in zip(reference, found, strict=True):
        same(ds, apart(plan, keep=keep))


def test_variants__one_after_the_other_have_the_bits_of_runs_apart(reference: list[Plan]) -> None:
    search = Variants(draws=DRAWS, seed=1, threads=2)
    order = [0, 1, 2, 1, 0, *range(len(reference)), 0]
    for k in order:
        found = search.one(reference[k])
        same(found, apart(reference[k], keep="totals"))


def test_variants__in_batches_have_the_bits_of_runs_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one batch leaves in memory, the next takes in part, and makes the rest of it anew for a plan that asks."""
    monkeypatch.setattr(variants, "TOGETHER", 3)
    plan, other = (plans([akson()], draws=DRAWS, seed=seed)[0] for seed in (1, 2))
    chosen = {one.name: one for one in plan_variants.streams(plan)}
    late, early = [f"events[{name}].cost" for name in ("A.B3", "A.D1", "E.F1", "A.B1")], "activities[rollout]"
    names = (*late[:3], early, "uptake.confidence", late[3], early)
    made = [plan, *(plan_variants.drawn_anew(plan, other, chosen[name]) for name in names)]
    search = Variants(draws=DRAWS, seed=1)
    for one, ds in zip(made, search.run(made), strict=True):
        same(ds, apart(one, keep="totals"))


def test_variants__with_municipalities_lack_nothing(reference: list[Plan]) -> None:
    found = Variants(draws=DRAWS, seed=1, keep="full", municipalities=True).run(reference[:3])
    for plan, ds in zip(reference, found, strict=False):
        alone = apart(plan, keep="full")
        assert set(ds.data_vars) == set(alone.data_vars)
        same(ds, alone)


def test_variants__of_parts_switched_off_held_and_drawn_anew() -> None:
    plan, other = (plans([akson()], draws=DRAWS, seed=seed)[0] for seed in (1, 2))
    chosen = plan_variants.streams(plan)
    made = [
        plan,
        *(plan_variants.drawn_anew(plan, other, one) for one in (*chosen[:6], *chosen[-6:])),
        plan_variants.without_events(plan, plan_variants.drawn_events(plan)[:5]),
        plan_variants.held(plan, [3], 0.5),
        plan_variants.scaled(plan, [4, 5], 1.1),
        plan_variants.with_rho(plan, 0.8),
        plan_variants.without_drivers(plan, [plan.scenario.drivers[0].id]),
    ]
    for one, ds in zip(made, Variants(draws=DRAWS, seed=1, keep="inputs").run(made), strict=True):
        same(ds, apart(one, keep="inputs"))


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_variants__of_designs(method: str) -> None:
    base = small(
        [{"id": name, "estimate": {"min": 1, "mode": 2, "max": 5, "shape": "triangular"}} for name in "abc"],
        correlations=[{"id": "g", "group": ["a", "b"], "rho": 0.5}],
    )
    more = [base, base.changed({"costs[b].estimate.max": 9}), base.changed({"correlations[g].rho": 0.2})]
    made = plans(more, draws=DRAWS, seed=1, method=method)
    for one, ds in zip(made, Variants(draws=DRAWS, seed=1, method=method, keep="inputs").run(made), strict=True):
        same(ds, apart(one, method=method, keep="inputs"))


@pytest.mark.parametrize("draws", [5, 33, 129, 1025])
def test_variants__of_a_design_take_no_draw_past_its_last(draws: int) -> None:
    """A hypercube of n draws has none after its last: a permutation would look for its stratum for ever."""
    (plan,) = plans([small([{"id": str(k), "estimate": {"min": 1, "mode": 2, "max": 5, "shape": "triangular"}}
                            for k in range(40)])], draws=draws, seed=1, method="lhs")  # fmt: skip
    found = Variants(draws=draws, seed=1, method="lhs", keep="inputs").one(plan)
    alone = simulate_plans([plan], draws=draws, seed=1, method="lhs", keep="inputs")
    assert bits(found["input"].values) == bits(alone["input"].values)


WHERE = st.lists(st.sampled_from(range(6)), min_size=1, max_size=6)


@settings(max_examples=10, deadline=None)
@given(WHERE, st.data())
def test_variants__of_any_small_model(order: list[int], data: st.DataObject) -> None:
    """Events with conditions and frequencies, correlated sets, activities: which of them differ is left to chance."""
    three = st.tuples(st.floats(0.5, 1), st.floats(1, 2), st.floats(2, 4)).map(
        lambda x: {"min": x[0], "mode": x[1], "max": x[2], "shape": "pert"}
    )

    def scenario(k: int) -> Scenario:
        draw = data.draw
        return small(
            [{"id": name, "estimate": draw(three), "activity": "build"} for name in "abc"],
            activities=[{"id": "build", "duration": draw(three)}, {"id": "move", "duration": 3, "after": ["build"]}],
            events=[
                {
                    "id": "rain",
                    "probability": draw(st.sampled_from([0.2, 0.5])),
                    "delay": {"activity": "build", "months": 2},
                },
                {
                    "id": "flood",
                    "probability": 0.5,
                    "given": "rain",
                    "otherwise": draw(st.sampled_from([0.0, 0.2])),
                    "cost": draw(three),
                },
                {"id": "theft", "frequency": draw(st.sampled_from([0.5, 2.0])), "years": 2, "cost": draw(three)},
            ],
            correlations=[
                {"id": "one", "between": ["a", "b"], "rho": 0.6},
                {"id": "two", "between": ["b", "c"], "rho": draw(st.sampled_from([0.1, 0.5]))},
                {"id": "three", "group": ["rain", "theft"], "rho": draw(st.sampled_from([0.2, 0.7]))},
            ],
        )

    known = [scenario(k) for k in range(3)]
    made = plans([known[k % 3] for k in order], draws=DRAWS, seed=3)
    for one, ds in zip(made, Variants(draws=DRAWS, seed=3, keep="inputs").run(made), strict=True):
        same(ds, apart(one, seed=3, keep="inputs"))


# --- what is shared ---------------------------------------------------------------------------------------------------


def runs(made: Sequence[Plan], *names: str) -> dict[str, int]:
    """Return how often each stage runs in a block for what these arrays rest on."""
    wanted = frozenset(names or ("total", "price"))
    return Walk(made, [wanted] * len(made), drawn_once(made), counted=False).runs()


def variant(change: str) -> list[Plan]:
    return plans([akson(), akson().changed(CHANGES[change])], draws=DRAWS, seed=1)


def test_walk__what_changes_cost_alone_shares_all_before_it() -> None:
    found = runs(variant("an estimate's end"))
    assert {name: found[name] for name in COUNCILS} == dict.fromkeys(COUNCILS, 1)
    assert (found["inputs"], found["dates"], found["elements"], found["payers"]) == (1, 1, 2, 2)


def test_walk__what_changes_payment_alone_shares_cost_too() -> None:
    stated = akson("official_basis")
    found = runs(plans([stated, stated.changed({"financing.cap": 900.0})], draws=DRAWS, seed=1))
    assert (found["elements"], found["years"], found["payers"]) == (1, 1, 2)


def test_walk__councils_who_are_told_another_price_decide_anew() -> None:
    found = runs(variant("an estimate's mode, and so the price councils are told"))
    assert (found["thresholds"], found["rounds up to the gate"]) == (1, 2)


def test_walk__the_gate_shares_no_round_but_the_thresholds() -> None:
    found = runs(variant("a gate"))
    assert (found["thresholds"], found["rounds up to the gate"]) == (1, 2)


def test_walk__an_amount_that_nobody_asks_for_is_not_computed() -> None:
    assert "net present value" not in runs(plans([akson()], draws=DRAWS, seed=1), "total")
    assert "elements" not in runs(plans([akson()], draws=DRAWS, seed=1), "milestone")


def test_walk__a_model_without_dates_councils_or_payers_runs_only_what_it_has() -> None:
    costs = [{"id": name, "estimate": {"min": 1, "mode": 2, "max": 4, "shape": "pert"}} for name in "ab"]
    found = runs(plans([small(costs)], draws=DRAWS, seed=1), "total", "programme")
    assert set(found) == {"inputs", "events", "elements", "groups", "years", "sums"}


def test_variants__a_search_over_a_cost_holds_its_rounds_once(
    reference: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[Walk] = []
    real: Callable[..., list[object]] = variants.run_walk

    def noted(walk: Walk, *arguments: object) -> list[object]:
        walks.append(walk)
        return real(walk, *arguments)

    monkeypatch.setattr(variants, "run_walk", noted)
    search = Variants(draws=DRAWS, seed=1)
    for plan in reference[:2]:
        search.one(plan)
    first, second = (set(walk.runs()) for walk in walks)
    assert first > COUNCILS
    assert not second & (COUNCILS | {"dates", "durations", "benefits"})
    assert "elements" in second
    drawn = [np.count_nonzero(walk.drawn.only(None, None).inputs.kind) for walk in walks]
    assert drawn[0] == drawn[1]


def test_block__is_gone_with_its_last_reference(reference: list[Plan]) -> None:
    """Its arrays are megabytes that Python's collector does not count: it would let hundreds of them pile up."""
    gc.disable()
    try:
        block = weakref.ref(made := Whole(reference[0], 64))
        made.run(0)
        del made
        assert block() is None
    finally:
        gc.enable()


def test_variants__draws_too_many_to_hold_are_run_anew(reference: list[Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "HELD_BYTES", 1000)
    search = Variants(draws=DRAWS, seed=1)
    for plan in reference[:2]:
        same(search.one(plan), apart(plan, keep="totals"))
    assert not search._memory
