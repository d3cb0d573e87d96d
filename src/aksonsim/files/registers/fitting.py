"""Does a file still fit the mapping that an earlier edition was read with? Each misfit is told, none is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from os import fspath
from pathlib import Path

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.registers.decisions import plain
from aksonsim.files.registers.grid import Book, Sheet
from aksonsim.files.registers.mapping import ITEMS, row_text, took, words_of
from aksonsim.files.registers.reading import Reading
from aksonsim.language.text import Words, _
from aksonsim.model.mapping import TABLE, Mapping

TEXTS, BOOKS = ("csv", "tsv"), ("xlsx", "xlsm", "xls", "ods")
LISTED = 12


def check_grid(mapping: Mapping, where: Path, book: Book) -> tuple[Words, ...]:
    """Hold a file to a mapping before it is read; returns what is new in it and needs a look.

    Raises
    ------
    ScenarioError
        Every sheet, header and row that no longer fits; a mapping for another file.
    """
    if not _same_kind(mapping.file.kind, book.kind):
        name = f" ({mapping.file.name})" if mapping.file.name else ""
        raise ScenarioError(
            [_problem(where, "file.kind", f"is for a file of kind {mapping.file.kind}{name}, not {book.kind}")]
        )
    sheets = {sheet.name or TABLE: sheet for sheet in book.sheets}
    expected = dict.fromkeys((*mapping.expect.sheets, *mapping.sheets))
    if expected and not expected.keys() & sheets.keys():
        raise _another(mapping, where, book, f"none of its sheets ({_listed(expected)})")
    texts = {plain(cell.text) for sheet in book.sheets for cell in sheet.cells.values() if cell.text}
    headers = [text for row in mapping.expect.headers.values() for text in row]
    if headers and not any(plain(text) in texts for text in headers):
        raise _another(mapping, where, book, f"none of its columns ({_listed(headers)})")
    problems = [*_sheets(mapping, where, sheets), *_headers(mapping, where, sheets), *_rows(mapping, where, book)]
    if problems:
        raise ScenarioError(problems)
    return tuple(_new_columns(mapping, sheets))


def check_reading(mapping: Mapping, where: Path, reading: Reading) -> None:
    """Hold what was read to what the mapping expects: units and all else that the file settles itself, and words.

    Raises
    ------
    ScenarioError
        Everything that the file says otherwise.
    """
    problems = [*_settled(mapping, where, reading), *_words(mapping, where, reading)]
    same = mapping.expect.digest and mapping.expect.digest == reading.book.digest and not reading.asked
    counts = {name: (getattr(mapping.expect, name), getattr(reading.counted, name)) for name in ITEMS}
    for name, (before, now) in counts.items() if same else ():
        if before != now:
            advice = "read it anew without --map, and compare"
            problems.append(_problem(where, f"expect.{name}", f"the same file gave {before}, and gives {now}", advice))
    if problems:
        raise ScenarioError(problems)


def _same_kind(before: str, now: str) -> bool:
    return not before or before == now or any(before in kinds and now in kinds for kinds in (TEXTS, BOOKS))


def _another(mapping: Mapping, where: Path, book: Book, what: str) -> ScenarioError:
    of = f" ({mapping.file.name})" if mapping.file.name else ""
    return ScenarioError(
        [
            _problem(
                where, "", f"is the map of another file{of}: {book.path.name} has {what}", "name its own map, or none"
            )
        ]
    )


def _sheets(mapping: Mapping, where: Path, sheets: dict[str, Sheet]) -> Iterator[Problem]:
    for name, mapped in mapping.sheets.items():
        if name not in sheets and mapped.is_ not in ("ignored", "notes"):
            yield _problem(where, f"sheets[{name}]", "there is no such sheet now", f"sheets: {_listed(sheets)}")
    for name, sheet in sheets.items():
        if mapping.expect.sheets and name not in {*mapping.expect.sheets, *mapping.sheets} and sheet.cells:
            advice = f"say what it is: {name}: {{is: ignored}} under sheets, or elements, events, ..."
            yield _problem(where, "sheets", f"sheet {name} is new", advice)


def _headers(mapping: Mapping, where: Path, sheets: dict[str, Sheet]) -> Iterator[Problem]:
    for name, texts in mapping.expect.headers.items():
        mapped = mapping.sheets.get(name)
        if name not in sheets or mapped is None or mapped.header is None or mapped.is_ == "ignored":
            continue
        wanted = {plain(text): text for text in texts}
        missing = _missing(wanted.keys(), sheets[name], mapped.header)
        if not missing:
            continue
        moved = next((row for row in sheets[name].by_row if not _missing(wanted.keys(), sheets[name], row)), None)
        path = f"sheets[{name}].header"
        if moved is not None:
            yield _problem(where, path, f"the header stood in row {mapped.header} and stands in row {moved} now")
            continue
        here = [cell.text for cell in sheets[name].by_row.get(mapped.header, {}).values() if cell.text]
        gone = [text for word, text in wanted.items() if word in missing]
        if len(gone) > 1 and len(gone) == len(wanted):
            yield _problem(where, path, f"no header in row {mapped.header}", f"it was: {_listed(gone)}")
        else:
            for text in gone:
                yield _problem(
                    where, f"sheets[{name}].columns", f"column {text} is gone", f"there are: {_listed(here)}"
                )


def _missing(wanted: Set[str], sheet: Sheet, row: int) -> Set[str]:
    """Return the texts of a header that are not in a row, nor in the one below, as the lower half of a header."""
    upper, lower = ({plain(cell.text) for cell in sheet.by_row.get(line, {}).values()} for line in (row, row + 1))
    return wanted - upper - lower if wanted & upper else wanted


def _rows(mapping: Mapping, where: Path, book: Book) -> Iterator[Problem]:
    for row, before in mapping.expect.rows.items():
        now = row_text(book.sheets, row)
        if row in mapping.rows and plain(now) != plain(before):
            what = f"is {now} now, was {before}" if now else f"is gone or empty, was {before}"
            yield _problem(where, f"rows[{row}]", what, "rows have moved: put its number right")


def _new_columns(mapping: Mapping, sheets: dict[str, Sheet]) -> Iterator[Words]:
    for name, texts in mapping.expect.headers.items():
        mapped = mapping.sheets.get(name)
        if mapped is None or mapped.header is None or name not in sheets:
            continue
        known = {plain(text) for text in texts}
        for cell in sheets[name].by_row.get(mapped.header, {}).values():
            if cell.text and plain(cell.text) not in known:
                yield _("sheet {name}: column {column} is new; the map says nothing of it", name=name, column=cell.text)


def _settled(mapping: Mapping, where: Path, reading: Reading) -> Iterator[Problem]:
    now, open_ = took(reading.taken), {question.key for question in reading.asked}
    for key, before in mapping.took.items():
        advice = f"right if meant: {key}: {now[key].value if key in now else before} under took or answers"
        if key in now and not now[key].answered and plain(now[key].value) != plain(before):
            at = f" ({now[key].where})" if now[key].where else ""
            yield _problem(where, f"took.{key}", f"the file says {now[key].value}{at}, and said {before}", advice)
        elif key in open_:
            yield _problem(where, f"took.{key}", f"the file said {before}, and says nothing now", advice)
    unit, moved = mapping.expect.unit, {key.partition("[")[0] for key in mapping.took} & {"unit", "currency"}
    changed = any(key in now and now[key].value != mapping.took[key] for key in mapping.took if key in moved)
    if unit and reading.unit and unit != reading.unit and not changed:
        yield _problem(where, "expect.unit", f"amounts are in {reading.unit}, and were in {unit}")


def _words(mapping: Mapping, where: Path, reading: Reading) -> Iterator[Problem]:
    for name, columns in mapping.expect.words.items():
        now = words_of(table for table in reading.tables if (table.sheet.name or TABLE) == name)
        for header, known in columns.items():
            known_here = {plain(word) for word in known}
            for word in now.get(header, ()):
                if plain(word) not in known_here:
                    path = f"expect.words[{name}][{header}]"
                    yield _problem(
                        where,
                        path,
                        f"{word} is a new word",
                        f"add it once it is known what it means; known: {_listed(known)}",
                    )


def _problem(where: Path, path: str, what: str, allowed: str = "") -> Problem:
    return Problem(fspath(where), path, what, allowed)


def _listed(names: Iterable[str]) -> str:
    names = [*names]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
