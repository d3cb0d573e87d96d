"""How a register was read, as a file that its owner can see, keep and put right (``FILE.map.yaml``)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from aksonsim.model.base import Frozen, Number, Whole

TABLE = "table"
"""What the one sheet of a text file is called in a mapping; workbooks name theirs."""

SheetKind = Literal[
    "elements", "events", "drivers", "correlations", "activities", "legend", "summary", "notes", "ignored"
]
"""What the rows of a sheet are; ``ignored``: it is not read."""
RowKind = Literal["total", "heading", "note", "count", "leave out"]
Row = Annotated[Whole, Field(ge=1)]
Count = Annotated[Whole, Field(ge=0)]


def _written(value: object) -> object:
    """Take a number or a span for the text that it is written with."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Said = Annotated[str, BeforeValidator(_written), Field(min_length=1)]
"""An answer: a text, a number, or a span ``[40, 100]``."""


class MappedFile(Frozen):
    """The file that was read. ``delimiter`` and ``encoding`` are those of a text file."""

    name: str = ""
    kind: str = ""
    delimiter: str = ""
    encoding: str = ""


class MappedSheet(Frozen):
    """What a sheet is, in which row its header stands, and which columns state what, by their headers."""

    is_: SheetKind = Field(alias="is")
    header: Row | None = None
    columns: dict[str, str] = {}
    """Meaning (``mode``, ``p10``, ``probability after``) -> header."""


class Expected(Frozen):
    """What the file held when it was read. A file that no longer fits is refused; counts and sum may change."""

    digest: str = ""
    """SHA-256 of the file: of an equal file the counts and the sum must be equal, too."""
    elements: Count = 0
    events: Count = 0
    drivers: Count = 0
    correlations: Count = 0
    activities: Count = 0
    sum: Number | None = None
    unit: str = ""
    sheets: tuple[str, ...] = ()
    """All sheets, read or not: another one is refused, because it may be meant to be read."""
    headers: dict[str, tuple[str, ...]] = {}
    """Sheet -> the headers of its columns, in their order."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    """Sheet -> header -> the words below it, where words decide (status, class, shape)."""
    rows: dict[str, str] = {}
    """Row under ``rows`` -> the text that it begins with."""


class Mapping(Frozen):
    """A mapping file: what the user answered, what the file or a rule settled, and what a later file must hold."""

    import_: Literal[1] = Field(alias="import")
    file: MappedFile = MappedFile()
    answers: dict[str, Said] = {}
    """Key of a question -> the user's answer."""
    took: dict[str, Said] = {}
    """Key -> what the file itself or a rule settled; under ``answers`` it is the user who settles it."""
    sheets: dict[str, MappedSheet] = {}
    rows: dict[str, RowKind] = {}
    """``Costs!8`` -> what this row is."""
    expect: Expected = Expected()
