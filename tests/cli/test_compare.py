"""``aksonsim compare``: of a file, of results, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.analysis.synthetic import dataset

from aksonsim.analysis.comparison import compare
from aksonsim.analysis.scenario_columns import Column
from aksonsim.cli import group, main
from aksonsim.render.terminal import print_document
from aksonsim.views import view

ROOT = Path(__file__).parents[2]
AKSON = str(ROOT / "configs" / "akson.yaml")
MINIMAL = str(ROOT / "configs" / "minimal.yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["compare", *arguments])


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command that must exit with 2 says; nothing may stand on stdout."""
    with pytest.raises(SystemExit) as ended:
        main(["compare", *arguments])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results of the smallest file: a, b with another law, and some that are no pairs of a."""
    folder = tmp_path_factory.mktemp("results")
    for name, options in {
        "a": [],
        "b": ["--set", "costs[a].estimate.max=7"],
        "seed": ["--seed", "2"],
        "draws": ["-n", "400"],
        "year": ["--set", "price_year=2024"],
    }.items():
        arguments = ["run", MINIMAL, "-n", "300", "-q", *options, "-o", str(folder / f"{name}.nc")]
        done = CliRunner().invoke(group, arguments)
        assert done.exit_code == 0, done.output
    return folder


def test_compare__scenarios_of_a_file() -> None:
    done = run(AKSON, "-s", "baseline", "-s", "oslo_outside", "-n", "500", "-q")
    assert done.exit_code == 0, done.output
    for text in (
        "A  baseline (base)",
        "B  oslo_outside",
        "Cost given that the gate is passed, MNOK, 2019 prices",
        "  difference from baseline",
        "On the same draws (draws that pass the gate in both): difference of cost_total from baseline, MNOK",
        "P(row cheaper than column) by cost_total, all draws, stopped ones included",
        "Row dominates column by npv, over all draws",
        "Regret against the best choice of the same draw: cost_total",
        "Name what can be chosen with --choice",
        "cheaper without being better",
        "seed 1, 500 draws, method mc",
    ):
        assert text in done.output, text
    tables = [line for line in done.output.splitlines() if " ± " in line and "95 %" not in line]
    assert max(map(len, tables)) <= 120


def test_compare__json_is_one_object_and_nothing_else() -> None:
    options = ("--base", "count_basis", "--frame", "9000", "--live", "0.5", "--by", "2029", "-n", "400")
    done = run(AKSON, "-s", "baseline", *options, "--json")
    found = json.loads(done.stdout)
    assert list(found["scenarios"]) == ["count_basis", "baseline"]
    assert found["base"] == "count_basis"
    promised = {key: found["joint"][key] for key in ("frame", "stated", "live", "year")}
    assert promised == {"frame": 9000, "stated": True, "live": 0.5, "year": 2029}
    assert 0 < found["joint"]["scenarios"]["baseline"]["together"]["value"] < 1
    assert done.stderr == ""


def test_compare__results_are_paired_and_tell_their_files(results: Path) -> None:
    done = run(str(results / "a.nc"), str(results / "b.nc"), "--json")
    found = json.loads(done.stdout)
    assert list(found["scenarios"]) == ["baseline (a.nc)", "baseline (b.nc)"]
    assert found["same_worlds"]["baseline (b.nc)"]["better"] == 0
    simulated = run(MINIMAL, "-n", "300", "--json", "--overlay", str(_wider(results)))
    other = json.loads(simulated.stdout)
    mine, theirs = (f["same_worlds"][next(iter(f["same_worlds"]))]["mean"] for f in (found, other))
    assert mine == theirs


def _wider(folder: Path) -> Path:
    path = folder / "wider.yaml"
    path.write_text("changes:\n  costs[a].estimate.max: 7\n", encoding="utf-8")
    return path


def test_compare__what_an_overlay_changed_is_told(results: Path) -> None:
    done = run(MINIMAL, "--overlay", str(_wider(results)), "-n", "200")
    assert "B  changed: costs[a].estimate.max: 4 -> 7" in done.output
    assert "A  changed" not in done.output


def test_compare__unpaired_results_have_independent_intervals(results: Path) -> None:
    done = run(str(results / "a.nc"), str(results / "draws.nc"), "--unpaired")
    assert done.exit_code == 0, done.output
    assert "Independent runs" in done.output
    assert "Regret" not in done.output
    assert "seed 1" not in done.output


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (("a.nc", "seed.nc"), "seed.nc cannot be compared with a.nc: seed 2 against 1"),
        (("a.nc", "draws.nc"), "draws.nc cannot be compared with a.nc: draws 400 against 300"),
        (("a.nc", "year.nc"), "year.nc cannot be compared with a.nc: price year 2024 against 2019"),
        (("a.nc",), "takes two scenarios or more; chosen: baseline"),
        (("a.nc", "gone.nc"), "there is no such file"),
    ],
)
def test_compare__results_that_do_not_go_together(
    files: tuple[str, ...], sentence: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, *(str(results / file) for file in files))


def test_compare__unknown_scenario_names_all(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, AKSON, "-s", "oslo_outsid", "-s", "baseline")
    assert "unknown scenario oslo_outsid; did you mean oslo_outside? there are: baseline, official_basis" in told
    assert "heavy_tail" in told
    told = refused(capsys, str(results / "a.nc"), str(results / "b.nc"), "-s", "bselin")
    assert "unknown scenario bselin; did you mean baseline? there are: baseline" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            (AKSON, "-s", "baseline"),
            "two scenarios or more; name others with -s, take --all, or put an --overlay beside",
        ),
        ((AKSON, MINIMAL), "takes one scenario file, or results"),
        ((AKSON, "--unpaired"), "--unpaired is for results"),
        ((MINIMAL, "--mitigations"), "no event of scenario baseline states a mitigation"),
        (
            (AKSON, "-s", "baseline", "-s", "count_basis", "--choice", "x", "-n", "200"),
            "unknown scenario x; there are: baseline, count_basis",
        ),
        ((AKSON, "-s", "baseline", "-s", "count_basis", "-n", "10"), "at least 100 draws, not 10"),
    ],
)
def test_compare__what_makes_no_sense(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, *arguments)


def test_compare__options_of_a_simulation_are_refused_for_results(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, str(results / "a.nc"), str(results / "b.nc"), "-n", "100", "--mitigations")
    assert "--mitigations, -n goes with a scenario file" in told


def test_compare__mitigations_alone_and_beside(results: Path) -> None:
    done = run(AKSON, "--mitigations", "-n", "300")
    assert done.exit_code == 0, done.output
    assert "What each measure costs and buys in baseline" in done.output
    assert "E.G1:  The supplier cannot deliver the whole. Proof of delivery" in done.output
    assert "Regret" not in done.output


def test_compare__pictures_are_drawn_where_there_is_what_they_show(tmp_path: Path, results: Path) -> None:
    done = run(MINIMAL, "--overlay", str(_wider(results)), "-n", "200", "-o", str(tmp_path / "new"), "--lang", "nb")
    assert done.exit_code == 0, done.output
    assert "no picture compare-cost-finish: the file holds no dates of milestones" in done.stderr
    drawn = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert drawn == [f"compare-{kind}.png" for kind in ("figures", "heat-map", "regret", "s-curves")]


def test_tables__many_scenarios_have_letters() -> None:
    ds = dataset(300)
    columns = [Column(f"n{i}", ds.assign(cost_total=ds["cost_total"] + i), "baseline") for i in range(28)]
    text = io.StringIO()
    print_document(view(compare(columns)), text, "en")
    assert "Z  n25" in text.getvalue()
    assert "B2  n27" in text.getvalue()


def test_compare__in_norwegian_and_as_files(tmp_path: Path, results: Path) -> None:
    arguments = (MINIMAL, "--overlay", str(_wider(results)), "-n", "200", "--lang", "nb", "-q")
    done = run(*arguments, "-o", str(tmp_path / "tables.csv"), "--xlsx", str(tmp_path / "tables.xlsx"))
    assert done.exit_code == 0, done.output
    assert "  forskjell fra baseline" in done.output
    assert "Trekning for trekning: forskjell i cost_total fra baseline" in done.output
    assert "baseline + wider.yaml: forskjell fra baseline" in (tmp_path / "tables.csv").read_text(encoding="utf-8")
    assert (tmp_path / "tables.xlsx").is_file()
