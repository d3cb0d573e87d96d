"""Sums are proof: which rows are sums of others, by formula, by code, by place, and only in support by their words.

Amounts are compared as decimals in every column that a row states. A row that adds up in several columns is a sum
whatever it is called; one that is called a sum and does not add up is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Amounts = Mapping[int, Decimal]
"""Column -> amount of one row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with amounts, as far as sums go.

    ``referred``: the rows of this table that its formulas add up in their own columns (empty: no such formula).
    ``called``: whether its name is a word for a sum. ``counts``: it is no sum, whatever it adds up to.
    """

    row: int
    code: str
    amounts: Amounts
    called: bool = False
    referred: frozenset[int] = frozenset()
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A row that sums others. ``agrees``: whether it does add up; ``off``: by how much it does not, by column.

    ``chance``: nothing but one column of figures says so, which two amounts of three can do by chance.
    """

    row: int
    by: Literal["formula", "code", "place", "word"]
    of: tuple[int, ...]
    agrees: bool
    off: Amounts
    chance: bool = False


def find_sums(lines: Sequence[Line]) -> dict[int, Sum]:
    """Return the sums among rows with amounts, which stand in the order of the sheet, by row."""
    found = _by_formula(lines)
    found |= _by_code([line for line in lines if line.row not in found])
    found.update(_by_place(lines, found))
    return found


def leaves(total: Sum, found: Mapping[int, Sum]) -> frozenset[int]:
    """Return the rows that are no sums themselves and that a sum is made of."""
    out: set[int] = set()
    waiting, seen = list(total.of), {total.row}
    while waiting:
        row = waiting.pop()
        if row in seen:
            continue
        seen.add(row)
        if row in found:
            waiting += found[row].of
        else:
            out.add(row)
    return frozenset(out)


def difference(total: Line, parts: Sequence[Line], rounded: bool) -> Amounts:
    """Return by how much a row differs from the sum of others, in the columns in which it does.

    ``rounded``: parts and sum may each be rounded in the last digit that the column shows.
    """
    out = {}
    for column, amount in total.amounts.items():
        values = [part.amounts[column] for part in parts if column in part.amounts]
        if not values and not amount:
            continue
        off = amount - sum(values, Decimal(0))
        places = min((value.as_tuple().exponent for value in (*values, amount)), default=0)
        last = Decimal(1).scaleb(min(int(places), 0))
        allowed = last * (len(values) + 1) / 2 if rounded and len(values) > 1 else Decimal(0)
        if abs(off) > max(allowed, abs(amount) * Decimal("1e-9")):
            out[column] = off
    return out


def _by_formula(lines: Sequence[Line]) -> dict[int, Sum]:
    known = {line.row: line for line in lines}
    found: dict[int, Sum] = {}
    for line in lines:
        if not line.counts and (len(line.referred) > 1 or (line.referred and line.called)):
            of = tuple(sorted(row for row in line.referred if row in known and row != line.row))
            if of:
                off = difference(line, [known[row] for row in _once(of, lines)], rounded=True)
                found[line.row] = Sum(line.row, "formula", of, not off, off)
    # A formula over a whole column also covers its subtotals.
    for row, total in list(found.items()):
        if not total.agrees:
            own = tuple(part for part in total.of if part not in found)
            off = difference(known[row], [known[part] for part in own], rounded=True)
            if not off:
                found[row] = Sum(row, "formula", own, True, {})
    return found


def _once(of: tuple[int, ...], lines: Sequence[Line]) -> tuple[int, ...]:
    rows = {line.row for line in lines}
    return tuple(row for row in of if row in rows)


SEPARATORS = ".-/ _"


def parent_codes(code: str) -> list[str]:
    """Return the codes that may stand above one, the nearest first; 2.1 does not stand above 2.10.

    >>> parent_codes("1.2.30"), parent_codes("A12")
    (['1.2', '1'], ['A1', 'A'])
    """
    first = next((at for at, sign in enumerate(code) if sign in SEPARATORS), len(code))
    parted = [
        at for at in range(len(code) - 1, first - 1, -1) if code[at] in SEPARATORS and code[at - 1] not in SEPARATORS
    ]
    return [code[:at] for at in (*parted, *range(first - 1, 0, -1)) if code[:at]]


def is_written_below(code: str, parent: str) -> bool:
    """Whether a separator says that one code stands below another: ``1.2`` below ``1``, but not ``12``."""
    return code.startswith(parent) and code[len(parent) : len(parent) + 1] in tuple(SEPARATORS)


def _by_code(lines: Sequence[Line]) -> dict[int, Sum]:
    """Return rows whose code begins the codes of others, and that add up to them or are parted from them by a dot."""
    at = {line.code: line for line in reversed(lines) if line.code}
    children: dict[str, list[Line]] = {}
    for line in lines:
        parent = next((code for code in parent_codes(line.code) if code in at and at[code].row != line.row), None)
        if parent is not None:
            children.setdefault(parent, []).append(line)
    found: dict[int, Sum] = {}
    for parent, below in children.items():
        total = at[parent]
        if total.counts:
            continue
        off = difference(total, below, rounded=True)
        written = any(is_written_below(line.code, parent) for line in below)
        if (not off and (written or (len(below) > 1 and _follow(total, below, lines)))) or (off and written):
            found[total.row] = Sum(total.row, "code", tuple(line.row for line in below), not off, off)
    return found


def _follow(total: Line, below: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether rows stand next to their parent: 10 and 11 behind 2 are no parts of 1."""
    places = {line.row: place for place, line in enumerate(lines)}
    first, last = places[below[0].row], places[below[-1].row]
    between = all(line.code.startswith(total.code) for line in lines[first : last + 1])
    return between and places[total.row] in (first - 1, last + 1)


def _by_place(lines: Sequence[Line], found: Mapping[int, Sum]) -> dict[int, Sum]:
    """Return rows that sum those just before them, or just after them."""
    known = {line.row: line for line in lines}
    covered = {part for total in found.values() if total.by == "code" for part in total.of}
    # Rows under a code have their sum; what stands above them is for rows without.
    tops: list[int] = []
    out: dict[int, Sum] = {}
    for line in lines:
        if line.row in found:
            if found[line.row].by == "formula":
                tops = [row for row in tops if row not in found[line.row].of]
            tops.append(line.row)
            continue
        if line.row in covered:
            continue
        total = None if line.counts else _of_those(line, [known[row] for row in reversed(tops)])
        if total is not None:
            out[line.row] = total
            tops = [row for row in tops if row not in total.of]
        tops.append(line.row)
    out |= _above(lines, found, out)
    for line in lines:
        if line.called and not line.counts and line.row not in covered and line.row not in {**found, **out}:
            out[line.row] = _called(line, lines, {**found, **out})
    return out


def _of_those(line: Line, before: Sequence[Line]) -> Sum | None:
    """Return the sum that a row is of the rows nearest to it, at least two unless it is called a sum."""
    running: dict[int, Decimal] = dict.fromkeys(line.amounts, Decimal(0))
    positive = all(amount >= 0 for amount in line.amounts.values())
    for count, part in enumerate(before, 1):
        for column in running:
            running[column] += part.amounts.get(column, Decimal(0))
        positive = positive and all(amount >= 0 for amount in part.amounts.values())
        near = all(abs(running[c] - a) <= abs(a) * Decimal("1e-9") + count for c, a in line.amounts.items())
        if near and (count > 1 or line.called) and any(line.amounts.values()):
            parts = before[:count]
            if not difference(line, parts, rounded=line.called):
                chance = not line.called and is_one_column(line, parts)
                return Sum(line.row, "place", tuple(sorted(p.row for p in parts)), True, {}, chance)
        if positive and any(running[c] > a * Decimal("1.001") + count for c, a in line.amounts.items()):
            return None
    return None


ALIKE = Decimal("0.02")
"""Relative difference up to which columns are multiples of each other: they prove no more than one of them."""


def is_one_column(line: Line, parts: Sequence[Line]) -> bool:
    """Whether a sum is proved by one column alone: it has no other, or all others are near the same multiples of it."""
    first, *others = line.amounts
    rows = [row.amounts for row in (line, *parts)]
    return all(
        abs(row.get(other, Decimal(0)) * line.amounts[first] - line.amounts[other] * row.get(first, Decimal(0)))
        <= ALIKE * abs(line.amounts[other] * row.get(first, Decimal(0)))
        for other in others
        for row in rows
    )


def _called(line: Line, lines: Sequence[Line], found: Mapping[int, Sum]) -> Sum:
    """Return a row that is called a sum: of all rows before it that are none, or, if it must be, of none that fits."""
    before = [part for part in itertools.takewhile(lambda part: part.row != line.row, lines) if part.row not in found]
    for parts in (
        before,
        [part for part in lines if part.row not in found and part.row != line.row and not part.called],
    ):
        if parts and not difference(line, parts, rounded=True):
            return Sum(line.row, "word", tuple(part.row for part in parts), True, {})
    above = [*itertools.takewhile(lambda part: part.row != line.row, lines)]
    own = [*itertools.takewhile(lambda part: part.row not in found, reversed(above))]
    nearest = min((parts for parts in (own, before) if parts), key=lambda parts: _apart(line, parts), default=before)
    return Sum(line.row, "word", tuple(part.row for part in nearest), False, difference(line, nearest, rounded=True))


def _apart(line: Line, parts: Sequence[Line]) -> Decimal:
    """Return how far a row is from the sum of others, in all columns together."""
    return sum((abs(off) for off in difference(line, parts, rounded=True).values()), Decimal(0))


def _above(lines: Sequence[Line], found: Mapping[int, Sum], placed: Mapping[int, Sum]) -> dict[int, Sum]:
    """Return rows that sum the rows just below them: headings that carry amounts."""
    known = {line.row: line for line in lines}
    tops: list[int] = []
    out: dict[int, Sum] = {}
    taken = {part for total in (*found.values(), *placed.values()) for part in total.of}
    for line in reversed(lines):
        if line.row in found or line.row in placed:
            continue
        if line.row not in taken and not line.counts:
            total = _of_those(line, [known[row] for row in reversed(tops)])
            if total is not None:
                out[line.row] = total
                tops = [row for row in tops if row not in total.of]
        tops.append(line.row)
    return out
