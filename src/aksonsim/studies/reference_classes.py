"""Reference class forecasting: what finished projects make of an estimate, beside the model's own curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.reference_classes import (
    POINTS,
    CaseView,
    ClassView,
    Curve,
    Delay,
    ModelView,
    case_view,
    class_view,
    delay_view,
    model_view,
)
from aksonsim.api import DRAWS, simulate
from aksonsim.doors import door
from aksonsim.errors import AksonsimError, LawError, Problem, ScenarioError
from aksonsim.files.problems import nearest
from aksonsim.files.reference import outside_view, own_classes
from aksonsim.files.tree import place_of
from aksonsim.language.text import Title
from aksonsim.model.reference import AS_RATIOS, Case, Foundation, KindChoice, OutsideView, ReferenceClass
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, names, stated, values, varies
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.sampling.empirical import Sample
from aksonsim.sampling.from_estimate import distribution_of

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

TOTAL = "total"
DELAY_DRAWS = 20_000
"""Draws in which dates are looked at; milestones of all draws would be memory."""


@frozen
class ReferenceClasses(Result):
    """A programme's cost beside reference classes and single cases.

    ``base``: its base estimate, at ``full_participation`` where costs vary with participation; ``model`` and what is
    in it are of the ``counted`` draws that meet the condition. ``kinds``: which kinds of projects were chosen, none or
    ``all`` where every kind stands here; ``left_out``: how many classes and cases of each other kind there are.
    """

    about: About = shaped(spread=True)
    scenario_title: Title = shaped("title", languages=True)
    programme: str
    programme_title: Title = shaped(languages=True)
    counted: int = shaped("draws")
    base: float
    full_participation: bool
    kinds: tuple[KindChoice, ...]
    left_out: Mapping[str, int]
    model: ModelView
    classes: tuple[ClassView, ...]
    cases: tuple[CaseView, ...]


@door
def reference_classes(
    scenario: Scenario,
    *,
    programme: str = TOTAL,
    on: Foundation | None = None,
    kind: Sequence[KindChoice] = (),
    classes: Sequence[Path | OutsideView] = (),
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
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
    kind
        Show classes of these kinds of projects alone: ``rail``, ``road``, ``building``, ``IT``, ``defence``, ``other``,
        ``mixed``; ``all``: every kind. By default the kind that the scenario states; every kind where it states none.
    classes
        Files of classes of one's own (as the shipped ``data/reference_classes.yaml``), which come before those shipped.
    progress
        Receives the draws done.

    Raises
    ------
    AksonsimError
        There is no such programme, there are no cost lines, or its base estimate is zero; what is wrong in a file of
        classes, with its place.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.reference_classes(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> result.classes[0].id, round(result.classes[0].prob_above_base.value, 2)
    ('it-2011', 0.44)
    """
    every = tuple(_every(classes))
    known = (TOTAL, *(p.id for p in scenario.programmes))
    if programme not in known:
        raise AksonsimError(f"no programme {programme}; {nearest(programme, known)}")
    if not scenario.costs:
        raise AksonsimError("the file has no cost lines, and so no base estimate; an outside view needs one")
    ds = simulate(scenario, draws=draws, seed=seed, keep="totals", threads=threads, progress=progress)
    late = _late(scenario, draws=draws, seed=seed, threads=threads)
    kinds: tuple[KindChoice, ...] = tuple(kind) or ((scenario.kind,) if scenario.kind else ())
    return _beside(ds, scenario.name, every, kinds=kinds, programme=programme, on=on, late=late)


def of_result(ds: xr.Dataset, scenario: str) -> ReferenceClasses | None:
    """Return a scenario's total beside the shipped classes of its own kind; None where it states no kind.

    Raises AksonsimError as `reference_classes` does.
    """
    kind = stated(ds, scenario).get("kind")
    return _beside(ds, scenario, outside_view().all, kinds=(kind,)) if kind else None


def _beside(
    ds: xr.Dataset,
    scenario: str,
    every: Sequence[ReferenceClass | Case],
    *,
    kinds: tuple[KindChoice, ...],
    programme: str = TOTAL,
    on: Foundation | None = None,
    late: Array | None = None,
) -> ReferenceClasses:
    """Put a programme of a result beside classes; ``late``: years after the reference schedule, where that is known."""
    given = fans.given_passed(ds, scenario)
    of_programme = np.asarray(ds["base_estimate"].values[names(ds).index(scenario)])
    if programme == TOTAL:
        amounts, base = fans.need(ds, scenario, "cost_total", "total cost"), float(np.nansum(of_programme))
    else:
        at = labels(ds, "programme").index(programme)
        amounts = fans.need(ds, scenario, "cost_programme", "cost by programme")[:, at]
        base = float(of_programme[at])
    if not base > 0:
        raise AksonsimError(f"the base estimate of {programme} is {base:g}; an outside view needs one above 0")
    kept = given.rows(amounts)
    if kept.size < 2:
        raise AksonsimError(f"{kept.size} draw is too few for an outside view")
    model = model_view(kept, base)

    def delay(per_year: float | None) -> Delay | None:
        return None if per_year is None or late is None else delay_view(late, per_year, base)

    chosen = [one for one in every if not kinds or "all" in kinds or one.kind in kinds]
    quantity = Quantity.parse("cost_total" if programme == TOTAL else f"cost_programme[{programme}]")
    about = About.of(ds, scenario, quantity, Condition(given.condition))
    return ReferenceClasses(
        about=about,
        scenario_title=about.title,
        programme=programme,
        programme_title=about.output_title,
        counted=given.draws,
        base=base,
        full_participation=varies(ds, scenario),
        kinds=kinds,
        left_out=Counter(one.kind for one in every if one not in chosen),
        model=model,
        classes=tuple(
            class_view(one, _curve(one), on or one.of, kept, model, base, delay(one.per_extra_year))
            for one in chosen
            if isinstance(one, ReferenceClass)
        ),
        cases=tuple(case_view(one, kept, base) for one in chosen if isinstance(one, Case)),
    )


def _every(own: Sequence[Path | OutsideView]) -> Iterator[ReferenceClass | Case]:
    """Yield classes and cases of one's own, then those shipped.

    Raises ScenarioError where an id stands twice, or no distribution of ratios is as stated.
    """
    shipped = outside_view()
    taken = {one.id for one in shipped.all}
    for source in own:
        view, root = (source, None) if isinstance(source, OutsideView) else own_classes(source)
        for one in view.all:
            path = f"{'cases' if isinstance(one, Case) else 'classes'}[{one.id}]"
            try:
                if one.id in taken:
                    raise LawError(f"id {one.id} is taken by another class or case; give it one of its own")
                if isinstance(one, ReferenceClass):
                    path += ".estimate" if one.estimate else ".ratios"
                    _curve(one)
            except LawError as error:
                what, _, allowed = str(error).partition("; ")
                raise ScenarioError([Problem(str(place_of(path, root)) if root else "", path, what, allowed)]) from None
            taken.add(one.id)
            yield one
    yield from shipped.all


def _curve(source: ReferenceClass) -> Curve:
    """Return the distribution of the ratio; raises LawError where none is as stated, or it reaches zero."""
    if source.estimate is None:
        return Sample(source.ratios)
    found = distribution_of(source.estimate)
    if (low := float(found.ppf(np.array([POINTS[0]]))[0])) <= 0:
        raise LawError(f"the distribution reaches {low:.3g}; {AS_RATIOS}; truncate: [0, null] cuts what lies below 0")
    return found


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
