"""The common Norwegian layout: a sheet of elements (P10, mest sannsynlig, P90) and one of drivers with shares.

Elements: a name and three amounts a row. Drivers: a name, three multipliers, and a column for each element with the
share of it that the driver acts on. What the sheets do not say (shape, price year) must be said beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError, Problem, ScenarioError
from aksonsim.files.excel.bring_back import Imported, Judge, finish
from aksonsim.files.excel.cells import CellPlace
from aksonsim.files.excel.headers import COLUMNS, FACTOR, MONEY, NOT_A_PERCENTILE, TOTALS, meaning, slug
from aksonsim.files.excel.numbers import amount, share, text_of
from aksonsim.files.excel.read import HEADER_WITHIN
from aksonsim.files.excel.rows import Rows, book_rows
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Map, Seq
from aksonsim.files.yaml import fail

SHAPES = ("pert", "triangular", "gamma", "lognormal")
WIDE = 10.0
"""A multiplier is kept between 0 and so many times its P90, which moves no percentile that anybody prints."""
SOURCE = "register"
"""The name of the workbook among the sources of the new file."""


def import_triples(
    book: str | PathLike[str],
    out: str | PathLike[str],
    shape: str | None,
    price_year: int | None,
    judge: Judge | None = None,
) -> Imported:
    """Write a workbook of triples as a scenario file.

    Parameters
    ----------
    book, out
        The workbook, and the YAML file, which must not exist.
    shape
        Shape of every triple (P10, most likely, P90) without one of its own in a column.
    price_year
        Year of the prices.
    judge
        As for `bring_back`.

    Raises
    ------
    AksonsimError
        The shape or the price year is not said, or ``out`` exists.
    ScenarioError
        Every cell that cannot be read or does not hold.
    """
    if Path(out).exists():
        raise AksonsimError(f"{fspath(out)}: exists already; name another file")
    if price_year is None:
        raise AksonsimError(f"{fspath(book)}: amounts need the year of their prices: --price-year 2019")
    if shape is not None and shape not in SHAPES:
        raise AksonsimError(f"--shape {shape}: {nearest(shape, SHAPES)}")
    reader = _Triples(fspath(book), fspath(out), shape)
    root = reader.read(price_year)
    found = finish(root, out, judge=judge)
    return Imported(found.scenarios, None, tuple(reader.passed_over))


@dataclass(slots=True)
class _Table:
    """A recognised sheet: its columns by meaning, and those of elements by their header."""

    rows: Rows
    header: int
    columns: dict[str, int] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    drivers: bool = False


class _Triples:
    """Reads the sheets into a tree; notes what is wrong and goes on."""

    def __init__(self, book: str, home: str, shape: str | None) -> None:
        self.book, self.home, self.shape = book, home, shape
        self.problems: list[Problem] = []
        self.passed_over: list[str] = []
        self.names: dict[str, str] = {}
        """Of elements: what a header may call them, in small letters -> id."""
        self.programmes: dict[str, str] = {}
        """Id -> what the sheet calls it."""

    def read(self, price_year: int) -> Map:
        tables = [table for rows in book_rows(Path(self.book)) if (table := self.recognised(rows)) is not None]
        elements = [table for table in tables if not table.drivers]
        if not elements and not self.problems:
            raise fail(self.book, "no sheet of elements", "its header holds a name, P10, Mest sannsynlig and P90")
        place = CellPlace(self.home, book=self.book)
        root = Map(place)
        title = Path(self.book).stem
        for key, value in {"schema": 1, "title": title, "price_year": price_year}.items():
            self.put(root, key, value, place)
        source = self.mapping({"title": Path(self.book).name}, place)
        self.put(root, "sources", self.mapping({SOURCE: source}, place), place)
        costs, drivers, programmes = Seq(place), Seq(place), Seq(place)
        for table in elements:
            self.items(table, costs)
        for table in (table for table in tables if table.drivers):
            self.items(table, drivers)
        for name, called in self.programmes.items():
            programmes.append(self.mapping({"id": name, "title": called, "source": SOURCE}, place))
            programmes.places.append(place)
        for key, seq in {"programmes": programmes, "costs": costs, "drivers": drivers}.items():
            if seq:
                self.put(root, key, seq, place)
        if self.problems:
            raise ScenarioError(self.problems)
        return root

    def recognised(self, rows: Rows) -> _Table | None:
        """Return a sheet as a table of elements or drivers; None for one that is neither."""
        if not rows.rows:
            return None
        number, header = max(rows.rows[:HEADER_WITHIN], key=_recognised_cells)
        table = _Table(rows, number)
        for column, cell in header.items():
            meant, unit = meaning(cell)
            place = self.place(rows.name, number, column)
            if meant in table.columns:
                self.complain(place, f"{cell.value}: a second column of this meaning")
            elif meant:
                table.columns[meant] = column
                if meant in ("p10", "mode", "p90") and unit and unit.lower() not in (*MONEY, FACTOR):
                    self.complain(place, f"amounts in {unit}", "amounts are read in MNOK")
            elif cell.value is not None:
                table.others[column] = str(cell.value).strip()
        if "p10" not in table.columns and "p90" not in table.columns:
            if "mode" in table.columns:
                bounds = [name for name in table.others.values() if name.lower() in NOT_A_PERCENTILE]
                told = f" ({', '.join(bounds)}: of which percentile?)" if bounds else ""
                self.complain(self.place(rows.name, number, 1), f"no columns P10 and P90{told}", "write P10 and P90")
            else:
                self.passed_over.append(rows.name)
            return None
        table.drivers = "driver" in rows.name.lower() or "p50" in table.columns
        middle = "p50" if table.drivers and "p50" in table.columns else "mode"
        lacking = [name for name in ("name", "p10", middle, "p90") if name not in table.columns]
        if lacking:
            words = ", ".join(COLUMNS[name][0] for name in lacking)
            needed = f"needed: navn, P10, {'P50' if middle == 'p50' else 'Mest sannsynlig'}, P90"
            self.complain(self.place(rows.name, number, 1), f"no column {words}", needed)
            return None
        return table

    def items(self, table: _Table, into: Seq) -> None:
        """Read the rows of a table."""
        for column, name in list(table.others.items()):
            if not table.drivers or name.lower() not in self.names:
                known = [
                    *(word for words in COLUMNS.values() for word in words),
                    *(self.names if table.drivers else ()),
                ]
                place = self.place(table.rows.name, table.header, column)
                self.complain(place, f"unknown column {name}", nearest(name.lower(), known))
                del table.others[column]
        for row, cells in table.rows.rows:
            if row > table.header:
                place = self.place(table.rows.name, row, table.columns["name"])
                item = self.item(table, row, cells, place)
                if item is not None:
                    into.append(item)
                    into.places.append(place)

    def item(self, table: _Table, row: int, cells: dict[int, Any], place: CellPlace) -> Map | None:
        """Return one element or driver."""
        cell = {meant: cells.get(column) for meant, column in table.columns.items()}
        name = self.text(cell["name"], place)
        if not name:
            self.complain(place, "the row has no name")
            return None
        if name.lower() in TOTALS:
            self.complain(place, f"{name} would be counted as one more element", "delete the row of the total")
            return None
        if name.lower() in self.names and not table.drivers:
            self.complain(place, f"{name} stands twice")
            return None
        code = self.text(cell.get("id"), place) or slug(name)
        if not table.drivers:
            self.names |= {name.lower(): code, code.lower(): code}
        item = self.mapping({"id": code, "title": name}, place)
        estimate = self.estimate(table, row, cell)
        if estimate is not None:
            at = self.place(table.rows.name, row, table.columns["p10"])
            self.put(item, "multiplier" if table.drivers else "estimate", estimate, at)
        if table.drivers:
            self.put(item, "exposure", self.exposure(table, row, cells, place, name), place)
        if programme := self.text(cell.get("programme"), place):
            self.programmes.setdefault(slug(programme), programme)
            self.put(item, "programme", slug(programme), place)
        if note := self.text(cell.get("note"), place):
            self.put(item, "note", note, place)
        if said := self.text(cell.get("source"), place):
            self.put(item, "note", "; ".join(filter(None, (item.get("note"), f"kilde: {said}"))), place)
        if (payable := self.text(cell.get("payable"), place).lower()) and not table.drivers:
            yes = payable in ("ja", "x", "1", "true", "sann", "yes")
            if not yes and payable not in ("nei", "0", "false", "usann", "no"):
                self.complain(self.place(table.rows.name, row, table.columns["payable"]), f"{payable}: ja or nei?")
            self.put(item, "payable", yes, place)
        self.put(item, "source", SOURCE, place)
        return item

    def estimate(self, table: _Table, row: int, cell: dict[str, Any]) -> Any:
        """Return the estimate of three numbers; None, with the problem noted, where they are none."""
        middle = "p50" if "p50" in table.columns and table.drivers else "mode"
        values: dict[str, float] = {}
        for key in ("p10", middle, "p90"):
            place = self.place(table.rows.name, row, table.columns[key])
            number = self.number(cell.get(key), place, key)
            if number is None:
                return None
            values[key] = number
        at = self.place(table.rows.name, row, table.columns["p10"])
        if len(set(values.values())) == 1:
            return values["p10"]
        if table.drivers and min(values.values()) <= 0:
            allowed = "multipliers are above 0: 0.9 for ten per cent less"
            self.complain(at, f"a multiplier of {min(values.values()):g}", allowed)
            return None
        estimate = self.mapping(values, at)
        if middle == "mode":
            shape = self.text(cell.get("shape"), at).lower() or self.shape
            if shape is None:
                if not any("needs a shape" in problem.what for problem in self.problems):
                    allowed = f"--shape {'|'.join(SHAPES)}, or a column Fordeling"
                    self.complain(at, "a triple needs a shape, which P10, most likely and P90 do not say", allowed)
                return None
            self.put(estimate, "shape", shape, at)
        elif table.drivers:  # the law through three percentiles reaches below 0, however little of it
            highest = WIDE * values["p90"]
            self.put(estimate, "truncate", self.pair(0.0, highest, at), at)
        return estimate

    def exposure(self, table: _Table, row: int, cells: dict[int, Any], place: CellPlace, name: str) -> Map:
        """Return the shares of a driver, by element."""
        out = Map(place)
        for column, element in table.others.items():
            if column in cells:
                where = self.place(table.rows.name, row, column)
                found = self.called(share, cells[column], where)
                if found:
                    self.put(out, self.names[element.lower()], found, where)
        if not out:
            self.complain(place, f"{name} acts on no element", "write its share (andel) under each element it acts on")
        return out

    def number(self, cell: Any, place: CellPlace, key: str) -> float | None:
        if cell is None:
            self.complain(place, f"{key} is empty", "a triple needs all three")
            return None
        found: float | None = self.called(amount, cell, place)
        return found

    def text(self, cell: Any, place: CellPlace) -> str:
        return "" if cell is None else self.called(text_of, cell, place) or ""

    def called(self, reading: Any, cell: Any, place: CellPlace) -> Any:
        """Return what a cell says, or note why it cannot be read."""
        try:
            return reading(cell, place)
        except ScenarioError as error:
            self.problems += [problem for problem in error.problems if problem not in self.problems]
            return None

    def place(self, sheet: str, row: int, column: int) -> CellPlace:
        return CellPlace(self.home, row, column, self.book, sheet)

    def complain(self, place: CellPlace, what: str, allowed: str = "") -> None:
        self.problems.append(Problem(str(place), "", what, allowed))

    def mapping(self, values: dict[str, Any], place: CellPlace) -> Map:
        out = Map(place)
        for key, value in values.items():
            self.put(out, key, value, place)
        return out

    def pair(self, low: float, high: float, place: CellPlace) -> Seq:
        out = Seq(place)
        out += [low, high]
        out.places += [place, place]
        return out

    def put(self, at: Map, key: str, value: Any, place: CellPlace) -> None:
        at[key], at.places[key] = value, place


def _recognised_cells(row: tuple[int, dict[int, Any]]) -> int:
    return sum(meaning(cell)[0] != "" for cell in row[1].values())
