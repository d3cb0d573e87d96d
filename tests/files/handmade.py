"""Registers made by hand, as the steps of reading see them: a grid, its tables, and what was read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from aksonsim.files.plain_data import as_read
from aksonsim.files.registers.decisions import Left, Question, Taken
from aksonsim.files.registers.grid import Book, Cell, Sheet
from aksonsim.files.registers.meanings import Meaning
from aksonsim.files.registers.reading import Counted, Reading
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.tree import Place

HEADERS = ("Nr", "Post", "P10", "ML", "P90", "Status")
MEANINGS = (
    Meaning("id"),
    Meaning("name"),
    Meaning("percentile", percentile=10.0),
    Meaning("mode"),
    Meaning("percentile", percentile=90.0),
    Meaning("status"),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("A1", "Masse", 10, 12, 20, "Open"),
    ("A2", "Bru", 40, 46, 63, "Open"),
    ("A3", "Rigg", 6, 7, 10, "Closed"),
)


def sheet(rows: Sequence[Sequence[Any]] = ROWS, name: str = "", top: int = 3, **changes: str) -> Sheet:
    """Return a sheet whose header stands in row ``top``; ``changes``: what a header is called instead."""
    cells = {(1, 1): Cell("Anslag"), (2, 1): Cell("1000 kr")}
    for column, header in enumerate(HEADERS, 1):
        cells[top, column] = Cell(changes.get(header, header))
    for place, row in enumerate(rows, top + 1):
        cells |= {(place, column): Cell(value) for column, value in enumerate(row, 1)}
    return Sheet(name, {place: cell for place, cell in cells.items() if cell.value != ""})


def book(*sheets: Sheet, kind: str = "csv", path: str = "anslag.csv", digest: str = "0" * 64) -> Book:
    """Return a book of sheets; without any, of the one above."""
    facts = {"delimiter": "semicolon", "encoding": "cp1252"} if kind == "csv" else {}
    return Book(Path(path), kind, sheets or (sheet(),), digest, facts)


def reading(of: Book | None = None, **changes: Any) -> Reading:
    """Return what was read of a book of sheets as above."""
    of = of or book()
    tables = []
    for one in of.sheets:
        top = next(row for row, cells in one.by_row.items() if len(cells) >= len(HEADERS) - 1)
        columns = tuple(
            Column(number, cell.text, MEANINGS[number - 1]) for number, cell in one.by_row[top].items() if cell.text
        )
        tables.append(Table(one, "elements", (top,), columns, tuple(row for row in one.by_row if row > top)))
    costs = [
        {
            "id": table.sheet.by_row[row][1].text,
            "title": table.sheet.by_row[row][2].text,
            "estimate": {
                key: table.sheet.by_row[row][column].value for key, column in (("p10", 3), ("mode", 4), ("p90", 5))
            }
            | {"shape": "triangular"},
            "source": f"register, {table.sheet.place(row, 3, 5)}",
        }
        for table in tables
        for row in table.rows
    ]
    root = {
        "schema": 1,
        "title": of.path.stem,
        "currency": "kNOK",
        "price_year": 2025,
        "sources": {"register": {"title": of.path.name}},
        "costs": costs,
    }
    made = Reading(
        book=of,
        tables=tuple(tables),
        root=as_read(root, Place(str(of.path))),
        counted=Counted(elements=len(costs)),
        sum=float(sum(cost["estimate"]["mode"] for cost in costs)),  # type: ignore[index]
        unit="kNOK",
        currency="NOK",
        read=("sum of most likely 65 kNOK",),
        left=(
            Left("", 1, 2, "above the header", "note"),
            Left("", 9, 9, "heading", "heading"),
            Left("", 12, 14, "heading", "heading"),
            Left("Old", 0, 0, "hidden sheet", "hidden"),
        ),
        taken=(
            Taken("shape of the triples", "shape", "triangular", answered=True),
            Taken("unit: 1000 kr", "unit", "kNOK", "row 2"),
            Taken("decimal comma"),
        ),
        asked=(),
        warned=(),
    )
    return replace(made, **changes)


def open_question(**changes: Any) -> Question:
    """Return a question."""
    return replace(Question("shape", "Which shape?", ("triangular", "pert"), "row 4"), **changes)
