"""Tables and lines on a terminal: texts are shown as they are, and no figure is ever torn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from aksonsim.files.plain import plain
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import THIN
from aksonsim.language.text import Words
from aksonsim.render import cells
from aksonsim.render.encodings import readable
from aksonsim.views import document as doc

WIDTH = 120
"""Columns where the output is no terminal, so that equal runs print equal text."""
GAP = 2
NARROWEST = 12
"""Columns that a column of words keeps, at least, where a table is too wide."""

WIDEST = 46
"""Characters of an id with its title; files have the whole of a long one."""

_GLUE = "\ue000"
"""Stands for a blank that no line breaks at, until it is printed; texts cannot hold it (`plain` escapes it)."""
_INSIDE_FIGURES = re.compile(
    r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))"  # thousands
    r"| (?=(?:±|\+/-) )|(?<=±) (?=[0-9?])|(?<=\+/-) (?=[0-9?])"  # error
    r"|(?<=[0-9]) (?=(?:%|pp\b|[A-Z]{3,4}\b))"  # unit
    r"|(?<=[<>]) (?=[0-9])|(?<=[0-9]) (?=\([-+0-9])"  # bound; band
)


class Terminal(Console):
    """A console for which no text is markup, steers anything, or breaks inside a figure."""

    def render_str(self, text: str, *, style: Any = "", justify: Any = None, overflow: Any = None, **_: Any) -> Text:
        """Return a text as it is to be seen; blank lines before it stay."""
        return Text("\n" * _leading(text) + seen(text, self.encoding), style=style, justify=justify, overflow=overflow)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield what is written, its figures' blanks as blanks, and nothing that steers but our own styles."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable() or segment.text == "\n":
                yield segment
            else:
                lines = segment.text.replace(_GLUE, " ").split("\n")
                yield segment._replace(text="\n".join(line if line.isprintable() else plain(line) for line in lines))


def seen(text: str, encoding: str) -> str:
    """Return a text on one line, in the characters that a stream has, with its figures held together."""
    return _INSIDE_FIGURES.sub(_GLUE, readable(plain(text), encoding))


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def console_for(file: IO[str]) -> Terminal:
    """Return a console: colours and the terminal's own width on a terminal, plain text of one width elsewhere."""
    watched = file.isatty()
    return Terminal(
        file=file,
        width=None if watched else WIDTH,
        no_color=not watched,
        force_terminal=watched,
        highlight=False,
        markup=False,
        emoji=False,
    )


@dataclass(slots=True)
class _Column:
    """How wide a column is, and how narrow it may become: a figure is never broken, a header between its words."""

    width: int
    least: int
    words: bool


def fitted(console: Console, table: Table) -> Iterator[tuple[Table, int]]:
    """Yield a table as it fits the console, with the width it takes: whole where it can be, else in parts.

    Each part has the column of labels. Headers break between words first, then labels and other words; figures never.
    """
    room = console.width
    columns = [_measured(console, column.header, list(column.cells), column.justify) for column in table.columns]
    columns[0].least = min(columns[0].width, max(columns[0].least, room // 3))
    start = 1
    while start == 1 or start < len(columns):
        taken, used = start, columns[0].least
        while taken < len(columns) and (taken == start or used + GAP + columns[taken].least <= room):
            used += GAP + columns[taken].least
            taken += 1
        chosen = [replace(columns[place]) for place in (0, *range(start, taken))]
        between = GAP * (len(chosen) - 1)
        figures = [column for column in chosen[1:] if not column.words]
        others = [column for column in chosen[1:] if column.words]
        for giving, floor in ((others, 2 * NARROWEST), (figures, 0), (others, 0), (chosen[:1], 0)):
            _shrink(giving, sum(column.width for column in chosen) + between - room, floor)
        widths = [column.width for column in chosen]
        yield _part(table, [0, *range(start, taken)], widths), sum(widths) + between
        start = max(taken, 2)


def _measured(console: Console, header: Any, cells: list[Any], justify: str) -> _Column:
    texts = [seen(str(cell), console.encoding) for cell in cells]
    head = seen(str(header), console.encoding)
    whole = max((cell_len(text) for text in texts), default=0)
    words = justify == "left" or any(_wordy(text) for text in texts)
    least = max((min(cell_len(text), max(NARROWEST, _longest(text))) for text in texts), default=0) if words else whole
    return _Column(max(whole, cell_len(head)), max(least, _longest(head), 1), words)


def _wordy(text: str) -> bool:
    """Whether a text of several words is no figure."""
    return cell_len(text) > 2 * NARROWEST and " " in text


def _longest(text: str) -> int:
    return max((cell_len(word) for word in text.split(" ")), default=0)


def _shrink(columns: list[_Column], excess: int, floor: int) -> None:
    """Take so much from columns, each time from the widest that has anything left to give, down to the floor."""
    for _ in range(excess):
        giving = [column for column in columns if column.width > max(column.least, floor)]
        if not giving:
            return
        max(giving, key=lambda column: column.width).width -= 1


def _part(table: Table, chosen: list[int], widths: list[int]) -> Table:
    """Return some columns of a table, each as wide as it is to be."""
    named = any(str(column.header) for column in table.columns)
    part = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=named)
    for place, width in zip(chosen, widths, strict=True):
        column = table.columns[place]
        part.add_column(column.header, justify=column.justify, width=width, overflow="fold")
    cells = [list(table.columns[place].cells) for place in chosen]
    for number, row in enumerate(table.rows):
        part.add_row(*(column[number] for column in cells), style=row.style, end_section=row.end_section)
    return part


def table_of(first: str, columns: Iterable[str]) -> Table:
    """Return an empty table: a column of labels to the left, columns of figures to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def show(console: Console, title: str, table: Table) -> None:
    """Print a table under its title, unless it is empty."""
    if not table.row_count:
        return
    console.print()
    console.print(title)
    width = console.width
    for place, (part, needed) in enumerate(fitted(console, table)):
        if place:
            console.print()
        console.width = max(width, needed)  # a terminal that is narrower than one figure breaks lines itself
        console.print(part)
    console.width = width


def print_document(document: doc.Document, file: IO[str], lang: Lang) -> None:
    """Print a document: its title, what it is about, its blocks, its foot; pictures are for other media."""
    console = console_for(file)
    whole = not console.is_terminal  # a file, or what reads a pipe, gets a sentence as one line

    def write(words: Words, style: str = "") -> None:
        console.print(_typed(cells.words(words, lang)), style=style, soft_wrap=whole)

    if document.title:
        write(document.title, "bold")
    for line in document.under:
        write(line)
    gap = True
    for block in (one for one in document.blocks if not isinstance(one, doc.Picture)):
        if isinstance(block, doc.Table):
            show(console, _typed(cells.heading(block, lang)), _table(block, lang))
        elif isinstance(block, doc.Heading):
            console.print()
            write(block.text, "bold")
        elif isinstance(block, doc.Items):
            for label, words in block.items:
                console.print(_line(label, words, lang), soft_wrap=whole)
        elif isinstance(block, doc.Note):
            if gap:
                console.print()
            write(block.text, "bold" if block.strong else "")
        gap = isinstance(block, doc.Table | doc.Items)
    if document.foot:
        console.print()
    for line in document.foot:
        write(line)


def _line(label: Words, words: Words, lang: Lang) -> str:
    shown = _typed(cells.words(words, lang))
    return f"{_typed(cells.words(label, lang))}  {shown}" if label else f"- {shown}"


def _table(table: doc.Table, lang: Lang) -> Table:
    first, *others = table.columns
    made = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    made.add_column(_typed(cells.header(first, lang)))
    for column in others:
        made.add_column(_typed(cells.header(column, lang)), justify="left" if column.wide else "right")
    for row in table.rows:
        texts = [_shown(cell, column, lang) for cell, column in zip(row.cells, table.columns, strict=True)]
        if row.kind == "below":
            texts[0] = f"  {texts[0]}"
        made.add_row(*map(_typed, texts), style="dim" if row.kind == "below" else "", end_section=row.kind == "end")
    return made


def _shown(cell: doc.Cell, column: doc.Column, lang: Lang) -> str:
    text = cells.text(cell, column, lang)
    return f"{text[: WIDEST - 1]}…" if isinstance(cell, doc.Named) and len(text) > WIDEST else text


def _typed(text: str) -> str:
    """Return a text in the signs that people type: a terminal's figures can be copied into other programs."""
    return text.replace(THIN, " ").replace("−", "-")
