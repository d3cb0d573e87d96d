"""Where expected addition and variance come from: estimates, correlation, drivers, events, on common draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.indices import sobol_indices
from aksonsim.engine.plan import Plan
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels
from aksonsim.results.means import mean_of
from aksonsim.results.paired import mean_difference, percentile_difference, variance_difference
from aksonsim.results.quantity import Output
from aksonsim.studies import switches
from aksonsim.studies.question import Question, key

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

SOURCES = ("estimates and drivers", "events and delays", "participation, schedule and other")
RUNS = 9
"""Runs that `decompose` makes besides the base."""


def decompose(question: Question, base: xr.Dataset) -> Json:
    """Split an output's expected addition, variance and percentiles by where they come from.

    ``base`` is a run of the question.

    Returns
    -------
    dict
        ``base``: base estimate of the cost (None for an output that has none). ``steps``: from everything certain to
        the whole model, one source added at a time (`steps`), each with ``mean, sd, p50, pNN`` and what it adds:
        ``addition``, ``variance``, ``variance_share``, ``p50_addition``, ``pNN_addition`` and their paired ``*_ci``.
        Additions sum to mean less base, variances to the variance, percentile additions to the percentile less base:
        the order of the steps is part of the answer. ``events``: the whole model less itself without events, paired.
        ``sources``: shares of the variance (over all draws) that estimates and drivers, events, and participation and
        schedule explain each alone (first-order Sobol' indices of groups), and their joint effect; they sum to 1.

    Raises
    ------
    AksonsimError
        Where the output has no value in some draws, which leaves ``sources`` undefined.
    """
    plan = question.plan
    rows: list[Json] = []
    base_value = _base(question, base)
    before: Array | None = None
    for label, variant in steps(plan):
        output = question.read(base if variant is plan else question.run(variant))
        rows.append({"name": label} | _described(output, question.at) | _added(output, before, base_value, question.at))
        before = output.values
    variance = rows[-1]["sd"] ** 2
    for row in rows:
        row["variance_share"] = row["variance"] / variance if variance else None
    whole = question.read(base)
    without = question.read(question.run(switches.without_events(plan, switches.drawn_events(plan))))
    return {
        "condition": whole.condition,
        "draws": whole.draws,
        "base": base_value,
        "steps": rows,
        "events": {"without": _described(without, question.at)}
        | _differences(whole.values, without.values, question.at),
        "sources": sources(question, base),
    }


def steps(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Yield label and plan of each step, from participation and schedule alone to the whole model.

    Cost estimates are held at their base, drivers at 1 and events off until their step comes. The correlations of
    drivers come with the drivers.
    """
    costs = {f"costs[{e.id}]": float(b) for e, b in zip(plan.lines.elements, plan.lines.base, strict=True)}
    if "gate.termination" in plan.inputs.rows:
        costs["gate.termination"] = 0.0  # the base estimate holds no stop
    rows = [name for name in costs if name in plan.inputs.rows]
    no_events = switches.without_events(plan, switches.drawn_events(plan))
    no_drivers = switches.without_drivers(no_events, [driver.id for driver in plan.scenario.drivers])
    certain = switches.held(no_drivers, [plan.inputs.rows[n] for n in rows], np.array([costs[n] for n in rows]))
    yield "participation, schedule and other", certain
    yield "estimates, independent", switches.with_rho(no_drivers, 0.0)
    yield "correlation of estimates", no_drivers
    yield "drivers", no_events
    yield "events and delays", plan


def sources(question: Question, base: xr.Dataset) -> Json:
    """Return the share of the variance that each source explains alone, and what only arises from several together."""
    plan, other = question.plan, question.other
    groups = {name: _streams_of(plan, name) for name in SOURCES}

    def values(variant: Plan) -> Array:
        return question.read_all(question.run(variant)).values

    f_a, f_b = question.read_all(base).values, values(other)
    f_ab = np.array([values(switches.drawn_anew(plan, other, chosen)) for chosen in groups.values()])
    found = sobol_indices(f_a, f_b, f_ab)
    rows: Json = {}
    for k, name in enumerate(groups):
        share, half = float(found.first[k]), float(found.first_half[k])
        rows[name] = {"share": share, "share_ci": (share - half, share + half)}
    joint, half = found.interaction(range(len(groups)))
    return rows | {"joint": {"share": joint, "share_ci": (joint - half, joint + half)}}


def _streams_of(plan: Plan, source: str) -> switches.Streams:
    """Return all streams of one source; a correlation that crosses sources goes with the first of its members."""
    rows: list[int] = []
    groups: list[int] = []
    councils = False
    for one in switches.streams(plan):
        if one.part_of is None and _source(one) == source:
            rows += one.rows
            groups += one.groups
            councils = councils or one.councils
    return switches.Streams(source, tuple(rows), tuple(groups), councils)


def _source(one: switches.Streams) -> str:
    name = one.members[0] if one.members else one.name
    if name.startswith(("costs[", "drivers[")):
        return SOURCES[0]
    return SOURCES[1] if name.startswith("events[") else SOURCES[2]


def _base(question: Question, ds: xr.Dataset) -> float | None:
    """Return the base estimate that an output of cost begins at."""
    name = question.output
    base = ds["base_estimate"].values[0]
    if name == "cost_total":
        return float(base.sum())
    programmes = [f"cost_programme[{label}]" for label in labels(ds, "programme")]
    return float(base[programmes.index(name)]) if name in programmes else None


def _described(output: Output, p: float) -> Json:
    kept = output.values[output.counts]
    found = pc.select(kept, pc.Wanted((0.5, p), (0.5, p)))
    mean = mean_of(kept)
    row: Json = {"mean": mean.value, "mean_ci": mean.interval, "sd": mean.sd}
    for at in (0.5, p):
        row |= {key(at): found.percentiles[at], f"{key(at)}_ci": found.intervals[at]}
    return row


def _added(output: Output, before: Array | None, base: float | None, p: float) -> Json:
    """Return what a step adds to the one before, or to the base estimate."""
    if before is not None:
        return _differences(output.values, before, p)
    described = _described(output, p)
    start = base if base is not None else 0.0
    row: Json = {}
    for name, of in (("addition", "mean"), *((f"{key(at)}_addition", key(at)) for at in (0.5, p))):
        row |= {name: described[of] - start, f"{name}_ci": tuple(bound - start for bound in described[f"{of}_ci"])}
    certain = np.where(output.counts, output.values[output.counts].mean(), np.nan)
    variance, interval = variance_difference(output.values, certain).pair
    return row | {"variance": variance, "variance_ci": interval}


def _differences(values: Array, before: Array, p: float) -> Json:
    row: Json = {}
    for name, found in {
        "addition": mean_difference(values, before),
        "variance": variance_difference(values, before),
        **{f"{key(at)}_addition": percentile_difference(values, before, at) for at in (0.5, p)},
    }.items():
        row |= {name: found.value, f"{name}_ci": found.interval}
    return row
