"""What a percentile and a mean lose without one thing: it is taken out of the plan and the run made again.

Every run has the same draws, so differences are paired, and what is correlated with the thing stays as it was. An event
without is one that never occurs, so its probability counts; a driver without multiplies by 1 or adds nothing; other
inputs without their uncertainty have their most likely value, as in the base estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.correlated import Group, groups
from aksonsim.analysis.sensitivity import factors, title_of
from aksonsim.engine.plan import Plan
from aksonsim.language.text import Text, Title, _, as_title
from aksonsim.results.measure import MEAN, Measure, difference
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Output
from aksonsim.results.statistic import Statistic
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question

Array = npt.NDArray[np.float64]

_SHOCKS = ("uptake.confidence", "uptake.county[", "uptake.withdrawal")
"""Factors about 1, which is what they are without."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A plan without something: ``kind`` event, driver, input (a group of correlated ones is one) or correlation.

    ``called``: what readers call it, where that is no title of the file's. ``group``: that of the inputs it is about,
    where it has another name.
    """

    kind: str
    name: str
    plan: Plan
    members: tuple[str, ...] = ()
    called: Text | None = None
    group: str = ""


@frozen
class Removal:
    """What taking something out of a scenario changes: the output with it less the output without it, paired.

    ``change`` of the percentile, ``mean_change`` of the mean; ``members`` of a group of correlated inputs.
    """

    name: str = shaped(label=True)
    title: Title
    kind: str = shaped(label=True)
    members: tuple[str, ...]
    change: Statistic
    mean_change: Statistic


@frozen
class LeaveOneOut:
    """What each event, driver, other input and correlation adds, by falling size, and all of a kind ``together``.

    Single rows do not add up to those of all together.
    """

    rows: tuple[Removal, ...]
    together: tuple[Removal, ...]


def leave_one_out(question: Question, base: xr.Dataset) -> LeaveOneOut:
    """Take out one thing at a time; ``base`` is a run of the question."""
    whole, name = question.read(base), question.scenario.name

    def outputs(plans: Iterable[Plan]) -> Iterator[Output]:
        return map(question.read, question.runs(plans))

    def rows(variants: Iterator[Variant]) -> tuple[Removal, ...]:
        return effects_of(list(variants), base, name, whole, outputs, question.at)

    return LeaveOneOut(rows=rows(one_by_one(question.plan)), together=rows(together(question.plan)))


def one_by_one(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without each thing that can be taken out."""
    for event in plan_variants.drawn_events(plan):
        yield Variant("event", f"events[{event}]", plan_variants.without_events(plan, [event]))
    for driver in plan.scenario.drivers:
        yield Variant("driver", f"drivers[{driver.id}]", plan_variants.without_drivers(plan, [driver.id]))
    yield from _inputs(plan)
    tied = plan_variants.ties(plan)
    for g, group in enumerate(tied.groups):
        yield Variant("correlation", group.stream, plan_variants.with_rho(plan, 0.0, groups=[g], pairs=[]))
    for c, component in enumerate(tied.components):
        members = ", ".join(component.members)
        without = plan_variants.with_rho(plan, 0.0, groups=[], pairs=[c])
        tied_to = " + ".join(sorted(component.members))
        yield Variant("correlation", f"correlation of {members}", without, group=tied_to)


def _inputs(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without the spread of each input that is no driver and no part of an event."""
    for streams in plan_variants.streams(plan):
        members = [name for name in streams.members or (streams.name,) if not name.startswith(("events[", "drivers["))]
        rows = [plan.inputs.rows[name] for name in members if name in plan.inputs.rows]
        modes = _most_likely(plan)[rows]
        if rows and not np.isnan(modes).any():
            yield Variant("input", streams.name, plan_variants.held(plan, rows, modes), tuple(members))


def _most_likely(plan: Plan) -> Array:
    """Return what each input is without its uncertainty, float64[K]; NaN for a bare uniform."""
    shift, factor = plan.inputs.affine.T
    modes: Array = shift + factor * plan.sampler.modes
    for name, row in plan.inputs.rows.items():
        if name.startswith(_SHOCKS):
            modes[row] = 1.0
    for name, value in plan.lines.at_base.items():
        modes[plan.inputs.rows[name]] = value
    return modes


def together(plan: Plan) -> Iterator[Variant]:
    """Yield the plan without all of a kind at once."""
    if plan_variants.drawn_events(plan):
        without = plan_variants.without_events(plan, plan_variants.drawn_events(plan))
        yield Variant("event", "all events", without, called=_("all events"))
    if plan.scenario.drivers:
        drivers = [driver.id for driver in plan.scenario.drivers]
        yield Variant("driver", "all drivers", plan_variants.without_drivers(plan, drivers), called=_("all drivers"))
    if plan_variants.ties(plan).members:
        without = plan_variants.with_rho(plan, 0.0)
        yield Variant("correlation", "all correlations", without, called=_("all correlations"))


def effects_of(
    variants: Sequence[Variant],
    base: xr.Dataset,
    scenario: str,
    whole: Output,
    run: Callable[[Iterable[Plan]], Iterator[Output]],
    p: float,
) -> tuple[Removal, ...]:
    """Return what each variant takes away, by falling size.

    Parameters
    ----------
    variants
        Plans without something.
    base, scenario, whole
        The run with everything, its scenario, and the output of it.
    run
        Simulates plans on the same draws and reads the output of each.
    p
        Probability of the percentile.
    """
    known = {group.name: group for group in groups(base, scenario)}
    rows = []
    for variant, output in zip(variants, run(variant.plan for variant in variants), strict=True):
        without = output.values
        rows.append(
            Removal(
                name=variant.name,
                title=_title(base, variant, known.get(variant.group or variant.name)),
                kind=variant.kind,
                members=variant.members,
                change=difference(whole.values, without, Measure(p)),
                mean_change=difference(whole.values, without, MEAN),
            )
        )
    return tuple(sorted(rows, key=lambda row: -abs(row.change.value)))


def _title(ds: xr.Dataset, variant: Variant, group: Group | None) -> Title:
    if variant.called is not None:
        return as_title(variant.called)
    if group is None or variant.kind not in ("input", "correlation"):
        return title_of(ds, variant.name)
    titles = [title_of(ds, member) for member in variant.members or group.members]
    if variant.kind == "correlation":
        return as_title(_("that they are correlated: {name}", name=group.title(titles)))
    return titles[0] if len(titles) == 1 else Group(group.name, variant.members, group.stated).title(titles)


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
    neutral = {f"drivers[{driver.id}]": driver.neutral for driver in plan.scenario.drivers}
    added: dict[str, Array] = {}
    place = 0
    for factor in known:
        width = factor.columns.shape[1]
        row = plan.inputs.row(factor.name)
        start = 0.0 if factor.kind == "event" else neutral.get(factor.name, likely[row])
        added[factor.name] = (columns[:, place : place + width] - start) @ slope[place : place + width]
        place += width

    def weight(variant: Variant) -> float:
        parts = [added[name] for name in variant.members or (variant.name,) if name in added]
        return float(np.sqrt(np.mean(np.square(sum(parts))))) if parts else 0.0

    weights = [(weight(variant), variant) for variant in one_by_one(plan) if variant.kind != "correlation"]
    return [variant for size, variant in sorted(weights, key=lambda pair: -pair[0]) if size > 0][:most]
