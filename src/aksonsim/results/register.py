"""What a register was read as: the one screen that `aksonsim import` prints, and its ``--json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aksonsim.files.excel.import_workbook import Imported
from aksonsim.files.registers.decisions import Left, Question, Taken
from aksonsim.files.registers.reading import Reading
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, translate
from aksonsim.results.plain import Plain, frozen, plain
from aksonsim.results.result import Result


@frozen
class RegisterRead(Result):
    """A register as it was read; see `aksonsim.files.registers.reading.Reading`.

    ``opened``: how the file was opened; ``headers``: sheet -> row of its header. ``price_year`` is None where the file
    says none, or is not read yet. ``applied`` is the mapping file that was applied, ``changes`` what differs from the
    scenario it was put onto, ``wrote`` the files that were written.
    """

    file: str
    opened: Mapping[str, str]
    headers: Mapping[str, int]
    elements: int
    events: int
    drivers: int
    correlations: int
    activities: int
    sum: float | None
    unit: str
    currency: str
    price_year: int | None
    read: tuple[Words, ...]
    left: tuple[Left, ...]
    took: tuple[Taken, ...]
    ask: tuple[Question, ...]
    warnings: tuple[Words, ...]
    applied: str = ""
    changes: tuple[str, ...] | None = None
    moved: int = 0
    wrote: tuple[str, ...] = ()

    def to_json(self, lang: Lang = "en") -> dict[str, Plain]:
        """Return what ``--json`` prints; texts in a language. Every row that was left out stands by itself."""

        def texts(words: Sequence[Words]) -> list[str]:
            return [translate(one, lang) for one in words]

        found: dict[str, Any] = {
            "file": self.file,
            "opened": dict(self.opened),
            "elements": self.elements,
            "events": self.events,
            "drivers": self.drivers,
            "correlations": self.correlations,
            "activities": self.activities,
            "sum": self.sum,
            "unit": self.unit,
            "currency": self.currency,
            "price_year": self.price_year,
            "read": texts(self.read),
            "left": [
                {"sheet": one.sheet, "row": row or None, "why": translate(one.why, lang), "kind": one.kind}
                for one in self.left
                for row in range(one.first, one.last + 1)
            ],
            "took": texts([one.text for one in self.took]),
            "ask": [
                {
                    "key": one.key,
                    "question": translate(one.text, lang),
                    "choices": list(one.choices),
                    "where": one.where,
                }
                for one in self.ask
            ],
            "warnings": texts(self.warnings),
            "settled": [
                {"key": one.key, "value": one.value, "where": one.where, "answered": one.answered}
                for one in self.took
                if one.key
            ],
            "map": self.applied or None,
            "changes": None if self.changes is None else list(self.changes),
            "wrote": list(self.wrote),
        }
        return {key: plain(value) for key, value in found.items()}


def register_read(reading: Reading, **more: Any) -> RegisterRead:
    """Return a reading as a result; ``more`` is what was done with it."""
    year = None if reading.root is None else reading.root.get("price_year")
    book = reading.book
    return RegisterRead(
        file=str(book.path),
        opened={"kind": book.kind, **book.facts},
        headers=_headers(reading),
        elements=reading.counted.elements,
        events=reading.counted.events,
        drivers=reading.counted.drivers,
        correlations=reading.counted.correlations,
        activities=reading.counted.activities,
        sum=reading.sum,
        unit=reading.unit,
        currency=reading.currency,
        price_year=year if isinstance(year, int) else None,
        read=reading.read,
        left=reading.left,
        took=reading.taken,
        ask=reading.asked,
        warnings=reading.warned,
        **more,
    )


def _headers(reading: Reading) -> dict[str, int]:
    """Return the row of the first header of each sheet, in the order of the file."""
    first: dict[str, int] = {}
    for table in reading.tables:
        if table.header:
            first.setdefault(table.sheet.name, table.header[0])
    return {sheet.name: first[sheet.name] for sheet in reading.book.sheets if sheet.name in first}


def brought_back(file: str, found: Imported, total: float | None, wrote: tuple[str, ...]) -> RegisterRead:
    """Return what came back from a workbook that `export` wrote; ``total`` is its base cost."""
    base = found.scenarios[0]
    return RegisterRead(
        file=file,
        opened={"kind": "export"},
        headers={},
        elements=len(base.costs),
        events=len(base.events),
        drivers=len(base.drivers),
        correlations=len(base.correlations),
        activities=len(base.activities),
        sum=total,
        unit=base.currency,
        currency=base.currency,
        price_year=base.price_year,
        read=found.read,
        left=tuple(Left(name, 0, 0, why) for name, _colon, why in (line.partition(": ") for line in found.left)),
        took=(),
        ask=(),
        warnings=(),
        changes=None if found.changes is None else tuple(map(str, found.changes)),
        wrote=wrote,
    )
