"""What mitigations cost and buy."""

from __future__ import annotations

from aksonsim.analysis.mitigations import Mitigations
from aksonsim.language.text import _, ngettext
from aksonsim.results.measure import MEAN, P50, P85
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Items, Row, Table


def view(result: Mitigations) -> Document:
    """Return the document of mitigations by themselves."""
    foot = _(
        "seed {seed}, {draws}. ±: half the 95 % interval of the Monte Carlo error.",
        seed=str(result.seed),
        draws=ngettext("{count} draw a run", "{count} draws a run", result.draws),
    )
    return Document(
        title=_("Mitigations in {name}", name=result.scenario),
        blocks=blocks(result),
        foot=(foot,),
        about=(("scenario", result.scenario), ("seed", result.seed), ("draws", result.draws)),
    )


def blocks(result: Mitigations) -> tuple[Block, ...]:
    """Return the table, and what each measure is."""
    gated = any(row.passes is not None for row in result.rows)
    columns = [
        Column("mitigation", "", "text"),
        Column("cost", _("costs"), "plain"),
        Column("probability", _("probability"), "percent"),
        Column("probability_with", _("with it"), "percent"),
        Column("gross_p85", _("change of P85 without its cost"), signed=True),
        Column("p85", _("change of P85"), signed=True),
        Column("p50", _("of P50"), signed=True),
        Column("mean", _("of expected cost"), signed=True),
    ]
    columns += [Column("passes", _("passes the gate"), "points", signed=True)] if gated else []
    rows = []
    for row in result.rows:
        label = _("{name} (taken)", name=row.id) if row.active else row.id
        likely: tuple[Cell, Cell] = (row.probability, row.probability_with)
        if row.frequency is not None and row.frequency_with is not None and row.years is not None:
            likely = (common.a_year(row.frequency, row.years), common.a_year(row.frequency_with))
        cells: list[Cell] = [row.cost, *likely, row.gross_p85]
        cells += [row.saved[measure] for measure in (P85, P50, MEAN)]
        cells += [row.passes] if gated else []
        rows.append(Row((label, *cells)))
    title = _("What each measure costs and buys in {name}: change of the total", name=result.scenario)
    if gated:
        title = _(
            "What each measure costs and buys in {name}: change of the total given that the gate is passed",
            name=result.scenario,
        )
    items = tuple((f"{row.id}:", _("{event}. {measure}", event=row.title, measure=row.measure)) for row in result.rows)
    return (
        Table("mitigations", title, tuple(columns), tuple(rows), common.prices(result.money)),
        Items(tuple(item for item, row in zip(items, result.rows, strict=True) if row.measure)),
    )
