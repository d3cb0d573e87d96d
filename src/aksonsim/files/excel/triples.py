"""The common Norwegian layout: a sheet of elements (P10, mest sannsynlig, P90) and one of drivers with shares.

Elements: a name and three amounts a row. Drivers: a name, three multipliers, and a column for each element with the
share of it that the driver acts on. What the sheets do not say (shape, price year) must be said beside them.
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError, Problem, ScenarioError
from aksonsim.files.excel.cells import CellPlace
from aksonsim.files.excel.headers import COLUMNS, slug
from aksonsim.files.excel.import_workbook import Imported, Judge, finish
from aksonsim.files.excel.numbers import amount, share, text_of
from aksonsim.files.excel.rows import book_rows
from aksonsim.files.excel.triples_rows import Doubts, code_of
from aksonsim.files.excel.triples_tables import Said, Table, Tables
from aksonsim.files.excel.units import UNIT, shown_otherwise, unit_after
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Map, Seq
from aksonsim.files.yaml import fail

SHAPES = ("pert", "triangular", "gamma", "lognormal")
WIDE = 10.0
"""A multiplier is kept between 0 and so many times its P90, which moves no percentile that anybody prints."""
SOURCE = "register"
"""The name of the workbook among the sources of the new file."""
LEAST_FACTOR, MOST_FACTOR = 0.2, 5.0
"""Numbers beyond which a driver's are no multipliers, but amounts, per cent or an index."""


def import_triples(
    book: str | PathLike[str],
    out: str | PathLike[str],
    shape: str | None,
    price_year: int | None,
    judge: Judge | None = None,
    said: Said = Said(),
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
    said
        What else the user says: sheets to read, rows that count, the unit.

    Raises
    ------
    AksonsimError
        The shape or the price year is not said, or ``out`` exists.
    ScenarioError
        Every cell that cannot be read or does not hold, and whatever cannot be read without guessing.
    """
    if Path(out).exists():
        raise AksonsimError(f"{fspath(out)}: exists already; name another file")
    reader, root = read_triples(book, out, shape, price_year, said)
    found = finish(root, out, judge=judge)
    left = (*reader.passed, *(f"{name}: {why}" for name, why in reader.tables.left.items()))
    return Imported(found.scenarios, None, tuple(reader.tables.left), tuple(reader.summary), left)


def read_triples(
    book: str | PathLike[str], home: str | PathLike[str], shape: str | None, price_year: int | None, said: Said
) -> tuple[_Triples, Map]:
    """Return a workbook of triples as read data, of a file ``home``, and what read it; raises as `import_triples`."""
    if price_year is None:
        raise AksonsimError(f"{fspath(book)}: amounts need the year of their prices: --price-year 2019")
    if shape is not None and shape not in SHAPES:
        raise AksonsimError(f"--shape {shape}: {nearest(shape, SHAPES)}")
    reader = _Triples(fspath(book), fspath(home), shape, said)
    return reader, reader.read(price_year)


class _Triples:
    """Reads the sheets into a tree; notes what is wrong and goes on."""

    def __init__(self, book: str, home: str, shape: str | None, said: Said) -> None:
        self.book, self.home, self.shape = book, home, shape
        self.tables = Tables(book, home, said)
        self.doubts = Doubts(said.counted)
        self.problems: list[Problem] = self.tables.problems
        self.summary: list[str] = []  # what was read of each sheet, a line each
        self.passed: list[str] = []  # and what was not
        self.names: dict[str, str] = {}
        """Of elements: what a header may call them, in small letters -> id."""
        self.programmes: dict[str, str] = {}
        """Id -> what the sheet calls it."""

    def read(self, price_year: int) -> Map:
        tables = self.tables.found(book_rows(Path(self.book)))
        if not self.problems and not any(not table.drivers for table in tables):
            raise fail(self.book, "no sheet of elements", self.tables.needed())
        place = CellPlace(self.home, book=self.book)
        root = Map(place)
        title = Path(self.book).stem
        for key, value in {"schema": 1, "title": title, "price_year": price_year}.items():
            self.put(root, key, value, place)
        source = self.mapping({"title": Path(self.book).name}, place)
        self.put(root, "sources", self.mapping({SOURCE: source}, place), place)
        costs, drivers, programmes = Seq(place), Seq(place), Seq(place)
        for table in tables:
            self.items(table, drivers if table.drivers else costs)
        for name, called in self.programmes.items():
            programmes.append(self.mapping({"id": name, "title": called, "source": SOURCE}, place))
            programmes.places.append(place)
        for key, seq in {"programmes": programmes, "costs": costs, "drivers": drivers}.items():
            if seq:
                self.put(root, key, seq, place)
        for unused in self.doubts.unused():
            self.problems.append(Problem("", "", f"--count {unused}: no such row is in doubt"))
        self.summary += [f"{name}: counted because --count says so" for name in sorted(self.doubts.used)]
        if self.problems:
            raise ScenarioError(self.tables.first_problems())
        return root

    def items(self, table: Table, into: Seq) -> None:
        """Read the rows of a table."""
        headed = {*table.columns.values(), *table.others}
        for column, name in list(table.others.items()):
            if not table.drivers or name.lower() not in self.names:
                known = [
                    *(word for words in COLUMNS.values() for word in words),
                    *(self.names if table.drivers else ()),
                ]
                place = self.place(table.rows.name, table.header, column)
                self.complain(place, f"unknown column {name}", nearest(name.lower(), known))
                del table.others[column]
        doubts = self.doubts.of(table)
        before, likely = len(into), []
        for row, cells in table.body:
            place = self.place(table.rows.name, row, table.columns["name"])
            for column in cells.keys() - headed:
                self.complain(self.place(table.rows.name, row, column), "holds a value under no header")
            if row in doubts:
                self.complain(place, *doubts[row])
                continue
            item = self.item(table, row, cells, place)
            if item is not None:
                into.append(item)
                into.places.append(place)
                stated = item.get("multiplier" if table.drivers else "estimate")
                likely.append(stated.get(table.middle, 0) if isinstance(stated, Map) else stated or 0)
        self.summarize(table, len(into) - before, likely)

    def summarize(self, table: Table, count: int, likely: list[float]) -> None:
        """Note what was read of a sheet, in one line."""
        rows = [row for row, _ in table.body]
        where = f"{table.rows.name}: rows {rows[0]} to {rows[-1]}" if rows else table.rows.name
        if table.drivers:
            middles = ", ".join(f"{x:g}" for x in likely)
            self.summary.append(f"{where}, {count} drivers as multipliers; {table.middle} {middles}")
        else:
            unit = f"{UNIT} ({self.tables.unit_from})"
            self.summary.append(f"{where}, {count} elements; sum of most likely {sum(likely):.10g} {unit}")
        above = [row for row, _ in table.rows.rows if row < table.header]
        if above:
            self.passed.append(f"{table.rows.name}: rows {above[0]} to {above[-1]}, above the header")

    def item(self, table: Table, row: int, cells: dict[int, Any], place: CellPlace) -> Map | None:
        """Return one element or driver."""
        cell = {meant: cells.get(column) for meant, column in table.columns.items()}
        name = self.text(cell["name"], place)
        if not name:
            self.complain(place, "the row has no name")
            return None
        if unit := next((said.unit for said in unit_after(name) if said.unit != UNIT), ""):
            self.complain(
                place, f"{name}: amounts in {unit}", f"amounts are read in {UNIT}; take the unit out if it is none"
            )
            return None
        if name.lower() in self.names and not table.drivers:
            self.complain(place, f"{name} stands twice")
            return None
        code = self.text(cell.get("id"), place, code_of) or slug(name)
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

    def estimate(self, table: Table, row: int, cell: dict[str, Any]) -> Any:
        """Return the estimate of three numbers; None, with the problem noted, where they are none."""
        at = self.place(table.rows.name, row, table.columns["p10"])
        if not any(cell.get(key) for key in table.amounts):
            self.complain(at, "the row has no amounts", "delete it: headings and notes are no elements")
            return None
        values: dict[str, float] = {}
        for key in table.amounts:
            place = self.place(table.rows.name, row, table.columns[key])
            number = self.number(cell.get(key), place, key, table.drivers)
            if number is None:
                return None
            values[key] = number
        if table.drivers and not self.is_factor(list(values.values()), at):
            return None
        if len(set(values.values())) == 1:
            return values["p10"]
        estimate = self.mapping(values, at)
        if table.middle == "mode":
            shape = self.text(cell.get("shape"), at).lower() or self.shape
            if shape is None:
                if not any("needs a shape" in problem.what for problem in self.problems):
                    allowed = f"--shape {'|'.join(SHAPES)}, or a column Fordeling"
                    self.complain(at, "a triple needs a shape, which P10, most likely and P90 do not say", allowed)
                return None
            self.put(estimate, "shape", shape, at)
        elif table.drivers:  # the distribution through three percentiles reaches below 0, however little of it
            highest = WIDE * values["p90"]
            self.put(estimate, "truncate", self.pair(0.0, highest, at), at)
        return estimate

    def is_factor(self, values: list[float], at: CellPlace) -> bool:
        """Whether three numbers can be multipliers; amounts, per cent and index numbers cannot, and are refused."""
        values_text = ", ".join(f"{value:g}" for value in values)
        if min(values) <= 0:
            self.complain(at, f"a multiplier of {min(values):g}", "multipliers are above 0: 0.9 for ten per cent less")
        elif min(values) < LEAST_FACTOR or max(values) > MOST_FACTOR or not 0.5 <= values[1] <= 2:
            allowed = "drivers are multipliers near 1: 0.94 for six per cent less; money is an element or an event"
            self.complain(at, f"{values_text} cannot be a multiplier: per cent, an index or an amount?", allowed)
        else:
            return True
        return False

    def exposure(self, table: Table, row: int, cells: dict[int, Any], place: CellPlace, name: str) -> Map:
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

    def number(self, cell: Any, place: CellPlace, key: str, factor: bool) -> float | None:
        if cell is None:
            self.complain(place, f"{key} is empty", "a triple needs all three")
            return None
        found: float | None = self.called(amount, cell, place)
        other = shown_otherwise(cell, factor)
        if found is not None and other:
            self.complain(place, f"the number {other}", "write the number itself, in a plain format")
            return None
        return found

    def text(self, cell: Any, place: CellPlace, reading: Any = text_of) -> str:
        return "" if cell is None else self.called(reading, cell, place) or ""

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
