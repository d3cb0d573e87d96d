"""Mapping files: how a register was read, read back and applied to the next edition of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import fspath
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.dump import flow
from aksonsim.files.plain import plain as shown
from aksonsim.files.problems import validated
from aksonsim.files.registers.answers import sorted_out
from aksonsim.files.registers.decisions import Answers, Taken
from aksonsim.files.registers.grid import Sheet
from aksonsim.files.registers.reading import Reading
from aksonsim.files.registers.spelling import spelt, understood
from aksonsim.files.registers.table import Table
from aksonsim.files.tree import place_of
from aksonsim.files.yaml import fail, read
from aksonsim.language.text import translate
from aksonsim.model.mapping import TABLE, Expected, MappedFile, MappedSheet, Mapping, RowKind

ITEMS = ("elements", "events", "drivers", "correlations", "activities")
"""Kinds of tables whose rows become items; their columns are mapped."""
DECIDING = ("status", "score", "shape")
"""Kinds of columns whose words decide what becomes of a row."""
PER_ROW = ("probability", "frequency")
"""Columns that hold numbers or words; their words decide, too."""
NOT_READ = ("hidden", "ignored")
"""Kinds of sheets left out that stay so; of alternatives the answer decides, of sums a rule."""
MOST_WORDS = 40
"""Different words of a column that is one of classes; a column of more is one of names."""
SUFFIX = ".map.yaml"


def beside(path: Path) -> Path:
    """Return the name of the mapping file that belongs to a file: ``anslag.csv``, ``anslag.map.yaml``."""
    return path.with_name(f"{path.stem}{SUFFIX}")


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    ScenarioError
        Everything that is wrong, one sentence with file, line and path each; answers that are none.
    """
    root = read(path, "a mapping file begins with import: 1")
    if "import" not in root:
        raise fail(fspath(path), "is no mapping file", "it begins with import: 1, as aksonsim import writes it")
    mapping = validated(Mapping, root)
    for sheet, mapped in mapping.sheets.items():
        for words in mapped.columns:
            try:
                understood(words)
            except AksonsimError as error:
                raise fail(place_of(f"sheets[{sheet}].columns[{words}]", root), str(error)) from None
    try:
        answers_of(mapping)
    except AksonsimError as error:
        raise fail(place_of("answers", root), str(error)) from None
    return mapping


def answers_of(mapping: Mapping) -> Answers:
    """Return what a mapping answers; what the file settled itself is no answer, and is compared afterwards."""
    said = sorted_out(mapping.answers.items())
    named = {_sheet(name): sheet for name, sheet in mapping.sheets.items()}
    return Answers(
        said.values,
        {name: sheet.is_ for name, sheet in named.items()} | dict(said.sheets),
        {name: sheet.header for name, sheet in named.items() if sheet.header is not None} | dict(said.headers),
        {name: sheet.columns for name, sheet in named.items() if sheet.columns},
        {row.removeprefix("row "): kind for row, kind in mapping.rows.items()} | dict(said.rows),
    )


def mapping_of(reading: Reading, answers: Answers) -> Mapping:
    """Return the mapping of a reading: what the user answered, what was taken, and what the file holds."""
    book = reading.book
    by_sheet: dict[str, list[Table]] = {}
    for table in reading.tables:
        by_sheet.setdefault(table.sheet.name, []).append(table)
    sheets = {}
    for sheet in book.sheets:
        kind = answers.sheets.get(sheet.name) or _kind(reading, sheet, by_sheet.get(sheet.name, []))
        mapped = [table for table in by_sheet.get(sheet.name, []) if table.kind in ITEMS]
        sheets[_name(sheet.name)] = MappedSheet(
            is_=kind, header=mapped[0].header[0] if mapped else None, columns=_columns(mapped[:1])
        )
    rows: dict[str, RowKind] = dict(answers.rows)  # type: ignore[arg-type]  # read as one of these
    return Mapping(
        import_=1,
        file=MappedFile(
            name=shown(book.path.name),
            kind=book.kind,
            delimiter=book.facts.get("delimiter", ""),
            encoding=book.facts.get("encoding", ""),
        ),
        answers=dict(answers.values),
        took={key: one.value for key, one in took(reading.taken).items() if not one.answered},
        sheets=sheets,
        rows=rows,
        expect=Expected(
            digest=book.digest,
            **{name: getattr(reading.counted, name) for name in ITEMS},
            sum=reading.sum,
            unit=reading.unit,
            sheets=tuple(_name(sheet.name) for sheet in book.sheets),
            headers={_name(name): tuple(_headers(found)) for name, found in by_sheet.items() if _headers(found)},
            words={_name(name): words for name, found in by_sheet.items() if (words := words_of(found))},
            rows={row: text for row in answers.rows if (text := row_text(book.sheets, row))},
        ),
    )


def took(taken: Iterable[Taken]) -> dict[str, Taken]:
    """Return what was taken by its key; where sheets differ, by the sheet too: ``unit[Costs]``."""
    found: dict[str, list[Taken]] = {}
    for one in taken:
        if one.key and one.value:
            found.setdefault(one.key, []).append(one)
    out = {}
    for key, ones in found.items():
        if len({one.value for one in ones}) == 1:
            out[key] = ones[0]
        else:
            out |= {f"{key}[{one.where.rpartition('!')[0] or one.where}]": one for one in reversed(ones)}
    return out


def words_of(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """Return the words of the columns of a sheet whose words decide, by header."""
    out: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for column in table.columns if table.kind in ITEMS else ():
            if column.meaning.kind in (*DECIDING, *PER_ROW):
                cells = (table.cell(row, column) for row in table.rows)
                words = sorted({cell.text for cell in cells if cell is not None and _is_word(cell.text)})
                if words and len(words) <= MOST_WORDS:
                    out[column.header] = tuple(words)
    return out


def row_text(sheets: Iterable[Sheet], row: str) -> str:
    """Return the text that a row begins with, ``Costs!8`` or ``8`` of a text file; empty for none."""
    name, _, number = row.rpartition("!")
    for sheet in sheets:
        if sheet.name == name and number.isdecimal():
            return next((cell.text for cell in sheet.by_row.get(int(number), {}).values() if cell.text), "")
    return ""


def _is_word(text: str) -> bool:
    return bool(text) and not any(mark.isdigit() for mark in text)


def _name(sheet: str) -> str:
    return sheet or TABLE


def _sheet(name: str) -> str:
    return "" if name == TABLE else name


def _kind(reading: Reading, sheet: Sheet, tables: list[Table]) -> Any:
    if any(left.sheet == sheet.name and not left.first and left.kind in NOT_READ for left in reading.left):
        return "ignored"
    return next((table.kind for table in tables if table.kind in ITEMS), tables[0].kind if tables else "notes")


def _columns(tables: list[Table]) -> dict[str, str]:
    out: dict[str, str] = {}
    for table in tables:
        for column in table.columns:
            if column.meaning.kind not in ("other", "ignored"):
                out.setdefault(spelt(column.meaning), column.header)
    return out


def _headers(tables: Iterable[Table]) -> list[str]:
    """Return the texts in the header rows of the tables whose rows become items."""
    rows = [(table.sheet, row) for table in tables if table.kind in ITEMS for row in table.header]
    return [cell.text for sheet, row in rows for cell in sheet.by_row.get(row, {}).values() if cell.text]


HEAD = """\
# How {name} was read. With the next edition of it: aksonsim import FILE --map {own} --onto SCENARIO.yaml
# A file that no longer fits is refused: a column gone, a new sheet or word, another unit. New and gone rows are not.
"""


def text_of(mapping: Mapping, reading: Reading, own: str) -> str:
    """Return a mapping as YAML in which each line says what it came from; ``own`` is the name of its file."""
    return "".join(f"{line}\n" for line in _lines(mapping, reading, own))


def _lines(mapping: Mapping, reading: Reading, own: str) -> Iterator[str]:
    yield from HEAD.format(name=shown(mapping.file.name), own=shown(own)).splitlines()
    yield "import: 1"
    yield f"file: {flow(_stated(mapping.file))}"
    known = {one.key: one for one in reading.taken} | took(reading.taken)
    yield "answers:  # yours" if mapping.answers else "answers: {}  # yours: none was needed"
    for key, value in mapping.answers.items():
        yield _line(key, value, known.get(key))
    yield (
        "took:  # settled by the file or by a rule; a line under answers settles it otherwise"
        if mapping.took
        else "took: {}"
    )
    for key, value in mapping.took.items():
        yield _line(key, value, known.get(key))
    yield "sheets:  # what each is, the row of its header, and what its columns state: meaning, header"
    for name, sheet in mapping.sheets.items():
        yield f"  {flow({name: _stated(sheet)})[1:-1]}"
    if mapping.rows:
        yield "rows:  # yours"
        yield from (f"  {flow({row: kind})[1:-1]}" for row, kind in mapping.rows.items())
    yield "expect:  # from the file, when it was read"
    for key, value in _stated(mapping.expect).items():
        yield f"  {flow({key: value})[1:-1]}"


def _line(key: str, value: str, taken: Taken | None) -> str:
    why = "" if taken is None else ": ".join(filter(None, (taken.where, translate(taken.text, "en"))))
    return f"  {flow({key: value})[1:-1]}" + (f"  # {shown(why)}" if why else "")


def _stated(value: Any) -> dict[str, Any]:
    out: dict[str, Any] = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return out
