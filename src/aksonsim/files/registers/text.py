"""A text file (.csv, .tsv, .txt) as a grid: its encoding, its delimiter, its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice, pairwise

from aksonsim.errors import ScenarioError
from aksonsim.files.registers.grid import Cell, Sheet
from aksonsim.files.tree import fail

DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
MOST_CELLS = 400_000

_SAMPLE = 20_000
"""Rows that the delimiter is found from."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SEP = re.compile(r'"?sep=(.)"?(\r\n|\r|\n)', re.IGNORECASE)
_SAY = f"say which: delimiter={'|'.join(DELIMITERS)}"
_NUMBER = re.compile(r"\s*[-+−]?[0-9][0-9\s.'’]*%?\s*")


def read_text(raw: bytes, name: str, delimiter: str | None, encoding: str | None) -> tuple[Sheet, dict[str, str]]:
    """Return the only sheet of a text file, and how it was read: ``delimiter`` and ``encoding``.

    Parameters
    ----------
    delimiter
        A name of `DELIMITERS`, or the mark itself; None: the one by which most rows have one width.
    encoding
        A name that Python knows; None: by the file's first bytes, else UTF-8, else cp1252.

    Raises
    ------
    ScenarioError
        It is no text, or of an encoding or delimiter that has to be said; too many cells.
    """
    text, encoding = _decoded(raw, name, encoding)
    if not any(map(str.isalnum, text)):
        raise fail(name, "holds no word and no number", "a table of estimates or risks is needed")
    if said := _SEP.match(text):
        text = text[said.end() :]
    if delimiter is not None:
        mark = _mark(delimiter, name)
    elif said:
        mark = _mark(said[1], name)
    else:
        mark = _found(text, name)
    facts = {"delimiter": next(word for word, sign in DELIMITERS.items() if sign == mark), "encoding": encoding}
    cells: dict[tuple[int, int], Cell] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row, values in enumerate(reader, 1):
            cells.update({(row, column): Cell(value) for column, value in enumerate(values, 1) if value.strip()})
            if len(cells) > MOST_CELLS:
                raise fail(name, f"has more than {MOST_CELLS} cells", "write a smaller file")
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"line {reader.line_num}: a cell has more than {csv.field_size_limit()} characters"
            raise fail(name, what, "a cell of a spreadsheet holds 32767 at most") from None
        what = f"line {reader.line_num}: cannot be parted into cells ({error})"
        raise fail(
            name, what, 'a quotation mark opens and closes a cell, and inside one it is written twice: ""'
        ) from None
    return Sheet("", cells), facts


def _decoded(raw: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    tried = [encoding] if encoding else [found for mark, found in _MARKS if raw.startswith(mark)] or ["utf-8", "cp1252"]
    why = ""
    for one in tried:
        try:
            text = raw.decode(one)
        except LookupError:
            raise fail(name, f"encoding {one}: not known", "for example utf-8, cp1252, latin-1, cp850") from None
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            why = f"byte 0x{raw[error.start]:02x} in line {line} is none of {one}"
            continue
        text = text.removeprefix("\ufeff").rstrip("\x1a")
        if wrong := _NO_TEXT.search(text):
            raise _no_text(name, text.count("\n", 0, wrong.start()), wrong[0])
        return text, {"utf-8-sig": "utf-8"}.get(one, one)
    if encoding is None and (wrong_byte := _NO_TEXT.search(raw.decode("latin-1"))):
        raise _no_text(name, raw.count(b"\n", 0, wrong_byte.start()), wrong_byte[0])
    raise fail(name, f"is of no encoding that is tried: {why}", "say which: encoding=latin-1, cp850, ...")


def _no_text(name: str, lines: int, sign: str) -> ScenarioError:
    what = f"is no text: byte 0x{ord(sign):02x} in line {lines + 1}"
    return fail(name, what, "csv, tsv, xlsx, xlsm, xls and ods are read")


def _mark(said: str, name: str) -> str:
    mark = DELIMITERS.get(said.strip().lower(), said)
    if mark not in DELIMITERS.values():
        raise fail(name, f"delimiter {said}: not known", f"{', '.join(DELIMITERS)}")
    return mark


def _found(text: str, name: str) -> str:
    """Return the delimiter by which most rows have one width, the wider one of two that do equally well."""
    ranks = sorted(((_rank(text, mark), mark) for mark in DELIMITERS.values()), reverse=True)
    (first, mark), (second, other) = ranks[:2]
    if first == second and first[0]:
        raise fail(name, f"cells may be parted by {mark!r} or by {other!r}", _SAY)
    if first[0] == 0:
        mark = ","  # a single column
    if mark == "," and (spill := _spilled(text)):
        what = f"row {spill[0]} has {spill[1]} cells, the header {spill[2]}"
        what = f"{what}: is the comma a delimiter, a decimal sign, or both?"
        raise fail(name, what, f"quote numbers with a comma, part cells by a semicolon, or {_SAY}")
    return mark


def _rank(text: str, mark: str) -> tuple[int, int]:
    """Return in how many rows a delimiter makes the width that it makes most often, two at least, and that width."""
    others = tuple(sign for sign in DELIMITERS.values() if sign != mark)
    widths: Counter[int] = Counter()
    for cells in _rows(text, mark):
        if any(cell.strip() for cell in cells) and not (mark == "," and _all_decimal(cells, others)):
            widths[len(cells)] += 1
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _rows(text: str, mark: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), _SAMPLE))
    except csv.Error:  # a cell without end: this delimiter is none
        return []


def _all_decimal(cells: list[str], others: tuple[str, ...]) -> bool:
    """Whether each comma of a row stands between digits, where something else may part its cells."""
    between = all(a[-1:].isdecimal() and b[:1].isdecimal() for a, b in pairwise(cells))
    return between and any(sign in cell for cell in cells for sign in others)


def _spilled(text: str) -> tuple[int, int, int] | None:
    """Return the first row that spills over the header, maybe by decimal commas, its width and that of the header."""
    header = 0
    for number, cells in enumerate(_rows(text, ","), 1):
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        figures = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if not figures:
            header = max(header, width)
        elif 1 < header < width and any(_decimal(a, b) for a, b in pairwise(cells)):
            return number, width, header
    return None


def _decimal(whole: str, rest: str) -> bool:
    """Whether a comma between two cells may be a decimal sign."""
    return bool(re.fullmatch(r"\s*[-+−]?[0-9][0-9\s.]*", whole)) and bool(re.fullmatch(r"[0-9]+\s*%?\s*", rest))
