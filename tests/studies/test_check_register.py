"""What the checks of a register find, and that they are silent where there is nothing to find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.language.text import translate
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.studies import check_draws, check_inputs
from aksonsim.studies.check import check
from aksonsim.studies.check_inputs import Finding

WIDE = {"p10": 60, "mode": 100, "p90": 160, "shape": "pert"}
NARROW = {"p10": 95, "mode": 100, "p90": 106, "shape": "pert"}
ABSOLUTE = {"min": 95, "mode": 100, "max": 106, "shape": "triangular"}


def scenario(*estimates: Any, **more: Any) -> Scenario:
    costs = [{"id": f"e{i}", "estimate": estimate} for i, estimate in enumerate(estimates)]
    return Scenario.model_validate({"schema": 1, "title": "t", "price_year": 2019, "costs": costs} | more)


def simulate(changed: Scenario) -> Any:
    return aksonsim.simulate(changed, draws=3000, seed=3, keep="inputs", threads=1)


def english(finding: Finding) -> str:
    return translate(finding.sentence, "en")


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


def test_narrow__names_the_lines_and_the_class() -> None:
    found = only(list(check_inputs.narrow_estimates(scenario(WIDE, NARROW, 5))))
    assert english(found).startswith("1 of 2 three-point estimates span less from P10 to P90 than 41 %")
    assert english(found).endswith("e1 11 %")
    assert list(check_inputs.narrow_estimates(scenario(WIDE))) == []


def test_independent__sees_a_correlation_and_a_common_driver() -> None:
    found = only(list(check_inputs.independent_register(scenario(WIDE, WIDE, WIDE, WIDE))))
    # Four equal lines: sqrt(1 + 3 x 0.3) = 1.38.
    assert "4 uncertain lines of the register" in english(found)
    assert english(found).endswith("1.4 times as large")
    tied = scenario(WIDE, WIDE, correlations=[{"group": ["e*"], "rho": 0.3}])
    driver = {"id": "d", "multiplier": WIDE, "exposure": {"e*": 0.5}}
    assert list(check_inputs.independent_register(tied)) == []
    assert list(check_inputs.independent_register(scenario(WIDE, WIDE, drivers=[driver]))) == []
    assert list(check_inputs.independent_register(scenario(WIDE, 5))) == []


def test_independent__an_income_in_step_with_a_cost_narrows_the_sum() -> None:
    costs = [{"id": f"e{i}", "estimate": WIDE, "income": i == 0} for i in range(2)]
    found = only(list(check_inputs.independent_register(scenario(costs=costs))))
    assert english(found).endswith("0.8 times as large")  # sqrt(1 - 0.3)


def test_independent__sees_one_programme_beside_another_that_is_tied() -> None:
    costs = [{"id": f"{p}.{i}", "programme": p, "estimate": WIDE} for p in ("tied", "loose", "single") for i in (0, 1)][
        :5
    ]
    more = {"programmes": [{"id": p} for p in ("tied", "loose", "single")], "costs": costs}
    made = Scenario.model_validate(
        {"schema": 1, "title": "t", "price_year": 2019, "correlations": [{"group": ["tied"], "rho": 0.3}]} | more
    )
    found = only(list(check_inputs.independent_register(made)))
    assert "the 2 uncertain lines of loose are independent" in english(found)


@pytest.mark.parametrize(("spread", "expected"), [(1.0, 0), (2.5, 1)])
def test_drivers__are_looked_at_after_the_programmes_knobs(spread: float, expected: int) -> None:
    costs = [{"id": "x", "programme": "a", "estimate": 10}]
    driver = {"p10": 0.8, "mode": 1.0, "p90": 1.2, "shape": "pert"}
    made = Scenario.model_validate(
        {
            "schema": 1,
            "title": "t",
            "price_year": 2019,
            "programmes": [{"id": "a", "driver_spread": spread}],
            "costs": costs,
            "drivers": [{"id": "d", "programme": "a", "multiplier": driver, "exposure": {"x": 1}}],
        }
    )
    found = list(check_inputs.wide_drivers(made))
    assert len(found) == expected
    assert all("from 0.50 to 1.50" in english(finding) for finding in found)


def test_exposure__above_one_in_sum() -> None:
    drivers = [{"id": f"d{i}", "multiplier": 1, "exposure": {"e0": 0.6, "e1": 0.4}} for i in range(2)]
    found = only(list(check_inputs.exposure_sums(scenario(WIDE, WIDE, drivers=drivers))))
    assert english(found).startswith("1 of 2 elements")
    assert english(found).endswith("e0 1.2")


def test_twice__an_event_on_what_a_driver_exposes_unless_it_is_part_of_it() -> None:
    drivers = [{"id": name, "multiplier": 1, "exposure": {"e0": 1}} for name in ("d", "f")]
    events = [
        {"id": "first", "probability": 0.5, "on": "e0"},
        {"id": "twice", "probability": 0.4, "on": "e0", "cost": 10, "given": "first"},
        {"id": "elsewhere", "probability": 0.4, "on": "e1", "cost": 10},
        {"id": "cause", "probability": 0.4, "on": "e0", "part_of": "d"},
    ]
    found = only(list(check_inputs.counted_twice(scenario(WIDE, WIDE, drivers=drivers, events=events))))
    assert english(found).startswith("twice put cost (expected 2 MNOK together) on elements exposed to d, f without")


def test_consequence__an_event_that_others_depend_on_has_one() -> None:
    events = [
        {"id": "idle", "probability": 0.5},
        {"id": "parent", "probability": 0.5},
        {"id": "child", "probability": 0.5, "cost": 1, "given": "parent"},
    ]
    found = only(list(check_inputs.without_consequence(scenario(WIDE, events=events))))
    assert english(found) == "1 of 3 events have no consequence in the model: idle"


def test_other_reading__puts_minimum_and_maximum_at_the_percentiles() -> None:
    made = scenario(ABSOLUTE, WIDE)
    assert check_inputs.suspects(made.costs) == ["e0"]
    other = check_draws.read_as_percentiles(made, ["e0"])
    read = distribution_of(other.costs[0].estimate)
    assert float(read.ppf(0.1)) == pytest.approx(95)
    assert float(read.isf(0.1)) == pytest.approx(106)
    assert other.costs[1] == made.costs[1]
    alone = scenario(ABSOLUTE)
    found = only(check_draws.other_reading(alone, simulate(alone), simulate))
    p85 = [
        float(np.quantile(simulate(s)["cost_total"].values, 0.85))
        for s in (check_draws.read_as_percentiles(alone, ["e0"]), alone)
    ]
    assert p85[0] > p85[1] + 2
    assert f"read so, the P85 of the total is {p85[0]:.1f}"[:-2] in english(found)


def test_variance__is_shared_out_by_basis() -> None:
    costs = [
        {"id": "a", "estimate": {"mean": 100, "sd": 3, "shape": "normal"}, "basis": "assumed"},
        {"id": "b", "estimate": {"mean": 100, "sd": 4, "shape": "normal"}, "basis": "documented"},
    ]
    made = Scenario.model_validate({"schema": 1, "title": "t", "price_year": 2019, "costs": costs})
    parts = check_draws.variance_parts(made, simulate(made))
    assert parts is not None
    names, shares = parts
    assert names == ["costs[a]", "costs[b]"]
    # Half widths are 2.06 standard errors (Student, 24 degrees of freedom): five of these are 2.4 half widths.
    assert np.all(np.abs(shares.share - np.array([9, 16]) / 25) < 2.4 * shares.half)
    found = only(check_draws.assumed(made, names, shares))
    assert found.severity == "note"
    assert "documented" in english(found)


@pytest.mark.parametrize(("lump", "expected"), [(1, 1), (500, 0)])
def test_events__small_ones_hardly_matter(lump: float, expected: int) -> None:
    made = scenario(WIDE, events=[{"id": "v", "probability": 0.3, "cost": lump}])
    parts = check_draws.variance_parts(made, simulate(made))
    assert parts is not None
    assert len(check_draws.minor_events(made, *parts)) == expected


def test_outcome__narrower_than_finished_projects() -> None:
    made = Scenario.model_validate(
        {
            "schema": 1,
            "title": "t",
            "price_year": 2019,
            "programmes": [{"id": "sure"}, {"id": "wide"}, {"id": "fixed"}],
            "costs": [
                {"id": "a", "programme": "sure", "estimate": {"mean": 100, "sd": 5, "shape": "normal"}},
                {
                    "id": "b",
                    "programme": "wide",
                    "estimate": {"mean": 100, "sd": 25, "shape": "normal", "truncate": [0, 300]},
                },
                {"id": "c", "programme": "fixed", "estimate": 5},
            ],
        }
    )
    found = only(check_draws.narrow_outcomes(made, simulate(made)))
    assert english(found).endswith(": sure 5 %")


def test_basis__of_every_input_of_the_reference_case_is_known() -> None:
    akson = aksonsim.load(Path(__file__).parents[2] / "configs" / "akson.yaml")
    names = plans([akson], draws=1, seed=1)[0].inputs.names
    assert len(names) > 150
    assert [name for name in names if check_draws.basis_of(akson, name) is None] == []


def test_mean__of_a_percentile_and_sums_of_percentiles_are_told() -> None:
    costs = [{"id": n, "programme": n, "estimate": {"p50": 100, "p85": 140, "shape": "lognormal"}} for n in "ab"]
    claims = [
        *({"id": n, "quantity": f"cost_programme[{n}]", "statistic": "p85", "value": 140} for n in "ab"),
        {"id": "sum", "quantity": "cost_total", "statistic": "p85", "value": 280, "sum_of": ["a", "b"]},
        {"id": "median", "quantity": "cost_total", "statistic": "p50", "value": 206},
        {"id": "mean", "quantity": "cost_total", "statistic": "mean", "value": 206},
    ]
    made = Scenario.model_validate(
        {
            "schema": 1,
            "title": "t",
            "price_year": 2019,
            "programmes": [{"id": n} for n in "ab"],
            "costs": costs,
            "claims": claims,
        }
    )
    found = {row["check"]: row for row in check([made], draws=3000, seed=2).to_json()["findings"]}
    assert found["P50 used as a mean"]["path"] == "claims[mean]"
    assert "206 is stated as P50 and as the expected cost" in found["P50 used as a mean"]["sentence"]
    assert "those that sum adds give 280" in found["percentiles added"]["sentence"]
    assert found["percentiles added"]["sentence"].endswith("MNOK less")


def test_assumed__numbers_without_a_source_are_never_said_to_be_none_assumed() -> None:
    def said(**first: str) -> list[str]:
        costs = [{"id": "a", "estimate": WIDE, **first}, {"id": "b", "estimate": WIDE}]
        sources = {"x": {"title": "x"}}
        one = Scenario.model_validate(
            {"schema": 1, "title": "t", "price_year": 2019, "sources": sources, "costs": costs}
        )
        return [english(f) for f in check_draws.check_draws(one, simulate(one), simulate) if "rests" in f.check.message]

    assert said() == ["no source for 2 of 2 numbers"]
    assert said(source="x") == ["no source for 1 of 2 numbers"]
    (assumed,) = said(basis="assumed")
    assert assumed.startswith("no source for 1 of 2 numbers; 49")
    assert "merely assumed" in assumed
