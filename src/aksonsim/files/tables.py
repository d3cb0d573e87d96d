"""The only reader of CSV tables: observations of an estimate, and municipalities.

What a message repeats of a file is what its user needs to mend a table; of a file that is none it repeats nothing.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aksonsim.arguments import LARGEST
from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.access import named
from aksonsim.files.problems import nearest, shown
from aksonsim.files.tree import Map, Place, Seq, fail, standing_at
from aksonsim.files.yaml import read_text

COLUMNS = ("code", "name", "county", "health_region", "inhabitants")
"""The columns of a municipality table; others are passed over."""
MOST_PROBLEMS = 20
"""Rows that a message names at most."""
DELIMITERS = (",", ";", "\t")

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"\d{4}-.*")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER_LIKE = re.compile(r"[-+]?[0-9][0-9 .,\u00a0\u202f'%]*")
_NAME = re.compile(r"[\w .,;%()/+°²#&*'-]{0,60}")
"""What may be the name of a column: not a line of a key, a password file or a program."""


@dataclass(frozen=True)
class Table:
    """A CSV file: names of columns, and rows with their line."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]

    def column(self, name: str) -> int:
        """Return the place of a column; ScenarioError where there is none, or it stands twice."""
        place = Place(self.file, 1, 1)
        if name in self.header:
            if self.header.count(name) > 1:
                raise fail(place, f"column {name} stands twice", "give each a name of its own")
            return self.header.index(name)
        raise fail(place, f"no column {name}", self.known(name))

    def known(self, name: str = "") -> str:
        """Say which columns there are, if this is a table at all."""
        if not self.header_is_names:
            return "the first line holds no names; a header line names the columns"
        if not self.is_table:
            return f"the first line names {len(self.header)} columns"
        near = nearest(name, self.header)
        return (
            f"{near} columns: {', '.join(self.header)}" if near.endswith("?") else f"columns: {', '.join(self.header)}"
        )

    @property
    def header_is_names(self) -> bool:
        """Whether the first line holds names and not already numbers, as in a file without a header."""
        return not any(_NUMBER_LIKE.fullmatch(name) or _NUMBER.fullmatch(name) for name in self.header)

    @cached_property
    def is_table(self) -> bool:
        """Whether names stand above columns, one of which holds numbers mostly."""
        if not all(map(_NAME.fullmatch, self.header)):
            return False
        columns = zip(*(cells for _, cells in self.rows), strict=True)
        numbers = [sum(_NUMBER.fullmatch(cell) is not None for cell in column) for column in columns]
        return any(2 * count >= len(self.rows) for count in numbers)

    def describe(self, cell: str) -> str:
        """Name a cell that does not fit, in words where this is no table."""
        if not cell:
            return "nothing"
        return shown(cell) if self.is_table else f"text of {len(cell)} characters"


def observations(file: str | Path, column: str) -> list[float]:
    """Return the numbers of one column of a CSV file (the only one, where no column is named)."""
    found = table(file)
    if not column and (len(found.header) > 1 or not found.header_is_names):
        raise fail(Place(found.file, 1, 1), "no column named", found.known())
    at = found.column(column) if column else 0
    column = column or (found.header[0] if found.is_table else "the only column")
    out: list[float] = []
    problems: list[Problem] = []
    for line, cells in found.rows:
        number = float(cells[at]) if _NUMBER.fullmatch(cells[at]) else None
        if number is not None and abs(number) <= LARGEST:
            out.append(number)
        elif len(problems) < MOST_PROBLEMS:
            problems.append(Problem(f"{file}:{line}", column, *_no_number(cells[at], found)))
    if problems:
        raise ScenarioError(problems)
    if len(out) < 2:
        raise fail(found.file, f"{column} has {len(out)} numbers", "at least 2 are needed")
    return out


def _no_number(cell: str, found: Table) -> tuple[str, str]:
    if _NUMBER.fullmatch(cell):
        return f"{cell[:40]} is too large", f"numbers reach {LARGEST:g}"
    comma = "write it with a point and without blanks" if _NUMBER_LIKE.fullmatch(cell) else ""
    return f"must be a number, not {found.describe(cell)}", comma


def municipalities(file: str | Path) -> Seq:
    """Return the rows of a municipality table as read data, ready for the model."""
    found = table(file)
    lacking = [name for name in COLUMNS if name not in found.header and name != "health_region"]
    if lacking:
        place = Place(found.file, 1, 1)
        plural = "s" if len(lacking) > 1 else ""
        raise fail(place, f"missing column{plural} {', '.join(lacking)}", f"needed: {', '.join(COLUMNS)}")
    at = {name: found.column(name) for name in COLUMNS if name in found.header}
    out = Seq(Place(found.file, 1, 1))
    problems = []
    for line, cells in found.rows:
        place = Place(found.file, line, 1)
        item = Map(place)
        item.update({name: cells[column] for name, column in at.items()})
        item.places.update(dict.fromkeys(item, place))
        if _WHOLE.fullmatch(item["inhabitants"]):
            item["inhabitants"] = int(item["inhabitants"])
        else:
            what = f"must be a whole number, not {found.describe(item['inhabitants'])}"
            problems.append(Problem(str(place), "inhabitants", what))
        out.append(item)
        out.places.append(place)
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    return out


def matrix(file: str | Path) -> Map:
    """Return the members and rows of a matrix of correlations: ids in the first row and column, one half may be blank.

    A comma is a decimal sign where columns are set apart by another mark; with points in the same file it is refused.
    """
    from aksonsim.model.correlations import MOST_MEMBERS  # pydantic, which those who read results alone do not wait for

    found = table(file)
    names = found.header[1:]
    place = Place(found.file, 1, 1)
    if not 2 <= len(names) <= MOST_MEMBERS or len(found.rows) != len(names):
        size = f"{len(found.rows)} rows under {len(names)} names"
        raise fail(place, size, f"a square of 2 to {MOST_MEMBERS} members, ids in its first row and column")
    cells = [row[1:] for _line, row in found.rows]
    signs = {sign for row in cells for cell in row for sign in ".," if sign in cell}
    if len(signs) > 1:
        raise fail(place, "numbers have decimal commas and decimal points", "use one of the two")
    rows = Seq(place)
    problems: list[Problem] = []
    for i, (line, (name, *_row)) in enumerate(found.rows):
        if name != names[i]:
            what = f"row {i + 1} is of {name[:40]}, but column {i + 1} of {names[i][:40]}"
            raise fail(Place(found.file, line, 1), what, "the same ids in the same order")
        row = Seq(Place(found.file, line, 1))
        for j, cell in enumerate(cells[i]):
            written = (cell or cells[j][i] or ("1" if i == j else "")).replace(",", ".")
            if _NUMBER.fullmatch(written):
                row.append(float(written))
                row.places.append(row.place)
            else:
                what = f"must be a number from -1 to 1, not {found.describe(cell)}"
                problems.append(Problem(f"{file}:{line}", f"{name} and {names[j]}", what))
        rows.append(row)
        rows.places.append(row.place)
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    out = Map(place)
    out.update(members=standing_at(names, place), rows=rows)
    out.places.update(dict.fromkeys(out, place))
    return out


def claims(file: str | Path) -> Seq:
    """Return the claims of a table whose headers are keys of a claim, as read data; an empty cell states nothing.

    A claim without an ``id`` is called by its quantity and statistic.
    """
    from aksonsim.model.claims import COLUMNS

    found = table(file)
    for at, name in enumerate(found.header):
        if name not in COLUMNS:
            raise fail(Place(found.file, 1, at + 1), f"unknown column {name[:40]}", nearest(name, COLUMNS))
        found.column(name)
    out = Seq(Place(found.file, 1, 1))
    problems: list[Problem] = []
    for line, cells in found.rows:
        place = Place(found.file, line, 1)
        item = Map(place)
        for name, cell in zip(found.header, cells, strict=True):
            if not cell:
                continue
            number = COLUMNS[name] in ("number", "figure") and _NUMBER.fullmatch(cell) is not None
            said = COLUMNS[name] == "figure" and (_DATE.fullmatch(cell) or (name, cell) == ("against", "base"))
            if COLUMNS[name] in ("number", "figure") and not (number or said):
                problems.append(Problem(str(place), name, *_no_number(cell, found)))
            elif COLUMNS[name] == "flag" and cell not in ("true", "false"):
                problems.append(Problem(str(place), name, f"must be true or false, not {found.describe(cell)}"))
            item[name] = cell == "true" if COLUMNS[name] == "flag" else float(cell) if number else cell
        if "id" not in item:
            words = f"{item.get('quantity', '')} {item.get('statistic', '')}"
            item["id"] = re.sub(r"[^A-Za-z0-9_.]+", "-", words).strip("-") or f"line{line}"
        item.places.update(dict.fromkeys(item, place))
        out.append(item)
        out.places.append(place)
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    return out


def table(file: str | Path) -> Table:
    """Read a CSV file: columns apart by comma, semicolon or tab, a header line first; blank rows are passed over.

    Raises
    ------
    ScenarioError
        It is empty, its rows have not all as many columns as its header, or it is unclear what sets columns apart.
    """
    text = read_text(file, "csv", "a table (CSV) is needed")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    read = [_parsed(str(file), text, mark) for mark in DELIMITERS if mark in first] or [_parsed(str(file), text, ",")]
    sound = [one for one in read if isinstance(one, Table)]
    if len(sound) > 1:
        raise fail(
            Place(str(file), 1, 1), "two marks may set the columns apart", "use commas, semicolons or tabs alone"
        )
    if not sound:
        raise next(one for one in read if isinstance(one, ScenarioError))
    return sound[0]


def _parsed(file: str, text: str, mark: str) -> Table | ScenarioError:
    """Return the table that a text is when this mark sets its columns apart, or why it is none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        for raw in reader:
            cells = [cell.strip() for cell in raw]
            if not any(cells):
                continue
            if not header:
                header = cells
                continue
            if len(cells) != len(header):
                few = "s" if len(cells) > 1 else ""
                comma = (
                    "; a decimal comma? write numbers with a point" if mark == "," and len(cells) > len(header) else ""
                )
                allowed = f"the header has {len(header)}{comma}"
                return fail(Place(file, reader.line_num, 1), f"has {len(cells)} column{few}", allowed)
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        return fail(Place(file, reader.line_num, 1), f"not valid CSV: {error}")
    if not header:
        return fail(file, "the file is empty", "a header line names the columns")
    return Table(file, header, rows)


def fill_in(root: Map, base: Map | None = None) -> None:
    """Read the tables that the population and estimates name, where what they hold is not written out already.

    A path is relative to the YAML file in which it stands (to the working directory for a command-line option).
    What is that of ``base`` holds its own already.
    """
    population = root.get("population")
    if isinstance(population, Map) and "municipalities" not in population:
        file = _named_file(population)
        if file is not None:
            population["municipalities"] = municipalities(file)
            population.places["municipalities"] = population.places["data"]
    _fill_correlations(root)
    for section, value in root.items():
        if section not in ("population", "scenarios"):
            _fill_estimates(value, base.get(section) if base is not None else None)


def list_correlations(root: Map) -> None:
    """Make a list of one correlation, a matrix mostly, that stands without a list."""
    stated = root.get("correlations")
    if isinstance(stated, Map):
        place = root.places["correlations"]
        alone = Seq(place)
        alone.append(stated)
        alone.places.append(place)
        root["correlations"] = alone


def _fill_correlations(root: Map) -> None:
    """Read the files of matrices."""
    list_correlations(root)
    stated = root.get("correlations")
    for item in stated if isinstance(stated, Seq) else ():
        file = _named_file(item, "file") if isinstance(item, Map) and "matrix" not in item else None
        if file is not None:
            item["matrix"] = matrix(file)
            item.places["matrix"] = item["matrix"].place


def _fill_estimates(value: Any, known: Any = None) -> None:
    """Read the tables of estimates in a section; ``known`` and its items are filled in already."""
    if value is known:
        return
    if isinstance(value, Map):
        file = _named_file(value) if value.keys() <= {"data", "column", "truncate"} else None
        if file is not None:
            value["observations"] = observations(file, str(value.get("column", "")))
            value.places["observations"] = value.places["data"]
    if isinstance(value, (Map, Seq)):
        held = {id(item) for item in known} if isinstance(known, Seq) else ()
        for item in value.values() if isinstance(value, Map) else value:
            if id(item) not in held:
                _fill_estimates(item)


def _named_file(holder: Map, key: str = "data") -> Path | None:
    name = holder.get(key)
    if not isinstance(name, str) or not name:
        return None
    return named(name, holder.places[key])
