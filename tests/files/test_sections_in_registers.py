"""Sections of a scenario file that stand in a register beside it: read when it is loaded, or refused in a sentence."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from tests.command_line import run

import aksonsim
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.dump import dump
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.write import export
from aksonsim.files.load import load, load_all
from aksonsim.files.registers.applying import open_register
from aksonsim.files.registers.decisions import Answers
from aksonsim.files.registers.importing import write
from aksonsim.files.yaml import read
from aksonsim.model.jsonschema import schema
from aksonsim.model.scenario import Scenario
from aksonsim.studies.used_files import used_files

REGISTERS = Path(__file__).parents[1] / "registers"
TABLE = (
    "1000 kr, prisnivå 2025;;;;\nKode;Element;P10;Mest sannsynlig;P90\n"
    "A1;Grunn;12500;15000;21000\nA2;Bru;41000;46500;63000\n"
)
MAP = "import: 1\nanswers: {shape: triangular}\n"
HEAD = "schema: 1\ntitle: Bridge\ncurrency: kNOK\nprice_year: 2025\n"
COSTS = "costs: {file: bro.csv}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bro.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "bro.map.yaml").write_text(MAP, encoding="utf-8")
    return tmp_path


def file(folder: Path, text: str) -> Path:
    path = folder / "bridge.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        load(file(folder, text))
    assert len(error.value.problems) == 1
    return str(error.value).replace(f"{folder}/", "")


def test_sections__are_the_items_of_the_register(folder: Path) -> None:
    found = load(file(folder, HEAD + COSTS))
    assert [(one.id, one.title) for one in found.costs] == [("A1", "Grunn"), ("A2", "Bru")]
    assert found.costs[0].estimate.model_dump(exclude_none=True)["mode"] == 15000.0
    assert found.costs[0].source == "register, C3:E3"
    source = found.sources["register"]
    assert (source.title, source.file) == ("bro.csv", "bro.csv")
    assert source.digest == hashlib.sha256((folder / "bro.csv").read_bytes()).hexdigest()
    assert source.map_digest == hashlib.sha256(MAP.encode()).hexdigest()


def test_sections__follow_the_register(folder: Path) -> None:
    path = file(folder, HEAD + COSTS)
    before = load(path)
    (folder / "bro.csv").write_text(TABLE + "A3;Skilt;1000;1200;1600\n", encoding="utf-8")
    assert [one.id for one in load(path).costs] == ["A1", "A2", "A3"]
    assert [one.id for one in before.costs] == ["A1", "A2"]


@pytest.mark.parametrize(("unit", "mode"), [("MNOK", 46.5), ("NOK", 46_500_000.0), ("kNOK", 46500.0)])
def test_sections__amounts_are_in_the_money_of_the_file(unit: str, mode: float, folder: Path) -> None:
    found = load(file(folder, HEAD.replace("kNOK", unit) + COSTS)).costs[1].estimate.model_dump()
    assert found["mode"] == mode  # exactly
    assert found["p90"] == mode * 63 / 46.5


def test_sections__stand_beside_items_of_the_file_itself(folder: Path) -> None:
    text = "costs:\n  - {id: own, estimate: 5}\n  - {file: bro.csv}\n  - {id: last, estimate: 6}\n"
    assert [one.id for one in load(file(folder, HEAD + text)).costs] == ["own", "A1", "A2", "last"]


def test_sections__changes_reach_what_was_read(folder: Path) -> None:
    changes = "scenarios:\n  dear: {changes: {'costs[A*].vat_share': 0.1, 'costs[A1].estimate.p90': 30000}}\n"
    path = file(folder, HEAD + COSTS + changes)
    overlay = folder / "over.yaml"
    overlay.write_text("costs[A2].payable: true\n", encoding="utf-8")
    found = load(path, "dear", overlays=[overlay], sets=["costs[A2].estimate.p10=40000"])
    assert [one.vat_share for one in found.costs] == [0.1, 0.1]
    assert found.costs[0].estimate.model_dump()["p90"] == 30000
    assert (found.costs[1].payable, found.costs[1].estimate.model_dump()["p10"]) == (True, 40000)
    assert load(path).costs[1].estimate.model_dump()["p10"] == 41000


def test_sections__a_scenario_may_read_another_register(folder: Path) -> None:
    (folder / "june.csv").write_text(TABLE.replace("46500", "47500"), encoding="utf-8")
    june = "scenarios:\n  june: {changes: {costs: {file: june.csv, map: bro.map.yaml}}}\n"
    path = file(folder, HEAD + COSTS + june)
    assert [one.costs[1].estimate.model_dump()["mode"] for one in load_all(path)] == [46500, 47500]
    found = load(path, "june")
    assert found.sources["register2"].file == "june.csv"
    assert found.costs[0].source == "register2, C3:E3"


def test_sections__with_adds_what_the_register_does_not_state(folder: Path) -> None:
    more = "    '*': {programme: p, payable: true}\n    A2: {programme: q}\n"
    text = f"programmes: [{{id: p}}, {{id: q}}]\ncosts:\n  file: bro.csv\n  with:\n{more}"
    assert [(one.programme, one.payable) for one in load(file(folder, HEAD + text)).costs] == [("p", True), ("q", True)]
    assert refused(folder, HEAD + "costs: {file: bro.csv, with: {A9: {payable: true}}}\n") == (
        "bridge.yaml:5:31: costs.with[A9]: A9 matches nothing in bro.csv; known: A1, A2"
    )
    assert refused(folder, HEAD + "costs: {file: bro.csv, with: {A1: {title: x}}}\n") == (
        "bridge.yaml:5:36: costs.with[A1].title: the register states title of A1; with adds what it does not state"
    )


def test_sections__a_wrong_value_is_named_by_its_cell(folder: Path) -> None:
    text = HEAD + "costs: {file: bro.csv, with: {'*': {programme: p}, A1: {programme: none}}}\nprogrammes: [{id: p}]\n"
    assert refused(folder, text) == ("bridge.yaml:5:57: costs[A1].programme: unknown programme none; known: p")
    (folder / "bro.csv").write_text(TABLE.replace("A2;Bru;41000", "A2;Bru;64000"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"bro\.csv: C4:E4: 64000"):
        load(file(folder, HEAD + COSTS))


def test_sections__a_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    for row in (("Code", "Element", "Min (MNOK)", "Most likely (MNOK)", "Max (MNOK)"), ("a", "Pier", 9, 5, 7)):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    (tmp_path / "r.map.yaml").write_text("import: 1\nanswers: {shape: pert, bounds: limits}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"r\.xlsx: Costs!"):
        load(file(tmp_path, HEAD.replace("kNOK", "MNOK") + "costs: {file: r.xlsx}\n"))


@pytest.mark.parametrize(
    ("head", "costs", "said"),
    [
        (HEAD.replace("kNOK", "EUR"), COSTS, "amounts in bro.csv are in kNOK, those of this file in EUR"),
        (HEAD.replace("currency: kNOK\n", ""), COSTS, ""),
        (HEAD.replace("2025", "2024"), COSTS, "in prices of 2025, those of this file in those of 2024"),
        (HEAD.replace("price_year: 2025\n", ""), COSTS, "those of this file in those of no stated year"),
        (HEAD, "costs: {file: none.csv}\n", "5:9: costs.file: no such file none.csv"),
        (HEAD, "costs: {file: bro.csv, map: none.yaml}\n", "5:24: costs.map: no such file none.yaml"),
        (HEAD, "costs: {file: ../bro.csv}\n", "5:9: costs.file: ../bro.csv is outside the folder of the file"),
        (HEAD, "costs: {file: bro.csv, sheet: 1}\n", "5:24: costs.sheet: unknown key sheet; allowed: file, map, with"),
        (HEAD, "costs: {file: .}\n", "5:9: costs.file: . is a folder; a register is needed"),

        (HEAD, "costs: {file: 7}\n", "5:9: costs.file: must be text, not 7"),
        (HEAD, COSTS + "events: {file: bro.csv}\n", "6:10: events.file: bro.csv holds no events; it holds costs"),
        (HEAD, COSTS + "claims: {file: bro.csv, map: bro.map.yaml}\n", "claims.map: unknown key map; allowed: file"),
    ],
)  # fmt: skip
def test_sections__what_does_not_fit_is_refused(head: str, costs: str, said: str, folder: Path) -> None:
    if said:
        assert said in refused(folder, head + costs)
    else:  # a file without a currency is in MNOK, and so are its amounts
        assert load(file(folder, head + costs)).costs[1].estimate.model_dump()["mode"] == 46.5


def test_sections__an_open_question_is_asked_with_what_answers_it(folder: Path) -> None:
    (folder / "bro.map.yaml").unlink()
    said = refused(folder, HEAD + COSTS)
    assert said.startswith("bridge.yaml:5:9: costs.file: bro.csv leaves open shape: ")
    assert said.endswith("; aksonsim import bro.csv --answer shape=... -o bro.yaml writes its map, bro.map.yaml")
    assert run("import", str(folder / "bro.csv"), "--answer", "shape=pert", "-o", str(folder / "bro.yaml")) == 0
    assert load(folder / "bridge.yaml").costs == load(folder / "bro.yaml").costs  # the command as it was said
    (folder / "empty.map.yaml").write_text("import: 1\n", encoding="utf-8")
    said = refused(folder, HEAD + "costs: {file: bro.csv, map: empty.map.yaml}\n")
    assert said.endswith("; add shape: ... under answers in empty.map.yaml")


def test_sections__a_register_that_no_longer_fits_its_map_is_refused(folder: Path) -> None:
    register = open_register(folder / "bro.csv")
    reading, answers = register.read(Answers())
    (folder / "bro.map.yaml").unlink()
    write(open_register(folder / "bro.csv"), reading, answers, folder / "bro.yaml")
    load(file(folder, HEAD + COSTS))
    (folder / "bro.csv").write_text(TABLE.replace("P10;", "P05;"), encoding="utf-8")
    assert refused(folder, HEAD + COSTS) == (
        "bro.map.yaml: sheets[table].columns: column P10 is gone; there are: Kode, Element, P05, Mest sannsynlig, P90"
    )


def _with_risks(folder: Path) -> str:
    shutil.copy(REGISTERS / "14_costs_and_risks_msek.xlsx", folder / "r.xlsx")
    answers = "R-04: two, closed: leave out, shape: triangular, bounds: limits"
    (folder / "r.map.yaml").write_text(f"import: 1\nanswers: {{{answers}}}\n", encoding="utf-8")
    return "schema: 1\ntitle: Metro\ncurrency: MSEK\ncosts: {file: r.xlsx}\n"


def test_sections__what_no_section_takes_is_no_silent_loss(tmp_path: Path) -> None:
    text = _with_risks(tmp_path)
    assert refused(tmp_path, text) == (
        "bridge.yaml:4:9: costs.file: r.xlsx also holds events (7), which no section takes; "
        "add events: {file: r.xlsx}, or say in its map that their sheet is ignored"
    )
    found = load(file(tmp_path, text + "events: {file: r.xlsx}\n"))
    assert (len(found.costs), len(found.events)) == (6, 7)
    assert [*found.sources] == ["register"]  # it was read once
    with (tmp_path / "r.map.yaml").open("a", encoding="utf-8") as more:
        more.write("sheets: {Risks: {is: ignored}}\n")
    text_map = (tmp_path / "r.map.yaml").read_text("utf-8").replace("R-04: two, closed: leave out, ", "")
    (tmp_path / "r.map.yaml").write_text(text_map, encoding="utf-8")
    assert len(load(file(tmp_path, text)).costs) == 6


def test_sections__every_kind_of_section(tmp_path: Path) -> None:
    for name in ("20_drivere_prosent_og_mnok.xlsx", "23_tasks_start_to_start.xlsx", "18_correlation_matrix.xlsx"):
        shutil.copy(REGISTERS / name, tmp_path / f"{name[:2]}.xlsx")
    answers = {"20": "shape: triangular, drivers: sum", "23": "shape: triangular, bounds: limits, week: 7",
               "18": "shape: triangular, bounds: limits, unit: MEUR"}  # fmt: skip
    for name, said in answers.items():
        (tmp_path / f"{name}.map.yaml").write_text(f"import: 1\nanswers: {{{said}}}\n", encoding="utf-8")
    head = "schema: 1\ntitle: x\ncurrency: "
    drivers = head + "MNOK\ncosts: {file: 20.xlsx}\ndrivers: {file: 20.xlsx}\n"
    year = aksonsim.read_register(tmp_path / "20.xlsx").price_year
    drivers += f"price_year: {year}\n" if year else ""
    found = load(file(tmp_path, drivers))
    alone = aksonsim.read_register(tmp_path / "20.xlsx")
    assert (found.costs, found.drivers, found.drivers_combine) == (alone.costs, alone.drivers, "sum")
    assert "how drivers combine: sum in 20.xlsx, but drivers_combine: product in this file" in refused(
        tmp_path, drivers + "drivers_combine: product\n"
    )
    tasks = load(file(tmp_path, head + "MNOK\nactivities: {file: 23.xlsx}\n"))
    alone = aksonsim.read_register(tmp_path / "23.xlsx")
    assert (tasks.activities, tasks.work_week) == (alone.activities, 7)
    both = "MEUR\ncosts: {file: 18.xlsx}\ncorrelations: {file: 18.xlsx}\n"
    assert load(file(tmp_path, head + both)).correlations == aksonsim.read_register(tmp_path / "18.xlsx").correlations


def test_sections__programmes_and_headings_come_with_the_elements(folder: Path) -> None:
    text = TABLE.replace(";P90\n", ";P90;Program\n").replace("21000", "21000;Nord").replace("63000", "63000;Syd")
    (folder / "bro.csv").write_text(text.replace(";;;;\n", ";;;;;\n").replace("A2;", ";Overbygning;;;;\nA2;"), "utf-8")
    own = "programmes: [{id: nord, title: The north}]\n"
    found = load(file(folder, HEAD + own + COSTS))
    alone = aksonsim.read_register(folder / "bro.csv")
    assert [(one.id, one.title) for one in found.programmes] == [("nord", "The north"), ("syd", "Syd")]
    assert [(one.programme, one.under) for one in found.costs] == [("nord", None), ("syd", "overbygning")]
    assert (found.groups, found.costs) == (alone.groups, alone.costs)
    assert found.groups


def test_sections__claims_stand_in_a_table(folder: Path) -> None:
    (folder / "claims.csv").write_text(
        "quantity;statistic;value;tolerance;source;must_hold;against\n"
        "cost_total;p50;63500;0.05;report;true;\n"
        "cost_total;prob_below;0.2;0.5;;;base\n",
        encoding="utf-8",
    )
    text = HEAD + COSTS + "sources: {report: {title: The report}}\nclaims: {file: claims.csv}\n"
    first, second = load(file(folder, text)).claims
    assert (first.id, first.value, first.tolerance, first.must_hold) == ("cost_total-p50", 63500.0, 0.05, True)
    assert (first.source, second.source, second.against) == ("report", "", "base")
    assert run("check", "--quiet", str(folder / "bridge.yaml")) in (0, 1)
    for old, new, said in (
        ("63500", "63,5", "claims.csv:2:1: value: must be a number, not text '63,5'; write it with a point"),
        ("true", "yes", "claims.csv:2:1: must_hold: must be true or false, not text 'yes'"),
        ("tolerance", "tol", "claims.csv:1:4: unknown column tol"),
        ("p50", "p500", "claims.csv:2:1: claims[cost_total-p500]: unknown statistic p500"),
    ):
        wrong = (folder / "claims.csv").read_text("utf-8")
        (folder / "claims.csv").write_text(wrong.replace(old, new), encoding="utf-8")
        assert said in refused(folder, text)
        (folder / "claims.csv").write_text(wrong, encoding="utf-8")


def test_sections__dump_export_and_python_hold_the_items(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(folder, HEAD + COSTS)
    found = load(path)
    (folder / "full.yaml").write_text(dump(found), encoding="utf-8")
    assert load(folder / "full.yaml") == found
    assert export(path, folder / "out.xlsx")["costs"] == 2
    bring_back(folder / "out.xlsx", folder / "back.yaml")
    assert load(folder / "back.yaml").costs == found.costs
    monkeypatch.chdir(folder)
    data = {"schema": 1, "title": "Bridge", "currency": "kNOK", "price_year": 2025, "costs": {"file": "bro.csv"}}
    assert Scenario.from_dict(data).costs == found.costs


def test_sections__nothing_is_put_onto_items_that_stand_elsewhere(folder: Path) -> None:
    path = file(folder, HEAD + COSTS)
    before = path.read_text("utf-8")
    export(path, folder / "out.xlsx")
    with pytest.raises(AksonsimError, match=r"bridge\.yaml: its costs stand in bro\.csv; change them there"):
        bring_back(folder / "out.xlsx", path, path)
    register = open_register(folder / "bro.csv")
    reading, answers = register.read(Answers())
    with pytest.raises(AksonsimError, match=r"its costs stand in bro\.csv; change them there"):
        write(register, reading, answers, path, path)
    assert path.read_text("utf-8") == before


def test_sections__the_schema_allows_what_is_read(folder: Path) -> None:
    check = Draft202012Validator(schema())
    costs = "costs: [{file: bro.csv, map: bro.map.yaml}, {id: a, estimate: 1}]\n"
    good = costs + "events: {file: bro.csv, with: {a: {on: b}}}\nclaims: {file: c.csv}\n"
    assert list(check.iter_errors(read(file(folder, HEAD + good)))) == []
    for bad in (
        "costs: {file: bro.csv, sheet: x}\n",
        "costs: []\nclaims: {file: c.csv, map: m}\n",
        "costs: {map: x}\n",
    ):
        assert list(check.iter_errors(read(file(folder, HEAD + bad))))


def test_sections__a_register_that_has_changed_is_told(folder: Path) -> None:
    found = load(file(folder, HEAD + COSTS))
    (before,) = used_files([found], [folder])
    assert (before.file, before.state) == ("bro.csv", "same")
    (folder / "bro.csv").write_text(TABLE + "\n", encoding="utf-8")
    assert [one.state for one in used_files([found], [folder])] == ["changed"]
    assert [one.state for one in used_files([found], [folder / "bro.csv"])] == ["not_found"]


def test_sections__verify_says_what_became_of_a_register(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = folder / "out.nc"
    assert run("run", str(file(folder, HEAD + COSTS)), "-n", "200", "--quiet", "-o", str(result)) == 0
    (folder / "bro.csv").write_text(TABLE.replace("46500", "47000"), encoding="utf-8")
    capsys.readouterr()
    assert run("verify", str(result)) == 0  # the result holds what was read
    printed = capsys.readouterr().out
    assert printed.startswith("identical")
    assert "bro.csv: has changed since it was read; the result holds what was read" in printed
