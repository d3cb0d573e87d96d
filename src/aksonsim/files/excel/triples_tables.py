"""Which sheets of a workbook are tables of elements or drivers, and what may be read of them without guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aksonsim.errors import AksonsimError, Problem
from aksonsim.files.excel.cells import CellPlace, letters
from aksonsim.files.excel.headers import COLUMNS, FACTORS, NOT_A_PERCENTILE, meaning
from aksonsim.files.excel.read import HEADER_WITHIN
from aksonsim.files.excel.rows import Rows
from aksonsim.files.excel.units import UNIT, Statement, stated_anywhere, stated_around, stated_by_format, units_in
from aksonsim.files.excel.unseen import unseen_columns
from aksonsim.files.problems import nearest

MOST_PROBLEMS = 40
"""Problems that are listed at once."""
PER_CENT = ("%", "prosent", "per cent", "percent", "prozent", "procent")


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says about a workbook that the workbook does not say itself."""

    sheets: tuple[str, ...] = ()
    """The sheets to read; by default the only one of elements and the only one of drivers."""
    counted: tuple[str, ...] = ()
    """Rows that count although they are hidden, struck through or look like sums, as ``Costs!7``."""
    unit: str | None = None


@dataclass(slots=True)
class Table:
    """A recognised sheet: its columns by meaning, and those of elements by their header."""

    rows: Rows
    header: int
    columns: dict[str, int] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    drivers: bool = False

    @property
    def middle(self) -> str:
        """What the second number of a triple is."""
        return "p50" if self.drivers and "p50" in self.columns else "mode"

    @property
    def amounts(self) -> tuple[str, str, str]:
        """The three columns of numbers."""
        return "p10", self.middle, "p90"

    @property
    def body(self) -> list[tuple[int, dict[int, Any]]]:
        """The rows below the header."""
        return [(row, cells) for row, cells in self.rows.rows if row > self.header]


class Tables:
    """Recognises the sheets of a workbook; notes what is wrong and goes on."""

    def __init__(self, book: str, home: str, said: Said) -> None:
        self.book, self.home, self.said = book, home, said
        self.problems: list[Problem] = []
        self.left: dict[str, str] = {}
        """Sheet that is not read -> why."""
        self.unit_from = ""
        self.sheets: Sequence[Rows] = ()

    def found(self, sheets: Sequence[Rows]) -> list[Table]:
        """Return the tables that are to be read, elements first."""
        self._known(sheets)
        self.sheets = sheets
        tables: list[Table] = []
        for rows in sheets:
            if self.said.sheets and rows.name not in self.said.sheets:
                self.left[rows.name] = "not named by --sheet"
            elif (table := self._recognised(rows)) is not None:
                tables.append(table)
        if not self.said.sheets:
            self._one_of_each(sheets, tables)
        texts = [rows for rows in sheets if rows.name in self.left and not rows.numbers]
        covers = [statement for rows in texts for statement in stated_anywhere(rows)]
        for table in tables:
            named = {column: name for name, column in table.columns.items()} | table.others
            for row, column, what, allowed in unseen_columns(table.rows, table.header, named):
                self.complain(self.place(table.rows.name, row, column), what, allowed)
            if table.drivers:
                self._factors(table)
            else:
                self._unit(table, covers)
        return sorted(tables, key=lambda table: table.drivers)

    def _known(self, sheets: Sequence[Rows]) -> None:
        names = [rows.name for rows in sheets]
        for name in self.said.sheets:
            if name not in names:
                raise AksonsimError(f"--sheet {name}: {nearest(name, names)}")
        if self.said.unit is not None and self.said.unit.strip().casefold() not in (UNIT.casefold(), "mill. kr"):
            raise AksonsimError(f"--unit {self.said.unit}: amounts are read in {UNIT}; convert them in the workbook")

    def _one_of_each(self, sheets: Sequence[Rows], tables: Sequence[Table]) -> None:
        """Refuse to choose: one sheet is one estimate, and a sheet of numbers that is not read may belong to it."""
        for drivers, what in ((False, "elements"), (True, "drivers")):
            names = [table.rows.name for table in tables if table.drivers is drivers]
            if len(names) > 1:
                text = f"{len(names)} sheets of {what}, which may be alternatives: {', '.join(names)}"
                self.complain(CellPlace(self.home, book=self.book), text, "name those to add up, each with --sheet")
        read = {table.rows.name for table in tables}
        for rows in sheets if any(not table.drivers for table in tables) else ():
            if rows.looks.hidden and rows.name in read:
                self.complain(self.place(rows.name, 1, 1), "the sheet is hidden", self._choose(rows.name))
            elif rows.name in self.left and rows.numbers:
                shown = "is hidden and " if rows.looks.hidden else ""
                what = f"the sheet {shown}holds {rows.numbers} numbers, and is read neither as elements nor as drivers"
                self.complain(self.place(rows.name, 1, 1), what, self._choose(rows.name))

    def _choose(self, name: str) -> str:
        return f"delete it, or name the sheets to read (--sheet), with or without {name}"

    def _recognised(self, rows: Rows) -> Table | None:
        """Return a sheet as a table of elements or drivers; None for one that is neither."""
        if not rows.rows:
            self.left[rows.name] = "empty"
            return None
        number, header = max(rows.rows[:HEADER_WITHIN], key=_recognised_cells)
        table = Table(rows, number)
        units: dict[int, str] = {}
        for column, cell in header.items():
            meant, unit = meaning(cell)
            if meant in table.columns:
                self.complain(self.place(rows.name, number, column), f"{cell.value}: a second column of this meaning")
            elif meant:
                table.columns[meant] = column
                units[column] = unit
            elif cell.value is not None:
                table.others[column] = str(cell.value).strip()
        if "p10" not in table.columns and "p90" not in table.columns:
            if "mode" in table.columns:
                bounds = [name for name in table.others.values() if name.lower() in NOT_A_PERCENTILE]
                text = f" ({', '.join(bounds)}: of which percentile?)" if bounds else ""
                self.complain(self.place(rows.name, number, 1), f"no columns P10 and P90{text}", "write P10 and P90")
            else:
                self.left[rows.name] = "no columns of P10, most likely and P90"
            return None
        table.drivers = "driver" in rows.name.lower() or "p50" in table.columns
        lacking = [name for name in ("name", *table.amounts) if name not in table.columns]
        if lacking:
            words = ", ".join(COLUMNS[name][0] for name in lacking)
            needed = f"needed: navn, P10, {'P50' if table.middle == 'p50' else 'Mest sannsynlig'}, P90"
            self.complain(self.place(rows.name, number, 1), f"no column {words}", needed)
            return None
        for name in table.amounts:
            self._unit_of(table, table.columns[name], units[table.columns[name]])
        return table

    def _unit_of(self, table: Table, column: int, unit: str) -> None:
        """Refuse a unit in a header that amounts or multipliers do not have."""
        at = self.place(table.rows.name, table.header, column)
        if table.drivers:
            if unit and unit.lower() not in FACTORS:
                self.complain(at, f"drivers in {unit}", "drivers are multipliers: 0.9 for ten per cent less")
        elif unit and {said.unit for said in units_in(unit, "")} != {UNIT}:
            self.complain(at, f"amounts in {unit}", f"amounts are read in {UNIT}")

    def _unit(self, table: Table, covers: Sequence[Statement]) -> None:
        """Take the unit of the amounts where it is stated, and ask where it is not."""
        if self.said.unit is not None:
            self.unit_from = "--unit"
            return
        stated = [*self._stated(table), *covers]
        at, escape = self.place(table.rows.name, table.header, table.columns["p10"]), f"say --unit {UNIT} if they are"
        others = [said for said in stated if said.unit != UNIT]
        if not stated:
            self.complain(at, "no unit is given", f"amounts are read in {UNIT}; {escape}")
        elif others:
            but = next((f", but {said.where} says {UNIT}" for said in stated if said.unit == UNIT), "")
            text = f"amounts in {others[0].unit}, says {others[0].where}{but}"
            if not any(problem.what.startswith("amounts in ") for problem in self.problems):
                self.complain(at, text, f"amounts are read in {UNIT}: convert them, or {escape}")
        else:
            self.unit_from = stated[0].where

    def _factors(self, table: Table) -> None:
        """Refuse a sheet of drivers in money or per cent."""
        stated = self._stated(table)
        above = [cell for row, cells in table.rows.rows if row < table.header for cell in cells.values()]
        texts = [table.rows.name.lower(), *(str(cell.value).lower() for cell in above)]
        at = self.place(table.rows.name, table.header, table.columns["p10"])
        if stated:
            text = f"drivers in {stated[0].unit}, says {stated[0].where}"
            self.complain(at, text, "drivers are multipliers, 0.9 for ten per cent less; money is an element")
        elif any(word in text for text in texts for word in PER_CENT):
            self.complain(at, "drivers in per cent", "drivers are multipliers: 0.94 for six per cent less")

    def _stated(self, table: Table) -> list[Statement]:
        """Return what a sheet says about the unit of its numbers."""
        found = stated_around(table.rows, table.header, table.columns.values())
        for row, cells in table.body:
            for column in (table.columns[name] for name in table.amounts):
                if column in cells:
                    where = f"the format of {table.rows.name}!{letters(column)}{row}"
                    found += stated_by_format(cells[column], where)
        return found

    def needed(self) -> str:
        """Return what the header of elements holds, and what stands there in the first sheet of numbers in sight."""
        needed = "its header holds a name, P10, Mest sannsynlig and P90"
        for rows in self.sheets:
            if rows.numbers and not rows.looks.hidden:
                row, cells = max(
                    rows.rows[:HEADER_WITHIN], key=lambda row: sum(_is_word(cell) for cell in row[1].values())
                )
                words = [" ".join(str(cell.value).split())[:30] for cell in cells.values() if _is_word(cell)]
                return f"{needed}; {rows.name} has in row {row}: {', '.join(words[:12])}" if words else needed
        return needed

    def first_problems(self) -> list[Problem]:
        """Return as many problems as anybody reads, and how many more there are."""
        more = len(self.problems) - MOST_PROBLEMS
        text = [Problem("", "", f"and {more} more faults of this workbook")] if more > 0 else []
        return [*self.problems[:MOST_PROBLEMS], *text]

    def place(self, sheet: str, row: int, column: int) -> CellPlace:
        """Return a cell."""
        return CellPlace(self.home, row, column, self.book, sheet)

    def complain(self, place: CellPlace, what: str, allowed: str = "") -> None:
        """Note what is wrong."""
        self.problems.append(Problem(str(place), "", what, allowed))


def _is_word(cell: Any) -> bool:
    return isinstance(cell.value, str) and any(letter.isalpha() for letter in cell.value)


def _recognised_cells(row: tuple[int, dict[int, Any]]) -> int:
    return sum(meaning(cell)[0] != "" for cell in row[1].values())
