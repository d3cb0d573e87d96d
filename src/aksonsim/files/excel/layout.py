"""Which sheets a workbook can have, read off the model: a section each, and a table for each list inside one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from aksonsim.files.excel.words import beside
from aksonsim.files.tree import dotted, split
from aksonsim.language.text import pgettext
from aksonsim.model.base import Frozen, Stated
from aksonsim.model.estimate import Form
from aksonsim.model.fields import choices, field_at, inside, is_model, keys, kinds
from aksonsim.model.scenario import Scenario

Kinds = tuple[Any, ...]
Header = tuple[str, ...]
"""A column by the steps of its path inside a row."""

FILE = "file"
"""The sheet of what the file says of itself."""
README, COLUMNS = "read me", "columns"
"""Sheets of explanation, which `import` passes over."""
ORIGIN = ("source", "basis", "note")

PAIRS: dict[tuple[str, str], tuple[str, str]] = {
    ("indices", "levels"): ("year", "value"),
    ("drivers", "exposure"): ("pattern", "share"),
    ("scenarios", "changes"): ("path", "value"),
}
"""Mappings of free keys inside the rows of a table have a sheet of their own, with these columns after ``id``."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``path``: where its content stands in the file; ``kind`` says how it is written.

    ``values``: a path and its value a row. ``list``: an item of a list a row. ``keyed``: an entry of a mapping a row,
    its key in the column ``id``. ``pairs``: an entry of the mapping ``inner`` of a row of another sheet.
    """

    name: str
    kind: Literal["values", "list", "keyed", "pairs"]
    path: tuple[str, ...]
    model: type[Frozen]
    inner: str = ""
    tables: tuple[tuple[str, ...], ...] = field(default=())
    """With ``values``: paths that have a table of their own."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the sheet always has."""
        if self.kind == "values":
            return ("path", "value")
        if self.kind == "pairs":
            return ("id", *PAIRS[self.path[0], self.inner])
        stated = issubclass(self.model, Stated)
        named = ("id",) if self.kind == "keyed" or "id" in self.model.model_fields else ()
        required = (key for key in _required(self.model) if (self.name, key) not in PAIRS)
        return (*dict.fromkeys((*named, *(("title",) if stated else ()), *required)),)


def _required(model: type[Frozen]) -> Iterator[str]:
    for key in keys(model):
        info = field_at(model, key)
        if info is not None and info.is_required() and len(_allowed(model, key)) <= 2:
            yield key


@cache
def sheets() -> dict[str, Sheet]:
    """Return every sheet that a workbook can have, by name, in the order of the file."""
    out = {FILE: Sheet(FILE, "values", (), Scenario, tables=_sections())}
    for key in keys_in_order(Scenario):
        for sheet in _of(key, _allowed(Scenario, key), ()):
            out[sheet.name] = sheet
    return out


def keys_in_order(model: type[Frozen]) -> list[str]:
    """Return the keys of a model in the order in which it declares them."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _sections() -> tuple[tuple[str, ...], ...]:
    """Return the keys of the file that have sheets of their own."""
    own = (key for key in keys(Scenario) if list(_of(key, _allowed(Scenario, key), ())))
    return tuple((key,) for key in own)


def _of(key: str, allowed: Kinds, above: tuple[str, ...]) -> Iterator[Sheet]:
    """Yield the sheets of one key: its own, and those of what lies inside it."""
    path = (*above, key)
    if len(allowed) != 1:
        return
    kind = allowed[0]
    origin: Any = get_origin(kind)
    parts = get_args(kind)
    if origin is tuple and parts[-1] is Ellipsis and is_model(listed := _single(parts[0])):
        yield Sheet(".".join(path), "list", path, listed)
        yield from _pairs(path, listed)
    elif origin is dict and is_model(listed := _single(parts[1])):
        yield Sheet(".".join(path), "keyed", path, listed)
        yield from _pairs(path, listed)
    elif is_model(kind):
        below = [s for k in keys(kind) for s in _of(k, _allowed(kind, k), path)]
        tables = tuple(sheet.path for sheet in below if sheet.kind != "values")
        if not above:
            yield Sheet(key, "values", path, kind, tables=tables)
        yield from (sheet for sheet in below if sheet.kind != "values")


def _pairs(path: tuple[str, ...], model: type[Frozen]) -> Iterator[Sheet]:
    for section, inner in PAIRS:
        if path == (section,):
            yield Sheet(f"{section}.{inner}", "pairs", path, model, inner)


def _single(annotation: Any) -> Any:
    """Return the one model an annotation allows; None where it allows several or none."""
    allowed = kinds(annotation)
    return allowed[0] if len(allowed) == 1 else None


def _allowed(model: type[Frozen], key: str) -> Kinds:
    info = field_at(model, key)
    annotation: Any = info.annotation if info is not None else None
    return kinds(annotation)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A step that leads nowhere, and the keys that are known in its place."""

    step: str
    known: tuple[str, ...]


def kinds_at(model: type[Frozen], steps: Iterable[str]) -> Kinds | Unknown:
    """Return what a path inside a model may hold; inside an estimate every key passes, as its form judges them."""
    at: Kinds = (model,)
    for step in steps:
        whole = tuple(kind for kind in at if is_model(kind) and not issubclass(kind, Form))
        if any(is_model(kind) and issubclass(kind, Form) for kind in at) and not any(step in keys(k) for k in whole):
            at = (float, str) if step == "shape" else (float, tuple[Any, ...])
            continue
        inner = tuple(kind for outer in at for kind in inside(outer, step))
        if not inner:
            return Unknown(step, tuple(key for kind in at if is_model(kind) for key in keys(kind)))
        at = inner
    return at


def name_of_path(steps: Iterable[str]) -> str:
    """Write the steps of a path as a file's own paths are written."""
    return dotted(tuple(steps), None)


def steps_of(text: str) -> tuple[str, ...] | None:
    """Return the steps of a written path; None where it is none."""
    steps = split(text.strip())
    return None if steps is None else tuple(steps)


def meaning(model: type[Frozen], steps: tuple[str, ...]) -> str:
    """Say in Norwegian and English what may stand at a path inside a model."""
    allowed = kinds_at(model, steps)
    if isinstance(allowed, Unknown):
        return ""
    words = [word for kind in allowed for word in choices(kind)]
    if words:
        return " | ".join(map(str, words))
    if any(is_model(kind) for kind in allowed):
        return beside(pgettext("workbook", "number or {...}"))
    if dt.date in allowed:
        date = beside(pgettext("workbook", "date"))
        return f"{date} (2022-06-01)"
    if bool in allowed:
        return "TRUE | FALSE"
    origins: list[Any] = [get_origin(kind) for kind in allowed]
    if tuple in origins and float not in allowed:
        return beside(pgettext("workbook", "id or [a, b]")) if str in allowed else "[a, b]"
    if allowed and allowed[0] in (int, float):
        return _bounds(model, steps) or beside(pgettext("workbook", "a number"))
    return beside(pgettext("workbook", "text"))


def _bounds(model: type[Frozen], steps: tuple[str, ...]) -> str:
    """Return the interval that the annotation of a number states, where it has both ends."""
    above = kinds_at(model, steps[:-1])
    owners = () if isinstance(above, Unknown) else tuple(kind for kind in above if is_model(kind))
    info = next((found for kind in owners if (found := field_at(kind, steps[-1]))), None)
    metadata = [*(info.metadata if info else ()), *_nested(info.annotation if info else None)]
    low = next((m.ge if isinstance(m, Ge) else m.gt for m in metadata if isinstance(m, (Ge, Gt))), None)
    high = next((m.le for m in metadata if isinstance(m, Le)), None)
    if low is not None and high is not None:
        return f"{low}–{high}"
    return f"≥ {low}" if low is not None else ""


def _nested(annotation: Any) -> Iterator[Any]:
    """Yield the bounds inside an optional number's annotation."""
    for part in get_args(annotation):
        if isinstance(part, FieldInfo):
            yield from part.metadata
        elif isinstance(part, (Ge, Gt, Le)):
            yield part
        else:
            yield from _nested(part)
