"""Percentiles on demand: a table for each kind of amount, and which percentile a value is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aksonsim import money
from aksonsim.analysis.percentile_table import PercentileRow, Percentiles, ScenarioPercentiles
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Words, _
from aksonsim.plots.names import condition
from aksonsim.results.measure import Measure
from aksonsim.views.common import LABEL, payer, prices
from aksonsim.views.document import Block, Cell, Column, Document, Heading, Named, Note, Table, join, rows

TITLES: dict[str, Words] = {
    "total": _("Percentiles of the total"),
    "programme": _("Percentiles by programme"),
    "group": _("Percentiles by group of elements"),
    "element": _("Percentiles by element"),
    "payer": _("Percentiles by payer"),
    "year": _("Percentiles by budget year"),
}


def view(result: Percentiles) -> Document:
    """Return the document of percentiles on demand."""
    return Document(title=_("Percentiles"), blocks=blocks(result))


def blocks(result: Percentiles) -> tuple[Block, ...]:
    """Return the tables of every scenario."""
    return join(*(part for name, found in result.scenarios.items() for part in tables(name, found, result)))


def tables(name: str, found: ScenarioPercentiles, result: Percentiles) -> Iterator[Block | None]:
    """Yield what is said of a scenario: where values lie, the total by percentile, and its parts."""
    given = condition(found.condition, found.draws)
    yield Heading(_("Percentiles: scenario {name}, {condition}", name=name, condition=given))
    unit = prices(money.attributes(result.currency, result.price_year))
    nominal = _("{currency}, prices of each year", currency=result.currency)
    totals = [(row, nominal if row.name == "nominal" else unit) for row in found.rows if row.kind == "total"]
    for row, prices_of in totals:
        for one in row.values:
            place, value = one.percentile.scaled(100.0), _digits(one.value)
            yield Note(
                _("{value} {unit} is P{place} of the total", value=value, unit=prices_of, place=place), strong=True
            )
    keys = (("scenario", name), ("condition", given))
    for kind, heading in TITLES.items():
        those = [row for row in found.rows if row.kind == kind]
        if kind == "total":
            yield from (_upright(row, heading, prices_of, keys) for row, prices_of in totals)
        elif those and (those[0].percentiles or those[0].values):
            yield _across(kind, those, heading, unit, keys)
    if any(row.kind == "year" and row.percentiles for row in found.rows):
        yield Note(_("Percentiles do not add up: not those of years, nor those of parts."))


def _digits(value: float) -> Digits:
    """Return a value as it was asked for."""
    return Digits(np.format_float_positional(value + 0.0, trim="-"))


def _upright(row: PercentileRow, heading: Words, unit: Words, keys: tuple[tuple[str, Words], ...]) -> Table:
    """Return a total, at the prices of one year or of each, a row for each percentile."""
    columns = (LABEL, Column("amount", _("total")))
    if row.name == "nominal":
        heading, columns = _("Percentiles of the total, nominal"), (LABEL, Column("amount", row.title))
    body: list[list[Cell]] = [[Measure.parse(one.at).title, one.amount] for one in row.percentiles]
    return Table(f"percentiles {row.name}", heading, columns, rows(body), unit, keys)


def _across(
    kind: str, those: list[PercentileRow], heading: Words, unit: Words, keys: tuple[tuple[str, Words], ...]
) -> Table:
    """Return parts, a column for each percentile and value; of an element its name in the file too."""
    first = those[0]
    columns = [LABEL, *(Column(one.at, Measure.parse(one.at).title) for one in first.percentiles)]
    columns += (
        Column(f"below_{one.value:.10g}", _("at or below {value}", value=_digits(one.value)), "percent")
        for one in first.values
    )

    def label(row: PercentileRow) -> Cell:
        return payer(row.name) if kind == "payer" else row.name if kind == "year" else Named(row.name, row.title)

    body: list[list[Cell]] = [
        [label(row), *(one.amount for one in row.percentiles), *(one.percentile for one in row.values)] for row in those
    ]
    return Table(f"percentiles {kind}", heading, tuple(columns), rows(body), unit, keys)
