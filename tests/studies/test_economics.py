"""The economics of a scenario: what it is told beside, and where it breaks even."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import aksonsim
from aksonsim.analysis.economics import npv
from aksonsim.analysis.summary import summarise
from aksonsim.analysis.worth import worth_where
from aksonsim.cli.economics import command
from aksonsim.errors import ScenarioError
from aksonsim.results.plain import plain
from aksonsim.results.rows import Rows
from aksonsim.studies.economics import economics

ROOT = Path(__file__).parents[2]
AKSON = ROOT / "configs" / "akson.yaml"
DRAWS = 2000


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return economics(aksonsim.load(AKSON, "expected_participation"), draws=DRAWS, seed=1).to_json()


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    return economics(aksonsim.load(AKSON), draws=DRAWS, seed=1).to_json()


def test_economics__values_three_ways_agree_with_the_summary(baseline: dict[str, Any]) -> None:
    ds = aksonsim.simulate(aksonsim.load(AKSON), draws=DRAWS, seed=1)
    told = json.loads(json.dumps(summarise(ds).to_json()))["scenarios"]["baseline"]
    assert json.loads(json.dumps(baseline["npv"]["all"])) == told["npv"]
    assert json.loads(json.dumps(baseline["npv"]["given_passed"])) == told["given_passed"]["npv"]
    draws = ds["npv"].values[0]
    assert told["npv"]["mean"] == pytest.approx(draws.mean(), rel=1e-12)
    assert told["npv"]["p50"] == pytest.approx(np.quantile(draws, 0.5), rel=1e-12)
    assert told["npv"]["p80"] == pytest.approx(np.quantile(draws, 0.8), rel=1e-12)
    assert told["npv"]["prob_positive"] == pytest.approx((draws > 0).mean(), rel=1e-12)


def test_economics__parts_sum_to_the_value(baseline: dict[str, Any]) -> None:
    assert baseline["condition"] == "given_passed"
    parts = [entry for part in baseline["parts"].values() for entry in part.values()]
    given = baseline["npv"]["given_passed"]
    assert sum(entry["mean"] for entry in parts) == pytest.approx(given["mean"], abs=1e-6)
    assert sum(entry["base"] for entry in parts) == pytest.approx(given["base"], abs=1e-6)


def test_economics__the_mean_of_the_draws_is_nought_at_its_break_even(expected: dict[str, Any]) -> None:
    share = expected["break_even"]["mean"]
    low, high = expected["break_even"]["mean_ci"]
    assert 0 < low < share < high < 1
    sets = (f"participation.inhabitants={share}", f"participation.gps={share * 0.60 / 0.85}")
    there = aksonsim.load(AKSON, "expected_participation", sets=sets)
    ds = aksonsim.simulate(there, draws=DRAWS, seed=1)
    found = plain(npv(Rows(ds, "expected_participation")))
    # the same draws: linear in participation but for rounding
    assert found["mean"] == pytest.approx(0, abs=1e-6)
    slope = (expected["npv"]["all"]["mean"] - found["mean"]) / (0.85 - share)
    assert (high - share) * slope == pytest.approx(found["mean_ci"][1] - found["mean"], rel=1e-6)


def test_economics__a_year_at_full_adoption_gives_back_the_stated_value(expected: dict[str, Any]) -> None:
    """Old systems: one unit a year and adopted inhabitant, on the published curve (facts: year-end shares)."""
    curve = {2025: 0.10, 2026: 0.20, 2027: 0.30, 2028: 0.45, 2029: 0.65}
    worth = sum(1.04 ** (2019 - y) * curve.get(y, 0.85) for y in range(2025, 2041))
    assert worth == pytest.approx(6.236, abs=5e-4)
    assert expected["units"]["old-systems"]["value"] * worth == pytest.approx(6610, rel=1e-12)
    ramp = [0.10, 0.25, 0.50, 0.75, 1.0]
    new = {y: curve.get(y, 0.85) - (curve.get(y - 1, 0.85) if y > 2025 else 0.0) for y in range(2025, 2031)}
    ramped = sum(new[k] * ramp[min(y - k, 4)] * 1.04 ** (2019 - y) for k in new for y in range(k, 2041))
    assert ramped == pytest.approx(4.856, abs=5e-4)
    assert expected["units"]["adverse-events-cost"]["value"] * ramped == pytest.approx(3670, rel=1e-12)
    assert expected["units"]["change"]["once"] is True


def test_economics__each_municipality_alone_is_the_published_rule(expected: dict[str, Any]) -> None:
    alone = expected["alone"]
    assert len(alone["municipalities"]) == 291
    large = [m for m in alone["municipalities"].values() if m["inhabitants"] > 10_000]
    # the source prints 95 and 134; the table of 2020 has one more above 10 000
    assert (len(large), alone["procurements"]) == (96, 96 + 195 / 5)
    assert alone["cost"] == pytest.approx(20 * 135, rel=1e-12)
    assert {m["alone"] for m in large} == {20.0}
    assert alone["dearer"] == sum(m["p50"] > m["alone"] for m in alone["municipalities"].values())
    assert sum(row["number"] for row in alone["classes"]) == 291


def test_economics__payers_sum_in_the_mean(expected: dict[str, Any]) -> None:
    """With VAT what both pay is more than the investment without it, by at most the whole rate."""
    paid = sum(worth["mean"] for worth in expected["payers"].values())
    invested = -sum(entry["mean"] for entry in expected["parts"]["investment"].values())
    assert invested < paid < 1.25 * invested


def test_economics__a_file_without_benefits_is_refused() -> None:
    with pytest.raises(ScenarioError, match="has no section benefits"):
        economics(aksonsim.load(ROOT / "configs" / "minimal.yaml"), draws=10, seed=1)


def test_command__tables_and_json_say_the_same() -> None:
    arguments = [str(AKSON), "-s", "baseline", "-n", "400"]
    tables = CliRunner().invoke(command, arguments, catch_exceptions=False).stdout
    for words in ("given that the gate is passed", "given a stop", "over all draws", "break-even", "years late"):
        assert words in tables
    row = next(line for line in tables.splitlines() if line.startswith("25 %"))
    assert row.split("  ")[-1].strip() == "-355"
    done = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert list(found["scenarios"]) == ["baseline"]
    assert found["scenarios"]["baseline"]["published"][0]["residual"] == pytest.approx(-355, abs=0.6)
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("key", ["p50", "p85"])
def test_economics__a_municipality_s_interval_is_about_that_of_the_draws(key: str) -> None:
    """Where participation is stated, a municipality's cost is a known share of the municipal total in every draw."""
    scenario = aksonsim.load(AKSON, "official_basis")
    told = economics(scenario, draws=20_000, seed=1).to_json()
    oslo = told["alone"]["municipalities"]["0301"]
    ds = aksonsim.simulate(scenario, draws=20_000, seed=1)
    municipal = json.loads(json.dumps(summarise(ds).to_json()))["scenarios"]["official_basis"]["payers"]["municipal"]
    relative = (municipal[f"{key}_ci"][1] - municipal[f"{key}_ci"][0]) / municipal[key]
    # the density is a finite difference here, and order statistics spread by about a tenth themselves
    assert (oslo[f"{key}_ci"][1] - oslo[f"{key}_ci"][0]) / oslo[key] == pytest.approx(relative, rel=0.3)
    assert oslo[key] / oslo["inhabitants"] * 4_632_214 == pytest.approx(municipal[key], rel=0.003)


def worth(sets: str, scenario: str = "official_basis", draws: int = 200) -> dict[str, Any]:
    found = economics(aksonsim.load(AKSON, scenario, sets=[sets]), draws=draws, seed=1).to_json()
    json.dumps(found, allow_nan=False)
    return found["break_even"]


@pytest.mark.parametrize(
    ("item", "value", "answers"),
    [
        ("time-municipal", 100, ("never", "never", "never")),
        ("time-municipal", 8371, ("from", "from", "from")),
        ("time-municipal", 100_000, ("from", "always", "from")),
        ("time-gps", -5000, ("never", "up_to", "never")),
    ],
)
def test_break_even__never_and_always_are_answers(item: str, value: float, answers: tuple[str, ...]) -> None:
    found = worth(f"benefits.items[{item}].value={value}")
    for key, answer in zip(("inhabitants", "gps_inside", "mean"), answers, strict=True):
        assert found[f"{key}_answer"] == answer
        assert (found[key] is None) == (answer in ("never", "always"))
        assert found[key] is None or 0 < found[key] < 1


@pytest.mark.parametrize(
    "arguments", [[str(AKSON), "--set", "benefits.items[time-municipal].value=100"], ["everything"]]
)
def test_command__says_never_where_no_participation_makes_it_worth_it(arguments: list[str]) -> None:
    arguments = [str(ROOT / "proof" / "everything.yaml") if name == "everything" else name for name in arguments]
    done = CliRunner().invoke(command, [*arguments, "-n", "200"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "base value: inhabitants, practitioners in step" in done.stdout
    assert "never: at no participation" in done.stdout


def test_command__nought_is_a_figure_and_not_a_part_left_out() -> None:
    """A rate of 0 stands in the heading; it used to be left out of what is told, and the table looked for it."""
    done = CliRunner().invoke(command, [str(AKSON), "-n", "200", "--set", "benefits.rate=0"], catch_exceptions=False)
    assert "0 % to 2019" in done.stdout


def test_worth_where__is_any_set_of_shares() -> None:
    def hump(share: float) -> float:
        return min(share - 0.2, 0.7 - share)

    two = worth_where(lambda share: abs(share - 0.5) - 0.25)
    assert (two.answer, two.share) == ("between", None)
    assert two.intervals[0] == pytest.approx((0.0, 0.25), abs=1e-12)
    assert two.intervals[1] == pytest.approx((0.75, 1.0), abs=1e-12)
    one = worth_where(hump)
    assert one.answer == "between"
    assert one.intervals[0] == pytest.approx((0.2, 0.7), abs=1e-12)
    falling = worth_where(lambda share: 0.3 - share)
    assert (falling.answer, falling.share) == ("up_to", pytest.approx(0.3, abs=1e-12))
    assert worth_where(lambda share: share).answer == "always"
    assert worth_where(lambda _: 0.0).answer == "never"
    assert worth_where(lambda share: share - 1.0).answer == "never"
