"""Rows that hold what other rows hold already: found by their amounts, codes and layout, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from aksonsim.files.excel.sum_words import called_a_sum

_PARTING = re.compile(r"[.\-/_\s]+")
_LEADING_CODE = re.compile(r"\s*([A-Za-z]{0,2}[0-9]+(?:[.\-/][0-9]+)*)[.):]?\s+\S")
_PLAIN_CODE = re.compile(r"([A-Za-z]*)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of amounts."""

    row: int
    name: str
    code: str
    amounts: tuple[float, float, float]
    """P10, most likely, P90."""
    programme: str = ""
    indent: float = 0.0
    level: int = 0
    """Depth in the outline of the sheet."""
    bold: bool = False


def sums(lines: Sequence[Line]) -> dict[int, str]:
    """Return the rows that repeat others, each with what shows it: nothing where its name does.

    By the first of: its name; its three amounts are the sums of the rows right above or below; its most likely amount
    is that of a whole group; its code, outline or indent puts it above others; it alone is bold and is the largest of
    its group; it bears the name of a programme that has other rows.
    """
    found = {line.row: "" for line in lines if called_a_sum(line.name)}
    _by_amounts(lines, found)
    for signs in (_by_code(lines), _by_depth(lines), _by_bold(lines), _by_programme(lines)):
        for row, why in signs.items():
            found.setdefault(row, why)
    return found


def _by_amounts(lines: Sequence[Line], found: dict[int, str]) -> None:
    """Find sums of what stands above them and of what stands below them; rows found are part of no other sum.

    The order that explains more rows goes first, so that a coincidence in the other one does not hide what is a sum.
    """
    ways = [("above", list(lines)), ("below", list(reversed(lines)))]
    ways.sort(key=lambda way: -len(_one_way(way, found)))
    for way in ways:
        found |= _one_way(way, found)


def _one_way(way: tuple[str, list[Line]], known: dict[int, str]) -> dict[int, str]:
    """Return the sums of what comes before them in an order of rows."""
    where, order = way
    found: dict[int, str] = {}
    parts: list[Line] = []
    fresh: list[bool] = []
    begins = True
    for before, line in zip([None, *order], order, strict=False):
        begins = begins or (before is not None and abs(line.row - before.row) > 1)
        if line.row in known or (run := _run(line, parts, fresh)):
            if line.row not in known:
                rows = sorted(part.row for part in parts[-run:])
                found[line.row] = f"it is the sum of the {run} rows {where}, {rows[0]} to {rows[-1]}"
            begins = True
        else:
            parts.append(line)
            fresh.append(begins)
            begins = False
    return found


def _run(line: Line, parts: Sequence[Line], fresh: Sequence[bool]) -> int:
    """Return how many of the last parts add up to a line: in all amounts, or in the most likely of a whole group."""
    if line.amounts[1] <= 0:
        return 0
    sums = [0.0, 0.0, 0.0]
    rounded = 0.5 * 10.0 ** -max(_decimals(amount) for amount in line.amounts)  # a total may be typed to fewer decimals
    slacks = [max(rounded, 1e-9 * abs(amount)) * (1 + 1e-9) for amount in line.amounts]
    for count, place in enumerate(range(len(parts) - 1, -1, -1), 1):
        sums = [a + b for a, b in zip(sums, parts[place].amounts, strict=True)]
        near = [abs(a - b) <= slack for a, b, slack in zip(sums, line.amounts, slacks, strict=True)]
        if count > 1 and near[1] and (all(near) or fresh[place]):
            return count
        if sums[1] > line.amounts[1] + slacks[1]:
            return 0
    return 0


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return min(max(-int(exponent), 0), 9)


def _by_code(lines: Sequence[Line]) -> dict[int, str]:
    """Find codes that stand above others: 1 above 1.1, A above A1, 2 above 21 where codes are no plain numbering."""
    in_names = 2 * sum(bool(_code_in(line.name)) for line in lines) >= len(lines)
    coded = [(line, line.code or (_code_in(line.name) if in_names else "")) for line in lines]
    steps = {line.row: _steps(code) for line, code in coded if code}
    by_steps = {parts: row for row, parts in steps.items()}
    out: dict[int, str] = {}
    for row, parts in steps.items():
        for depth in range(1, len(parts)):
            if (above := by_steps.get(parts[:depth])) is not None:
                out.setdefault(above, f"its code stands above that of row {row}")
    if out or _consecutive([code for _, code in coded if code]):
        return out
    for (line, code), (other, longer) in _neighbours(coded):
        bare = _PLAIN_CODE.fullmatch(code) or (code.isalpha() and len(code) <= 2)
        if bare and _PLAIN_CODE.fullmatch(longer) and longer.startswith(code) and longer != code:
            out.setdefault(line.row, f"its code {code} stands above {longer} in row {other.row}")
    return out


def _neighbours(coded: Sequence[tuple[Line, str]]) -> list[tuple[tuple[Line, str], tuple[Line, str]]]:
    pairs = [*pairwise(coded)]
    return [(a, b) for a, b in [*pairs, *((b, a) for a, b in pairs)] if a[1] and b[1]]


def _code_in(name: str) -> str:
    match = _LEADING_CODE.match(name)
    return match[1] if match else ""


def _steps(code: str) -> tuple[str, ...]:
    """Return a code step by step, without zeros at its end: ``1.0`` stands above ``1.1``, and so does ``01.``."""
    parts = [part.lstrip("0") or "0" for part in _PARTING.split(code.strip(" .)")) if part]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return tuple(part.casefold() for part in parts)


def _consecutive(codes: Sequence[str]) -> bool:
    """Whether codes are a plain numbering, as E1, E2, ... E12 in any order."""
    found = [_PLAIN_CODE.fullmatch(code) for code in codes]
    if not all(found) or len({match[1] for match in found if match}) != 1:
        return False
    numbers = sorted(int(match[2]) for match in found if match)
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _by_depth(lines: Sequence[Line]) -> dict[int, str]:
    """Find rows next to deeper ones of the outline, and rows indented less than the next."""
    out: dict[int, str] = {}
    for line, following in pairwise(lines):
        adjacent = following.row == line.row + 1
        if adjacent and line.level < following.level:
            out[line.row] = f"the outline of the sheet puts row {following.row} under it"
        elif adjacent and line.level > following.level:
            out.setdefault(following.row, f"the outline of the sheet puts row {line.row} under it")
        if line.indent < following.indent:
            out.setdefault(line.row, f"row {following.row} is indented under it")
    return out


def _by_bold(lines: Sequence[Line]) -> dict[int, str]:
    """Find the few bold rows that are at least as large as each row from there to the next one that is bold."""
    bold = [place for place, line in enumerate(lines) if line.bold]
    if not 0 < 2 * len(bold) <= len(lines):
        return {}
    out: dict[int, str] = {}
    ends = [-1, *bold, len(lines)]
    for before, place, after in zip(ends, bold, ends[2:], strict=False):
        for group in (lines[before + 1 : place], lines[place + 1 : after]):
            if len(group) > 1 and all(line.amounts[1] <= lines[place].amounts[1] for line in group):
                out[lines[place].row] = "it is set in bold, unlike the others, and is the largest of its group"
    return out


def _by_programme(lines: Sequence[Line]) -> dict[int, str]:
    """Find rows that bear the name of a programme which other rows belong to."""
    names: dict[str, set[int]] = {}
    for line in lines:
        if line.programme:
            names.setdefault(line.programme.casefold(), set()).add(line.row)
    shared = {line.row: names.get(line.name.strip().casefold(), set()) - {line.row} for line in lines}
    return {row: f"row {min(others)} belongs to the programme of this name" for row, others in shared.items() if others}
