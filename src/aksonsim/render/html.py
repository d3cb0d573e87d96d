"""A document as HTML: a fragment for notebooks and pages, all texts escaped, the structure open to a screen reader."""

from __future__ import annotations

import base64
import io
from contextlib import suppress

from markupsafe import Markup, escape

from aksonsim.errors import ResultError
from aksonsim.files.plain import plain
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words
from aksonsim.render import cells
from aksonsim.views.document import Document, Heading, Items, Note, Picture, Table

STYLE = Markup(
    "<style>.aksonsim table{border-collapse:collapse;margin:.6em 0 1.2em;font-variant-numeric:tabular-nums}"
    ".aksonsim caption{text-align:left;font-weight:600;padding-bottom:.3em}"
    ".aksonsim th,.aksonsim td{padding:.15em .9em .15em 0;text-align:right;white-space:nowrap;background:none}"
    ".aksonsim .words{text-align:left;white-space:normal}"
    ".aksonsim thead th{border-bottom:1px solid #999;font-weight:normal}.aksonsim tbody th{font-weight:normal}"
    ".aksonsim .total{font-weight:600}.aksonsim .end td,.aksonsim .end th{border-bottom:1px solid #ccc}"
    ".aksonsim .below th{padding-left:1.2em}.aksonsim .below{color:#555}"
    ".aksonsim .foot{color:#555;font-size:90%}</style>"
)


def fragment(document: Document, lang: Lang, *, pictures: bool = False) -> str:
    """Return a document as one ``<div>``; with its pictures, which takes a second each, where they are asked for.

    A picture of what the result does not hold is left out.
    """

    def paragraph(words: Words, kind: str = "") -> Markup:
        of = Markup(' class="{}"').format(kind) if kind else ""
        return Markup("<p{}>{}</p>").format(of, _words(words, lang))

    parts = [STYLE, Markup("<h3>{}</h3>").format(_words(document.title, lang))]
    parts += [paragraph(line) for line in document.under]
    for block in document.blocks:
        match block:
            case Table():
                parts.append(table(block, lang))
            case Heading():
                parts.append(Markup("<h4>{}</h4>").format(_words(block.text, lang)))
            case Note():
                parts.append(paragraph(block.text, "total" if block.strong else ""))
            case Items():
                parts.append(_items(block, lang))
            case Picture() if pictures:
                with suppress(ResultError):
                    parts.append(_picture(block, lang))
            case _:
                pass
    parts += [paragraph(line, "foot") for line in document.foot]
    return str(Markup('<div class="aksonsim" lang="{}">{}</div>').format(lang, Markup("").join(parts)))


def page(document: Document, lang: Lang) -> str:
    """Return a document as a page of its own, with its pictures."""
    head = Markup('<meta charset="utf-8"><title>{}</title>').format(_words(document.title, lang))
    body = fragment(document, lang, pictures=True)
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}</head><body>{body}</body></html>\n'


def table(one: Table, lang: Lang) -> Markup:
    """Return a table with its caption; the first cell of a row is its header."""
    wide = [place == 0 or column.wide or column.form == "text" for place, column in enumerate(one.columns)]

    def cell(tag: str, words: str, place: int, scope: str = "") -> Markup:
        of = Markup(' class="words"') if wide[place] else ""
        return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, Markup(scope), of, words)

    heads = [cell("th", plain(cells.header(column, lang)), at, ' scope="col"') for at, column in enumerate(one.columns)]
    rows = []
    for row in one.rows:
        shown = [plain(cells.text(value, column, lang)) for value, column in zip(row.cells, one.columns, strict=True)]
        made = [cell("td" if at else "th", words, at, "" if at else ' scope="row"') for at, words in enumerate(shown)]
        of = Markup(' class="{}"').format(row.kind) if row.kind else ""
        rows.append(Markup("<tr{}>{}</tr>").format(of, Markup("").join(made)))
    return Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        plain(cells.heading(one, lang)), Markup("").join(heads), Markup("").join(rows)
    )


def _words(words: Words, lang: Lang) -> str:
    """Return a text in characters that can be seen: none steers the direction of what follows."""
    return plain(cells.words(words, lang))


def _items(block: Items, lang: Lang) -> Markup:
    lines = [" ".join(filter(None, (_words(a, lang), _words(b, lang)))) for a, b in block.items]
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(line) for line in lines))


def _picture(block: Picture, lang: Lang) -> Markup:
    from aksonsim.plots.figure import styled

    drawn = io.BytesIO()
    with styled():
        block.draw(lang).savefig(drawn, format="png", metadata={"Software": None})
    data = base64.b64encode(drawn.getvalue()).decode("ascii")
    return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(escape(_words(block.title, lang)), data)
