"""Correlations: a square matrix under the names of the elements, or a list of pairs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aksonsim.files.registers.building import Builder, cited
from aksonsim.files.registers.decisions import Decisions, plain
from aksonsim.files.registers.figures import Figures, as_number, code_of
from aksonsim.files.registers.grid import Sheet
from aksonsim.files.registers.headers import folded
from aksonsim.files.registers.table import Table
from aksonsim.files.tree import Map
from aksonsim.language.text import _
from aksonsim.model.correlations import MOST_MEMBERS

_RANKS = re.compile(r"\b(?:spearman|rank(?:s|ed)?|rang|rangkorrel\w*|rank-?korrel\w*)\b")


@dataclass(frozen=True, slots=True)
class Matrix:
    """A square of a sheet: ``names`` of its members, the row of its header, the column of its names."""

    sheet: Sheet
    header: int
    column: int
    names: tuple[str, ...]
    columns: tuple[int, ...]
    rows: tuple[int, ...]


def find_matrix(sheet: Sheet) -> Matrix | None:
    """Return the matrix of a sheet: a row of words that stand once more, in the same order, in a column below it."""
    rows = list(sheet.by_row)
    for at, row in enumerate(rows[:-1]):
        heads = [(number, code_of(cell)) for number, cell in sheet.by_row[row].items() if cell.value not in (None, "")]
        if len(heads) < 2:
            continue
        for column in (heads[0][0] - 1, heads[0][0]):
            names = [(number, name) for number, name in heads if number > column and name]
            below = rows[at + 1 : at + 1 + len(names)]
            if len(names) > 1 and _stand_below(sheet, column, below, [name for _number, name in names]):
                return Matrix(
                    sheet, row, column, tuple(n for _c, n in names), tuple(c for c, _n in names), tuple(below)
                )
    return None


def _stand_below(sheet: Sheet, column: int, rows: Sequence[int], names: Sequence[str]) -> bool:
    """Whether the names of a row stand in a column too, in the same order."""
    return len(rows) == len(names) and all(
        plain(code_of(sheet.at(row, column))) == plain(name) for row, name in zip(rows, names, strict=True)
    )


def matrix_map(
    matrix: Matrix, known: Mapping[str, str], figures: Figures, decisions: Decisions, builder: Builder
) -> tuple[Map | None, int]:
    """Return a matrix as data, and how many pairs it states; None, with the problem noted, where it is none."""
    sheet = matrix.sheet
    if len(matrix.names) > MOST_MEMBERS:
        figures.complain(sheet.name, f"a matrix of {len(matrix.names)} members", f"at most {MOST_MEMBERS} are read")
        return None, 0
    unknown = [name for name in matrix.names if plain(name) not in known]
    if unknown:
        cell_at = sheet.place(matrix.header, matrix.columns[matrix.names.index(unknown[0])])
        figures.complain(
            cell_at,
            f"'{unknown[0]}' is no element, driver or risk of this file",
            "the codes or names of what the file holds",
        )
        return None, 0
    square: list[list[Decimal | None]] = []
    for row in matrix.rows:
        line: list[Decimal | None] = []
        for column in matrix.columns:
            cell = sheet.at(row, column)
            found = figures.read(cell)
            if cell is not None and cell.value not in (None, "") and (found is None or abs(found.value) > 1):
                figures.complain(sheet.place(row, column), f"'{cell.value}' is no correlation", "from -1 to 1")
                return None, 0
            line.append(None if found is None else found.value)
        square.append(line)
    full = _mirrored(square, matrix, figures)
    if full is None:
        return None, 0
    place = builder.whole()
    rank = _rank(decisions, sheet)
    ids = [known[plain(name)] for name in matrix.names]
    rows = [[as_number(value) for value in line] for line in full]
    pairs = len(ids) * (len(ids) - 1) // 2
    inner = builder.mapping(place, members=ids, rows=rows, rank=True if rank else None)
    return builder.mapping(place, matrix=inner), pairs


def _mirrored(
    square: Sequence[Sequence[Decimal | None]], matrix: Matrix, figures: Figures
) -> list[list[Decimal]] | None:
    """Return a full square of one half or of both; two halves that differ are refused."""
    size = len(square)
    out = [[Decimal(int(i == j)) for j in range(size)] for i in range(size)]
    for i in range(size):
        for j in range(i):
            one, other = square[i][j], square[j][i]
            if one is not None and other is not None and one != other:
                place = matrix.sheet.place(matrix.rows[i], matrix.columns[j])
                figures.complain(place, f"{one:g} here, but {other:g} on the other side of the diagonal", "one number")
                return None
            value = one if one is not None else other
            out[i][j] = out[j][i] = value if value is not None else Decimal(0)
        own = square[i][i]
        if own is not None and own != 1:
            figures.complain(matrix.sheet.place(matrix.rows[i], matrix.columns[i]), f"{own:g} on the diagonal", "1")
            return None
    return out


def pairs_of(
    table: Table, known: Mapping[str, str], figures: Figures, decisions: Decisions, builder: Builder
) -> list[Map]:
    """Return the pairs of a list of correlations."""
    first, second, rho = table.one("first"), table.one("second"), table.one("correlation")
    if first is None or second is None or rho is None:
        return []
    rank = _rank(decisions, table.sheet)
    out = []
    for row in table.rows:
        names = [code_of(table.cell(row, column)) for column in (first, second)]
        if not any(names):
            continue
        found = figures.read(table.cell(row, rho))
        if found is None:
            if all(names):
                figures.complain(table.place(row, rho), "no correlation is stated", "a number from -1 to 1")
            else:
                decisions.leave(table.sheet.name, row, _("note"), "note")
            continue
        ids = [known.get(plain(name), "") for name in names]
        if not all(ids):
            missing = names[ids.index("")]
            column = (first, second)[ids.index("")]
            figures.complain(
                table.place(row, column),
                f"'{missing}' is no element, driver or risk of this file",
                "a code or a name of one",
            )
            continue
        if abs(found.value) > 1:
            figures.complain(table.place(row, rho), f"{found.value:g} is no correlation", "from -1 to 1")
            continue
        place = builder.at(table, row, rho)
        out.append(
            builder.mapping(
                place, between=ids, rho=as_number(found.value), rank=True if rank else None,
                source=cited(table, row, (first, second, rho)),
            )
        )  # fmt: skip
    return out


def _rank(decisions: Decisions, sheet: Sheet) -> bool:
    """Return whether correlations are those of ranks: where the sheet says so; of normal scores unless answered."""
    choices = ("normal scores", "ranks")
    places = [(text, sheet.place(row, column)) for row, column, text in sheet.texts()]
    said = next((where for text, where in places if _RANKS.search(folded(text))), "")
    if said:
        text = _("correlations are those of ranks: {where} says so", where=said)
    else:
        text = _("correlations are those of normal scores (a Gaussian copula)")
    value = choices[1] if said else choices[0]
    return decisions.take("rho", value, text, choices, _scores_or_ranks, sheet.name, sheet.name) == "ranks"


def _scores_or_ranks(said: str) -> str:
    text = plain(said)
    if text.startswith(("rank", "spearman")):
        return "ranks"
    if text.startswith(("normal", "copula", "gauss", "pearson")):
        return "normal scores"
    raise ValueError
