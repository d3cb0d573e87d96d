"""From a scenario file to a workbook that a reviewer can edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from aksonsim.files.dump import dump
from aksonsim.files.excel import layout, words
from aksonsim.files.excel.book import Book
from aksonsim.files.excel.cells import encode
from aksonsim.files.excel.layout import FILE, ORIGIN, PAIRS, Header, Kinds, Sheet, Unknown, kinds_at, name_of_path
from aksonsim.files.excel.page import Grid
from aksonsim.files.load import load, load_all, read_scenario
from aksonsim.files.tables import list_correlations
from aksonsim.files.tree import Map
from aksonsim.files.yaml import parse
from aksonsim.model.base import Stated
from aksonsim.money import currency

ALWAYS = (
    FILE, "sources", "programmes", "costs", "drivers", "drivers.exposure", "events", "correlations", "activities",
    "cuts", "claims", "scenarios", "scenarios.changes",
)  # fmt: skip
"""Sheets of the register stand even where they are empty, so that rows can be added."""

_FORM = ("min", "p10", "mode", "p50", "p85", "p90", "max", "mean", "sd", "low", "high")
"""The order of the numbers of an estimate; its shape and all others follow."""
_NEW_ESTIMATE = ("p10", "mode", "p90", "shape")


def export(file: str | PathLike[str], out: str | PathLike[str], scenario: str | None = None) -> dict[str, int]:
    """Write a scenario file as a workbook; return how many rows each sheet has.

    Parameters
    ----------
    file
        A YAML file. Every scenario in it must hold.
    out
        The workbook; written wholly or not at all.
    scenario
        One of its scenarios, resolved: the changes are made and the other scenarios left out. None: the whole file.

    Raises
    ------
    ScenarioError
        What is wrong with the file.
    AksonsimError
        No openpyxl, or a text that no cell can hold.
    """
    if scenario is None:
        load_all(file)
        root = read_scenario(file)
        list_correlations(root)
    else:
        root = parse(dump(load(file, scenario)), fspath(file))
    book = Book(Path(out))
    grids = {sheet.name: grid(sheet, root) for sheet in layout.sheets().values() if _wanted(sheet, root)}
    about = currency(str(root.get("currency", "MNOK")))
    year = root.get("price_year") or words.beside(words.NO_PRICE_YEAR)
    money = f"{about.amounts}, {year}", f"{about.single}, {year}"
    book.explain(Path(file).name, Path(out).name)
    for name, made in grids.items():
        book.add(layout.sheets()[name], made, money, grids)
    book.columns(grids)
    book.contents(grids)
    book.save()
    return {name: len(made.rows) for name, made in grids.items()}


def _wanted(sheet: Sheet, root: Map) -> bool:
    return sheet.name in ALWAYS or _at(root, sheet.path) is not None


def _at(root: Any, path: Sequence[str]) -> Any:
    for step in path:
        root = root.get(step) if isinstance(root, Map) else None
    return root


def grid(sheet: Sheet, root: Map) -> Grid:
    """Return the columns and rows of a sheet for read data."""
    content = _at(root, sheet.path)
    if sheet.kind == "values":
        return Grid([("path",), ("value",)], list(_values(sheet, content)))
    if sheet.kind == "pairs":
        return Grid([(column,) for column in sheet.columns], list(_pairs(sheet, content)))
    if isinstance(content, Map):
        rows = [{("id",): encode(key, (str,))} | _row(sheet, item) for key, item in content.items()]
    else:
        rows = [_row(sheet, item) for item in content or ()]
    return Grid(_headers(sheet, rows), [[row.get(header) for header in _headers(sheet, rows)] for row in rows])


def _row(sheet: Sheet, item: Map) -> dict[Header, Any]:
    out = {}
    for header, value, kinds in _flat(item, sheet):
        if not ((sheet.name, header[0]) in PAIRS and value):
            out[header] = encode(value, kinds)
    return out


def _flat(value: Any, sheet: Sheet, done: Header = ()) -> Iterator[tuple[Header, Any, Kinds]]:
    """Yield every value inside with its path; null is what an empty cell says."""
    if (*sheet.path, *done) in sheet.tables:
        return
    free = bool(done) and (sheet.name, done[0]) in PAIRS
    if isinstance(value, Map) and (value or not done) and not free:
        for key, item in value.items():
            yield from _flat(item, sheet, (*done, key))
    elif value is not None:
        yield done, value, _kinds(sheet, done)


def _kinds(sheet: Sheet, path: Header) -> Kinds:
    kinds = kinds_at(sheet.model, path)
    if isinstance(kinds, Unknown):
        raise KeyError(f"{sheet.name}: {kinds.step}")  # what is written was validated
    return kinds


def _values(sheet: Sheet, content: Any) -> Iterator[list[Any]]:
    """Yield the rows of a section: what is stated, and what else could be, empty."""
    if isinstance(content, Map) and not content and sheet.path:
        yield [sheet.path[0], "{}"]
    stated = {}
    for header, value, kinds in _flat(content, sheet) if isinstance(content, Map) else ():
        stated[header] = encode(value, kinds)
    order = layout.keys_in_order(sheet.model)
    blank = [(key,) for key in order if (key,) not in stated and _could_be_stated(sheet, key, stated)]
    for header in sorted([*stated, *blank], key=lambda header: order.index(header[0])):
        yield [name_of_path((*sheet.path, *header)), stated.get(header)]


def _could_be_stated(sheet: Sheet, key: str, stated: dict[Header, Any]) -> bool:
    """Whether a plain value could stand under a key: neither a section or table, nor what every stated value has."""
    if any(header[0] == key for header in stated) or key in ("changed", "title_nb"):
        return False
    if (*sheet.path, key) in sheet.tables or key in Stated.model_fields.keys() - {"title", "note"}:
        return False
    return all(kind in (str, float, int, bool, dt.date) for kind in _kinds(sheet, (key,)))


def _pairs(sheet: Sheet, content: Any) -> Iterator[list[Any]]:
    items = content.items() if isinstance(content, Map) else ((item["id"], item) for item in content or ())
    for name, item in items:
        for key, value in (item.get(sheet.inner) or {}).items():
            yield [encode(name, (str,)), encode(key, (str,)), encode(value, _kinds(sheet, (sheet.inner, key)))]


def _headers(sheet: Sheet, rows: list[dict[Header, Any]]) -> list[Header]:
    """Return the columns: those that are used and those always there, as the model orders them, the origin last."""
    used = {header for row in rows for header in row} | {(column,) for column in sheet.columns}
    if issubclass(sheet.model, Stated):
        used |= {(key,) for key in ORIGIN}
    for key, wanted in (("estimate", "costs"), ("multiplier", "drivers")):
        if sheet.name == wanted and not any(header[0] == key for header in used):
            used |= {(key, part) for part in _NEW_ESTIMATE}
    if sheet.name == "events" and not any(header[0] == "frequency" for header in used):
        used |= {("probability",)}
    keys = ["id", "title", "title_nb", *layout.keys_in_order(sheet.model)]
    keys = [*(key for key in keys if key not in ORIGIN), *ORIGIN]

    def order(header: Header) -> tuple[int, list[tuple[int, str]]]:
        inner = [(_FORM.index(step) if step in _FORM else len(_FORM), step) for step in header[1:]]
        return keys.index(header[0]), inner

    return sorted(used, key=order)
