"""Mapping files: written, read back, held to the next edition of the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.files.handmade import ROWS, book, reading, sheet

from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.registers.answers import typed
from aksonsim.files.registers.decisions import Taken
from aksonsim.files.registers.fitting import check_grid, check_reading
from aksonsim.files.registers.mapping import answers_of, beside, mapping_of, read_mapping, text_of
from aksonsim.files.registers.meanings import KINDS, Meaning
from aksonsim.files.registers.spelling import applied, spelt, understood
from aksonsim.files.yaml import parse
from aksonsim.language.text import translate
from aksonsim.model.jsonschema import mapping_schema
from aksonsim.model.mapping import Mapping

ANSWERS = typed(["shape=triangular", "row 5=count"])
WHERE = Path("anslag.map.yaml")


def made(**changes: Any) -> Mapping:
    return mapping_of(reading(**changes), ANSWERS)


def told(error: pytest.ExceptionInfo[ScenarioError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_mapping__is_written_with_what_each_line_came_from_and_read_back(tmp_path: Path) -> None:
    found = reading()
    mapping = mapping_of(found, ANSWERS)
    text = text_of(mapping, found, WHERE.name)
    assert "  shape: triangular  # shape of the triples\n" in text
    assert "  unit: kNOK  # row 2: unit: 1000 kr\n" in text
    columns = "{id: Nr, name: Post, p10: P10, mode: ML, p90: P90, status: Status}"
    assert f"  table: {{is: elements, header: 3, columns: {columns}}}\n" in text
    assert "file: {name: anslag.csv, kind: csv, delimiter: semicolon, encoding: cp1252}\n" in text
    (tmp_path / WHERE).write_text(text, encoding="utf-8")
    assert read_mapping(tmp_path / WHERE) == mapping
    assert list(Draft202012Validator(mapping_schema()).iter_errors(parse(text, "x"))) == []
    answers = answers_of(mapping)
    assert answers.values == {"shape": "triangular"}  # what the file settled is no answer: it is compared
    assert answers.headers == {"": 3}
    assert answers.columns[""]["p10"] == "P10"
    assert answers.rows == {"5": "count"}


def test_mapping__of_a_workbook_names_every_sheet(tmp_path: Path) -> None:
    found = reading(book(sheet(name="Costs: 2025"), sheet(name="B"), kind="xlsx", path="a.xlsx"))
    text = text_of(mapping_of(found, typed(["Costs: 2025!6=total"])), found, "a.map.yaml")
    (tmp_path / "a.map.yaml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "a.map.yaml")
    assert [*mapping.sheets] == ["Costs: 2025", "B"]
    assert mapping.rows == {"Costs: 2025!6": "total"}
    assert mapping.expect.rows == {"Costs: 2025!6": "A3"}
    assert beside(Path("x/a.xlsx")) == Path("x/a.map.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "import: 1\nanswer: {a: b}\n",
            r"m.yaml:2:1: answer: unknown key answer; did you mean answers\? allowed: import",
        ),
        ("import: 2\n", "m.yaml:1:1: import: must be 1"),
        ("schema: 1\ntitle: x\ncosts: []\n", "m.yaml: is no mapping file"),
        ("import: 1\nsheets: {A: {is: costs}}\n", r"sheets\.A\.is: must be one of elements, events"),
        ("import: 1\nsheets: {A: {is: events, columns: {chance: P}}}\n", "chance: no meaning of a column; "),
        ("import: 1\nanswers: {shape: pert, Shape: pert}\n", "m.yaml:2:1: answer Shape: said twice"),
        ("import: 1\nrows: {A!1: sum}\n", "must be one of total, heading, note, count, leave out"),
        ("import: 1\nexpect: {sum: many}\n", "expect.sum: must be a number"),
        ("- 1\n", "m.yaml: the file is not a mapping; a mapping file begins with import: 1"),
    ],
)
def test_read_mapping__refuses_with_place_and_what_is_allowed(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=sentence):
        read_mapping(tmp_path / "m.yaml")


def test_read_mapping__takes_numbers_and_spans_for_answers(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "import: 1\nanswers: {years: 3, K=5: [40, 100], TBC: leave out}\n", encoding="utf-8"
    )
    assert answers_of(read_mapping(tmp_path / "m.yaml")).values == {
        "years": "3",
        "class_ends[K=5]": "40 to 100",
        "no_amount": "leave out",
    }


def test_spelling__every_meaning_comes_back() -> None:
    meanings = [Meaning(kind) for kind in KINDS if kind != "percentile"]
    meanings += [Meaning("percentile", percentile=2.5), Meaning("parameter", percentile=3.0)]
    meanings += [Meaning("min", of=of) for of in ("cost", "price", "impact", "duration", "delay", "factor")]
    meanings += [Meaning("probability", state="after"), Meaning("high", percent=True, of="price", state="before")]
    assert [understood(spelt(meaning)) for meaning in meanings] == meanings


def test_spelling__two_columns_of_one_header_are_told_apart_by_their_order() -> None:
    table = reading().tables[0]
    twice = replace(table, columns=(*table.columns, replace(table.columns[3], number=7)))
    found = applied(twice, {"probability": "ML", "probability after": "ML"})
    assert [column.meaning for column in found.columns[3:]] == [
        Meaning("probability"), *(column.meaning for column in table.columns[4:]), Meaning("probability", state="after")
    ]  # fmt: skip
    with pytest.raises(
        AksonsimError, match=r"the table has no column Max .max.; columns: Nr, Post, P10, ML, P90, Status"
    ):
        applied(table, {"max": "Max"})


def test_fitting__rows_may_come_and_go() -> None:
    mapping = made()
    new = book(sheet((*ROWS[:2], ("A4", "Skilt", 1, 2, 3, "Open"), ("A5", "Gjerde", 1, 2, 3, "Open"))), digest="1" * 64)
    assert check_grid(mapping, WHERE, book(sheet((ROWS[0], ROWS[1], *ROWS)))) == ()
    check_reading(mapping, WHERE, reading(new))


@pytest.mark.parametrize(
    ("new", "sentences"),
    [
        (
            book(sheet(ML="Sannsynlig")),
            ["sheets[table].columns: column ML is gone; there are: Nr, Post, P10, Sannsynlig"],
        ),
        (book(sheet(ROWS[1:], top=4)), ["sheets[table].header: the header stood in row 3 and stands in row 4 now"]),
        (book(kind="xlsx"), ["file.kind: is for a file of kind csv (anslag.csv), not xlsx"]),
        (
            book(sheet(**{header: f"x{header}" for header in ("Nr", "Post", "P10", "ML", "P90", "Status")})),
            ["is the map of another file (anslag.csv): anslag.csv has none of its columns (Nr, Post, P10, ML,"],
        ),
        (book(sheet((ROWS[0], ROWS[2], ROWS[1]))), ["rows[5]: is A3 now, was A2"]),
        (book(sheet(ROWS[:1])), ["rows[5]: is gone or empty, was A2"]),
    ],
)
def test_fitting__a_file_that_no_longer_fits_is_refused(new: Any, sentences: list[str]) -> None:
    with pytest.raises(ScenarioError) as error:
        check_grid(made(), WHERE, new)
    assert len(told(error)) == len(sentences)
    for said, sentence in zip(told(error), sentences, strict=True):
        assert sentence in said
        assert said.startswith("anslag.map.yaml: ")


def test_fitting__a_new_sheet_and_one_that_is_gone_are_refused() -> None:
    old = book(sheet(name="Costs"), sheet(name="B"), kind="xlsx", path="a.xlsx")
    mapping = mapping_of(reading(old), typed([]))
    new = book(sheet(name="Costs"), sheet(name="C"), kind="xlsm", path="b.xlsx")
    with pytest.raises(ScenarioError) as error:
        check_grid(mapping, WHERE, new)
    assert [text.split("; ")[0] for text in told(error)] == [
        "anslag.map.yaml: sheets[B]: there is no such sheet now",
        "anslag.map.yaml: sheets: sheet C is new",
    ]
    other = book(sheet(name="X"), kind="xlsx", path="b.xlsx")
    with pytest.raises(
        ScenarioError, match=r"is the map of another file \(a.xlsx\): b.xlsx has none of its sheets \(Costs, B\)"
    ):
        check_grid(mapping, WHERE, other)


def test_fitting__a_new_column_is_told() -> None:
    new = sheet()
    wider = type(new)("", {**new.cells, (3, 7): new.cells[3, 1].__class__("Andel")})
    assert [translate(text, "en") for text in check_grid(made(), WHERE, book(wider))] == [
        "sheet table: column Andel is new; the map says nothing of it"
    ]


def test_fitting__another_unit_and_a_new_word_are_refused() -> None:
    mapping = made()
    new = book(sheet((*ROWS[:2], ("A3", "Rigg", 6, 7, 10, "Parked"))), digest="1" * 64)
    taken = (Taken("unit: MNOK", "unit", "MNOK", "row 2"),)
    with pytest.raises(ScenarioError) as error:
        check_reading(mapping, WHERE, reading(new, taken=taken, unit="MNOK"))
    assert [text.split("; ")[0] for text in told(error)] == [
        "anslag.map.yaml: took.unit: the file says MNOK (row 2), and said kNOK",
        "anslag.map.yaml: expect.words[table][Status]: Parked is a new word",
    ]


def test_fitting__what_the_file_said_and_says_no_more_is_refused() -> None:
    from tests.files.handmade import open_question

    with pytest.raises(ScenarioError, match=r"took.unit: the file said kNOK, and says nothing now"):
        check_reading(made(), WHERE, reading(taken=(), asked=(open_question(key="unit"),), root=None))


def test_fitting__the_same_file_must_give_the_same_counts() -> None:
    from aksonsim.files.registers.reading import Counted

    with pytest.raises(ScenarioError, match=r"expect.elements: the same file gave 3, and gives 2"):
        check_reading(made(), WHERE, reading(counted=Counted(elements=2)))
