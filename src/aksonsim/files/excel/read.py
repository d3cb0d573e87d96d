"""From a workbook to read data that remembers its cells."""

from __future__ import annotations

from os import fspath
from pathlib import Path
from typing import Any

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.excel import layout
from aksonsim.files.excel.cells import CellPlace, decode
from aksonsim.files.excel.layout import PAIRS, Kinds, Sheet, Unknown, kinds_at, name_of_path, steps_of
from aksonsim.files.excel.rows import Rows, book_rows
from aksonsim.files.excel.unseen import unseen_columns, unseen_row
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Map, Seq
from aksonsim.files.yaml import MAX_NODES, fail

HEADER_WITHIN = 12
"""The header is looked for in so many rows with content."""


def read(path: str | Path, home: str | Path) -> Map:
    """Return what a workbook states; see `read_counted`."""
    return read_counted(path, home)[0]


def read_counted(path: str | Path, home: str | Path) -> tuple[Map, dict[str, int]]:
    """Return what a workbook states, as read data whose places are cells, and how many rows of each sheet were read.

    Parameters
    ----------
    path
        The workbook, as `aksonsim export` lays it out; columns may be moved and left out.
    home
        The YAML file that relative paths (``data: table.csv``) belong to.

    Raises
    ------
    ScenarioError
        Every sheet and column that is unknown, every cell that cannot be read.
    """
    reader = _Reader(fspath(path), fspath(home))
    found = {rows.name: rows for rows in book_rows(Path(path))}
    known = layout.sheets()
    for name in found:
        if name not in (*known, layout.README, layout.COLUMNS):
            problem = Problem(f"{fspath(path)}: {name}", "", "unknown sheet", nearest(name, known))
            reader.problems.append(problem)
    for name in sorted((name for name in found if name in known), key=list(known).index):
        reader.sheet(known[name], found[name])
    reader.counted = {name: reader.counted.get(name, 0) for name in found}
    if reader.problems:
        raise ScenarioError(reader.problems)
    if not found.keys() & known.keys():
        raise fail(fspath(path), "has no sheet of a scenario file", f"sheets: {', '.join(known)}")
    return reader.in_order(), reader.counted


class _Reader:
    """Puts sheet after sheet into one tree; notes what is wrong and goes on."""

    def __init__(self, book: str, home: str) -> None:
        self.book, self.home = book, home
        self.root = Map(CellPlace(home, book=book))
        self.problems: list[Problem] = []
        self.nodes = 0
        self.counted: dict[str, int] = {}
        """Sheet -> rows read."""

    def place(self, sheet: Sheet, row: int, column: int) -> CellPlace:
        return CellPlace(self.home, row, column, self.book, sheet.name)

    def complain(self, place: CellPlace, what: str, allowed: str = "", path: str = "") -> None:
        self.problems.append(Problem(str(place), path, what, allowed))

    def sheet(self, sheet: Sheet, rows: Rows) -> None:
        """Read one sheet."""
        if not rows.rows:
            return
        number, header = _header(sheet, rows)
        columns = self.columns(sheet, number, header)
        if columns is None:
            return
        if rows.looks.hidden:
            self.complain(self.place(sheet, number, 1), "the sheet is hidden", "show it, or delete it")
        named = {column: name_of_path(steps) for column, steps in columns.items()}
        for line, column, what, allowed in unseen_columns(rows, number, named):
            self.complain(self.place(sheet, line, column), what, allowed)
        for row, cells in rows.rows:
            if row > number:
                held = {column: cell for column, cell in cells.items() if column in columns}
                for column in cells.keys() - columns.keys():
                    if not (sheet.kind == "values" and column in header):
                        self.complain(self.place(sheet, row, column), "holds a value under no header")
                if held:
                    if fault := unseen_row(rows, row, held.values()):
                        self.complain(self.place(sheet, row, min(held)), *fault)
                    self.row(sheet, row, columns, held)
                    self.counted[sheet.name] = self.counted.get(sheet.name, 0) + 1

    def columns(self, sheet: Sheet, row: int, header: dict[int, Any]) -> dict[int, tuple[str, ...]] | None:
        """Return the columns by their place; None where the header does not hold."""
        before = len(self.problems)
        out: dict[int, tuple[str, ...]] = {}
        for column, cell in header.items():
            place, text = self.place(sheet, row, column), str(cell.value).strip()
            steps = steps_of(text)
            if sheet.kind in ("values", "pairs"):
                if text in sheet.columns:
                    out[column] = (text,)
                elif sheet.kind == "pairs":
                    self.complain(place, f"unknown column {text}", nearest(text, sheet.columns))
            elif steps is None or not self.known(sheet, steps):
                known = dict.fromkeys((*sheet.columns, *layout.keys_in_order(sheet.model)))
                self.complain(place, f"unknown column {text}", nearest(text, known))
            else:
                out[column] = steps
        for steps in out.values():
            if list(out.values()).count(steps) > 1:
                self.complain(self.place(sheet, row, 1), f"column {name_of_path(steps)} stands twice")
                break
        for wanted in ("id",) if sheet.kind == "keyed" else sheet.columns if sheet.kind in ("values", "pairs") else ():
            if (wanted,) not in out.values():
                self.complain(self.place(sheet, row, 1), f"no column {wanted}", f"needed: {', '.join(sheet.columns)}")
        return out if len(self.problems) == before else None

    def known(self, sheet: Sheet, steps: tuple[str, ...]) -> bool:
        if sheet.kind == "keyed" and steps == ("id",):
            return True
        if (sheet.name, steps[0]) in PAIRS:
            return len(steps) == 1
        return not isinstance(kinds_at(sheet.model, steps), Unknown)

    def row(self, sheet: Sheet, row: int, columns: dict[int, tuple[str, ...]], cells: dict[int, Any]) -> None:
        """Read one row of a sheet into the tree."""
        if sheet.kind == "values":
            self.value_row(sheet, row, columns, cells)
            return
        if sheet.kind == "pairs":
            self.pair_row(sheet, row, columns, cells)
            return
        first = self.place(sheet, row, min(cells))
        item = Map(first)
        key: str | None = None
        for column, cell in sorted(cells.items()):
            steps, place = columns[column], self.place(sheet, row, column)
            if sheet.kind == "keyed" and steps == ("id",):
                key = self.decoded(cell, place, (str,), "id")
                continue
            kinds = kinds_at(sheet.model, steps)
            value = self.decoded(cell, place, () if isinstance(kinds, Unknown) else kinds, name_of_path(steps))
            self.put(item, steps, value, place)
        if sheet.kind == "list":
            self.list_at(sheet.path, first).append(item)
            self.list_at(sheet.path, first).places.append(first)
        elif key is None:
            self.complain(first, "the row has no id")
        elif key in (entries := self.map_at(sheet.path, first)):
            self.complain(first, f"id {key} stands twice")
        else:
            entries[key], entries.places[key] = item, first

    def value_row(self, sheet: Sheet, row: int, columns: dict[int, tuple[str, ...]], cells: dict[int, Any]) -> None:
        at = {steps[0]: column for column, steps in columns.items()}
        path, value = cells.get(at["path"]), cells.get(at["value"])
        place = self.place(sheet, row, at["path"])
        if path is None:
            self.complain(self.place(sheet, row, at["value"]), "holds a value without a path beside it")
        elif value is not None:
            steps = steps_of(str(path.value))
            if steps is None or steps[: len(sheet.path)] != sheet.path:
                wanted = f"paths of this sheet begin with {sheet.path[0]}" if sheet.path else ""
                self.complain(place, f"{path.value} is no path of this sheet", wanted)
                return
            kinds = kinds_at(sheet.model, steps[len(sheet.path) :])
            if isinstance(kinds, Unknown):
                self.complain(place, f"{path.value}: unknown key {kinds.step}", nearest(kinds.step, kinds.known))
                return
            where = self.place(sheet, row, at["value"])
            self.put(self.root, steps, self.decoded(value, where, kinds, str(path.value)), where)

    def pair_row(self, sheet: Sheet, row: int, columns: dict[int, tuple[str, ...]], cells: dict[int, Any]) -> None:
        at = {steps[0]: column for column, steps in columns.items()}
        owner, key, value = (cells.get(at[name]) for name in sheet.columns)
        place = self.place(sheet, row, min(cells))
        if owner is None or key is None or value is None:
            lacking = [name for name, cell in zip(sheet.columns, (owner, key, value), strict=True) if cell is None]
            self.complain(place, f"the row has no {' and no '.join(lacking)}")
            return
        name = self.decoded(owner, self.place(sheet, row, at["id"]), (str,), "id")
        entries = self.owner(sheet, name)
        if entries is None:
            where = self.place(sheet, row, at["id"])
            self.complain(where, f"unknown {sheet.path[0]} {name}", nearest(str(name), self.owners(sheet)))
            return
        where = self.place(sheet, row, at[sheet.columns[2]])
        inner = entries.setdefault(sheet.inner, Map(place))
        entries.places.setdefault(sheet.inner, place)
        written = self.decoded(key, self.place(sheet, row, at[sheet.columns[1]]), (str,), sheet.columns[1])
        kinds = kinds_at(sheet.model, (sheet.inner, written))
        path_of = f"{name_of_path((*sheet.path, name))}.{sheet.inner}[{written}]"
        if not isinstance(inner, Map) or written in inner:
            self.complain(where, f"{written} stands twice for {name}")
        else:
            inner[written] = self.decoded(value, where, () if isinstance(kinds, Unknown) else kinds, path_of)
            inner.places[written] = where

    def owners(self, sheet: Sheet) -> dict[str, Map]:
        """Return the rows that a sheet of pairs can belong to, by name."""
        content = self.root.get(sheet.path[0])
        if isinstance(content, Map):
            return dict(content)
        return {str(item.get("id")): item for item in content or ()}

    def owner(self, sheet: Sheet, name: Any) -> Map | None:
        return self.owners(sheet).get(str(name))

    def decoded(self, cell: Any, place: CellPlace, kinds: Kinds, path: str) -> Any:
        """Return what a cell states; None, with a note of the problem, where it cannot be read."""
        try:
            value = decode(cell, place, kinds)
        except ScenarioError as error:
            self.problems += [Problem(p.where, path, p.what, p.allowed) for p in error.problems]
            return None
        self.nodes += _size(value)
        if self.nodes > MAX_NODES:
            raise fail(place, f"more than {MAX_NODES} values, aliases written out", "write a smaller workbook")
        return value

    def put(self, at: Map, steps: tuple[str, ...], value: Any, place: CellPlace) -> None:
        """Put a value under its path."""
        for step in steps[:-1]:
            inner = at.setdefault(step, Map(place))
            at.places.setdefault(step, place)
            if not isinstance(inner, Map):
                other = at.places[step]
                self.complain(place, f"{step} is given here and as a whole in {other}", "leave one of the two empty")
                return
            at = inner
        last = steps[-1]
        if last in at:
            self.complain(place, f"{name_of_path(steps)} is given here and in {at.places[last]}", "leave one empty")
            return
        at[last], at.places[last] = value, place

    def map_at(self, path: tuple[str, ...], place: CellPlace) -> Map:
        at = self.root
        for step in path:
            at.places.setdefault(step, place)
            at = at.setdefault(step, Map(place))
        return at

    def list_at(self, path: tuple[str, ...], place: CellPlace) -> Seq:
        above = self.map_at(path[:-1], place)
        above.places.setdefault(path[-1], place)
        found: Seq = above.setdefault(path[-1], Seq(place))
        return found

    def in_order(self) -> Map:
        """Return the tree with its sections in the order of the model."""
        order = layout.keys_in_order(layout.sheets()[layout.FILE].model)
        out = Map(self.root.place)
        out.places.update(self.root.places)
        out.update((key, self.root[key]) for key in sorted(self.root, key=order.index))
        return out


def _header(sheet: Sheet, rows: Rows) -> tuple[int, dict[int, Any]]:
    """Return the header: of the first rows, the one in which most cells name a column of this sheet."""
    names = set(sheet.columns)
    if sheet.kind in ("list", "keyed"):
        names |= set(layout.keys_in_order(sheet.model))

    def named(row: tuple[int, dict[int, Any]]) -> int:
        return sum(str(cell.value).strip().split(".")[0] in names for cell in row[1].values())

    return max(rows.rows[:HEADER_WITHIN], key=named)


def _size(value: Any) -> int:
    if isinstance(value, (dict, list)):
        return 1 + sum(_size(item) for item in (value.values() if isinstance(value, dict) else value))
    return 1
