"""``aksonsim calibrate`` prints tables, one JSON object or one sentence, and writes an overlay that ``run`` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aksonsim.cli import group
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.load import load

CASE = """
schema: 1
title: One line
currency: MNOK
price_year: 2019
costs:
  - {id: a, estimate: {mean: 800, sd: 80, shape: normal, truncate: [0, 10000]}}
"""
SPEC = """
title: To two percentiles
stages:
  - title: The line
    draws: 2000
    fit:
      - {path: "costs[a].estimate.mean", min: 500, max: 1500}
      - {path: "costs[a].estimate.sd", min: 10, max: 400}
    targets:
      - {title: median, quantity: cost_total, statistic: p50, value: 1000, tolerance: 5}
      - {title: frame, quantity: "cost_element[a]", statistic: p85, value: 1150, tolerance: 5}
      - {quantity: cost_total, statistic: sd_share, value: 0.14, tolerance: 0.005, weight: 0}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*arguments: str) -> str:
    done = CliRunner().invoke(group, ["calibrate", "case.yaml", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_calibrate__writes_an_overlay_that_meets_the_targets(folder: Path) -> None:
    found = json.loads(asked("--targets", "spec.yaml", "-o", "fitted.yaml", "--json"))
    fitted = load("case.yaml", overlays=["fitted.yaml"]).costs[0].estimate.model_dump()
    assert [fitted["mean"], fitted["sd"]] == list(found["changes"].values())
    assert (folder / "fitted.yaml").read_text(encoding="utf-8").startswith("# One line, fitted to spec.yaml; seed 1\n")
    (stage,) = found["stages"]
    assert (stage["draws"], stage["converged"]) == (2000, True)
    assert [abs(row["residual_in_tolerances"]) < 0.1 for row in stage["targets"][:2]] == [True, True]


def test_calibrate__tables_name_parameters_targets_and_what_is_not_fitted(folder: Path) -> None:
    text = asked("--targets", "spec.yaml", "-n", "1000", "-o", "fitted.yaml")
    assert "The line: scenario baseline, 1 000 draws" in text
    assert "costs[a].estimate.mean" in text
    assert "frame" in text
    assert "Shown beside, not fitted" in text
    assert "cost_total sd_share" in text
    assert "Singular values of the slopes, in tolerances a scale" in text
    assert "wrote fitted.yaml: aksonsim run case.yaml --overlay fitted.yaml" in text


def test_calibrate__says_in_words_what_is_not_identified(folder: Path) -> None:
    fits = ["--fit", "costs[a].estimate.mean", "--fit", "costs[a].estimate.sd"]
    text = " ".join(asked(*fits, "--target", "cost_total.mean=900", "-n", "1000", "-q").split())
    assert "2 parameters against 1 target: at most 1 combination of them can be determined" in text
    assert "not identified: costs[a].estimate.sd; between its bounds no target changes by its tolerance" in text


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ("min: 500", "mn: 500", ":7:", "unknown key mn; did you mean min? allowed: path, min, max, start, scale"),
        ("value: 1000, ", "", ":10:", "missing key value; needed: quantity, statistic, value, tolerance"),
        ("value: 1000", "value: tusen", ":10:", "must be a number, not text 'tusen'"),
        ("statistic: p50", "statistic: median", ":10:", "unknown statistic median"),
        ("min: 500", "min: 900", ":7:", "starts at 800, outside its bounds 900 and 1500"),
        ("min: 500", "min: 2000", ":7:", "min 2000 must lie below max 1500"),
        ("estimate.mean", "estimat.mean", ":7:", "no estimat in costs[a]; did you mean costs[a].estimate.mean?"),
        ("cost_element[a]", "cost_element[b]", ":11:", "unknown element b; known: a"),
        ("statistic: sd_share", "statistic: sd_share, scenario: other", ":12:", "unknown scenario other"),
        ("draws: 2000", "draws: 20", ":5:", "must be at least 1000, not 20"),
        ("stages:", "steps:", "", "unknown key steps"),
    ],
)
def test_calibrate__bad_file_is_one_sentence_with_its_line(
    folder: Path, old: str, new: str, place: str, sentence: str
) -> None:
    (folder / "spec.yaml").write_text(SPEC.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        asked("--targets", "spec.yaml", "-o", "fitted.yaml")
    problem = caught.value.problems[0]
    assert problem.where.startswith(f"spec.yaml{place}")
    assert sentence in str(problem)
    assert not (folder / "fitted.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "either --targets SPEC.yaml, or --fit and --target"),
        (["--targets", "spec.yaml", "--fit", "gate.share"], "either --targets SPEC.yaml, or --fit and --target"),
        (["--fit", "costs[a].estimate.mean"], "both are needed"),
        (["--targets", "none.yaml"], "none.yaml: no such file"),
        (
            ["--targets", "spec.yaml", "-o", "fitted.txt"],
            "what was fitted as an overlay, .yaml",
        ),
        (["--targets", "spec.yaml", "--write-overlay", "fitted.csv"], "an overlay is a YAML file"),
        (["--targets", "spec.yaml", "-n", "10"], "needs at least 1000 draws, not 10"),
    ],
)
def test_calibrate__what_cannot_be_asked_is_a_sentence(folder: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(AksonsimError, match=sentence.replace("(", r"\(")):
        asked(*arguments)


def test_calibrate__in_norwegian_and_as_files(folder: Path) -> None:
    overlay = ("--write-overlay", "fitted.yaml")
    text = asked("--targets", "spec.yaml", "-n", "1000", "--lang", "nb", *overlay, "-o", "answer.csv")
    assert "The line: scenario baseline, 1 000 trekninger" in text
    assert "Vist ved siden av, ikke tilpasset" in text
    assert "skrev fitted.yaml: aksonsim run case.yaml --overlay fitted.yaml" in text
    assert load("case.yaml", overlays=["fitted.yaml"]).costs[0].estimate.model_dump()["sd"] > 100
    head, *rows = (folder / "answer.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("item,start,value,error_draws,error_tolerance,pinned_by")
    assert rows[0].startswith("costs[a].estimate.mean,800,")
