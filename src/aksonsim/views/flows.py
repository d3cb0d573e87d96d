"""Yearly flows: of the base evaluation, expected, and what is left of each year and so far."""

from __future__ import annotations

from collections.abc import Iterator

from aksonsim.language.text import Words, _, pgettext
from aksonsim.results.measure import MEAN, P10, P90
from aksonsim.studies.flows import KINDS, TOTALS, Flows
from aksonsim.views.document import Block, Column, Note, Table, rows

NAMES: dict[str, Words] = {
    "investment": _("investment"),
    "operation": _("operation"),
    "change": pgettext("cash flow", "change"),
    "benefits": _("benefits"),
    "net": _("net"),
    "discounted": _("discounted"),
    "so_far": _("so far"),
}
YEAR = Column("year", "", "text")


def flow_tables(
    flows: Flows, condition: Words, unit: Words, discount_to: int, keys: tuple[tuple[str, Words], ...]
) -> Iterator[Block]:
    """Yield the tables of yearly flows; ``keys`` tell scenarios apart."""
    title = _("Yearly flows, base, without VAT (discounted to {year})", year=str(discount_to))
    columns = (YEAR, *(Column(key, NAMES[key], "count") for key in (*KINDS, *TOTALS)))
    made = rows((str(one.year), *(one.base[key] for key in (*KINDS, *TOTALS))) for one in flows.years)
    yield Table("flows_base", title, columns, made, unit, keys)
    kinds = (*KINDS, "net")
    columns = (YEAR, *(Column(key, NAMES[key]) for key in kinds))
    made = rows((str(one.year), *(one.draws[key][MEAN] for key in kinds)) for one in flows.years)
    title = _("Yearly flows, expected, {condition}, without VAT", condition=condition)
    yield Table("flows_expected", title, columns, made, unit, keys)
    columns = (
        YEAR,
        Column("net_p10", _("net P10")),
        Column("net_p90", "P90"),
        Column("discounted", NAMES["discounted"]),
        Column("so_far", NAMES["so_far"]),
        Column("so_far_p10", "P10"),
        Column("so_far_p90", "P90"),
        Column("prob_repaid", _("P(repaid)"), "percent"),
    )
    made = rows(
        (
            str(one.year),
            *(one.draws["net"][measure] for measure in (P10, P90)),
            one.draws["discounted"][MEAN],
            *(one.draws["so_far"][measure] for measure in (MEAN, P10, P90)),
            one.prob_repaid,
        )
        for one in flows.years
    )
    title = _("What is left of each year and so far, {condition}, without VAT", condition=condition)
    yield Table("flows_left", title, columns, made, unit, keys)
    repaid = (_("never") if year is None else str(year) for year in (flows.repaid_base, flows.repaid_mean))
    base, mean = repaid
    yield Note(_("Repaid (so far above zero, to stay): base {base}, expected {mean}.", base=base, mean=mean))
    yield Note(_("Percentiles of years do not add."))
