"""What a percentile and a mean lose without one thing: it is taken out of the plan and the run made again.

Every run has the same draws, so differences are paired, and what is correlated with the thing stays as it was. An event
without is one that never occurs, so its probability counts; a driver without multiplies by 1; other inputs without
their uncertainty have their most likely value, as in the base estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.bins import LEAST
from aksonsim.analysis.correlated import Group, groups
from aksonsim.analysis.sensitivity import factors, title_of
from aksonsim.engine.plan import Plan
from aksonsim.results.paired import mean_difference, percentile_difference
from aksonsim.results.quantity import Output
from aksonsim.studies import switches

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

_SHOCKS = ("uptake.confidence", "uptake.county[", "uptake.withdrawal")
"""Factors about 1, which is what they are without."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A plan without something: ``kind`` event, driver, input (a group of correlated ones is one) or correlation."""

    kind: str
    name: str
    plan: Plan
    members: tuple[str, ...] = ()


def one_by_one(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without each thing that can be taken out."""
    for event in switches.drawn_events(plan):
        yield Variant("event", f"events[{event}]", switches.without_events(plan, [event]))
    for driver in plan.scenario.drivers:
        yield Variant("driver", f"drivers[{driver.id}]", switches.without_drivers(plan, [driver.id]))
    yield from _inputs(plan)
    tied = switches.ties(plan)
    for g, group in enumerate(tied.groups):
        yield Variant("correlation", group.stream, switches.with_rho(plan, 0.0, groups=[g], pairs=[]))
    for c, component in enumerate(tied.components):
        name = "correlation of " + ", ".join(component.members)
        yield Variant("correlation", name, switches.with_rho(plan, 0.0, groups=[], pairs=[c]))


def _inputs(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without the spread of each input that is no driver and no part of an event."""
    for streams in switches.streams(plan):
        members = [name for name in streams.members or (streams.name,) if not name.startswith(("events[", "drivers["))]
        rows = [plan.inputs.rows[name] for name in members if name in plan.inputs.rows]
        modes = _most_likely(plan)[rows]
        if rows and not np.isnan(modes).any():
            yield Variant("input", streams.name, switches.held(plan, rows, modes), tuple(members))


def _most_likely(plan: Plan) -> Array:
    """Return what each input is without its uncertainty, float64[K]; NaN for a bare uniform."""
    shift, factor = plan.inputs.affine.T
    modes: Array = shift + factor * plan.sampler.modes
    for name, row in plan.inputs.rows.items():
        if name.startswith(_SHOCKS):
            modes[row] = 1.0
    for element, base in zip(plan.lines.elements, plan.lines.base, strict=True):
        if (row := plan.inputs.row(f"costs[{element.id}]")) >= 0:
            modes[row] = base
    return modes


def together(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without all of a kind at once."""
    if switches.drawn_events(plan):
        yield Variant("event", "all events", switches.without_events(plan, switches.drawn_events(plan)))
    if plan.scenario.drivers:
        drivers = [driver.id for driver in plan.scenario.drivers]
        yield Variant("driver", "all drivers", switches.without_drivers(plan, drivers))
    if switches.ties(plan).members:
        yield Variant("correlation", "all correlations", switches.with_rho(plan, 0.0))


def effects_of(
    variants: Iterable[Variant], base: xr.Dataset, scenario: str, whole: Output, run: Callable[[Plan], Output], p: float
) -> list[Json]:
    """Return what each variant takes away, by falling size.

    Parameters
    ----------
    variants
        Plans without something.
    base, scenario, whole
        The run with everything, its scenario, and the output of it.
    run
        Simulates a plan on the same draws and reads the output.
    p
        Probability of the percentile.

    Returns
    -------
    list of dict
        ``name, title, title_nb, kind, members``; ``change`` (the output with it less the output without it, at the
        percentile) and ``mean_change``, each with its paired ``*_ci``.
    """
    known = {group.name: group for group in groups(base, scenario)}
    rows = []
    for variant in variants:
        without = run(variant.plan).values
        change, interval = percentile_difference(whole.values, without, p).pair
        mean, mean_interval = mean_difference(whole.values, without).pair
        title, norwegian = (_title(base, variant, known.get(variant.name), lang) for lang in ("en", "nb"))
        row: Json = {"name": variant.name, "title": title, "title_nb": norwegian, "kind": variant.kind}
        row |= {"members": list(variant.members), "change": change, "change_ci": interval}
        rows.append(row | {"mean_change": mean, "mean_change_ci": mean_interval})
    return sorted(rows, key=lambda row: -abs(row["change"]))


def _title(ds: xr.Dataset, variant: Variant, group: Group | None, lang: str) -> str:
    if group is None or variant.kind != "input":
        return title_of(ds, variant.name, lang)
    if len(variant.members) == 1:
        return title_of(ds, variant.members[0], lang)
    inside = Group(group.name, variant.members, group.titles)
    return inside.title((title_of(ds, member, lang) for member in variant.members), lang)


def heaviest(ds: xr.Dataset, scenario: str, output: Output, plan: Plan, most: int) -> list[Variant]:
    """Return the things that an output moves most with, at most so many, to be taken out one by one.

    ``ds`` is a run of the plan that kept its inputs. The order is that of the root mean square of what a regression
    says that each adds to what it has in the base estimate: an event that nearly always occurs has next to no variance
    and moves everything. None where nothing varies, or fewer than 50 draws count.
    """
    counts = output.counts
    known = [factor for factor in factors(ds, scenario) if factor.kind in ("input", "event")]
    if not known or output.draws < LEAST:
        return []
    columns = np.hstack([factor.columns[counts] for factor in known])
    centred = columns - columns.mean(axis=0)
    y = output.values[counts]
    slope = np.linalg.pinv(centred.T @ centred, rcond=1e-10, hermitian=True) @ (centred.T @ (y - y.mean()))
    likely = _most_likely(plan)
    added: dict[str, Array] = {}
    place = 0
    for factor in known:
        width = factor.columns.shape[1]
        row = plan.inputs.row(factor.name)
        start = 0.0 if factor.kind == "event" else 1.0 if factor.name.startswith("drivers[") else likely[row]
        added[factor.name] = (columns[:, place : place + width] - start) @ slope[place : place + width]
        place += width

    def weight(variant: Variant) -> float:
        parts = [added[name] for name in variant.members or (variant.name,) if name in added]
        return float(np.sqrt(np.mean(np.square(sum(parts))))) if parts else 0.0

    weights = [(weight(variant), variant) for variant in one_by_one(plan) if variant.kind != "correlation"]
    return [variant for size, variant in sorted(weights, key=lambda pair: -pair[0]) if size > 0][:most]
