"""Whether a result is what a run from its own attributes gives, and where not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from aksonsim.language.text import Listed, Text, Words, _, ngettext
from aksonsim.studies.verify import Difference, Extent, Verification
from aksonsim.views import common
from aksonsim.views.document import Cell, Column, Document, Items, Table, join, rows


def view(result: Verification) -> Document:
    """Return the document of a verification; its title is the answer."""
    columns = (
        Column("variable", _("variable"), "text"),
        Column("count", _("values that differ"), "count"),
        Column("of", _("of"), "count"),
        Column("largest", _("largest difference"), "text"),
    )
    cells: list[tuple[Cell, ...]] = [(name, one.count, one.of, _largest(one)) for name, one in result.extents.items()]
    return Document(
        title=_answer(result),
        under=tuple(_under(result)),
        blocks=join(
            Table("differences", _("Values that differ"), columns, rows(cells)),
            Items(tuple(("", sentence) for sentence in result.structure)),
        ),
        about=common.rests_on(result),
    )


def _answer(result: Verification) -> Text:
    if result.identical:
        return _(
            "identical: {values} of {variables} ({origin})",
            values=ngettext("{count} value", "{count} values", result.values),
            variables=ngettext("{count} variable", "{count} variables", result.variables),
            origin=Listed(tuple(f"{key} {value}" for key, value in result.origin.items())),
        )
    return _("differs: {what}", what=_first(result.first) if result.first else result.structure[0])


def _under(result: Verification) -> Iterator[Words]:
    if result.version != result.version_here:
        yield _(
            "written by aksonsim {version}, run again by {here}: numbers may differ",
            version=result.version,
            here=result.version_here,
        )
    for used in result.files:
        yield _STATES[used.state](used.file)


_STATES: dict[str, Callable[[str], Text]] = {
    "same": lambda file: _("{file}: as it was when it was read", file=file),
    "changed": lambda file: _("{file}: has changed since it was read; the result holds what was read", file=file),
    "not_found": lambda file: _("{file}: is not here; the result holds what was read", file=file),
}


def _first(first: Difference) -> Text:
    place = ", ".join(f"{dim} {label}" for dim, label in first.place.items())
    where: Words = _("{variable} at {place}", variable=first.variable, place=place) if place else first.variable
    said = _("{where}: {stored} in the file, {again} when run again", where=where, **_values(first))
    return said if first.size is None else _("{difference} (by {size})", difference=said, size=f"{first.size:.6g}")


def _values(first: Difference) -> dict[str, str]:
    """Return both values to their last bit."""

    def exact(value: Any) -> str:
        return repr(value.item() if hasattr(value, "item") else value)

    return {"stored": exact(first.stored), "again": exact(first.again)}


def _largest(extent: Extent) -> Words:
    return f"{extent.largest:.6g}" if math.isfinite(extent.largest) else _("some are NaN in one of the two")
