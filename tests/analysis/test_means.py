"""One mean has one interval, whoever tells of it."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from aksonsim.analysis.claims import Asked, answer
from aksonsim.analysis.comparison import compare
from aksonsim.analysis.economics import npv
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.scenario_columns import from_results
from aksonsim.analysis.summary import summarise
from aksonsim.api import simulate
from aksonsim.files.load import load
from aksonsim.results.differences import variance_difference
from aksonsim.results.means import apart, influenced, interval_about, sd_of
from aksonsim.results.measure import MEAN, describe
from aksonsim.results.measure import difference as difference_of
from aksonsim.results.plain import plain
from aksonsim.results.quantity import Quantity
from aksonsim.results.rows import Rows
from aksonsim.results.statistic import mean, means
from aksonsim.studies.question import Question
from aksonsim.studies.seek import seek
from aksonsim.studies.seek_parameters import parameter
from aksonsim.studies.sensitivity import sensitivity
from aksonsim.studies.waterfall import MEASURES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "aksonsim"


def test_interval_about__is_two_standard_scores_wide() -> None:
    low, high = interval_about(10.0, 2.0, 400)
    # 1.959964 is the 97.5 % point of the standard normal law.
    assert (low, high) == pytest.approx((10 - 0.1959964, 10 + 0.1959964), abs=1e-7)


def test_mean__is_that_of_a_sample() -> None:
    x = np.array([1.0, 2.0, 4.0, 9.0])
    found = mean(x)
    # Sum of squares about 4 is 9 + 4 + 0 + 25 = 38, over n - 1 = 3.
    assert (found.value, found.draws) == (4.0, 4)
    assert sd_of(x) == pytest.approx(math.sqrt(38 / 3), rel=1e-15)
    assert found.half == pytest.approx(1.959963984540054 * math.sqrt(38 / 3) / 2, rel=1e-12)
    assert found.interval == influenced(4.0, x - 4.0)


def test_mean__a_single_draw_says_nothing_of_its_error() -> None:
    found = mean(np.array([3.0]))
    assert (found.value, found.interval) == (3.0, (-math.inf, math.inf))


def test_mean__a_column_is_summed_as_by_itself() -> None:
    table = np.random.default_rng(1).lognormal(8, 1, (1001, 7))
    assert means(table) == [mean(np.ascontiguousarray(table[:, k])) for k in range(7)]
    assert mean(table[::3, 2]) == mean(np.ascontiguousarray(table[::3, 2]))


def test_apart__is_welchs() -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(2)
    x, y = rng.normal(3, 1, 400), rng.normal(2, 4, 700)
    value, (low, high) = apart(x, y)
    test = ttest_ind(x, y, equal_var=False)
    assert value == pytest.approx(x.mean() - y.mean(), rel=1e-12)
    assert 0.5 * (high - low) == pytest.approx(1.959963984540054 * value / test.statistic, rel=1e-9)


@pytest.mark.parametrize(("name", "scenario"), [("akson-topdown.yaml", "baseline"), ("akson.yaml", "baseline")])
def test_the_mean_of_the_total__has_one_interval_in_all_studies(name: str, scenario: str) -> None:
    """Same draws, condition and output: equal to the last bit, and so is the standard deviation."""
    model = load(ROOT / "configs" / name)
    question = Question(model, draws=1_000, seed=1)
    ds = simulate(model, draws=1_000, seed=1, keep="standard")
    told = summarise(ds).to_json()["scenarios"][scenario]
    total = told.get("given_passed", told)["costs"]["total"]
    one = total["mean"], *total["mean_ci"]
    asked = sensitivity(question, ["euler", "decompose", "shares"]).to_json()["methods"]
    by_payer = next(iter(asked["euler"].values()))
    assert (by_payer["mean"], *by_payer["mean_ci"]) == one
    last = asked["decompose"]["steps"][-1]
    assert (last["mean"], *last["mean_ci"]) == one
    assert last["sd"] == total["sd"]
    assert asked["shares"]["inputs"]["sd"] == pytest.approx(total["sd"], rel=1e-12)

    block = plain(describe(question.read(question.run(question.plan)).values, MEASURES))
    assert (block["mean"], *block["mean_ci"]) == one
    by = "element:step1.total" if name != "akson.yaml" else "element:step1.prestudy"
    found = seek(question, parameter(question, by), MEAN, 1e9).to_json()["stated"]
    assert (found["figure"], *found["figure_ci"]) == one

    claim = answer(ds, scenario, Asked(Quantity.parse("cost_total"), "mean", 1.0))
    assert claim is not None
    assert (claim.model.value, *(claim.model.interval or ())) == one
    steps = ladder(ds, scenario).to_json()["ladders"]["total"]
    assert (steps["mean"], *steps["mean_ci"]) == one


def test_compare__the_mean_of_a_scenario_is_the_summarys() -> None:
    scenarios = [load(ROOT / "configs" / "akson.yaml", name) for name in ("baseline", "official_basis")]
    ds = simulate(scenarios, draws=1_000, seed=1, keep="standard")
    told = summarise(ds).to_json()["scenarios"]["official_basis"]["costs"]["total"]
    text = repr(compare(from_results([("", ds)])).to_json())
    assert repr(told["mean"]) in text
    assert repr(told["mean_ci"][0]) in text
    worth = npv(Rows(ds, "official_basis"))
    assert worth is not None
    assert worth.sd == sd_of(ds.npv.values[1])


def test_paired__differences_are_those_of_the_figures() -> None:
    rng = np.random.default_rng(3)
    x = rng.gamma(2, 30, 5_000)
    y = x + rng.normal(5, 2, 5_000)
    found = difference_of(y, x, MEAN)
    assert found.value == pytest.approx(mean(y).value - mean(x).value, rel=1e-12)
    assert found.interval == pytest.approx(mean(y - x).interval, rel=1e-9)
    assert variance_difference(y, x).value == pytest.approx(sd_of(y) ** 2 - sd_of(x) ** 2, rel=1e-12)


ELSEWHERE = {
    "results/means.py",
    # Of a fit or a full grid: scales that cancel, and shares that sum to 1 only with the population's variance.
    "analysis/shares.py",
    "analysis/effects.py",
    "analysis/indices.py",
    "analysis/crossfit.py",
    "sweeps/explore.py",
}


def test_source__means_have_their_errors_from_one_module() -> None:
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).as_posix()
        if room.startswith(("sampling/", "kernels/", "engine/")):
            continue
        if re.search(r"\.(std|var)\(|np\.(std|var)\(|mean_interval\(", path.read_text(encoding="utf-8")):
            found.add(room)
    assert found == ELSEWHERE
