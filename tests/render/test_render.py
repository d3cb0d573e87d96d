"""Documents in every medium: rounding, signs, languages, and texts that stay texts."""

from __future__ import annotations

import datetime as dt
import io
import math
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from aksonsim.errors import AksonsimError
from aksonsim.language.text import Title, _
from aksonsim.render import cells, files, html
from aksonsim.render.grids import grids
from aksonsim.render.terminal import print_document
from aksonsim.results.statistic import Statistic
from aksonsim.views.document import (
    Band,
    Cell,
    Column,
    Document,
    Form,
    Formed,
    Heading,
    Items,
    Note,
    Row,
    Table,
    join,
    rows,
)

HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> [bold]x[/] $x_2$ \x1b[31m\u202e | *a* `b`"


@pytest.mark.parametrize(
    ("cell", "form", "signed", "en", "nb"),
    [
        (Statistic(9619.1, (9578.0, 9660.0)), "amount", False, "9\u2009620 ± 50", "9\u2009620 ± 50"),
        (Statistic(0.0971, (0.0889, 0.1053)), "amount", False, "0.097 ± 0.009", "0,097 ± 0,009"),
        (Statistic(0.6364, (0.6294, 0.6434)), "percent", False, "63.6 ± 0.7\u2009%", "63,6 ± 0,7\u2009%"),
        (Statistic(-7.1, (-7.6, -6.6)), "amount", True, "−7.1 ± 0.5", "−7,1 ± 0,5"),
        (Statistic(7.1, (6.6, 7.6)), "amount", True, "+7.1 ± 0.5", "+7,1 ± 0,5"),
        (Statistic(0.0, (0.0, 0.0)), "amount", True, "0", "0"),
        (Statistic(5.0, (-math.inf, math.inf)), "amount", False, "5 ± ?", "5 ± ?"),
        (Statistic(10785.2), "amount", False, "10\u2009785", "10\u2009785"),
        (6.25, "amount", False, "6.25", "6,25"),
        (20000, "count", False, "20\u2009000", "20\u2009000"),
        (Band(Statistic(0.441, (0.43, 0.452)), 0.3, 0.612), "percent", False, "44.1 (30–61)", "44,1 (30–61)"),
        (Formed(Statistic(0.25), "percent"), "amount", False, "25\u2009%", "25\u2009%"),
        (dt.date(2022, 6, 1), "month", False, "2022-06", "2022-06"),
        (Title("Journal", "Journal og mer"), "text", False, "Journal", "Journal og mer"),
        (True, "text", False, "yes", "ja"),
        (None, "amount", False, "", ""),
        (Statistic(math.nan, (math.nan, math.nan)), "amount", False, "", ""),
        (Statistic(math.nan), "percent", True, "", ""),
        (math.nan, "count", False, "", ""),
        (Band(Statistic(math.nan, (0.0, 1.0)), 0.0, 1.0), "percent", False, "", ""),
    ],
)
def test_cells__have_the_digits_of_their_error(cell: Cell, form: Form, signed: bool, en: str, nb: str) -> None:
    column = Column("x", "", form, signed=signed)
    assert [cells.text(cell, column, lang) for lang in ("en", "nb")] == [en, nb]


def document(text: str = "a name") -> Document:
    columns = (Column("name", "", "text"), Column("p85", "P85", unit="MSEK"), Column("share", _("sum"), "percent"))
    figures = (Statistic(9619.1, (9578.0, 9660.0)), Statistic(0.5, (0.4, 0.6)))

    def table(condition: str) -> Table:
        keys = (("scenario", text), ("condition", condition))
        return Table("cost", _("sum"), columns, (Row((text, *figures)), Row(("b", 2.0, None), "total")), keys=keys)

    blocks = join(Heading(text), Note(text), Items(((text, text),)), table("all"), None, table("passed"))
    return Document(text, blocks, (text,), (text,), (("scenario", text), ("draws", 5)))


def test_join__leaves_out_what_is_empty() -> None:
    empty = Table("x", "", (Column("a", ""),), ())
    assert join(None, empty, Note("a"), [Note("b"), empty]) == (Note("a"), Note("b"))
    assert [row.kind for row in rows([["a"], ["b"]], last="total")] == ["", "total"]


def test_grids__of_one_name_are_one_with_their_keys() -> None:
    (grid,) = grids(document(), "en")
    assert grid.columns == ("scenario", "condition", "name", "p85", "p85 ±", "share", "share ±")
    assert [row[:3] for row in grid.rows] == [
        ("a name", "all", "a name"), ("a name", "all", "b"), ("a name", "passed", "a name"), ("a name", "passed", "b"),
    ]  # fmt: skip
    assert [getattr(cell, "text", cell) for cell in grid.rows[0][3:]] == ["9620", "50", "0.50", "0.10"]
    assert [getattr(cell, "text", cell) for cell in grid.rows[1][3:]] == ["2", None, None, None]


@pytest.mark.parametrize("suffix", [".html", ".csv", ".md", ".xlsx"])
def test_files__hold_texts_as_texts(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"answer{suffix}"
    files.write(document(HOSTILE), target, "en")
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(target)
        cells_ = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells_ if cell.data_type == "f"]
        assert any("calc" in str(cell.value) for cell in cells_)
        return
    text = target.read_text("utf-8")
    assert "\x1b" not in text
    if suffix == ".csv":
        assert all(not cell.startswith("=") for line in text.splitlines() for cell in line.replace('"', "").split(","))
    if suffix == ".html":
        tags: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, _attrs: tags.append(tag)  # type: ignore[method-assign]
        parser.feed(text)
        assert "script" not in tags
        assert {"table", "caption", "th", "h4", "li"} <= set(tags)
    if suffix == ".md":
        assert "\\| \\*a\\*" in text
        assert "<script>" not in text.replace("\\<", "")


def test_files__of_no_known_ending_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(AksonsimError, match=r"the name must end in \.xlsx, \.html, \.csv, \.md"):
        files.write(document(), tmp_path / "answer.docx", "en")
    with pytest.raises(AksonsimError, match="there is no picture of this"):
        files.write(document(), tmp_path / "answer.png", "en")
    assert list(tmp_path.iterdir()) == []


def test_terminal__prints_figures_whole_in_both_languages() -> None:
    said = {}
    for lang in ("en", "nb"):
        out = io.StringIO()
        print_document(document(), out, lang)  # type: ignore[arg-type]
        said[lang] = out.getvalue()
    assert "9 620 ± 50" in said["en"]
    assert "50 ± 10 %" in said["en"]
    assert said["en"].splitlines()[0] == "a name"
    assert "P85, MSEK" in said["nb"]


def test_html__is_open_to_a_screen_reader() -> None:
    text = html.fragment(document(), "nb")
    assert '<div class="aksonsim" lang="nb">' in text
    assert '<th scope="row"' in text
    assert '<th scope="col"' in text
    assert '<tr class="total">' in text
