"""A document written to a file, by the file's ending: .xlsx, .html, .csv, .md, or its pictures as .png, .svg, .pdf.

A folder gets every picture as a PNG.
"""

from __future__ import annotations

from pathlib import Path

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.atomic import replacing
from aksonsim.files.excel.tables import Cell, Number
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import THIN
from aksonsim.render import cells, html
from aksonsim.render.grids import grids
from aksonsim.views.document import Document, Heading, Items, Note, Picture, Table

PICTURES = (".png", ".svg", ".pdf")
SUFFIXES = (".xlsx", ".html", ".csv", ".md", *PICTURES)


def is_folder(path: Path) -> bool:
    """Return whether pictures are to be written into a folder: one that is there, or a name without an ending."""
    return path.suffix.lower() not in SUFFIXES and (path.is_dir() or not path.suffix)


def write(document: Document, path: Path, lang: Lang) -> tuple[str, ...]:
    """Write a document, each file wholly or not at all, and return what is to be said of pictures in a folder.

    Raises AksonsimError where the ending is none of `SUFFIXES`, or the document has no table or picture to write so.
    """
    suffix = path.suffix.lower()
    if is_folder(path):
        return _folder(document, path, lang)
    if suffix in PICTURES:
        _pictures(document, path, lang)
    elif suffix == ".xlsx":
        workbook(document, path, lang)
    elif suffix in SUFFIXES:
        made = {".html": html.page, ".csv": csv, ".md": markdown}[suffix](document, lang)
        try:
            with replacing(path) as temporary:
                temporary.write_text(made, encoding="utf-8", newline="\n")
        except OSError as error:
            raise AksonsimError(f"{path}: the file cannot be written: {error.strerror or error}") from error
    else:
        raise AksonsimError(f"{path}: the name must end in {', '.join(SUFFIXES)}, or be that of a folder for pictures")
    return ()


def _folder(document: Document, path: Path, lang: Lang) -> tuple[str, ...]:
    """Write every picture under its own name; what the result does not hold is said, not drawn."""
    _refuse_none(document, path)
    path.mkdir(parents=True, exist_ok=True)
    said = []
    for picture in document.pictures:
        target = path / f"{picture.name}.png"
        reason = _drawn(picture, target, lang)
        said.append(f"no picture {picture.name}: {reason}" if reason else f"drew {target}")
    return tuple(said)


def _pictures(document: Document, path: Path, lang: Lang) -> None:
    """Write the picture of a document; of several each but the first that can be drawn has its name in the file's."""
    _refuse_none(document, path)
    drawn, reasons = 0, []
    for picture in document.pictures:
        target = path.with_stem(f"{path.stem}-{picture.name}") if drawn else path
        if reason := _drawn(picture, target, lang):
            reasons.append(reason)
        else:
            drawn += 1
    if not drawn:
        raise AksonsimError(f"{path}: {reasons[0]}")


def _refuse_none(document: Document, path: Path) -> None:
    if not document.pictures:
        raise AksonsimError(f"{path}: there is no picture of this; write {', '.join(SUFFIXES[:4])}")


def _drawn(picture: Picture, path: Path, lang: Lang) -> str:
    """Draw a picture into a file; return why it cannot be drawn, or nothing."""
    from aksonsim.plots.figure import save, styled

    try:
        with styled():
            save(picture.draw(lang), path)
    except ResultError as reason:
        return str(reason)
    return ""


def workbook(document: Document, path: Path, lang: Lang) -> None:
    """Write the tables as a workbook, one a sheet, after a sheet that says what they rest on."""
    from aksonsim.files.excel.tables import Table as Sheet
    from aksonsim.files.excel.tables import write_tables

    sheets = [Sheet(grid.name, grid.title, grid.columns, grid.rows, grid.heads) for grid in grids(document, lang)]
    write_tables(path, sheets, dict(document.about))


def csv(document: Document, lang: Lang) -> str:
    """Return the tables as CSV, an empty line between them; a number never becomes a formula, nor does a text."""
    from aksonsim.files.plain import csv_text

    if document.data is not None:
        return csv_text(*document.data)
    texts = []
    for grid in grids(document, lang):
        rows = [dict(zip(grid.columns, map(_bare, row), strict=True)) for row in grid.rows]
        texts.append(csv_text(grid.columns, rows))
    return "\n".join(texts)


def _bare(cell: Cell) -> str | float | int | bool | None:
    return cell.text if isinstance(cell, Number) else cell


def markdown(document: Document, lang: Lang) -> str:
    """Return a document as Markdown (GitHub's tables)."""
    lines = [f"# {_marked(cells.words(document.title, lang))}", ""]
    lines += [f"{_marked(cells.words(line, lang))}  " for line in document.under]
    for block in document.blocks:
        match block:
            case Heading():
                lines += ["", f"## {_marked(cells.words(block.text, lang))}"]
            case Note():
                lines += ["", _marked(cells.words(block.text, lang))]
            case Items():
                lines += [
                    "",
                    *(_item(a, b) for a, b in ((cells.words(a, lang), cells.words(b, lang)) for a, b in block.items)),
                ]
            case Table():
                lines += ["", f"### {_marked(cells.heading(block, lang))}", "", *_rows(block, lang)]
            case _:
                pass
    lines += ["", *(f"{_marked(cells.words(line, lang))}  " for line in document.foot)]
    return "\n".join(lines).rstrip() + "\n"


def _item(label: str, text: str) -> str:
    return f"- {_marked(f'{label} {text}'.strip())}"


def _rows(table: Table, lang: Lang) -> list[str]:
    heads = [_marked(cells.header(column, lang)) for column in table.columns]
    rule = ["---" if place == 0 or column.wide else "---:" for place, column in enumerate(table.columns)]
    body = [
        [_marked(cells.text(cell, column, lang)) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]
    return [f"| {' | '.join(line)} |" for line in (heads, rule, *body)]


def _marked(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    from aksonsim.files.plain import plain

    shown = plain(text).replace(THIN, " ").replace("\\", "\\\\")
    for sign in "|*_`<>[]#":
        shown = shown.replace(sign, f"\\{sign}")
    return shown
