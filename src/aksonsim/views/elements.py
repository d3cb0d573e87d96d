"""Elements and levels of the tree: base to P85, and what each carries of the spread and of the P85."""

from __future__ import annotations

from aksonsim.analysis.elements import ElementRow, Elements
from aksonsim.language.text import _
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Named, Note, Row, Table

FIGURES = {
    "base": _("base estimate"),
    "mean": _("expected"),
    "p10": _("P10"),
    "p50": _("P50"),
    "p85": _("P85"),
}


def view(result: Elements) -> Document:
    """Return the document of elements."""
    about = result.about
    return Document(
        title=common.heading(about),
        under=(common.scope(about, result.draws),),
        blocks=blocks(result),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def blocks(result: Elements) -> tuple[Block, ...]:
    """Return the two tables: amounts, and shares that add up; groups stand above what is under them."""
    unit = common.prices(result.about.money)
    based = any(row.cost.base is not None for row in result.rows)
    figures = {key: words for key, words in FIGURES.items() if based or key != "base"}
    amounts = Table(
        "elements",
        _("Cost by element and level"),
        (common.LABEL, *(Column(key, words) for key, words in figures.items())),
        tuple(Row((_label(row), *(getattr(row.cost, key) for key in figures))) for row in result.rows),
        unit,
    )
    columns = (
        common.LABEL,
        Column("expected_addition", _("expected addition"), signed=True),
        Column("variance_share", _("share of variance"), "percent"),
        Column("to_p50", _("of P50")),
        Column("to_p85", _("of P85")),
        Column("contingency", _("of P85 - P50"), signed=True),
    )
    shares = Table(
        "elements shares",
        _("What each carries of the total; these add up at every level"),
        columns,
        tuple(Row((_label(row), *(getattr(row, column.key) for column in columns[1:]))) for row in result.rows),
        unit,
    )
    note = _(
        "Percentiles of elements do not add up; shares of the variance (covariance with the total) and contributions "
        "(means where the total lies at its percentile) do. What events without an element cost is a line of its own."
    )
    return amounts, shares, Note(note)


def _label(row: ElementRow) -> Cell:
    """Return the name and title of a row; the total by its title alone."""
    return row.title if row.kind == "total" else Named("· " * (row.level - 1) + row.name, row.title)
