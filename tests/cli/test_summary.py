"""``aksonsim summary``: tables for people, one JSON object for programs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from click.testing import CliRunner
from tests.analysis.synthetic import dataset

from aksonsim.analysis.summary import summarise
from aksonsim.cli.summary import command
from aksonsim.errors import ResultError
from aksonsim.files.netcdf import write
from aksonsim.language.lang import LANGS, Lang
from aksonsim.language.numbers import THIN, measured
from aksonsim.render.terminal import print_document
from aksonsim.views import view


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("summary") / "out.nc"
    write(dataset(2000), path)
    return path


def test_summary__json_is_one_object_equal_to_the_dataset_s_own(result: Path) -> None:
    done = CliRunner().invoke(command, [str(result), "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads(json.dumps(summarise(dataset(2000)).to_json()))
    assert done.stdout.count("\n") == 1


def test_summary__tables_tell_condition_error_and_provenance(result: Path) -> None:
    done = CliRunner().invoke(command, [str(result)], catch_exceptions=False)
    passed = int((dataset(2000)["gate_outcome"].values[0] < 2).sum())
    counted = f"{passed:,}".replace(",", " ")
    assert f"Cost given that the gate is passed ({counted} draws), MNOK, 2019 prices" in done.stdout
    assert "Cost over all draws, stopped ones included (2 000 draws)" in done.stdout
    assert "seed 1, draws 2 000, method mc" in done.stdout
    assert "digest 0123456789abcdef" in done.stdout.replace("\n", " ")
    assert "\x1b" not in done.stdout
    given = summarise(dataset(2000)).to_json()["scenarios"]["baseline"]["given_passed"]
    row = next(line for line in done.stdout.splitlines() if line.startswith("journal"))
    for key in ("mean", "p50", "p85"):
        assert figure(given["costs"]["journal"], key) in row
    assert "±" in row


def test_summary__other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.nc"
    other.write_text("not a result")
    with pytest.raises(ResultError, match=r"other\.nc"):
        CliRunner().invoke(command, [str(other)], catch_exceptions=False)
    with pytest.raises(ResultError, match=r"none\.nc"):
        CliRunner().invoke(command, [str(tmp_path / "none.nc")], catch_exceptions=False)


def _between(text: str, first: str, last: str) -> str:
    return text.split(first)[1].split(last)[0]


def test_summary__ladder_tells_both_expected_additions_and_the_implied_correlation(result: Path) -> None:
    done = CliRunner().invoke(command, [str(result), "--ladder"], catch_exceptions=False)
    told = CliRunner().invoke(command, [str(result), "--ladder", "--json"], catch_exceptions=False)
    steps = json.loads(told.stdout)["scenarios"]["baseline"]["ladder"]
    assert "Ladder of baseline: given that the gate is passed" in done.stdout
    assert "Ladder of official_basis: 2 000 draws" in done.stdout
    rows = {line[:30].strip(): line for line in _between(done.stdout, "Ladder of baseline", "Cut list").splitlines()}
    for key, label in (("expected_addition_p50", "+ expected addition, by P50"), ("p85", "P85")):
        assert figure(steps["ladders"]["total"], key) in rows[label]
    assert figure(steps["ladders"]["journal"], "expected_addition_mean") in rows["(expected addition, by mean)"]
    assert "Desirable functions" in done.stdout
    assert "correlation that the simulated one implies" in done.stdout


def test_measured__shows_only_what_the_error_supports() -> None:
    assert figure({"p50": 9619.1, "p50_ci": [9578.0, 9660.0]}, "p50") == "9 620 ± 50"
    assert figure({"p50": 9619.1, "p50_ci": [9578.0, None]}, "p50") == "10 000 ± ?"
    assert measured(8315.0, None, "en") == f"8{THIN}315"


def figure(block: dict[str, Any], key: str) -> str:
    """Return a figure of the JSON as a terminal shows it."""
    return measured(block[key], block[f"{key}_ci"], "en").replace(THIN, " ")


def _shown(ds: xr.Dataset, lang: Lang = "en") -> str:
    out = io.StringIO()
    print_document(view(summarise(ds)), out, lang)
    return out.getvalue()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("draws", [1, 2, 5])
def test_summary__few_draws_are_no_error(draws: int, lang: Lang) -> None:
    shown = _shown(dataset(draws), lang)
    assert f" {draws}, met" in shown
    assert "nan" not in shown.lower()


def test_summary__says_nothing_of_what_is_not_simulated() -> None:
    ds = dataset(200).sel(scenario=["official_basis"])
    shown = _shown(ds)
    assert "Gate" not in shown
    assert "Adoption" not in shown
    assert "given that the gate" not in shown


def test_summary__says_when_the_intervals_are_an_upper_guide() -> None:
    ds = dataset(50)
    ds.attrs["method"] = "lhs"
    shown = _shown(ds)
    assert "this method has a smaller error" in shown
