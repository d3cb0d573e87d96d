"""The randomness contract: no result depends on threads, blocks, processor, or on what else stands in the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from engine_runs import AKSON, akson, bits, by_label, digests, run, small

from aksonsim.api import plans
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load_all
from aksonsim.files.municipalities import resolve
from aksonsim.model.cost import CostElement
from aksonsim.model.events import Event
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Population

DRAWS = 1501
"""Not a multiple of any block: the last one is partial, and odd."""


@pytest.fixture(scope="module")
def planned() -> list[Plan]:
    return plans([akson()], draws=DRAWS, seed=3)


@pytest.fixture(scope="module")
def reference(planned: list[Plan]) -> dict[str, str]:
    return digests(simulate_plans(planned, draws=DRAWS, seed=3, keep="full", threads=1, block=256))


@pytest.mark.parametrize("block", [64, 256, 1000])
@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_result__same_bits_for_any_threads_and_block(
    planned: list[Plan], reference: dict[str, str], threads: int, block: int
) -> None:
    assert {"municipality_commit_month", "municipality_cost", "input", "cost_payer_year"} <= reference.keys()
    again = simulate_plans(planned, draws=DRAWS, seed=3, keep="full", threads=threads, block=block)
    assert digests(again) == reference


def test_result__same_bits_from_a_plan_made_anew(reference: dict[str, str]) -> None:
    again = run(akson(), draws=DRAWS, seed=3, keep="full", threads=2)
    assert digests(again) == reference


def test_result__another_seed_differs(reference: dict[str, str]) -> None:
    other = digests(run(akson(), draws=DRAWS, seed=4, keep="full", threads=2))
    same = {name for name in reference if reference[name] == other[name]}
    for name in ("cost_total", "input", "event_occurred", "gate_outcome", "municipality_commit_month"):
        assert name not in same
    assert {"draw", "base_cost", "municipality", "inhabitants"} <= same


def test_slice__has_the_bits_of_the_larger_run() -> None:
    whole = run(akson(), draws=2000)
    planned = plans([akson()], draws=2000, seed=1)
    part = simulate_plans(planned, draws=700, first=1000, seed=1)
    assert part["draw"].values.tolist() == list(range(1000, 1700))
    for name in [n for n in part.data_vars if "draw" in part[n].dims]:
        assert bits(part[name].values) == bits(whole[name].isel(draw=slice(1000, 1700)).values), name
    with pytest.raises(AksonsimError, match="multiple of 4"):
        simulate_plans(planned, draws=4, first=2, seed=1)


def test_result__a_run_of_twice_as_many_begins_with_it() -> None:
    short, long = (run(akson(), draws=n, keep="full", threads=2) for n in (300, 600))
    checked = 0
    for name, variable in short.data_vars.items():
        if "draw" in variable.dims:
            assert bits(long[name].isel(draw=slice(0, 300)).values) == bits(variable.values), name
            checked += 1
    assert checked >= 20


# --- what else stands in the file -------------------------------------------------------------------------------------

NEW = {"id": "new", "programme": "journal", "estimate": {"min": 1, "mode": 3, "max": 9, "shape": "pert"}}
NOVEL = {"id": "novel", "probability": 0.4, "on": "journal", "cost": {"min": 1, "mode": 3, "max": 9, "shape": "pert"}}


def _with(base: Scenario, **sections: object) -> Scenario:
    return base.model_copy(update=sections)


def _changed(base: Scenario) -> dict[str, Scenario]:
    element, event = CostElement.model_validate(NEW), Event.model_validate(NOVEL)
    people = resolve(base.population)
    turned = Population(municipalities=tuple(reversed(people)))
    without = tuple(a for a in base.costs if a.id != "journal.licences-gp")
    return {
        "element added first": _with(base, costs=(element, *base.costs)),
        "element added last": _with(base, costs=(*base.costs, element)),
        "element removed": _with(base, costs=without),
        "event added": _with(base, events=(event, *base.events)),
        "event removed": _with(base, events=base.events[:7] + base.events[8:]),
        "elements reordered": _with(base, costs=base.costs[::-1]),
        "drivers reordered": _with(base, drivers=base.drivers[::-1]),
        "events reordered": _with(base, events=base.events[::-1]),
        "activities reordered": _with(base, activities=base.activities[::-1]),
        "correlations reordered": _with(base, correlations=base.correlations[::-1]),
        "municipalities reordered": _with(base, population=turned),
    }


@pytest.fixture(scope="module")
def own() -> xr.Dataset:
    return run(akson(), draws=130, keep="full", threads=2)


CHANGES = tuple(_changed(akson()))


@pytest.fixture(scope="module")
def changed() -> dict[str, Scenario]:
    return _changed(akson())


@pytest.mark.parametrize("what", CHANGES)
def test_inputs__are_untouched_by_what_else_stands_in_the_file(
    own: xr.Dataset, changed: dict[str, Scenario], what: str
) -> None:
    other = run(changed[what], draws=130, keep="full", threads=2)
    before, after = by_label(own, "input", "input_name"), by_label(other, "input", "input_name")
    differ = before.keys() ^ after.keys()
    assert len(differ) == {"element added first": 1, "element added last": 1, "element removed": 1}.get(
        what, len(differ) if what.startswith("event ") else 0
    )
    assert [name for name in before.keys() & after.keys() if bits(before[name]) != bits(after[name])] == []


@pytest.mark.parametrize("what", [name for name in CHANGES if name.endswith("reordered")])
def test_results__do_not_depend_on_the_order_of_the_file(
    own: xr.Dataset, changed: dict[str, Scenario], what: str
) -> None:
    other = run(changed[what], draws=130, keep="full", threads=2)
    for name in ("gate_outcome", "gate_month", "commitment_share", "adoption_share", "municipality_committed"):
        assert bits(own[name].values) == bits(other[name].values), name
    for dim, name in (("element", "cost_element"), ("municipality", "municipality_commit_month")):
        before, after = by_label(own, name, dim), by_label(other, name, dim)
        for label, values in before.items():
            # a product of ten factors taken in another order: eleven roundings of at most 2**-53 on either side
            np.testing.assert_allclose(after[label], values, rtol=22 * 2.0**-53)
    # sums of 30 elements over 20 years in another order
    np.testing.assert_allclose(other["cost_total"], own["cost_total"], rtol=600 * 2.0**-53)
    if what == "municipalities reordered":
        assert {k: v for k, v in digests(own).items() if k != "attributes"} == {
            k: v for k, v in digests(other).items() if k != "attributes"
        }


def test_municipality__decides_as_it_does_whoever_else_is_in_the_table() -> None:
    """Where no council looks at others, one municipality less changes nothing for the rest: streams go by number."""
    alone = [
        "uptake.peer=0", "uptake.county_peer=0", "uptake.live_pull=0", "uptake.size_exponent=0",
        "uptake.signed_total=null", "uptake.affordability.elasticity=0", "uptake.withdrawal.elasticity=0", "gate=null",
    ]  # fmt: skip
    fewer = 'population.exclude={health_regions: [Helse Midt-Norge], codes: ["1811", "1103", "0301"]}'
    own = by_label(run(akson("baseline", *alone), draws=130, keep="full"), "municipality_commit_month", "municipality")
    less = akson("baseline", *alone, fewer, "uptake.own=null", "uptake.pioneers=['4601', '1804', '3024']")
    other = by_label(run(less, draws=130, keep="full"), "municipality_commit_month", "municipality")
    assert own.keys() - other.keys() == {"1103", "0301"}
    kept = [code for code in other if code not in ("4204", "3825")]  # no longer pioneers, so their chances differ
    assert [code for code in kept if bits(own[code]) != bits(other[code])] == []
    assert sum(np.isfinite(other[code]).any() for code in kept) > 200


def test_inputs__are_common_to_all_scenarios() -> None:
    scenarios = load_all(AKSON, None)
    assert len(scenarios) >= 15
    planned = plans(scenarios, draws=64, seed=1)
    ds = simulate_plans(planned, draws=64, seed=1, keep="inputs", threads=2)
    first = planned[0]
    values = by_label(ds, "input", "input_name")
    compared = 0
    for s, plan in enumerate(planned[1:], start=1):
        others = by_label(ds, "input", "input_name", s)
        for name, row in plan.inputs.rows.items():
            mine = first.inputs.row(name)
            same = mine >= 0 and (plan.inputs.estimates[row], plan.inputs.lines[row]) == (
                first.inputs.estimates[mine],
                first.inputs.lines[mine],
            )
            if same:
                compared += 1
                assert bits(values[name]) == bits(others[name]), (plan.scenario.name, name)
    assert compared > 1500


def test_inputs__two_names_are_two_streams() -> None:
    law = {"shape": "uniform"}
    ds = run(small([{"id": a, "estimate": law} for a in "ab"]), draws=4096, keep="inputs")
    a, b = ds["input"].values[0].T
    assert np.intersect1d(a, b).size == 0
    # correlation of independent uniforms: standard error 1 / sqrt(n)
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / np.sqrt(4096)


# --- processor --------------------------------------------------------------------------------------------------------

PROGRAM = """
import json, sys
import numba
sys.path.insert(0, {folder!r})
from engine_runs import akson, digests, run
assert not numba.config.USING_SVML
print(json.dumps(digests(run(akson(), draws=203, seed=5, keep="full", threads=2, block=64))))
"""

CPUS = {
    "generic": {"NUMBA_CPU_NAME": "generic"},
    "haswell": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+bmi,+bmi2,+fma,+sse4.2,-avx512f"},
}


@pytest.mark.slow
def test_result__same_bits_for_any_processor(request: pytest.FixtureRequest) -> None:
    """Kernels are compiled anew for each target, once: pytest's own cache folder keeps them from run to run."""
    folder = Path(__file__).parent
    expected = digests(run(akson(), draws=203, seed=5, keep="full", threads=2, block=64))
    running = {}
    for name, target in CPUS.items():
        kept = request.config.cache.mkdir(f"kernels-{name}")
        running[name] = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(folder=str(folder))],
            env=os.environ | target | {"NUMBA_CACHE_DIR": str(kept)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    for name, process in running.items():
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        assert json.loads(out) == expected, name
