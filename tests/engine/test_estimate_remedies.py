"""What a message about an estimate advises to write is written here, word for word, and holds as a cost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from aksonsim.api import simulate
from aksonsim.engine.plan import check
from aksonsim.errors import ScenarioError
from aksonsim.files.dump import flow
from aksonsim.files.load import load
from aksonsim.files.yaml import parse
from aksonsim.model.estimate import Estimate
from aksonsim.sampling.from_estimate import distribution_of

HEAD = "schema: 1\ntitle: t\ncurrency: MNOK\nprice_year: 2019\n"

HOLD = [
    "{min: 1, max: 3}",
    "{min: 1, max: 3, shape: uniform}",
    "{p10: 1, p90: 3, shape: lognormal}",
    "{p50: 2, p90: 3, shape: lognormal}",
    "{p25: 2, p75: 3, shape: gamma}",
    "{p5: 1, mode: 2, p95: 4, shape: pert}",
    "{p1: 1, mode: 2, p99: 4, shape: triangular}",
    "{p10: 1, mode: 2, p95: 4, shape: pert}",
    "{min: 1, mode: 1, max: 1, shape: pert}",
    "{p10: 2, mode: 2, p90: 2}",
    "{p10: 3, p90: 4, shape: normal}",
    "{p50: 2, p85: 3, p95: 4, shape: lognormal}",
    "{p10: 8.8, mode: 8.8, p90: 13.6, shape: triangular}",
    "{p10: 5, mode: 6, p90: 6, shape: pert}",
    "{p5: 2, mode: 2, p95: 4, shape: lognormal}",
    "{min: 5, max: 5}",
    "{p10: 5, p50: 5, p90: 5}",
    "{p10: 3, p85: 4, shape: gumbel_r}",
    "{p10: 1, p50: 2, p90: 3.5, shape: pert}",
    "{p10: 1, mode: 5, p90: 5.5, shape: triangular, truncate: [0, null]}",
    "{p10: 0.4, mode: 1, p90: 1.3, shape: pert, truncate: [0, null]}",
    "{mean: 3, sd: 1, shape: normal, truncate: [0, null]}",
    "{p10: 2, p50: 3, p90: 4.2, truncate: [0, null]}",
    "{p50: 4, p85: 5, shape: lognormal}",
    "{p50: 40, p85: 45, shape: normal}",
    "{mean: 3, sd: 0.3, shape: normal}",
    "{mean: 3, sd: 0.5, shape: normal}",
    "{mean: 3, sd: 0.6, shape: normal}",
    "{mean: 3, sd: 1, shape: gamma}",
    "{p10: 1, p50: 2, p90: 5, truncate: [0, null]}",
    "{p10: 1, p50: 2, p90: 5, truncate: [0, 100]}",
    "{shape: norm, loc: 10, scale: 2, truncate: [null, 14]}",
    "{min: 1, mode: 2, max: 3, shape: pert, truncate: [1.5, null]}",
    "{mixture: [{weight: 1, estimate: {mean: 3, sd: 1, shape: normal}}, {weight: 1, estimate: 2}], truncate: [0, 9]}",
    "{values: [-1, 1, 2], weights: [1, 1, 1], truncate: [0, null]}",
]

REFUSED = [
    "{p10: 1, p90: 3, shape: triangular}",
    "{p10: 1, p50: 2, p90: 5, shape: normal}",
    "{p10: 1, p50: 4, p90: 5, shape: gamma}",
    "{p20: 1, mode: 2, p80: 4}",
    "{p20: 1, mode: 3, p80: 4}",
    "{p10: 1, p90: 3, shape: weibull}",
    "{p5: 1, mode: 5, p95: 5.5, shape: triangular}",
    "{p10: 1, p50: 2, p90: 5}",
    "{p5: 1, p50: 2, p95: 9}",
    "{mean: 3, sd: 1, shape: normal}",
    "{p50: 4, p85: 9, shape: normal}",
    "{p50: 4, p85: 5, shape: normal}",
    "{shape: norm, loc: 3, scale: 1}",
    "{p10: 0.4, mode: 1, p90: 1.3, shape: pert}",
    "{p10: 1, mode: 5, p90: 5.5, shape: triangular}",
    "{min: -1, mode: 2, max: 3, shape: pert}",
    "{min: -1, mode: 2, max: 3, shape: triangular, truncate: [-0.5, 2.5]}",
    "{shape: norm, scale: 1, truncate: [null, 3]}",
    "{mixture: [{weight: 1, estimate: {mean: 3, sd: 1, shape: normal}}, {weight: 1, estimate: 2}]}",
    "{values: [-1, 1, 2], weights: [1, 1, 1]}",
    "{shape: cauchy}",
    "{shape: pareto, b: 0.9}",
    "{shape: t, df: 1, loc: 5}",
    "{p50: 4, p85: 5}",
    "{p50: 4, p85: 5, truncate: [1, 9]}",
    "{p10: 1, mode: 2, p90: 4}",
    "{p10: 1, mode: 3, p90: 4}",
    "{min: 1, mode: 2, max: 3}",
    "{mean: 3, sd: 1}",
    "{mean: 3, sd: 1, truncate: [null, 9]}",
    "{p10: 1, p90: 3}",
    "{p15: 1, p85: 3}",
    "{p15: 1, p50: 2, p85: 3, shape: pert}",
    "{p10: 1, mode: 2, p90: 4, p95: 5, shape: pert}",
    "{p10: 1, p50: 1.01, p90: 50}",
    "{p10: 1, p50: 2, p90: 2.001}",
    "{p5: 1, p10: 1.5, p50: 2, p90: 2.4, p95: 9}",
    "{mean: 3, sd: 0, shape: normal}",
    "{mean: 3, sd: 0}",
    "{P10: 2, P50: 3, P90: 4.5}",
    "{Min: 1, Mode: 2, Max: 3, shape: pert}",
    "{minimum: 1, most_likely: 2, maximum: 3, shape: pert}",
    "{mean: 3, std: 1, shape: lognormal}",
    "{median: 4, p85: 5, shape: lognormal}",
    "{low: 1, mode: 2, high: 3}",
    "{optimistic: 1, mode: 2, pessimistic: 3}",
    "{min: 1, mode: 2, max: 4, shape: beta}",
    "{min: 1, mode: 2, max: 4, shape: triang}",
    "{mean: 3, sd: 1, shape: lognorm}",
    "{p50: 4, p85: 5, shape: lognorm}",
    "{p50: 4, p85: 5, shape: norm, truncate: [0, 9]}",
]


def scenario(folder: Path, estimate: str, section: str = "cost") -> Path:
    cost = f"costs: [{{id: a, estimate: {estimate}}}]\n"
    driver = "costs: [{id: a, estimate: 1}]\n" + f"drivers: [{{id: d, multiplier: {estimate}, exposure: {{a: 1}}}}]\n"
    file = folder / "s.yaml"
    file.write_text(HEAD + (cost if section == "cost" else driver))
    return file


def refusal(folder: Path, estimate: str, section: str = "cost") -> str:
    """Return the sentence with which an estimate is refused; nothing where it holds."""
    try:
        check(load(scenario(folder, estimate, section)), ())
    except ScenarioError as error:
        return str(error.problems[0]) if len(error.problems) == 1 else f"several: {error}"
    return ""


def remedies(told: str, estimate: str) -> list[str]:
    """Return every estimate that a sentence advises to write."""
    advised = told.partition("; ")[2]
    found = re.findall(r"\{[^{}]*\}", advised) + re.findall(r"write (-?[0-9.]+)$", advised)
    for shapes in re.findall(r"\(or ([a-z, ]+)\)", advised):
        found += [re.sub(r"shape: \w+", f"shape: {shape}", found[0]) for shape in shapes.split(", ")]
    for ends in re.findall(r"(?:add|write) truncate: (\[[^\]]*\])", advised):
        stated: dict[str, Any] = parse(estimate, "estimate")
        found.append(flow({**stated, "truncate": parse(ends, "ends")}))
    return found


@pytest.mark.parametrize("estimate", HOLD)
def test_estimate__holds_as_a_cost_and_no_draw_is_negative(tmp_path: Path, estimate: str) -> None:
    assert refusal(tmp_path, estimate) == ""
    assert float(simulate(load(tmp_path / "s.yaml"), draws=4096)["cost_total"].min()) >= 0.0


@pytest.mark.parametrize("estimate", REFUSED)
def test_estimate__is_refused_in_one_sentence_and_what_that_advises_holds(tmp_path: Path, estimate: str) -> None:
    told = refusal(tmp_path, estimate)
    assert told
    assert not told.startswith("several"), told
    assert "did you mean" not in told
    advised = remedies(told, estimate)
    assert advised, told
    for one in advised:
        again = refusal(tmp_path, one)
        # What has the stated percentiles may still reach below zero: that is told next, with a remedy of its own.
        if "can be negative" in again and "can be negative" not in told:
            assert all(refusal(tmp_path, further) == "" for further in remedies(again, one)), again
        else:
            assert again == "", (told, one, again)


@pytest.mark.parametrize("estimate", [one for one in REFUSED if "can be negative" not in one and "[" not in one])
def test_estimate__as_a_multiplier_is_advised_as_well(tmp_path: Path, estimate: str) -> None:
    for one in remedies(refusal(tmp_path, estimate, "driver"), estimate):
        again = refusal(tmp_path, one, "driver")
        assert again == "" or "can be negative" in again, (one, again)


@pytest.mark.parametrize(
    ("estimate", "known"),
    [
        ("{p10: 1, p90: 3}", {0.1: 1, 0.9: 3}),
        ("{p1: 1, p40: 3}", {0.01: 1, 0.4: 3}),
        ("{p10: 1, p90: 3, shape: pert}", {0.1: 1, 0.9: 3}),
        ("{p50: 2, p85: 3, p95: 4, shape: normal}", {0.5: 2, 0.95: 4}),
        ("{p5: 1, mode: 2, p95: 4}", {0.05: 1, 0.95: 4}),
        ("{p10: 1, mode: 2, p80: 4}", {0.1: 1, 0.8: 4}),
        ("{p5: 1, p10: 1.5, p50: 2, p90: 2.4, p95: 9}", {0.5: 2}),
    ],
)
def test_estimate__a_remedy_has_the_percentiles_it_says(
    tmp_path: Path, estimate: str, known: dict[float, float]
) -> None:
    for one in remedies(refusal(tmp_path, estimate), estimate):
        stated: Any = TypeAdapter(Estimate).validate_python(parse(one, "f"))
        made = distribution_of(stated)
        assert [float(made.ppf(p)) for p in known] == pytest.approx([*known.values()], rel=1e-8)
        if "mode" in estimate:
            assert made.mode == pytest.approx(float(re.search(r"mode: ([\d.]+)", estimate)[1]))  # type: ignore[index]


@pytest.mark.parametrize("section", ["cost", "driver"])
def test_estimate__what_is_cut_is_told_and_the_percentiles_stay(tmp_path: Path, section: str) -> None:
    told = refusal(tmp_path, "{p10: 1, mode: 5, p90: 5.5, shape: triangular}", section)
    share = re.search(r"in (.*) % of draws.* add truncate: \[0, null\], .* keeps the stated percentiles", told)
    assert share is not None
    stated: Any = TypeAdapter(Estimate).validate_python({"p10": 1, "mode": 5, "p90": 5.5, "shape": "triangular"})
    cut = distribution_of(stated.model_copy(update={"truncate": (0.0, None)}))
    assert float(share[1]) == pytest.approx(100 * float(distribution_of(stated).cdf(0.0)), rel=0.05)
    assert [float(cut.ppf(p)) for p in (0.1, 0.9)] == pytest.approx([1, 5.5], rel=1e-9)
    assert cut.mode == 5
    assert cut.support[0] == 0


def test_hair__below_zero_is_cut_and_moves_nothing(tmp_path: Path) -> None:
    """One draw in ten million would be negative."""
    stated: Any = TypeAdapter(Estimate).validate_python({"mean": 5.2, "sd": 1, "shape": "normal"})
    below = float(distribution_of(stated).cdf(0.0))
    assert 0 < below < 1e-6
    cut: Any = stated.model_copy(update={"truncate": (0.0, None)})
    p = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
    made = distribution_of(cut)
    assert np.abs(distribution_of(stated).cdf(made.ppf(p)) - p).max() < 1e-6
    assert (made.mean, made.sd) == pytest.approx((5.2, 1), rel=1e-9)
    assert refusal(tmp_path, "{mean: 5.2, sd: 1, shape: normal}") == ""
    assert "truncate" not in simulate(load(tmp_path / "s.yaml"), draws=20).attrs["scenarios"]


def test_hair__on_the_line_of_a_driver_is_cut_where_the_multiplier_is_zero(tmp_path: Path) -> None:
    file = scenario(tmp_path, "{mean: 1, sd: 0.19, shape: normal}", "driver")
    check(load(file), ())
    text = file.read_text().replace(
        "costs: [{id: a,", "programmes: [{id: p, driver_spread: 3}]\ncosts: [{id: a, programme: p,"
    )
    file.write_text(text.replace("{id: d,", "{id: d, programme: p,"))
    with pytest.raises(
        ScenarioError, match=r"the multiplier can be negative .*add truncate: \[0\.66666\d*, null\]"
    ) as error:
        check(load(file), ())
    (one,) = re.findall(r"truncate: \[[^\]]*\]", str(error.value))
    file.write_text(file.read_text().replace("sd: 0.19, shape: normal", f"sd: 0.19, shape: normal, {one}"))
    ds = simulate(load(file), draws=2048)
    assert np.all(ds["cost_total"].values >= 0.0)


@pytest.mark.parametrize("truncate", ["[null, null]", "[2, 1]", "[1, 1]", "[1]", "[a, 2]"])
def test_truncate__that_is_no_interval_is_refused(tmp_path: Path, truncate: str) -> None:
    assert "truncate" in refusal(tmp_path, f"{{min: 1, mode: 2, max: 3, shape: pert, truncate: {truncate}}}")
