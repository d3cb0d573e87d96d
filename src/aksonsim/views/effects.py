"""What uncertainty and the gate's date add to the total, on the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksonsim.language.text import Words, _, ngettext
from aksonsim.results.measure import MEAN, P50, P85
from aksonsim.views import common
from aksonsim.views.common import FIGURES, LABEL, per_inhabitant, prices
from aksonsim.views.document import Block, Cell, Column, Document, Note, Table, join, rows

if TYPE_CHECKING:
    from aksonsim.studies.effects import Effects, GateEffect  # what simulates takes a second to import

UNCERTAINTY: dict[str, Words] = {
    "certain": _("neither estimates nor events"),
    "estimates": _("+ estimates and drivers by themselves"),
    "events": _("+ events and delays by themselves"),
    "joint": _("+ what only comes of both"),
    "whole": _("as simulated"),
}
OUTCOMES: dict[str, Words] = {"on_time": _("on time"), "late": _("late"), "difference": _("late less on time")}


def view(result: Effects) -> Document:
    """Return the document of what uncertainty and the gate add."""
    about = result.about
    return Document(
        title=_("{title}: effects of uncertainty", title=about.title),
        under=(common.scope(about, result.draws),),
        blocks=blocks(result),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def blocks(result: Effects) -> tuple[Block, ...]:
    """Return the effects in one scenario as a part of a document."""
    name, unit = result.about.scenario, prices(result.about.money)
    draws = ngettext("{count} draw", "{count} draws", result.draws)
    title = _("Estimate and event uncertainty of {name}, total, on the same {draws}", name=name, draws=draws)
    labels = UNCERTAINTY | ({"certain": _("participation and schedule alone")} if result.gate else {})
    body: list[list[Cell]] = []
    for key, label in labels.items():
        figures = getattr(result.uncertainty, key)
        body.append([label, *(figures[measure] for measure in (MEAN, P50, P85))])
    columns = (LABEL, *FIGURES)
    keys = (("scenario", name),)
    return join(
        Table("uncertainty", title, columns, rows(body), unit, keys),
        _gate(result.gate, result, unit) if result.gate else None,
    )


def _gate(gate: GateEffect, result: Effects, unit: Words) -> list[Block]:
    outcomes = [(key, one) for key, one in (("on_time", gate.on_time), ("late", gate.late)) if one]
    means = {key: one.means for key, one in outcomes} | ({"difference": gate.difference} if gate.difference else {})
    body: list[list[Cell]] = []
    if outcomes:
        months: list[Cell] = [f"{one.months:z.0f}" for _key, one in outcomes]
        body.append([_("months after the planned date (median)"), *months, *([""] if gate.difference else [])])
        for quantity in outcomes[0][1].means:
            of = [one[quantity].mean for one in means.values()]
            body.append([_label(quantity, unit, per_inhabitant(result.about.money)), *of])
    columns = (LABEL, *(Column(key, OUTCOMES[key]) for key in means))
    title = _("What the gate's date costs: same draws, what follows it on its planned date instead")
    effect = _(
        "Effect on the total of all draws that pass, {unit}: expected {mean}; P50 {p50}; P85 {p85}.",
        unit=unit,
        mean=gate.effect[MEAN],
        p50=gate.effect[P50],
        p85=gate.effect[P85],
    )
    keys = (("scenario", result.about.scenario),)
    return [Table("date of the gate", title, columns, rows(body), keys=keys), Note(effect)]


def _label(quantity: str, unit: Words, each: Words) -> Words:
    """Return the label of an amount by its quantity."""
    if quantity == "price_per_inhabitant":
        return _("{what}, {unit}", what=_("price per inhabitant"), unit=each)
    if quantity == "npv":
        return _("net present value, {unit}, without VAT", unit=unit)
    programme = quantity.removeprefix("cost_programme[").removesuffix("]")
    return _("{what}, {unit}", what=_("total") if quantity == "cost_total" else programme, unit=unit)
