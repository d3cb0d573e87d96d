"""Workbooks of scenario files: there and back without loss, judged with sheet and cell, layout of the original kept."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.files.workbooks import HEADER, append, cell, edited

from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.excel.cells import MOST_TEXT, CellPlace, decode, encode, put
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.layout import PAIRS, kinds_at, sheets
from aksonsim.files.excel.write import export
from aksonsim.files.load import load, load_all
from aksonsim.files.registers.grid import letters
from aksonsim.model.base import Frozen
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
AKSON = ROOT / "configs" / "akson.yaml"
STARTER = ROOT / "src" / "aksonsim" / "data" / "starter.yaml"


@pytest.fixture(scope="module")
def akson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("book") / "akson.xlsx"
    export(AKSON, out)
    return out


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("book") / "starter.xlsx"
    export(STARTER, out)
    return out


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_round_trip__every_scenario_of_the_reference_case_is_equal_and_its_file_the_same(
    akson: Path, tmp_path: Path
) -> None:
    new = bring_back(akson, tmp_path / "new.yaml")
    assert new.scenarios == load_all(AKSON)
    assert load_all(tmp_path / "new.yaml") == new.scenarios
    onto = bring_back(akson, tmp_path / "onto.yaml", AKSON)
    assert onto.changes == ()
    assert (tmp_path / "onto.yaml").read_bytes() == AKSON.read_bytes()


@pytest.mark.parametrize("file", [STARTER, ROOT / "configs" / "minimal.yaml", ROOT / "configs" / "akson-topdown.yaml"])
def test_round_trip__other_files(file: Path, tmp_path: Path) -> None:
    export(file, tmp_path / "book.xlsx")
    assert bring_back(tmp_path / "book.xlsx", tmp_path / "new.yaml").scenarios == load_all(file)
    assert bring_back(tmp_path / "book.xlsx", tmp_path / "onto.yaml", file).changes == ()
    assert (tmp_path / "onto.yaml").read_bytes() == file.read_bytes()


EVERYTHING = r"""
schema: 1
title: "=1+1"
note: "  blanks, \t tabs, \r returns, \u0001, _x0041_ and _x005F_\n\n\"quotes\" ' and […] "
price_year: 2019
unspecified: 0.30000000000000004
sources: {s: {title: "@cmd", note: "-x"}, "t.1": {title: "null"}}
programmes: [{id: p, shared: true}]
activities: [{id: a1, duration: 5e-324, after: [start, {activity: gate, lag: 0.1}]}]
costs:
  - {id: c.const, programme: p, estimate: 9.999999999999999e+29, source: [s, t.1]}
  - {id: c.scipy, programme: p, estimate: {shape: weibull_min, c: 1.5, scale: 0.1}, source: [s]}
  - {id: c.metalog, programme: p, estimate: {p2.5: 1, p50: 2, p97.5: 4.000000000000001}, base: 2, source: s}
  - {id: c.mix, programme: p, source: s,
     estimate: {mixture: [{weight: 1, estimate: 2}, {weight: 2, estimate: {values: [1, 2], weights: [1, 1]}}]}}
  - {id: "1", programme: p, estimate: {values: [1, 2.5], weights: [0.1, 0.9]}, varies: {}}
  - {id: each, programme: p, quantity_unit: m3, estimate: {quantity: 3, price: {min: 1, mode: 2, max: 4, shape: pert}}}
  - {id: both, programme: p, income: true, estimate: {quantity: {min: 1, max: 2}, price: {min: 1, max: 3}}}
  - {id: true.x, programme: p, estimate: {p10: 1, mode: 2, p90: 4, shape: gamma, truncate: [0, 9]}}
drivers:
  - {id: d, multiplier: 1, exposure: {}}
  - {id: e, multiplier: {mean: 1, sd: 0.1, shape: normal, truncate: [0, 2]}, exposure: {"c.m*": 0.5, p.none: 0}}
events:
  - {id: E1, probability: {low: 0.1, high: 0.2}, on: "c.m*", cost: {min: -1, mode: 0, max: 1, shape: pert}}
  - {id: E2, probability: 0, on: [c.mix, c.const], delay: [{activity: a1, months: 1}]}
  - {id: E3, probability: 1, delay: {activity: a1, months: {p10: 1, p50: 2, p90: 5}}}
participation: {inhabitants: 1, gps: 0}
financing: {}
scenarios:
  empty: {}
  all: {title: "+1", changes: {"costs[c.const].estimate": {min: 1, mode: 2, max: 3, shape: pert}, horizon: null,
        note: "null", title: "12", "events[E1].probability": {low: 0, high: 1}, "costs[c.*].payable": true}}
""".replace(", p.none: 0", "")


def test_round_trip__forms_of_every_kind_and_texts_that_a_spreadsheet_would_take_for_something_else(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "all.yaml", EVERYTHING)
    export(file, tmp_path / "book.xlsx")
    assert bring_back(tmp_path / "book.xlsx", tmp_path / "new.yaml").scenarios == load_all(file)
    assert bring_back(tmp_path / "book.xlsx", tmp_path / "onto.yaml", file).changes == ()


def test_round_trip__a_resolved_scenario_stands_alone(tmp_path: Path) -> None:
    export(AKSON, tmp_path / "book.xlsx", "helseplattformen_like")
    (only,) = bring_back(tmp_path / "book.xlsx", tmp_path / "new.yaml").scenarios
    assert only == load(AKSON, "helseplattformen_like")


def test_round_trip__tables_that_a_file_names_stay_named_and_belong_to_the_new_file(tmp_path: Path) -> None:
    written(tmp_path / "seen.csv", "cost\n1\n2\n4\n")
    file = written(
        tmp_path / "data.yaml",
        "schema: 1\ntitle: x\nprice_year: 2019\ncosts: [{id: a, estimate: {data: seen.csv, column: cost}}]\n",
    )
    (tmp_path / "books").mkdir()
    export(file, tmp_path / "books" / "book.xlsx")
    assert bring_back(tmp_path / "books" / "book.xlsx", tmp_path / "new.yaml").scenarios == load_all(file)
    with pytest.raises(ScenarioError, match=r"book\.xlsx: costs!\w+4: no such file .*books/seen\.csv"):
        bring_back(tmp_path / "books" / "book.xlsx", tmp_path / "books" / "new.yaml")


def test_no_text_becomes_a_formula__in_any_sheet(tmp_path: Path) -> None:
    export(written(tmp_path / "all.yaml", EVERYTHING), tmp_path / "book.xlsx")
    found = {}
    for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx"):
        for row in sheet.iter_rows():
            for one in row:
                assert one.data_type != "f", (sheet.title, one.coordinate)
                if isinstance(one.value, str) and one.value.startswith(("=", "+", "-", "@")):
                    found[one.value] = one.quotePrefix
    assert found == {"=1+1": True, "@cmd": True, "-x": True, "+1": True, "-1–1": True}  # the last: bounds of rho


def test_round_trip__columns_are_known_by_their_keys_whatever_version_wrote_the_words_above(
    akson: Path, tmp_path: Path
) -> None:
    """Version 0.1 wrote `navn` over ids, `minst` and `størst` over bounds, and other titles."""
    before = {"id": "navn · name", "cost.min": "kostnad, minst · cost, minimum · MNOK, 2019", "path": "hva · what"}

    def edit(book: Any) -> None:
        for sheet in book.worksheets[1:-1]:
            sheet.cell(
                1, 1
            ).value = "Publiserte tall som modellen prøves mot · Published figures that the model is put to"
            for header, above in zip(sheet[HEADER], sheet[HEADER - 1], strict=True):
                above.value = before.get(header.value, above.value)
                header.value = header.value.replace("enhet, tillatte verdier · unit", "enhet / unit")
        assert {one.value for one in book["events"][2]} >= {before["id"], before["cost.min"]}
        assert book["file"].cell(HEADER, 5).value == "enhet / unit, allowed values"

    book = edited(akson, tmp_path / "before.xlsx", edit)
    assert bring_back(book, tmp_path / "new.yaml").scenarios == load_all(AKSON)


def test_merge__replaces_what_changed_and_leaves_every_other_line(akson: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        costs, events, gate = book["costs"], book["events"], book["gate"]
        cell(costs, "journal.management", "estimate.p90").value = 333.25
        cell(costs, "journal.licences-gp", "note").value = "Shorter: now"
        costs.delete_rows(cell(costs, "journal.support", "id").row)
        append(costs, id="step1.extra", title="Ny", programme="step1", estimate__p10=1, estimate__mode=2,
               estimate__p90=4, estimate__shape="gamma", source="ssd", basis="assumed")  # fmt: skip
        for sheet, removed in ((book["drivers.exposure"], "journal.support"),):
            for row in [r[0].row for r in sheet.iter_rows(min_row=HEADER + 1) if r[1].value == removed][::-1]:
                sheet.delete_rows(row)
        for column in ("probability.low", "probability.high"):
            cell(events, "A.A2", column).value = None
        cell(events, "A.A2", "probability").value = 0.4
        cell(events, "I.G1", "on").value = "journal.central-introduction"
        cell(gate, "gate.deadline", "value").value = dt.date(2022, 9, 1)
        cell(gate, "gate.stop.wind_down", "value").value = None
        append(book["scenarios.changes"], id="count_basis", path="gate.share", value=0.6)
        book["cuts"].delete_rows(HEADER + 2)
        book["claims"].move_range("A1:B200", rows=0, cols=60)  # the first columns at the far right

    found = bring_back(edited(akson, tmp_path / "new.xlsx", edit), tmp_path / "onto.yaml", AKSON)
    assert [str(change) for change in found.changes or ()] == [
        "costs[journal.management].estimate.p90: 310 -> 333.25",
        "costs[journal.licences-gp].note: 270 leaves room for the published fall of P50 from 4 755 to about 4 500 at "
        '85 % of inhabitants and 60 % of GPs. -> "Shorter: now"',
        *(str(c) for c in found.changes or () if c.path == "costs[journal.support]" and c.new == "(removed)"),
        "costs[step1.extra]: (not there) -> {id: step1.extra, title: Ny, estimate: {p10: 1, mode: 2, p90: 4, "
        "shape: gamma}, programme: step1, source: ssd, basis: assumed}",
        "drivers[introduction].exposure[journal.support]: 1 -> (removed)",
        "drivers[procurement-outcome].exposure[journal.support]: 0.5 -> (removed)",
        "drivers[boundary].exposure[journal.support]: 1 -> (removed)",
        "events[A.A2].probability: {low: 0.25, high: 0.49} -> 0.4",
        "events[I.G1].on: [journal.central-introduction, journal.support, journal.supplier-management] -> "
        "journal.central-introduction",
        "gate.deadline: 2022-06-01 -> 2022-09-01",
        "gate.stop.wind_down: 6 -> (removed)",
        *(str(c) for c in found.changes or () if c.path == "cuts[cut-summary-record]"),
        "scenarios.count_basis.changes[gate.share]: (not stated) -> 0.6",
    ]
    assert load_all(tmp_path / "onto.yaml") == found.scenarios
    old, new = (file.read_text(encoding="utf-8").splitlines() for file in (AKSON, tmp_path / "onto.yaml"))
    comments = [line for line in old if "#" in line]
    assert [line for line in new if "#" in line] == comments
    assert len(set(old) - set(new)) < 25
    base = found.scenarios[0]
    assert base.gate is not None
    assert base.gate.deadline == dt.date(2022, 9, 1)
    assert base.gate.stop.wind_down == 0.0


def test_merge__keeps_the_order_of_the_file_where_rows_were_sorted(starter: Path, tmp_path: Path) -> None:
    def turn(book: Any) -> None:
        sheet = book["costs"]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=HEADER + 1)]
        for place, values in enumerate(reversed(rows), HEADER + 1):
            for column, value in enumerate(values, 1):
                sheet.cell(place, column).value = value

    found = bring_back(edited(starter, tmp_path / "new.xlsx", turn), tmp_path / "onto.yaml", STARTER)
    assert found.changes == ()
    assert (tmp_path / "onto.yaml").read_bytes() == STARTER.read_bytes()


def test_merge__aliases_are_written_out_or_refused(tmp_path: Path) -> None:
    file = written(
        tmp_path / "alias.yaml",
        "schema: 1\ntitle: x\nprice_year: 2019\ncosts:\n"
        "  - {id: a, estimate: &e {min: 1, mode: 2, max: 3, shape: pert}}\n  - {id: b, estimate: *e}\n",
    )
    export(file, tmp_path / "book.xlsx")
    second = edited(
        tmp_path / "book.xlsx",
        tmp_path / "second.xlsx",
        lambda book: put(cell(book["costs"], "b", "estimate.max"), 4.0),
    )
    assert [e.estimate.max for e in bring_back(second, tmp_path / "new.yaml", file).scenarios[0].costs] == [3, 4]  # type: ignore[union-attr]
    first = edited(
        tmp_path / "book.xlsx", tmp_path / "first.xlsx", lambda book: put(cell(book["costs"], "a", "estimate.max"), 4.0)
    )
    with pytest.raises(AksonsimError, match="anchors and aliases"):
        bring_back(first, tmp_path / "other.yaml", file)
    assert not (tmp_path / "other.yaml").exists()


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda b: b["costs"].__setitem__("A3", "ide"), r"costs!A3: unknown column ide; did you mean id\?"),
        (lambda b: b.__getitem__("costs").__setattr__("title", "cost"), r"cost: unknown sheet; did you mean costs\?"),
        (lambda b: put(cell(b["costs"], "system.licences", "estimate.p90"), "=2*60"), "PUT"),
        (
            lambda b: cell(b["costs"], "system.licences", "estimate.p90").__setattr__("value", "=2*60"),
            r"costs!\w+\d+: estimate.p90: holds a formula, and its shown result is not trusted; paste it as",
        ),
        (
            lambda b: cell(b["costs"], "system.licences", "estimate.p90").__setattr__("value", "70,5"),
            r"costs!\w+\d+: costs\[system.licences\].estimate.p90: must be a number, not text '70,5'; write 70.5",
        ),
        (
            lambda b: cell(b["costs"], "system.licences", "estimate.shape").__setattr__("value", "pertt"),
            r"costs!\w+\d+: .*estimate.*shape",
        ),
        (
            lambda b: append(b["drivers.exposure"], id="scoope", pattern="system", share=1),
            r"drivers.exposure!A\d+: unknown drivers scoope; did you mean scope\?",
        ),
        (
            lambda b: append(b["costs"], id="system.licences", title="again"),
            r"costs!A\d+: costs\[system.licences\].*",
        ),
        (
            lambda b: append(b["file"], path="curency", value="NOK"),
            r"file!A\d+: curency: unknown key curency; did you mean currency\?",
        ),
        (lambda b: append(b["file"], path=None, value="NOK"), r"file!B\d+: holds a value without a path beside it"),
        (
            lambda b: b["costs"].cell(5, 60, "stray"),
            r"costs!BH5: holds a value under no header",
        ),
        (
            lambda b: cell(b["file"], "start", "value").__setattr__("value", dt.datetime(2025, 1, 1, 12, 30)),
            r"file!B\d+: start: holds a time of day, 2025-01-01 12:30; write a date alone",
        ),
        (
            lambda b: cell(b["file"], "title", "value").__setattr__("value", "#REF!"),
            r"file!B\d+: title: holds an error of the spreadsheet, #REF!; write the value itself",
        ),
        (
            lambda b: cell(b["costs"], "system.licences", "source").__setattr__("value", "[own"),
            r"costs!\w+\d+: .*not valid YAML",
        ),
        (
            lambda b: append(b["scenarios.changes"], id="cautious", path="no.such", value=1),
            r"scenarios.changes!C\d+: no.such: no no in the file",
        ),
        (
            lambda b: append(b["scenarios.changes"], id="cautious", path="unspecified", value=None),
            r"scenarios.changes!A\d+: the row has no value",
        ),
    ],
)
def test_faults__are_told_with_sheet_and_cell(edit: Any, sentence: str, starter: Path, tmp_path: Path) -> None:
    book = edited(starter, tmp_path / "new.xlsx", edit)
    if sentence == "PUT":  # what our own writer wrote is text, and no number
        sentence = r"estimate.p90: must be a number, not text '=2\*60'"
    with pytest.raises(ScenarioError, match=sentence) as found:
        bring_back(book, tmp_path / "out.yaml")
    assert str(book) in str(found.value)
    assert not (tmp_path / "out.yaml").exists()


def test_faults__both_ways_of_stating_a_probability(akson: Path, tmp_path: Path) -> None:
    book = edited(akson, tmp_path / "new.xlsx", lambda b: put(cell(b["events"], "A.A2", "probability"), 0.4))
    with pytest.raises(
        ScenarioError, match=r"events!\w+\d+: probability is given here and as a whole in .*events!\w+\d+"
    ):
        bring_back(book, tmp_path / "out.yaml")


def test_bring_back__never_overwrites_without_its_original(starter: Path, tmp_path: Path) -> None:
    out = written(tmp_path / "mine.yaml", "precious")
    with pytest.raises(AksonsimError, match=r"mine.yaml: exists already; --onto .*mine.yaml keeps its comments"):
        bring_back(starter, out)
    assert out.read_text() == "precious"


def test_export__needs_the_name_of_a_workbook_and_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AksonsimError, match=r"out.ods: the name of a workbook ends in \.xlsx"):
        export(STARTER, tmp_path / "out.ods")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(AksonsimError, match=r"workbooks need openpyxl: pip install 'aksonsim\[excel\]'"):
        export(STARTER, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_export__refuses_a_text_that_no_cell_can_hold(tmp_path: Path) -> None:
    file = written(
        tmp_path / "long.yaml",
        f"schema: 1\ntitle: x\nnote: {'a' * (MOST_TEXT + 1)}\nprice_year: 2019\ncosts: [{{id: a, estimate: 1}}]\n",
    )
    with pytest.raises(AksonsimError, match=f"a cell of a workbook holds {MOST_TEXT}"):
        export(file, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_export__has_a_header_that_stays_lists_to_choose_from_and_pages_that_lie(akson: Path) -> None:
    book = openpyxl.load_workbook(akson)
    assert book.sheetnames[0] == "read me"
    assert book.sheetnames[-1] == "columns"
    sheet = book["costs"]
    assert sheet.freeze_panes == "C4"
    assert sheet.page_setup.orientation == "landscape"
    lists = {
        sheet.cell(
            HEADER, openpyxl.utils.column_index_from_string(str(found.sqref).split("4")[0])
        ).value: found.formula1
        for found in sheet.data_validations.dataValidation
    }
    assert lists["basis"] == '"documented,derived,elicited,assumed"'
    assert lists["programme"].startswith("'programmes'!$A$4")
    assert lists["source"].startswith("'sources'!$A$4")
    assert lists["activity"].startswith("'activities'!$A$4")
    assert "pert" in lists["estimate.shape"]
    assert "MNOK, 2019" in sheet.cell(2, 4).value


@pytest.mark.parametrize(
    "value", [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 1e16, 2**53, 2**53 + 1, 10**25, True]
)
def test_cell__keeps_every_bit_of_a_number(value: float, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    put(book.active.cell(1, 1), encode(value, (float,)))
    book.save(tmp_path / "one.xlsx")
    (found,) = next(openpyxl.load_workbook(tmp_path / "one.xlsx", read_only=True).active.iter_rows())
    back = decode(found, CellPlace("x.yaml", 1, 1, "one.xlsx", "s"), (float,))
    assert (back, str(float(back))) == (value, str(float(value)))


def test_letters__name_columns() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 702, 703)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_layout__knows_every_key_of_the_model() -> None:
    """A new list or mapping in the model needs a sheet, a cell, or a line in `PAIRS`."""
    for sheet in sheets().values():
        assert len(sheet.name) <= 31
    stated = {(s.path[0], s.inner) for s in sheets().values() if s.kind == "pairs"}
    assert stated == set(PAIRS)
    words = importlib.import_module("aksonsim.files.excel.words")
    assert set(sheets()) <= set(words.SHEETS)
    for key, info in Scenario.model_fields.items():
        assert isinstance(kinds_at(Scenario, (info.alias or key,)), tuple)
    assert issubclass(Scenario, Frozen)
