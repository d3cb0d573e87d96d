"""Reference class forecasting: what finished projects make of an estimate, beside the model's own curve."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.reference_classes import (
    CaseView,
    ClassView,
    Delay,
    ModelView,
    case_view,
    class_view,
    delay_view,
    model_view,
)
from aksonsim.api import DRAWS, simulate
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.reference import outside_view
from aksonsim.language.text import Title
from aksonsim.model.reference import Foundation, OutsideView
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, names, values, varies
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.sampling.from_estimate import distribution_of

Array = npt.NDArray[np.float64]

TOTAL = "total"
DELAY_DRAWS = 20_000
"""Draws in which dates are looked at; milestones of all draws would be memory."""


@frozen
class ReferenceClasses(Result):
    """A programme's cost beside reference classes and single cases.

    ``base``: its base estimate, at ``full_participation`` where costs vary with participation; ``model`` and what is
    in it are of the ``counted`` draws that meet the condition.
    """

    about: About = shaped(spread=True)
    scenario_title: Title = shaped("title", languages=True)
    programme: str
    programme_title: Title = shaped(languages=True)
    counted: int = shaped("draws")
    base: float
    full_participation: bool
    model: ModelView
    classes: tuple[ClassView, ...]
    cases: tuple[CaseView, ...]


@door
def reference_classes(
    scenario: Scenario,
    *,
    programme: str = TOTAL,
    on: Foundation | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    view: OutsideView | None = None,
    progress: Callable[[int], None] | None = None,
) -> ReferenceClasses:
    """Put a programme's cost beside reference classes of finished projects.

    Parameters
    ----------
    scenario
        What to simulate; given that the gate is passed where it has one.
    programme
        A programme of it, or ``total``.
    on
        Put every class on the base estimate or on the model's own P50; None: each on what it says itself.
    view
        Classes and cases; by default those shipped.
    progress
        Receives the draws done.

    Raises
    ------
    AksonsimError
        There is no such programme, there are no cost lines, or its base estimate is zero.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.reference_classes(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> result.classes[0].id, round(result.classes[0].prob_above_base.value, 2)
    ('it-2011', 0.44)
    """
    known = (TOTAL, *(p.id for p in scenario.programmes))
    if programme not in known:
        raise AksonsimError(f"no programme {programme}; {nearest(programme, known)}")
    if not scenario.costs:
        raise AksonsimError("the file has no cost lines, and so no base estimate; an outside view needs one")
    ds = simulate(scenario, draws=draws, seed=seed, keep="totals", threads=threads, progress=progress)
    given = fans.given_passed(ds, scenario.name)
    of_programme = np.asarray(ds["base_estimate"].values[names(ds).index(scenario.name)])
    if programme == TOTAL:
        amounts, base = fans.need(ds, scenario.name, "cost_total", "total cost"), float(np.nansum(of_programme))
    else:
        at = labels(ds, "programme").index(programme)
        amounts = fans.need(ds, scenario.name, "cost_programme", "cost by programme")[:, at]
        base = float(of_programme[at])
    if not base > 0:
        raise AksonsimError(f"the base estimate of {programme} is {base:g}; an outside view needs one above 0")
    kept = given.rows(amounts)
    if kept.size < 2:
        raise AksonsimError(f"{kept.size} draw is too few for an outside view")
    model = model_view(kept, base)
    chosen = view if view is not None else outside_view()
    late = _late(scenario, draws=draws, seed=seed, threads=threads)

    def delay(per_year: float | None) -> Delay | None:
        return None if per_year is None or late is None else delay_view(late, per_year, base)

    quantity = Quantity.parse("cost_total" if programme == TOTAL else f"cost_programme[{programme}]")
    about = About.of(ds, scenario.name, quantity, Condition(given.condition))
    return ReferenceClasses(
        about=about,
        scenario_title=about.title,
        programme=programme,
        programme_title=about.output_title,
        counted=given.draws,
        base=base,
        full_participation=varies(ds, scenario.name),
        model=model,
        classes=tuple(
            class_view(one, distribution_of(one.estimate), on or one.of, kept, model, base, delay(one.per_extra_year))
            for one in chosen.classes
        ),
        cases=tuple(case_view(case, kept, base) for case in chosen.cases),
    )


def _late(scenario: Scenario, *, draws: int, seed: int, threads: int | None) -> Array | None:
    """Return how many years after its reference schedule each draw ends; None where nothing takes time."""
    if not scenario.activities:
        return None
    ds = simulate(scenario, draws=min(draws, DELAY_DRAWS), seed=seed, keep="standard", threads=threads)
    months, planned = (values(ds, f"milestone_{name}", scenario.name) for name in ("month", "reference"))
    if months is None or planned is None:
        return None
    # a milestone that a stop leaves out of reach is none
    ends = np.nanmax(fans.given_passed(ds, scenario.name).rows(months), axis=1)
    return (ends.astype(np.float64) - np.nanmax(planned)) / 12.0 if ends.size > 1 else None
