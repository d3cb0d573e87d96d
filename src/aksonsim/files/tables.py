"""The only reader of CSV tables: observations of an estimate, and municipalities."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.access import named
from aksonsim.files.tree import Map, Place, Seq
from aksonsim.files.yaml import fail, read_text

COLUMNS = ("code", "name", "county", "health_region", "inhabitants")
"""The columns of a municipality table; others are passed over."""


def observations(file: str | Path, column: str) -> list[float]:
    """Return the numbers of one column of a CSV file (the only one, where no column is named)."""
    header, rows = table(file)
    if not column and len(header) == 1:
        column = header[0]
    if column not in header:
        raise fail(Place(str(file), 1, 1), f"no column {column or 'named'}", f"columns: {', '.join(header)}")
    out, problems = [], []
    for line, row in rows:
        number = _number(row[column])
        if number is None:
            problems.append(Problem(f"{file}:{line}", column, f"must be a number, not text '{row[column]}'"))
        else:
            out.append(number)
    if problems:
        raise ScenarioError(problems[:20])
    if len(out) < 2:
        raise fail(str(file), f"column {column} has {len(out)} numbers", "at least 2 are needed")
    return out


def municipalities(file: str | Path) -> Seq:
    """Return the rows of a municipality table as read data, ready for the model."""
    header, rows = table(file)
    lacking = [name for name in COLUMNS if name not in header and name != "health_region"]
    if lacking:
        raise fail(Place(str(file), 1, 1), f"missing column {', '.join(lacking)}", f"needed: {', '.join(COLUMNS)}")
    out = Seq(Place(str(file), 1, 1))
    for line, row in rows:
        place = Place(str(file), line, 1)
        item = Map(place)
        item.update({name: row[name] for name in COLUMNS if name in row})
        item.places.update(dict.fromkeys(item, place))
        if not row["inhabitants"].isdecimal():
            shown = row["inhabitants"]
            raise ScenarioError([Problem(str(place), "inhabitants", f"must be a whole number, not text '{shown}'")])
        item["inhabitants"] = int(row["inhabitants"])
        out.append(item)
        out.places.append(place)
    return out


def table(file: str | Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the header and the rows of a CSV file (comma or semicolon), each row with its line."""
    text = read_text(file)
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in head and "," not in head else ",", strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise fail(str(file), "the file is empty", "a header line names the columns")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                place = Place(str(file), reader.line_num, 1)
                raise fail(place, f"has {len(cells)} columns", f"the header has {len(header)}")
            rows.append((reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))))
    except csv.Error as error:
        raise fail(Place(str(file), reader.line_num, 1), f"not valid CSV: {error}") from None
    return header, rows


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def fill_in(root: Map) -> None:
    """Read the tables that the population and estimates name, where what they hold is not written out already.

    A path is relative to the YAML file in which it stands (to the working directory for a command-line option).
    """
    population = root.get("population")
    if isinstance(population, Map) and "municipalities" not in population:
        file = _named_file(population)
        if file is not None:
            population["municipalities"] = municipalities(file)
            population.places["municipalities"] = population.places["data"]
    for section, value in root.items():
        if section not in ("population", "scenarios"):
            _fill_estimates(value)


def _fill_estimates(value: Any) -> None:
    if isinstance(value, Map):
        file = _named_file(value) if value.keys() <= {"data", "column", "truncate"} else None
        if file is not None:
            value["observations"] = observations(file, str(value.get("column", "")))
            value.places["observations"] = value.places["data"]
    if isinstance(value, (Map, Seq)):
        for item in value.values() if isinstance(value, Map) else value:
            _fill_estimates(item)


def _named_file(holder: Map) -> Path | None:
    name = holder.get("data")
    if not isinstance(name, str) or not name:
        return None
    return named(name, holder.places["data"])
