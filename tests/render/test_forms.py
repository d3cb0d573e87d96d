"""Cells and rows read the same rule in every medium: points, decimals, rows that add to the one above, folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.render import cells, files, grids
from aksonsim.results.statistic import Statistic
from aksonsim.views.document import Cell, Column, Document, Form, Formed, Named, Picture, Row, Table


@pytest.mark.parametrize(
    ("cell", "form", "shown"),
    [
        (Statistic(0.0911, (0.0611, 0.1211)), "points", ("+9 ± 3 pp", "+9 ± 3 prosentpoeng")),
        (12.345, "decimal", ("+12.3", "+12,3")),
        (-0.04, "decimal", ("0.0", "0,0")),
    ],
)
def test_cells__forms_of_differences(cell: Statistic | float, form: Form, shown: tuple[str, str]) -> None:
    column = Column("x", "", signed=True)
    for lang, text in zip(("en", "nb"), shown, strict=True):
        assert cells.text(Formed(cell, form, signed=True), column, lang) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "form", "shown"),
    [
        (Statistic(0.753, (0.735, 0.771)), "place", "P75 ± 2"),
        (Statistic(0.998, (0.99, 1.0)), "place", "> P99"),
        (Statistic(0.0, (0.0, 0.01)), "chance", "< 1 %"),
        (Statistic(0.425, (0.382, 0.468)), "chance", "42 ± 5 %"),
        (Statistic(0.995, (0.97, 1.0)), "chance", "100 ± 2 %"),
        (0.18, "chance", "18 %"),
        (2509.5, "three", "2 510"),
        (1.784, "three", "1.78"),
    ],
)
def test_cells__forms_of_probabilities(cell: Statistic | float, form: Form, shown: str) -> None:
    assert cells.text(cell, Column("x", "", form), "en").replace("\u2009", " ") == shown


def test_cut__says_how_many_rows_are_left_out_and_what_they_sum_to() -> None:
    shares = [Statistic(0.5, (0.4, 0.6)), Statistic(0.3, (0.2, 0.4)), Statistic(0.1, (0.05, 0.15))]
    rows = [Row((Named(f"drivers[{i}]", f"Driver {i}"), share)) for i, share in enumerate(shares)]
    columns = (Column("name", ""), Column("share", "share", "percent", adds=True))
    whole = Document("T", (Table("t", "T", columns, (*rows, Row(("residual", 0.1))), ranked=3),))
    (table,) = whole.cut(1, "--top").tables
    assert [cells.text(row.cells[0], columns[0], "en") for row in table.rows] == [
        *("drivers[0] Driver 0", "(2 more: --top)", "residual"),
    ]  # fmt: skip
    assert table.rows[1].cells[1] == 0.4
    assert whole.cut(3, "--top") == whole
    (grid,) = grids.grids(whole, "en")
    assert grid.columns[:2] == ("name", "title")
    assert grid.rows[0][:2] == ("drivers[0]", "Driver 0")


def document(*pictures: Picture) -> Document:
    rows: tuple[tuple[Cell, ...], ...] = (("a", 1.0), ("b", 2.0))
    table = Table("t", "T", (Column("name", ""), Column("x", "x")), tuple(map(Row, rows)))
    below = Table("t", "T", table.columns, (*table.rows, Row(("less a", 1.0), "below")))
    return Document("T", (below, *pictures))


def test_grids__a_row_that_adds_to_another_says_to_which() -> None:
    (grid,) = grids.grids(document(), "en")
    assert [row[0] for row in grid.rows] == ["a", "b", "b: less a"]
    assert "b: less a" in files.csv(document(), "en")


def test_files__a_folder_gets_every_picture_there_is(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    def refuse(lang: str) -> Figure:
        raise ResultError("the file holds no dates")

    pictures = [Picture("none", "", refuse), Picture("one", "", lambda lang: Figure())]
    said = files.write(document(*pictures), tmp_path / "new", "en")
    assert said == ("no picture none: the file holds no dates", f"drew {tmp_path / 'new' / 'one.png'}")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one.png"]
    files.write(document(*pictures), tmp_path / "x.png", "en")
    assert (tmp_path / "x.png").is_file()
    with pytest.raises(AksonsimError, match="holds no dates"):
        files.write(document(pictures[0]), tmp_path / "y.png", "en")
