"""``aksonsim import`` of registers as people have them: dry run, questions, answers, mapping files, next month."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run as command_line

from aksonsim.cli import asking
from aksonsim.files.load import load
from aksonsim.files.yaml import read

REGISTERS = Path(__file__).parents[1] / "registers"
MAY = REGISTERS / "01_estimate_min_ml_max.csv"
STATED = ("--answer", "shape=triangular", "--answer", "currency=USD", "--answer", "price_year=2024")


def run(*arguments: str | Path) -> int:
    return command_line(*map(str, arguments))


def found(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code = run("import", *arguments, "--json")
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, printed


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert run("import", *arguments) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return told


def test_import__is_a_dry_run_that_says_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", MAY, *STATED) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{MAY}: comma, utf-8, header in row 1"
    labels = [line.split()[0] for line in lines[1 : lines.index("")]]
    order = ["read", "left", "took", "check", "ask"]
    assert labels == sorted(labels, key=order.index)
    assert any(line.startswith("left   row 10: ") for line in lines)
    assert lines[-2].startswith("nothing written; -o OUT.yaml")
    assert list(tmp_path.iterdir()) == []


def test_import__asks_and_writes_nothing_before_all_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", MAY, "-o", tmp_path / "out.yaml") == 3
    asked = [line for line in capsys.readouterr().out.splitlines() if line.startswith("ask ")]
    assert len(asked) == 2
    assert "--answer shape=triangular | --answer shape=pert" in asked[0]
    assert list(tmp_path.iterdir()) == []
    code, told = found(capsys, MAY, "-o", tmp_path / "out.yaml")
    assert code == 3
    assert [one["key"] for one in told["ask"]] == ["shape", "currency"]
    assert told["ask"][0]["choices"][:2] == ["triangular", "pert"]
    assert told["elements"] == 8
    assert told["wrote"] == []
    assert list(tmp_path.iterdir()) == []


def test_import__prints_one_object_with_the_promised_keys(anslag: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = found(capsys, anslag, "--answer", "shape=triangular")
    assert code == 0
    assert {"elements", "events", "sum", "unit", "currency", "read", "left", "took", "ask"} <= told.keys()
    assert (told["elements"], told["events"], told["currency"]) == (9, 0, "NOK")
    assert told["sum"] == pytest.approx({"kNOK": 129_650.5, "MNOK": 129.6505}[told["unit"]], rel=1e-12)
    assert [one["row"] for one in told["left"]] == [6, 11, 13, 17, 19, 22, 24, 25]
    assert all(one["why"] for one in told["left"])
    assert told["price_year"] == 2025
    assert told["ask"] == []


def test_import__speaks_norwegian(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", MAY, "--lang", "nb") == 3
    labels = {line.split()[0] for line in capsys.readouterr().out.splitlines()[1:6]}
    assert labels <= {"lest", "utelatt", "antatt", "spør"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("shape=triangular", "Shape=pert"), "answer Shape: said twice, triangular and pert"),
        (("shape=flat",), "answer shape=flat: cannot be used; allowed: triangular, pert"),
        (("shape",), "--answer shape: must be KEY=VALUE"),
    ],
)
def test_import__refuses_answers_that_are_none(
    typed: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, MAY, *(word for text in typed for word in ("--answer", text)))


def test_import__refuses_an_answer_to_no_question_and_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, MAY, *STATED, "--answer", "shpae=pert")
    assert "answer shpae=pert: nothing in this file asks for it; did you mean shape?" in told
    assert "currency" in told


def test_import__writes_the_scenario_and_how_it_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.yaml"
    assert run("import", MAY, *STATED, "-o", out) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-2:] == [
        f"{out}: valid (8 elements, 0 drivers, 0 events)",
        f"{tmp_path / 'out.map.yaml'}: how it was read",
    ]
    scenario = load(out)
    assert (scenario.currency, scenario.price_year, len(scenario.costs)) == ("USD", 2024, 8)
    assert scenario.costs[0].source == "register, C2:E2"
    mapping = read(tmp_path / "out.map.yaml")
    assert mapping["answers"] == {"shape": "triangular", "price_year": "2024", "currency": "USD"}
    assert mapping["expect"]["sum"] == 5_985_000
    assert "exists already; --onto" in refused(capsys, MAY, *STATED, "-o", out)
    assert run("import", MAY, "--map", tmp_path / "out.map.yaml", "-o", tmp_path / "again.yaml") == 0
    same = load(tmp_path / "again.yaml")
    assert same.costs == scenario.costs


def test_import__finds_the_mapping_beside_the_file_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "may.csv"
    file.write_bytes(MAY.read_bytes())
    assert run("import", file, *STATED, "-o", tmp_path / "may.yaml") == 0
    capsys.readouterr()
    assert run("import", file) == 0
    assert capsys.readouterr().out.splitlines()[1] == f"applied {tmp_path / 'may.map.yaml'}"


def test_import__refuses_a_mapping_of_another_file_and_keys_that_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", MAY, *STATED, "-o", tmp_path / "out.yaml") == 0
    capsys.readouterr()
    other = refused(capsys, REGISTERS / "10_p5_ml_p95_chf.csv", "--map", tmp_path / "out.map.yaml")
    assert (
        "out.map.yaml: is the map of another file (01_estimate_min_ml_max.csv): 10_p5_ml_p95_chf.csv has none of"
        in other
    )
    kind = refused(capsys, REGISTERS / "19_correlation_pairs.xlsx", "--map", tmp_path / "out.map.yaml")
    assert "file.kind: is for a file of kind csv (01_estimate_min_ml_max.csv), not xlsx" in kind
    (tmp_path / "bad.yaml").write_text("import: 1\nanswer: {shape: pert}\n", encoding="utf-8")
    told = refused(capsys, MAY, "--map", tmp_path / "bad.yaml")
    assert "bad.yaml:2:1: answer: unknown key answer; did you mean answers? allowed: import" in told


JUNE = (
    ('"1,100,000"', '"1,150,000"'),
    ('"950,000"', '"960,000"'),
    ("Steel frame", "Steel frame and bolts"),
    ('"880,000"', '"890,000"'),
    ('"90,000","120,000"', '"95,000","125,000"'),
    ('8,Permit fee,"125,000","125,000","125,000"', '8,Permit fee,"130,000","130,000","130,000"'),
)
"""What was changed in the register since May."""


@pytest.fixture
def anslag(tmp_path: Path) -> Path:
    """Return the register with marks of thousands, without the line whose P10 is its most likely value."""
    text = (REGISTERS / "02_anslag_tusen_kroner.csv").read_text(encoding="cp1252")
    path = tmp_path / "anslag.csv"
    path.write_text(text.replace("8 800;8 800;", "8 700;8 800;"), encoding="cp1252")
    assert path.read_text(encoding="cp1252") != text
    return path


@pytest.fixture
def months(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return the register of June, a scenario that May was read into and people went on writing in, and its mapping."""
    mine = tmp_path / "mine.yaml"
    assert run("import", MAY, *STATED, "-o", mine) == 0
    text = mine.read_text(encoding="utf-8")
    text = text.replace("schema: 1\n", "# ours\nschema: 1\n").replace(
        "    title: Piling\n", "    title: Piling   # the dear one\n    state_share: 0.5\n"
    )
    mine.write_text(f'{text}correlations:\n  - {{group: ["1", "2"], rho: 0.3}}   # agreed\n', encoding="utf-8")
    june = MAY.read_text(encoding="utf-8-sig")
    for old, new in JUNE:
        assert june.count(old) == 1
        june = june.replace(old, new)
    lines = [line for line in june.splitlines() if not line.startswith(("3,", ",Total"))]
    lines += ['9,Fence,"10,000","12,000","15,000",AD,Draft,', '10,Gate,"1,000","2,000","5,000",AD,Draft,']
    (tmp_path / "june.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "june.csv", mine, tmp_path / "mine.map.yaml"


def test_import__puts_next_month_onto_a_scenario_and_keeps_all_else(
    months: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    june, mine, mapping = months
    before = mine.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run("import", june, "--map", mapping, "--onto", mine) == 0
    dry = capsys.readouterr().out
    assert mine.read_text(encoding="utf-8") == before
    assert run("import", june, "--map", mapping, "--onto", mine, "-o", mine) == 0
    printed = capsys.readouterr().out
    changes = [line for line in printed.splitlines() if re.match(r"costs.* -> ", line)]
    assert [line for line in dry.splitlines() if re.match(r"costs.* -> ", line)] == changes
    assert [line for line in changes if "(" not in line] == [
        "costs[2].estimate.min: 950000 -> 960000",
        "costs[2].estimate.mode: 1100000 -> 1150000",
        "costs[4].title: Steel frame -> Steel frame and bolts",
        "costs[5].estimate.min: 880000 -> 890000",
        "costs[7].estimate.min: 90000 -> 95000",
        "costs[7].estimate.mode: 120000 -> 125000",
        "costs[8].estimate: 125000 -> 130000",
    ]
    assert [line.split(": ")[0] for line in changes if "(removed)" in line] == ["costs[3]"]
    assert [line.split(": ")[0] for line in changes if "(not there)" in line] == ["costs[9]", "costs[10]"]
    after = mine.read_text(encoding="utf-8")
    stays = [line for line in before.splitlines() if line in after.splitlines()]
    for line in ("# ours", "    title: Piling   # the dear one", "    state_share: 0.5", "correlations:"):
        assert line in stays
    gone = [line for line in before.splitlines() if line not in stays]
    own = r"    (estimate|source|title|note|map_digest): |  - id: \"3\""
    assert all(re.match(own, line) for line in gone)
    scenario = load(mine)
    assert [cost.id for cost in scenario.costs] == ["1", "2", "4", "5", "6", "7", "8", "9", "10"]
    assert scenario.costs[1].state_share == 0.5
    assert read(mapping)["expect"]["elements"] == 9


def test_import__refuses_what_no_longer_fits_and_leaves_everything(
    months: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    june, mine, mapping = months
    before = mine.read_text(encoding="utf-8"), mapping.read_text(encoding="utf-8")
    text = june.read_text(encoding="utf-8")
    for new, sentence in (
        (text.replace("Most likely", "Best guess"), "sheets[table].columns: column Most likely is gone; there are: No"),
        (f"Estimate of June,,,,,,,\n{text}", "sheets[table].header: the header stood in row 1 and stands in row 2 now"),
        (text.replace("Draft", "Parked"), "expect.words[table][Status]: Parked is a new word"),
    ):
        june.write_text(new, encoding="utf-8")
        capsys.readouterr()
        assert sentence in refused(capsys, june, "--map", mapping, "--onto", mine, "-o", mine)
        assert (mine.read_text(encoding="utf-8"), mapping.read_text(encoding="utf-8")) == before


def test_import__refuses_a_changed_unit(anslag: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = anslag.read_text(encoding="cp1252")
    assert run("import", anslag, "--answer", "shape=triangular", "-o", tmp_path / "b.yaml") == 0
    new = tmp_path / "june.csv"
    new.write_text(text.replace("1000 kr", "MNOK"), encoding="cp1252")
    capsys.readouterr()
    told = refused(capsys, new, "--map", tmp_path / "b.map.yaml")
    assert "MNOK" in told
    assert "kNOK" in told


def test_import__without_a_terminal_never_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", MAY, "--ask") == 3
    assert "--ask: no terminal to ask at" in capsys.readouterr().err


def test_import__asks_one_by_one_at_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter(["flat", "2", "USD"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(asking.click, "prompt", lambda *_, **__: next(said))
    assert run("import", MAY, "--ask", "-o", tmp_path / "out.yaml") == 0
    told = capsys.readouterr().err
    assert "the shape of the triples (2 to answer)" in told
    assert "  1  triangular   sum 5" in told
    assert "{min: 180000, mode: 220000, max: 310000, shape: pert}" in told
    assert "answer shape=flat: cannot be used" in told
    assert "the same without asking: --answer shape=pert --answer currency=USD" in told
    assert load(tmp_path / "out.yaml").costs[0].estimate.shape == "pert"  # type: ignore[union-attr]


def test_import__hears_the_options_of_version_0_1(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = found(
        capsys,
        REGISTERS / "19_correlation_pairs.xlsx",
        "--shape",
        "pert",
        "--price-year",
        "2024",
    )
    assert (code, told["price_year"]) == (0, 2024)
    sheet = ("--sheet", "Alternativ 2", "--answer", "bounds=p10 p90", "--shape", "triangular")
    code, told = found(capsys, REGISTERS / "21_alternativer.xlsx", *sheet)
    assert (code, told["elements"], told["sum"]) == (0, 4, 498.0)
    assert "there is no such sheet; sheets: " in refused(capsys, REGISTERS / "21_alternativer.xlsx", "--sheet", "x")


def test_import__a_workbook_of_export_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bridge = Path(__file__).parents[1] / "golden" / "bridge.yaml"
    assert run("export", bridge, tmp_path / "b.xlsx") == 0
    capsys.readouterr()
    code, told = found(capsys, tmp_path / "b.xlsx", "--onto", bridge)
    assert (code, told["ask"], told["changes"], told["wrote"]) == (0, [], [], [])
    assert told["elements"] == len(load(bridge).costs)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.xlsx"]
    assert "export wrote: there is nothing to answer" in refused(capsys, tmp_path / "b.xlsx", *STATED)
