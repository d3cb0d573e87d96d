"""Where expected addition and variance come from: estimates, correlation, drivers, events, on common draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.indices import sobol_indices
from aksonsim.engine.plan import Plan
from aksonsim.results.access import labels, values
from aksonsim.results.differences import variance_difference
from aksonsim.results.means import sd_of
from aksonsim.results.measure import MEAN, P50, Measure, difference, statistics
from aksonsim.results.plain import Plain, fields_of, frozen, plain, shaped
from aksonsim.results.quantity import Condition, Output
from aksonsim.results.statistic import UNKNOWN, Statistic, symmetric
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question

Array = npt.NDArray[np.float64]

SOURCES = ("estimates and drivers", "events and delays", "participation, schedule and other")
RUNS = 9
"""Runs that `decompose` makes besides the base."""


@frozen
class Level:
    """Mean, percentiles and standard deviation of a run."""

    measures: Mapping[Measure, Statistic] = shaped(spread=True)
    sd: float


@frozen
class Difference:
    """What one run has more than another in the mean (``addition``), in the variance, and in percentiles; paired."""

    addition: Statistic
    variance: Statistic
    percentiles: Mapping[Measure, Statistic] = shaped(hidden=True)

    def to_json(self) -> dict[str, Plain]:
        """Return its fields, percentiles as ``p85_addition``."""
        added: dict[str, Plain] = plain({f"{measure}_addition": one for measure, one in self.percentiles.items()})
        return fields_of(self) | added


@frozen
class Step:
    """The model with one more source, and what that adds to the step before it: the first one to the base estimate."""

    name: str = shaped(label=True)
    level: Level = shaped(spread=True)
    added: Difference = shaped(spread=True)
    variance_share: Statistic | None


@frozen
class Events:
    """What events add: the whole model less itself without them."""

    without: Level
    added: Difference = shaped(spread=True)


@frozen
class SourceShare:
    """Share of the variance that a source explains alone."""

    share: Statistic


@frozen
class Decomposition:
    """Where an output's expected addition, variance and percentiles come from.

    ``base``: base estimate of the cost, None of an output that has none. ``steps``: from everything certain to the
    whole model, one source added at a time. Additions sum to mean less base, variances to the variance, percentile
    additions to the percentile less base: the order of the steps is part of the answer. ``sources``: shares of the
    variance over all draws that estimates and drivers, events, and participation and schedule explain each alone
    (first-order Sobol' indices of groups), and their joint effect; they sum to 1. ``participates``: whether the file
    has participation at all.
    """

    condition: Condition
    draws: int
    base: float | None
    steps: tuple[Step, ...]
    events: Events
    sources: Mapping[str, SourceShare] = shaped(label="source")
    participates: bool = shaped(hidden=True)


def decompose(question: Question, base: xr.Dataset) -> Decomposition:
    """Split an output's expected addition, variance and percentiles by where they come from.

    ``base`` is a run of the question. AksonsimError where the output has no value in some draws, which leaves
    ``sources`` undefined.
    """
    plan = question.plan
    measures = tuple(dict.fromkeys((P50, Measure(question.at))))
    base_value = _base(question, base)
    before: Array | None = None
    found: list[tuple[str, Level, Difference]] = []
    *stages, (last, _) = steps(plan)
    no_events = plan_variants.without_events(plan, plan_variants.drawn_events(plan))
    *runs, without_events = question.runs([*(variant for _, variant in stages), no_events])
    for label, ds in zip((*(name for name, _ in stages), last), (*runs, base), strict=True):
        output = question.read(ds)
        level = _level(output, measures)
        added = (
            _first(output, level, base_value or 0.0) if before is None else _difference(output.values, before, measures)
        )
        found.append((label, level, added))
        before = output.values
    variance = found[-1][1].sd ** 2
    whole = question.read(base)
    without = question.read(without_events)
    return Decomposition(
        condition=whole.condition,
        draws=whole.draws,
        base=base_value,
        steps=tuple(
            Step(
                name=name,
                level=level,
                added=added,
                variance_share=_share(added.variance, variance),
            )
            for name, level, added in found
        ),
        events=Events(without=_level(without, measures), added=_difference(whole.values, without.values, measures)),
        sources=sources(question, base),
        participates=question.scenario.uptake is not None or question.scenario.participation is not None,
    )


def steps(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Yield label and plan of each step, from participation and schedule alone to the whole model.

    Cost estimates are held at their base, drivers at 1 and events off until their step comes. The correlations of
    drivers come with the drivers.
    """
    costs = dict(plan.lines.at_base)
    if "gate.termination" in plan.inputs.rows:
        costs["gate.termination"] = 0.0  # the base estimate holds no stop
    no_events = plan_variants.without_events(plan, plan_variants.drawn_events(plan))
    no_drivers = plan_variants.without_drivers(no_events, [driver.id for driver in plan.scenario.drivers])
    certain = plan_variants.held(no_drivers, [plan.inputs.rows[name] for name in costs], np.array([*costs.values()]))
    yield "participation, schedule and other", certain
    yield "estimates, independent", plan_variants.with_rho(no_drivers, 0.0)
    yield "correlation of estimates", no_drivers
    yield "drivers", no_events
    yield "events and delays", plan


def sources(question: Question, base: xr.Dataset) -> dict[str, SourceShare]:
    """Return the share of the variance that each source explains alone, and what only arises from several together."""
    plan, other = question.plan, question.other
    groups = {name: _streams_of(plan, name) for name in SOURCES}

    mixed = [plan_variants.drawn_anew(plan, other, chosen) for chosen in groups.values()]
    f_a = question.read_all(base).values
    f_b, *rows_ab = (question.read_all(ds).values for ds in question.runs([other, *mixed]))
    f_ab = np.array(rows_ab)
    found = sobol_indices(f_a, f_b, f_ab)
    shares = {name: symmetric(found.first[k], found.first_half[k], f_a.size) for k, name in enumerate(groups)}
    shares["joint"] = symmetric(*found.interaction(range(len(groups))), f_a.size)
    return {name: SourceShare(share=share) for name, share in shares.items()}


def _streams_of(plan: Plan, source: str) -> plan_variants.Streams:
    """Return all streams of one source; a correlation that crosses sources goes with the first of its members."""
    rows: list[int] = []
    groups: list[int] = []
    councils = False
    for one in plan_variants.streams(plan):
        if one.part_of is None and _source(one) == source:
            rows += one.rows
            groups += one.groups
            councils = councils or one.councils
    return plan_variants.Streams(source, tuple(rows), tuple(groups), councils)


def _source(one: plan_variants.Streams) -> str:
    name = one.members[0] if one.members else one.name
    if name.startswith(("costs[", "drivers[")):
        return SOURCES[0]
    return SOURCES[1] if name.startswith("events[") else SOURCES[2]


def _base(question: Question, ds: xr.Dataset) -> float | None:
    """Return the base estimate that an output of cost begins at; None of a date, and in a file without cost lines."""
    name = question.output
    base = values(ds, "base_estimate", question.scenario.name)
    if base is None:
        return None
    if name == "cost_total":
        return float(base.sum())
    programmes = [f"cost_programme[{label}]" for label in labels(ds, "programme")]
    return float(base[programmes.index(name)]) if name in programmes else None


def _share(part: Statistic, whole: float) -> Statistic | None:
    if not whole:
        return None
    low, high = part.interval or UNKNOWN
    return Statistic(part.value / whole, (low / whole, high / whole), part.draws)


def _level(output: Output, measures: tuple[Measure, ...]) -> Level:
    kept = output.values[output.counts]
    return Level(measures=statistics(kept, (MEAN, *measures)), sd=sd_of(kept))


def _first(output: Output, level: Level, base: float) -> Difference:
    """Return what the first step adds to the base estimate."""
    certain = np.where(output.counts, output.values[output.counts].mean(), np.nan)
    added = {measure: one.shifted(-base) for measure, one in level.measures.items()}
    addition = added.pop(MEAN)
    return Difference(addition=addition, variance=variance_difference(output.values, certain), percentiles=added)


def _difference(values: Array, before: Array, measures: tuple[Measure, ...]) -> Difference:
    return Difference(
        addition=difference(values, before, MEAN),
        variance=variance_difference(values, before),
        percentiles={measure: difference(values, before, measure) for measure in measures},
    )
