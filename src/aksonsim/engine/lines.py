"""The cost lines of a scenario as columns, and the lines that the model adds to those of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.inputs import Register
from aksonsim.engine.plan_time import milestone_index
from aksonsim.errors import Problem, ScenarioError
from aksonsim.language.text import Text, _, translate
from aksonsim.model.actuals import Actuals
from aksonsim.model.cost import CostElement, Programme
from aksonsim.model.estimate import Constant
from aksonsim.model.reserved import ALL, PROJECT_WIDE, PROJECT_WIDE_DRIVERS, PROJECT_WIDE_EVENTS, TERMINATION
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]

STOP = _("Termination after a stop")
WIDE = {PROJECT_WIDE_EVENTS: _("Project-wide events"), PROJECT_WIDE_DRIVERS: _("Project-wide drivers")}
"""Titles of the lines of events and of drivers that are about no element in particular."""


@dataclass(frozen=True)
class Lines:
    """The cost lines as columns, in file order: base amounts at P = 1, M = 1.

    Project-wide events, and after them project-wide drivers, come last, in one part for each element whose time, payers
    and VAT that part has. Results know the parts as one line, by one id, of a programme of its own where the file has
    programmes.
    """

    elements: tuple[CostElement, ...]
    programmes: tuple[Programme, ...]
    base: Float
    """Most likely value, in the file's currency."""
    estimate: Float
    """Most likely value with unspecified, in the file's currency."""
    reference: Float
    """Duration of the element's activity in the reference schedule, months (1 where it has none)."""
    moved: NDArray[np.bool_]
    """The activity is a hammock: a moved date of others prolongs it."""
    paid: NDArray[np.bool_]
    """The part of a line that is paid by the status date."""

    at_base: Mapping[str, float]
    """What the inputs of each line are where it has its base cost, by name."""

    @cached_property
    def programme(self) -> tuple[int, ...]:
        """The index of each element's programme."""
        places = {p.id: i for i, p in reversed([*enumerate(self.programmes)])}
        return tuple(places[e.programme or ALL] for e in self.elements)

    @property
    def reported(self) -> list[int]:
        """The index of the programme that results count each element in."""
        own = {p.id: i for i, p in enumerate(self.programmes) if p.id in PROJECT_WIDE}
        return [own.get(e.id, of) for e, of in zip(self.elements, self.programme, strict=True)]

    @property
    def labels(self) -> tuple[str, ...]:
        """The ids of the lines as results know them: the parts of a project-wide line are one."""
        return tuple(dict.fromkeys(element.id for element in self.elements))

    @property
    def label(self) -> list[int]:
        """The place of each element among the labels."""
        places = {name: i for i, name in enumerate(self.labels)}
        return [places[element.id] for element in self.elements]

    def flags(self, name: str) -> NDArray[np.bool_]:
        """Return a yes-or-no of each element's programme."""
        stated = [getattr(programme, name) for programme in self.programmes]
        return np.array([stated[i] for i in self.programme], dtype=np.bool_)


def lines(scenario: Scenario, inputs: Register, modes: Float, dates: Float) -> Lines:
    """Lay out the cost lines. ``modes`` by input row, elements first; ``dates`` of the reference schedule.

    Where a stop costs something, the termination lump is a line after them, and so are project-wide events and drivers;
    the base of all these is zero.
    """
    elements, programmes = scenario.costs, scenario.programmes or (Programme(id=ALL),)
    rows = [inputs.row(f"costs[{e.id}].quantity") for e in elements]
    counts = [1.0 if row < 0 else modes[row] for row in rows]
    rates = [1.0 if e.currency is None else modes[inputs.row(f"exchange[{e.currency}]")] for e in elements]
    at_base: dict[str, float] = {}
    for e, mode, count in zip(elements, modes[: len(elements)].tolist(), counts, strict=True):
        product = f"costs[{e.id}].quantity" in inputs.rows
        at_base[f"costs[{e.id}]" + (".price" if product else "")] = (
            mode if e.base is None or not count else e.base / count
        )
        if product:
            at_base[f"costs[{e.id}].quantity"] = count
    base = np.array([e.base if e.base is not None else modes[i] * counts[i] for i, e in enumerate(elements)])
    base = np.array([e.sign * rate for e, rate in zip(elements, rates, strict=True)]) * base
    known, first = scenario.actuals, len(scenario.costs)
    under_way = _under_way(scenario)
    paid = [_paid(e, known, under_way) for e in scenario.costs if e.id in known.costs] if known else []
    if known is not None:
        elements, base = (*elements, *paid), np.append(base, [e.sign * known.costs[e.id].paid for e in paid])
    stop = scenario.gate.stop if scenario.gate else None
    if stop is not None and stop.termination is not None:
        last = CostElement(
            id=TERMINATION,
            **_titles(STOP),
            estimate=stop.termination,
            programme=stop.programme,
            state_share=stop.state_share,
        )
        elements, base = (*elements, last), np.append(base, 0.0)
    for line, items in ((PROJECT_WIDE_EVENTS, scenario.events), (PROJECT_WIDE_DRIVERS, scenario.drivers)):
        if any(item.project_wide for item in items):
            parts = _parts(scenario, base, line)
            elements, base = (*elements, *parts), np.append(base, np.zeros(len(parts)))
            if scenario.programmes:
                programmes = (*programmes, Programme(id=line, **_titles(WIDE[line])))
    unspecified = np.array([scenario.unspecified if e.payable else 0.0 for e in elements])
    hammocks = {a.id for a in scenario.activities if a.hammock is not None}
    reference = np.ones(len(elements))
    for i, e in enumerate(elements):
        if e.activity is not None:
            end = milestone_index(scenario, e.activity)
            reference[i] = dates[end] - dates[end - 1]
            if reference[i] == 0.0 and e.time_share > 0.0:
                what = f"{e.activity} takes no time in the reference schedule, so no share of {e.id} can run with it"
                raise ScenarioError([Problem("", f"costs[{e.id}].time_share", what)])
    return Lines(
        elements=elements,
        programmes=programmes,
        base=base,
        estimate=base * (1.0 + unspecified),
        reference=reference,
        moved=np.array([e.activity in hammocks for e in elements]),
        at_base=at_base,
        paid=np.array([first <= i < first + len(paid) for i in range(len(elements))], dtype=np.bool_),
    )


def _under_way(scenario: Scenario) -> frozenset[str]:
    """Return the activities that have begun by the status date, hammocks by the milestone that they begin with."""
    begun = scenario.actuals.activities if scenario.actuals else {}
    past = {"start", *(f"{name}.start" for name in begun), *(name for name, done in begun.items() if done.finish)}
    return frozenset(begun) | {a.id for a in scenario.activities if a.hammock is not None and a.hammock[0] in past}


def _paid(element: CostElement, known: Actuals, under_way: frozenset[str]) -> CostElement:
    """Return the part of a line that is paid: over its activity so far, or since the start if that has not begun."""
    return CostElement(
        id=element.id,
        title=element.title,
        title_nb=element.title_nb,
        estimate=Constant(value=known.costs[element.id].paid),
        income=element.income,
        programme=element.programme,
        under=element.under,
        activity=element.activity if element.activity in under_way else None,
        state_share=element.state_share,
        vat_share=element.vat_share,
    )


def _titles(words: Text) -> dict[str, str]:
    return {"title": translate(words, "en"), "title_nb": translate(words, "nb")}


def _parts(scenario: Scenario, base: Float, line: str) -> tuple[CostElement, ...]:
    """Return a project-wide line in parts: one for each element that has a share of it by base cost.

    Without elements it is one part that falls evenly on the first year.
    """
    if not scenario.costs:
        programme = line if scenario.programmes else None
        alone = {"id": line, "programme": programme, **_titles(WIDE[line])}
        return (CostElement(estimate=Constant(value=0.0), **alone),)
    return tuple(
        CostElement(
            id=line,
            **_titles(WIDE[line]),
            estimate=Constant(value=0.0),
            programme=e.programme,
            activity=e.activity,
            state_share=e.state_share,
            vat_share=e.vat_share,
        )
        for e, share in zip(scenario.costs, by_base(base[: len(scenario.costs)]), strict=True)
        if share > 0
    )


def check_payers(scenario: Scenario, cost: Lines) -> None:
    """Refuse a state share where each municipality bears its own cost: there is nobody to share it with."""
    problems = [
        Problem(
            "",
            f"costs[{e.id}].state_share",
            f"programme {e.programme} is not shared, and a state share is modelled for shared programmes only",
            "state_share: 0, or shared: true for the programme",
        )
        for e, shared in zip(cost.elements, cost.flags("shared"), strict=True)
        if e.state_share > 0 and not shared
    ]
    if problems:
        raise ScenarioError(problems)


def by_base(base: Float) -> Float:
    """Return shares proportional to base cost, equal where all are zero; an income has none beside costs."""
    cost = np.maximum(base, 0.0) if (base > 0.0).any() else np.abs(base)
    total = cost.sum()
    return cost / total if total > 0 else np.full(base.size, 1.0 / max(base.size, 1))
