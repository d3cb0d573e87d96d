"""What was read, in sentences: the sum of the stated middles first, beside the total that the file states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from aksonsim.files.registers.activities import Tasks
from aksonsim.files.registers.drivers import Drivers
from aksonsim.files.registers.elements import Lines
from aksonsim.files.registers.events import Register
from aksonsim.files.registers.figures import Exact
from aksonsim.files.registers.table import Column
from aksonsim.language.text import Listed, Words, _, ngettext

Part = Lines | Register | Drivers


def told_of(
    parts: Sequence[Part], tasks: Sequence[Tasks], sums: Mapping[int, Decimal] | None, pairs: int, unit: str
) -> Iterator[Words]:
    """Yield a sentence for each table that was read.

    ``sums`` are those of the elements, by the place of their part; None while it is asked what their numbers are.
    """
    for place, part in enumerate(parts):
        name = part.table.sheet.name
        where: Words = _(" in '{sheet}'", sheet=name) if name else ""
        if isinstance(part, Lines):
            yield from _lines(part, where, None if sums is None else sums.get(place, Decimal(0)), unit)
        elif isinstance(part, Register):
            yield ngettext(
                "{count} event{where}: {columns}", "{count} events{where}: {columns}",
                len(part.risks.items), where=where, columns=_headers(part.columns),
            )  # fmt: skip
        else:
            yield ngettext(
                "{count} driver{where}, {kind}: {columns}", "{count} drivers{where}, {kind}: {columns}",
                len(part.rows.items), where=where, kind=part.kind_words, columns=_headers(part.form.columns),
            )  # fmt: skip
    if pairs:
        yield ngettext("{count} correlation", "{count} correlations", pairs)
    for task in tasks:
        name = task.table.sheet.name
        where = _(" in '{sheet}'", sheet=name) if name else ""
        yield ngettext(
            "{count} activity{where}: {columns}", "{count} activities{where}: {columns}",
            len(task.items), where=where, columns=_headers(task.form.columns),
        )  # fmt: skip


def _lines(part: Lines, where: Words, total: Decimal | None, unit: str) -> Iterator[Words]:
    count = len(part.rows.items)
    groups = len({item.under for item in part.rows.items if item.under})
    inside: Words = ngettext(" in {count} group", " in {count} groups", groups) if groups else ""
    columns = _headers([c for c in (part.quantity, *part.form.columns, part.form.spread) if c is not None])
    yield ngettext(
        "{count} element{inside}{where}: {columns}", "{count} elements{inside}{where}: {columns}",
        count, inside=inside, where=where, columns=columns,
    )  # fmt: skip
    if total is None:
        return
    middle = part.form.middle
    name = middle.header if middle else ""
    summed = _("sum of '{middle}' {sum} {unit}", middle=name, sum=Exact(total), unit=unit)
    summed = summed if unit else _("sum of '{middle}' {sum}", middle=name, sum=Exact(total))
    whole = part.rows.total
    if whole is None:
        yield _("{sum}; the file states no total to compare it with", sum=summed)
    else:
        yield _("{sum} = the total in {where}", sum=summed, where=part.table.place(whole.row))


def _headers(columns: Sequence[Column]) -> Listed:
    return Listed(tuple(f"'{column.header.rpartition('|')[2].strip()}'" for column in columns))
