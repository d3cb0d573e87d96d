"""``aksonsim sensitivity`` prints tables, or one JSON object, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aksonsim.cli.sensitivity import command
from aksonsim.errors import AksonsimError
from aksonsim.results.measure import Measure
from aksonsim.studies.methods import METHODS

CONFIGS = Path(__file__).parents[2] / "configs"


def asked(*arguments: str) -> str:
    file = str(CONFIGS / "akson-topdown.yaml")
    done = CliRunner().invoke(command, [file, "-n", "1000", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_sensitivity__json_is_one_object_with_every_method() -> None:
    found = json.loads(asked("--method", "all", "--json"))
    assert list(found["methods"]) == list(METHODS)
    assert found["output"] == "cost_total"
    assert found["at"] == 0.85
    rows = found["methods"]["sobol"]["rows"]
    assert sorted(row["name"] for row in rows) == ["costs[journal.total]", "costs[local.total]", "costs[step1.total]"]


def test_sensitivity__tables_name_inputs_and_say_what_was_asked() -> None:
    text = asked("--method", "tornado", "--method", "bins", "--at", "p90", "--top", "1")  # its older name
    assert "costs[journal.total]" in text
    assert "interaction and residual" in text
    assert "P90 in the lowest and highest decile of an input" in text
    assert "(2 more" in text
    assert "seed 1, 1 000 draws a run" in text


def test_sensitivity__all_methods_have_a_table() -> None:
    text = asked("--method", "all")
    for words in ("Sobol' indices", "Contributions to P85", "common correlation", "Expected addition", "joint effect"):
        assert words in text
    assert "All of a kind at once" not in text  # nothing can be left out here


@pytest.mark.parametrize(
    ("text", "value"),
    [("p85", 0.85), ("P50", 0.5), ("0.9", 0.9), ("85", 0.85), ("2.5", 0.025), ("p2.5", 0.025), ("mean", None)],
)
def test_measure__as_a_command_line_has_it(text: str, value: float) -> None:
    assert Measure.parse(text) == Measure(value)


@pytest.mark.parametrize("text", ["1", "100", "-85", "p100", "p", "high", "nan"])
def test_measure__that_is_no_percentile_is_refused(text: str) -> None:
    with pytest.raises(AksonsimError, match=r"is no percentile; write p85 or 0\.85"):
        Measure.parse(text)


@pytest.mark.parametrize(("lang", "words"), [("en", "total index"), ("nb", "totalindeks")])
def test_sensitivity__is_written_in_every_medium(lang: str, words: str, tmp_path: Path) -> None:
    for ending in ("html", "csv", "md", "xlsx"):
        asked("--method", "sobol", "--lang", lang, "-o", str(tmp_path / f"a.{ending}"))
    assert words in (tmp_path / "a.html").read_text("utf-8")
    assert "costs[journal.total],Akson journal" in (tmp_path / "a.csv").read_text("utf-8")


def test_sensitivity__help_lists_every_method() -> None:
    text = CliRunner().invoke(command, ["--help"]).output
    assert all(f"{method} " in text for method in METHODS)
