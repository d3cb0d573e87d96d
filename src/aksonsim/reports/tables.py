"""Blocks of views as parts of a report: the words, columns and digits of every medium, with the titles of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from aksonsim.language.text import Text, Title, Words, _
from aksonsim.language.units import unit
from aksonsim.render import cells
from aksonsim.reports.context import Context, capital
from aksonsim.reports.document import Cell, Folded, Items, Part, Row, Table
from aksonsim.reports.numbers import fixed
from aksonsim.results import access
from aksonsim.results.groups import group_names
from aksonsim.results.statistic import Statistic
from aksonsim.studies.check import Published
from aksonsim.views import document as views
from aksonsim.views import summary as summary_view
from aksonsim.views.document import join

Titles = Mapping[str, Words]
"""Titles by id: what stands for an id wherever a view has it as a label or in a sentence."""


def titles(ctx: Context) -> dict[str, Words]:
    """Return the titles of scenarios, programmes and claims, and units as people read them."""
    known: dict[str, Words] = {"cost_total": _("total cost")} | {
        str(ctx.money[key]): unit(str(ctx.money[key])) for key in ("currency", "currency_per_inhabitant")
    }
    if ctx.inputs.claims:
        shown = ctx.inputs.claims
        claims: list[Published] = [row for one in shown.scenarios.values() for row in one.claims]
        claims += (
            *shown.arithmetic,
            *shown.not_comparable,
            *(one for pair in shown.contradictions for one in pair.claims),
        )
        known |= {claim.id: claim.title for claim in claims if claim.title.en}
    known |= _milestones(ctx)
    if "programme" in ctx.ds.dims:
        known |= {one: ctx.title("programme", one) for one in access.labels(ctx.ds, "programme")}
    known |= {one: ctx.title("group", one) for one in group_names(ctx.ds)}
    return known | {name: ctx.scenario(name) for name in ctx.names}


def _milestones(ctx: Context) -> dict[str, Words]:
    """Return the titles of milestones, without ids that name something of another title as well."""
    titles = {
        (kind, one): ctx.title("activity" if kind == "milestone" else kind, one)
        for kind in ("milestone", "element", "event")
        if kind in ctx.ds.dims
        for one in access.labels(ctx.ds, kind)
    }
    return {
        one: _("Gate passed") if one == "gate" else said
        for (kind, one), said in titles.items()
        if kind == "milestone" and all(titles.get((other, one), said) == said for other in ("element", "event"))
    }


def pick(blocks: Iterable[views.Block], *names: str) -> list[views.Table]:
    """Return the first table of each name, in the order of names, of those that are there and have rows."""
    known: dict[str, views.Table] = {}
    for block in blocks:
        if isinstance(block, views.Table) and block.rows:
            known.setdefault(block.name, block)
    return [known[name] for name in names if name in known]


def parts(ctx: Context, blocks: Iterable[views.Block], *, folded: Iterable[str] = (), without: str = "") -> list[Part]:
    """Return blocks as parts of a section, tables without a column of that key.

    Lists, and the tables named in ``folded``, are folded away.
    """
    found: list[Part] = []
    every = [*blocks, views.Heading("")]
    for block, after in pairwise(every):
        if isinstance(block, views.Table):
            kept = [at for at, column in enumerate(block.columns) if column.key != without]
            rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in block.rows)
            less = replace(block, columns=tuple(block.columns[at] for at in kept), rows=rows)
            made = table(ctx, less, style="dense" if block.name in folded else "")
            found.append(Folded(made.caption, made) if block.name in folded else made)
        elif isinstance(block, views.Note) and isinstance(after, views.Items):
            lines = tuple((ctx.text(_named(line, titles(ctx))), "", "") for _label, line in after.items)
            found.append(Folded(ctx.text(block.text), Items(ctx.text(block.text), lines)))
        elif isinstance(block, views.Note):
            found.append(ctx.note(_named(block.text, titles(ctx))))
    return found


def table(ctx: Context, one: views.Table, *, style: str = "", better: Mapping[str, str] | None = None) -> Table:
    """Return a table of a view.

    A row below another is the small print of its cells; ``better`` says of columns by their keys whether ``less`` or
    ``more`` is welcome, for the tone of these.
    """
    known = titles(ctx)
    rows: list[Row] = []
    for row in one.rows:
        made = [_cell(ctx, cell, column, known) for cell, column in zip(row.cells, one.columns, strict=True)]
        if row.kind == "below":
            tones = (
                _tone(cell, (better or {}).get(c.key)) for cell, c in zip(row.cells[1:], one.columns[1:], strict=True)
            )
            others = zip(rows[-1][1:], made[1:], tones, strict=True)
            rows[-1] = (rows[-1][0], *(replace(at, below=small.text, tone=tone) for at, small, tone in others))
        else:
            rows.append((_first(row.cells[0], made[0]), *made[1:]))
    heads = [
        replace(column, title=_named(column.title, known), unit=_named(column.unit, known)) for column in one.columns
    ]
    caption = replace(one, title=_named(one.title, known), unit=_named(one.unit, known))
    wide = tuple(at for at, column in enumerate(one.columns) if at and (column.wide or column.form == "text"))
    return Table(
        caption=capital(fixed(cells.heading(caption, ctx.lang))),
        head=tuple(capital(fixed(cells.header(head, ctx.lang))) for head in heads),
        rows=tuple(rows),
        texts=wide,
        style=style,
    )


def summarised(ctx: Context, name: str, *names: str) -> list[Table]:
    """Return tables of a scenario's summary by their names."""
    shown = join(*summary_view.scenario(ctx.found(name), ctx.summary))
    return [table(ctx, one) for one in pick(shown, *names)]


def _named(words: Words, known: Titles) -> Words:
    """Return words with titles for the ids in them."""
    if isinstance(words, str):
        return known.get(words, words)
    if isinstance(words, Text):
        fields = ((key, _named(of, known) if isinstance(of, str | Text) else of) for key, of in words.fields)
        return replace(words, fields=tuple(fields))
    return words


def _cell(ctx: Context, cell: views.Cell, column: views.Column, known: Titles) -> Cell:
    """Return a cell, marked with its language where that is not the report's."""
    if isinstance(cell, str | Text | Title):
        cell = _named(cell, known)
    foreign = isinstance(cell, Title) and ctx.lang == "nb" and not cell.nb
    return Cell(fixed(cells.text(cell, column, ctx.lang)), lang="en" if foreign else "")


def _first(label: views.Cell, made: Cell) -> Cell:
    """Return the label of a row, which begins with a capital where it is a text of ours."""
    return replace(made, text=capital(made.text.strip())) if isinstance(label, Text) else made


def _tone(cell: views.Cell, better: str | None) -> str:
    """Return whether a difference is welcome, where draws tell its sign."""
    change = cell.value if isinstance(cell, views.Formed) else cell
    if not isinstance(change, Statistic) or not change.decided or better not in ("less", "more"):
        return ""
    return "better" if (change.value < 0) == (better == "less") else "worse"
