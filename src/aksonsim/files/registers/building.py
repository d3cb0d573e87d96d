"""The last step: items as the data of a scenario file, in which each value knows its cell."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aksonsim.files.excel.cells import CellPlace
from aksonsim.files.plain import plain as shown
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.tree import Map, Place, Seq

Heading = tuple[str, str]
"""Code and title of what rows stand under."""
SOURCE = "register"
"""The entry of ``sources`` that all items of a register cite, followed by their cells."""


class Builder:
    """Makes maps and lists whose values stand in the cells of a register."""

    def __init__(self, book: Book, home: str = "") -> None:
        self.book, self.home = book, home or str(book.path)

    def at(self, table: Table, row: int, column: Column | None = None) -> Place:
        """Return the place of a cell; of the first cell of a row without a column."""
        number = column.number if column is not None else next(iter(table.sheet.by_row.get(row, {1: None})))
        if self.book.is_text:
            return Place(str(self.book.path), row, number)
        return CellPlace(self.home, row, number, str(self.book.path), table.sheet.name)

    def whole(self) -> Place:
        """Return the place of the file."""
        return Place(str(self.book.path))

    def mapping(self, place: Place, **values: Any) -> Map:
        """Return values that all stand in one place; None and empty ones are left out."""
        out = Map(place)
        for key, value in values.items():
            if value is not None and value not in ("", (), []):
                out[key] = self.placed(value, place)
                out.places[key] = place
        return out

    def placed(self, value: Any, place: Place) -> Any:
        """Return a value, and all inside it, as data that stands in a place."""
        if isinstance(value, Map | Seq):
            return value
        if isinstance(value, Mapping):
            return self.mapping(place, **value)
        if isinstance(value, list | tuple):
            return self.listed(value, place)
        return value

    def listed(self, values: Iterable[Any], place: Place) -> Seq:
        """Return a list whose items stand where they are from."""
        out = Seq(place)
        for value in values:
            out.append(self.placed(value, place))
            out.places.append(value.place if isinstance(value, Map) else place)
        return out


def cited(table: Table, row: int, columns: Sequence[Column]) -> str:
    """Return the source of an item: the register and the cells that its figures stand in."""
    numbers = sorted(column.number for column in columns)
    if not numbers:
        return SOURCE
    first, last = numbers[0], numbers[-1]
    return f"{SOURCE}, {table.sheet.place(row, first, last)}"


def ids_of(items: Sequence[tuple[str, str, Sequence[Heading]]]) -> list[str]:
    """Return one id for each item of (code, name, headings above), the same next month.

    The code where each has its own, else the name, else the name under what it stands under, else numbered.

    >>> ids_of([("1.1", "Design", []), ("1.2", "Design", [])])
    ['1.1', '1.2']
    >>> ids_of([("", "Design", [("", "A")]), ("", "Design", [("", "B")]), ("", "Roads", [])])
    ['a.design', 'b.design', 'roads']
    """
    codes = [_as_id(code) for code, _name, _above in items]
    wanted = [code if code and codes.count(code) == 1 else "" for code in codes] if len(items) < 50 else _single(codes)
    names = [slug(name or code) for code, name, _above in items]
    often = Counter(names)
    out: list[str] = []
    used: set[str] = {name for name in wanted if name}
    for (_code, _name, above), code, name in zip(items, wanted, names, strict=True):
        found = code
        if not found:
            stem = name if often[name] == 1 else ".".join((*(slug(title or code) for code, title in above[-1:]), name))
            found = numbered(stem, used)
        out.append(found)
    return out


def numbered(stem: str, used: set[str]) -> str:
    """Return an id that is not in use, with a number behind it where it must have one, and take it."""
    found, number = stem, 1
    while found in used:
        number += 1
        found = f"{stem[:76]}.{number}"
    used.add(found)
    return found


def groups_of(paths: Iterable[tuple[Heading, ...]], taken: Iterable[str]) -> dict[tuple[Heading, ...], str]:
    """Return an id for each heading that items stand under, by its path; ``taken`` are ids that others have."""
    out: dict[tuple[Heading, ...], str] = {}
    used = set(taken)
    for path in dict.fromkeys(whole[:length] for whole in paths for length in range(1, len(whole) + 1)):
        code, title = path[-1]
        out[path] = numbered(_as_id(code) or slug(title), used)
    return out


def _single(codes: Sequence[str]) -> list[str]:
    often = Counter(codes)
    return [code if code and often[code] == 1 else "" for code in codes]


def _as_id(code: str) -> str:
    """Return a code as an id; empty where it cannot be one."""
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in code).strip("-.")
    return kept[:80] if kept and kept[0].isalnum() else ""


def slug(name: str) -> str:
    """Return a name as an id: ``Opplæring, de ansattes tid`` -> ``opplaering-de-ansattes-tid``."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:80] or "element"


def title_of(path: Path) -> str:
    """Return what a scenario is called that a file of this name holds."""
    return shown(path.stem.replace("_", " ")).strip() or "Register"
