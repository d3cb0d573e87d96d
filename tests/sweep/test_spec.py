"""Sweep files: what they may say, and the sentence for everything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sweep_files import BASE, SPEC, written

from aksonsim.analysis.indices import sobol_indices
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.model.quantities import split
from aksonsim.money import attributes
from aksonsim.sweeps.explore import explore
from aksonsim.sweeps.outputs import Output
from aksonsim.sweeps.points import points
from aksonsim.sweeps.reading import overridden, read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import read


@pytest.mark.parametrize(
    ("text", "quantity", "statistic", "units", "keep"),
    [
        ("cost_total.p85", "cost_total", "p85", "MNOK", "totals"),
        ("cost_total.sd_share", "cost_total", "sd_share", "1", "totals"),
        ("gate.on_time", "gate[on_time]", "prob", "1", "totals"),
        ("event.A.C1", "event[A.C1]", "prob", "1", "standard"),
        ("cost_element.journal.licences.p97.5", "cost_element[journal.licences]", "p97.5", "MNOK", "standard"),
        ("adoption.gps.2030.p50", "adoption_share[gps, 2030]", "p50", "1", "standard"),
        ("adoption[gps,2030].mean", "adoption_share[gps, 2030]", "mean", "1", "standard"),
        ("commitment.inhabitants.2022-06-01.p10", "commitment[inhabitants, 2022-06-01]", "p10", "1", "standard"),
        ("price_per_inhabitant.p50", "price_per_inhabitant", "p50", "NOK", "totals"),
        ("signatories", "signatories", "stated", "1", "totals"),
    ],
)
def test_output__is_read_as_claims_name_it(text: str, quantity: str, statistic: str, units: str, keep: str) -> None:
    output = Output.model_validate(text)
    found = output.units(attributes("MNOK", 2019))
    assert (output.quantity, output.statistic, found, output.keep) == (quantity, statistic, units, keep)
    assert output.name == text


def test_output__without_a_statistic_says_what_to_write() -> None:
    with pytest.raises(ValueError, match=r"cost_total names no statistic; write cost_total\.p50"):
        split("cost_total")


def test_sweep__is_read_with_its_base_and_what_that_states(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path))
    assert found.base.name == "baseline"
    assert found.stated == {"costs[a].estimate.mean": 100, "costs[b].estimate.mean": 50}
    assert found.places["costs[b].estimate.mean"].line == 6
    assert overridden(found, 50, 7).sweep.draws == 50
    with pytest.raises(AksonsimError, match="draws must be 1 or more"):
        overridden(found, 0, None)


BAD = {
    "unknown key": ("design: grid", "desing: grid", "sweep.yaml:7:1: desing: unknown key desing; did you mean design?"),
    "no parameter key": ("values: [40, 50, 60]", "valus: [40]", "unknown key valus; did you mean values?"),
    "two ways": ("levels: 4", "values: [1, 2]", "states values and range; one of values, range, log_range, estimate"),
    "no way": ("range: [80, 120], levels: 4", "levels: 4", "states nothing to vary; one of values, range"),
    "range falls": ("[80, 120]", "[120, 80]", "range [120, 80] must have its lower end below its upper end"),
    "twice": ("[40, 50, 60]", "[40, 50, 40]", "value 40 stands twice"),
    "mixed": ("[40, 50, 60]", "[40, many]", "values must be all numbers, all words or all true and false"),
    "points of a grid": ("design: grid", "design: {kind: grid, points: 9}", "leave points out"),
    "no points": ("design: grid", "design: lhs", "lhs needs points"),
    "unknown design": ("design: grid", "design: gird", "did you mean grid?"),
    "no such file": ("base: two.yaml", "base: too.yaml", "sweep.yaml:3:1: base: no such file"),
    "no such scenario": (
        "base: two.yaml",
        "base: two.yaml\nscenario: deer",
        "unknown scenario deer; did you mean dear?",
    ),
    "path nowhere": ("costs[b].estimate.mean", "costs[c].estimate.mean", "sweep.yaml:6:3: costs[c].estimate.mean:"),
    "value not borne": ("[40, 50, 60]", "[many, more]", "must be a number, not text 'many'"),
    "unknown quantity": ("cost_total.p85", "cost_totl.p85", "unknown quantity cost_totl; did you mean cost_total?"),
    "unknown statistic": ("cost_total.p85", "cost_total.q85", "statistic"),
    "unknown event": ("event.fire", "event.fyre", "outputs[3]: unknown event fyre; did you mean fire?"),
    "output twice": ("cost_total.p85", "cost_total.mean", "outputs: cost_total.mean stands twice"),
    "odd levels": ("design: grid", "design: {kind: morris, points: 30, levels: 5}", "levels of morris must be even"),
    "curve of a chance": ("draws: 200", "curves: [event.fire]", "event.fire has no S-curve; it is a chance"),
    "no draws": ("draws: 200", "draws: 0", "must be at least 1, not 0"),
    "draws by exponent": ("draws: 200", "draws: 1e5", "must be a whole number in digits alone, without point or exp"),
    "draws in words": ("draws: 200", "draws: 100k", "must be a whole number, not text '100k'; write 100000"),
    "draws in groups": ("draws: 200", "draws: 20 000", "must be a whole number, not text '20 000'; write 20000"),
    "draws in two ways": ("draws: 200", "draws: 20,000", "draws: must be a whole number, not text '20,000'"),
    "draws cut": ("draws: 200", "draws: 1.5", "draws: must be a whole number, not 1.5"),
}


@pytest.mark.parametrize("case", BAD)
def test_sweep__bad_input_has_its_sentence(case: str, tmp_path: Path) -> None:
    old, new, sentence = BAD[case]
    assert old in SPEC
    with pytest.raises(ScenarioError) as error:
        read_sweep(written(tmp_path, SPEC.replace(old, new)))
    assert sentence in str(error.value)


def test_sweep__a_broken_base_is_told_in_its_own_place(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"two\.yaml:6:\d+: costs\[a\].estimate.sd: must be more than 0"):
        read_sweep(written(tmp_path, base=BASE.replace("sd: 4", "sd: -1")))


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ('"costs[*].estimate.mean": {range: [80, 90]}', r"sets costs\[a\]\.estimate\.mean, which parameter costs\[a\]"),
        ('"costs[?].estimate.mean": {range: [80, 90]}', r"which parameter costs\[a\]\.estimate\.mean sets too"),
    ],
)
def test_parameters__that_set_the_same_place_are_refused(second: str, told: str, tmp_path: Path) -> None:
    spec = SPEC.replace('"costs[b].estimate.mean": {title: Mean of b, values: [40, 50, 60]}', second)
    with pytest.raises(ScenarioError, match=told):
        read_sweep(written(tmp_path, spec))


def test_design__of_too_few_blocks_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    spec = SPEC.replace("design: grid", "design: {kind: saltelli, points: 127}")
    with pytest.raises(AksonsimError, match="at least 128 points for 2 parameters, not 127: 32 blocks of 4"):
        begin(read_sweep(written(tmp_path, spec)), tmp_path / "out.zarr")
    assert not (tmp_path / "out.zarr").exists()
    assert len(points(read_sweep(written(tmp_path, spec.replace("127", "128"))).sweep, {})) == 128
    draws = np.random.default_rng(1).normal(size=(4, 32))
    assert np.isfinite(sobol_indices(draws[0], draws[1], draws[2:]).first_half).all()


@pytest.mark.parametrize("number", ["0", "-3", "1.5"])
def test_design__points_are_one_or_more(number: str, tmp_path: Path) -> None:
    spec = SPEC.replace("design: grid", f"design: {{kind: lhs, points: {number}}}")
    with pytest.raises(ScenarioError, match=r"sweep\.yaml:\d+.*points"):
        read_sweep(written(tmp_path, spec))


def test_sweep__of_one_point_is_kept_and_explore_says_what_it_lacks(tmp_path: Path) -> None:
    spec = SPEC.replace("design: grid", "design: {kind: lhs, points: 1}")
    run(begin(read_sweep(written(tmp_path, spec)), tmp_path / "out.zarr"), workers=1)
    with pytest.raises(AksonsimError, match="fewer than two points of the sweep have a value"):
        explore(read(tmp_path / "out.zarr")[0])
