"""A workbook of OpenDocument (.ods) as a grid, read from its content alone, once it was found harmless."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

from aksonsim.files.excel.guard import MOST_COLUMNS, MOST_ROWS
from aksonsim.files.registers.grid import Cell, Sheet, Value
from aksonsim.files.registers.ods_formulas import as_in_excel
from aksonsim.files.tree import fail

MOST_CELLS = 400_000

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_NESTED = {f"{_TABLE}{name}" for name in ("table-row-group", "table-header-rows", "table-rows")}
_NESTED |= {f"{_TABLE}{name}" for name in ("table-column-group", "table-header-columns", "table-columns")}


@dataclass(slots=True)
class _Styles:
    """What styles say, by name: the number format, and what is struck through or not shown."""

    shown: dict[str, str] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Columns:
    """The columns of a sheet: the style of cells without one of their own, and which are not shown."""

    style: dict[int, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, page: Element) -> _Columns:
        """Return the columns of a sheet, as far as cells may reach."""
        out, column = cls(), 1
        for node in _inner(page, f"{_TABLE}table-column"):
            numbers = range(column, min(column + _repeated(node, "columns"), MOST_COLUMNS + 1))
            if node.get(f"{_TABLE}visibility", "visible") != "visible":
                out.hidden.update(numbers)
            out.style.update(dict.fromkeys(numbers, node.get(f"{_TABLE}default-cell-style-name", "")))
            column += _repeated(node, "columns")
        return out


def read_ods(raw: bytes, name: str) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """Return the sheets of a document that `guard.check_archive` let pass, and what is to be said of them.

    Formulas are written as Excel writes them and have the value that the file keeps beside them.

    Raises
    ------
    ScenarioError
        It is no spreadsheet; too many cells, or cells too far out; a number that is not finite.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [archive.read(part) for part in ("styles.xml", "content.xml") if part in archive.namelist()]
    try:
        roots = [fromstring(part) for part in parts]
        pages = list(roots[-1].iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"))
        if not pages:
            raise fail(
                name, "is a document of another kind, without sheets", "csv, tsv, xlsx, xlsm, xls and ods are read"
            )
        styles = _styles(roots)
        sheets: list[Sheet] = []
        left = MOST_CELLS
        for page in pages:
            sheets.append(_sheet(page, styles, name, left))
            left -= len(sheets[-1].cells)
    except (ParseError, ValueError, KeyError, OverflowError) as error:
        raise fail(name, f"is no workbook that can be read ({type(error).__name__}: {error})") from None
    uncached = sum(bool(cell.formula) and cell.value is None for sheet in sheets for cell in sheet.cells.values())
    filtered = [page.get(f"{_TABLE}name", "") for page in pages if _is_filtered(page)]
    facts = {"uncached": str(uncached)} if uncached else {}
    return tuple(sheets), facts | ({"filtered": ", ".join(filtered)} if filtered else {})


def _is_filtered(page: Element) -> bool:
    return any(row.get(f"{_TABLE}visibility") == "filter" for row in _inner(page, f"{_TABLE}table-row"))


def _sheet(page: Element, styles: _Styles, name: str, left: int) -> Sheet:
    title = page.get(f"{_TABLE}name", "")
    place = f"{name}: {title}"
    cells: dict[tuple[int, int], Cell] = {}
    hidden_rows: set[int] = set()
    merged = []
    columns = _Columns.of(page)
    row = 1
    for line in _inner(page, f"{_TABLE}table-row"):
        again = _repeated(line, "rows")
        held, joined = _row(line, row, columns, styles, place)
        if held and (row + again - 1 > MOST_ROWS or len(cells) + again * len(held) > left):
            raise fail(place, f"more than {MOST_CELLS} cells in the workbook", "write a smaller one")
        for number in range(row, row + again) if held else ():
            cells.update({(number, column): cell for column, cell in held.items()})
            if line.get(f"{_TABLE}visibility", "visible") != "visible":
                hidden_rows.add(number)
        merged += joined
        row += again
    used = {column for _, column in cells}
    return Sheet(
        title,
        cells,
        hidden=page.get(f"{_TABLE}style-name", "") in styles.hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(used & columns.hidden),
        merged=tuple(merged),
    )


def _row(
    line: Element, row: int, columns: _Columns, styles: _Styles, place: str
) -> tuple[dict[int, Cell], list[tuple[int, int, int, int]]]:
    """Return the cells of a row that hold something, by column, and the ranges that are merged from it on."""
    held: dict[int, Cell] = {}
    merged = []
    column = 1
    for node in line:
        if node.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        again = _repeated(node, "columns")
        usual = line.get(f"{_TABLE}default-cell-style-name") or columns.style.get(column, "")
        cell = _cell(node, usual, styles, f"{place}: row {row}, column {column}")
        if cell is not None:
            if column + again - 1 > MOST_COLUMNS:
                raise fail(place, f"has a cell in column {column}", f"cells reach {MOST_COLUMNS} columns")
            held.update(dict.fromkeys(range(column, column + again), cell))
        down = int(node.get(f"{_TABLE}number-rows-spanned", "1"))
        right = int(node.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or right > 1:
            merged.append((row, column, row + down - 1, column + right - 1))
        column += again
    return held, merged


def _cell(node: Element, usual: str, styles: _Styles, place: str) -> Cell | None:
    formula = node.get(f"{_TABLE}formula", "")
    value = _value(node, place)
    value = None if value == "" else value
    if (value is None and not formula) or node.tag.endswith("covered-table-cell"):
        return None
    style = node.get(f"{_TABLE}style-name") or usual
    return Cell(value, styles.shown.get(style) or _shown(node), as_in_excel(formula), style in styles.struck)


def _shown(node: Element) -> str:
    """Return the number format that the kind of a value alone implies."""
    if currency := node.get(f"{_OFFICE}currency"):
        return f"[${currency}] 0"
    return "0%" if node.get(f"{_OFFICE}value-type") == "percentage" else ""


def _value(node: Element, place: str) -> Value:
    kind = node.get(f"{_OFFICE}value-type", "")
    if node.get(f"{_CALC}value-type") == "error" or kind in ("", "string"):
        said = node.get(f"{_OFFICE}string-value")
        return "\n".join(_written(part) for part in node.iterfind(f"{_TEXT}p")) if said is None else said
    if kind == "boolean":
        return node.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        moment = dt.datetime.fromisoformat(node.attrib[f"{_OFFICE}date-value"])
        return moment.date() if moment.time() == dt.time() else moment
    if kind == "time":
        return node.attrib[f"{_OFFICE}time-value"]
    number = float(node.attrib[f"{_OFFICE}value"])
    if not math.isfinite(number) or abs(number) >= 1e300:
        raise fail(place, "must be a finite number", "write a number below 1e300")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _written(node: Element) -> str:
    """Return the text of a paragraph: runs of blanks, tabs and breaks are elements of their own."""
    out = node.text or ""
    for part in node:
        if part.tag == f"{_TEXT}s":
            out += " " * min(int(part.get(f"{_TEXT}c", "1")), 1_000)
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            out += "\t" if part.tag.endswith("tab") else "\n"
        elif part.tag != f"{_OFFICE}annotation":
            out += _written(part)
        out += part.tail or ""
    return out


def _inner(page: Element, tag: str) -> Iterator[Element]:
    """Yield the rows or columns of a sheet, those in groups too; never those of a table inside a cell."""
    for node in page:
        if node.tag == tag:
            yield node
        elif node.tag in _NESTED:
            yield from _inner(node, tag)


def _repeated(node: Element, what: str) -> int:
    again = int(node.get(f"{_TABLE}number-{what}-repeated", "1"))
    if again < 1:
        raise ValueError(f"number-{what}-repeated is {again}")
    return again


def _styles(roots: list[Element]) -> _Styles:
    formats: dict[str, str] = {}
    out = _Styles()
    for root in roots:
        for node in root.iter():
            name = node.get(f"{_STYLE}name", "")
            if node.tag in (f"{_NUMBER}number-style", f"{_NUMBER}percentage-style"):
                digits = node.find(f"{_NUMBER}number")
                places = int(digits.get(f"{_NUMBER}decimal-places", "0")) if digits is not None else 0
                shown = "0" + (f".{'0' * min(places, 30)}" if places else "")
                formats[name] = shown + ("%" if node.tag.endswith("percentage-style") else "")
    for root in roots:
        for node in root.iter(f"{_STYLE}style"):
            name, parent = node.get(f"{_STYLE}name", ""), node.get(f"{_STYLE}parent-style-name", "")
            shown = formats.get(node.get(f"{_STYLE}data-style-name", ""), out.shown.get(parent, ""))
            if shown:
                out.shown[name] = shown
            looks = node.find(f"{_STYLE}text-properties")
            line = "" if looks is None else looks.get(f"{_STYLE}text-line-through-style", "")
            line = line or ("" if looks is None else looks.get(f"{_STYLE}text-line-through-type", ""))
            if (line and line != "none") or (not line and parent in out.struck):
                out.struck.add(name)
            table = node.find(f"{_STYLE}table-properties")
            if table is not None and table.get(f"{_TABLE}display") == "false":
                out.hidden.add(name)
    return out
