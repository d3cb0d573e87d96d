"""What a column states, as a mapping file writes it: ``mode``, ``p10``, ``probability after``, ``impact min``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.registers.decisions import plain
from aksonsim.files.registers.meanings import KINDS, Meaning
from aksonsim.files.registers.table import Table

OF = ("cost", "price", "impact", "duration", "delay", "factor", "quantity")
STATES = ("before", "after")
_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")


def spelt(meaning: Meaning) -> str:
    """Return the words of a meaning, which `understood` reads back but for the unit, which stands in the header.

    >>> spelt(Meaning("percentile", percentile=10.0)), spelt(Meaning("probability", state="after"))
    ('p10', 'probability after')
    """
    kind = meaning.kind
    if meaning.percentile is not None:
        kind = f"p{meaning.percentile:g}" if kind == "percentile" else f"{kind} {meaning.percentile:g}"
    of = "" if meaning.of == kind else meaning.of
    return " ".join(filter(None, (of, kind, meaning.state, "percent" if meaning.percent else "")))


def understood(text: str) -> Meaning:
    """Return the meaning that words of a mapping file have.

    Raises
    ------
    AksonsimError
        Words that mean nothing.
    """
    found = Meaning("")
    words = text.casefold().split()
    for at, word in enumerate(words):
        if percentile := _PERCENTILE.fullmatch(word):
            found = replace(found, kind="percentile", percentile=float(percentile[1]))
        elif word in STATES:
            found = replace(found, state=word)
        elif word == "percent":
            found = replace(found, percent=True)
        elif word in OF and (word not in KINDS or at + 1 < len(words)):
            found = replace(found, of=word)
        elif word in KINDS:
            found = replace(found, kind=word)
        elif found.kind and word.isdigit():
            found = replace(found, percentile=float(word))
        else:
            raise AksonsimError(f"{text}: no meaning of a column; {nearest(word, (*KINDS, 'p10', 'p90'))}")
    if not found.kind:
        raise AksonsimError(f"{text}: no meaning of a column; {nearest(text, KINDS)}")
    return found


def applied(table: Table, columns: Mapping[str, str]) -> Table:
    """Return a table whose columns mean what a mapping says (meaning -> header); a column may be named once.

    Raises
    ------
    AksonsimError
        A header that the table does not have, words that mean nothing.
    """
    meant: dict[int, Meaning] = {}
    for words, header in columns.items():
        found = [column for column in table.columns if plain(column.header) == plain(header)]
        free = [column for column in found if column.number not in meant]
        if not free:
            headers = ", ".join(column.header for column in table.columns)
            name = f"sheet {table.sheet.name}" if table.sheet.name else "the table"
            raise AksonsimError(f"{name} has no column {header} ({words}); columns: {headers}")
        meant[free[0].number] = understood(words)
    return replace(
        table,
        columns=tuple(
            replace(column, meaning=replace(meant[column.number], unit=column.meaning.unit))
            if column.number in meant
            else column
            for column in table.columns
        ),
    )
