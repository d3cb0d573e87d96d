"""What the output of a sweep depends on: response curves, main effects, interactions, as its design allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import effects as anova
from aksonsim.analysis.effects import NoEffects
from aksonsim.analysis.indices import sobol_indices
from aksonsim.language.text import _
from aksonsim.results.statistic import Statistic
from aksonsim.sweeps.cases import Axis, Target
from aksonsim.sweeps.explored import (
    CurveStep,
    Effects,
    ElementaryEffect,
    Morris,
    PairShare,
    Saltelli,
    Share,
    Shares,
    SobolIndices,
)

Array = npt.NDArray[np.float64]


def finite_rows(target: Target) -> Array:
    """Return the Monte Carlo intervals; a bound that too few draws could not give stands at the value."""
    assert target.intervals is not None
    found: Array = np.where(np.isfinite(target.intervals), target.intervals, target.values[:, None])
    return found


def curve(axis: Axis, target: Target, kind: str, axes: Sequence[Axis]) -> tuple[CurveStep, ...]:
    """Return a response curve.

    Where the design chooses the levels of all parameters together the mean over points is exact but for their Monte
    Carlo error (at most the mean of theirs: they share their draws); elsewhere it has that of the points.
    """
    x, y = axis.x, target.values
    half = 0.5 * np.ptp(finite_rows(target), axis=1)
    if kind == "one_at_a_time":
        others = np.column_stack([other.x for other in axes if other is not axis] or [np.zeros_like(x)])
        alone = np.all(others == others[0], axis=1)
        x, y, half = x[alone], y[alone], half[alone]
    chosen = kind in ("grid", "one_at_a_time")
    return tuple(
        CurveStep(
            at=axis.at(step.at),
            mean=_with_half(step.mean, error.mean) if chosen else Statistic(step.mean, step.interval, step.points),
            points=step.points,
        )
        for step, error in zip(anova.curve(x, y), anova.curve(x, half), strict=True)
    )


def effects(
    unit: Array, target: Target, axes: Sequence[Axis], design: Mapping[str, Any], missing: bool
) -> Effects | None:
    """Return main effects and interactions as the design allows; NoEffects with the reason where it does not."""
    kind, y = design["kind"], target.values
    if kind == "one_at_a_time":
        return None
    if missing and kind not in ("lhs", "sobol"):
        raise NoEffects(_("a {kind} design needs all its points", kind=kind))
    if kind == "morris":
        levels = design["levels"]
        return _morris(anova.morris((unit * levels - 0.5) / (levels - 1), y), axes)
    if kind == "saltelli":
        return _saltelli(y, axes)
    if kind == "grid":
        levels_of = np.column_stack([np.unique(column, return_inverse=True)[1] for column in unit.T])
        return _shares("grid", anova.factorial(levels_of, y), axes)
    return _shares("polynomial", anova.polynomial(unit, y), axes)


def _with_half(value: float, half: float | None) -> Statistic:
    return Statistic(float(value), None if half is None else (float(value - half), float(value + half)))


def _morris(found: Sequence[anova.Elementary], axes: Sequence[Axis]) -> Morris:
    rows = [
        ElementaryEffect(
            name=axis.name,
            title=axis.title,
            mean=_with_half(one.mean, one.mean_half),
            size=_with_half(one.size, one.size_half),
            sd=one.sd,
        )
        for axis, one in zip(axes, found, strict=True)
    ]
    return Morris(rows=tuple(sorted(rows, key=lambda row: -row.size.value)))


def _shares(method: str, found: anova.Effects, axes: Sequence[Axis]) -> Shares:
    half, pairs_half = found.half, found.pairs_half
    rows = [
        Share(
            name=axis.name,
            title=axis.title,
            share=_with_half(found.main[i], None if half is None else half[i]),
        )
        for i, axis in enumerate(axes)
    ]
    pairs = [
        PairShare(
            between=(axes[i].name, axes[j].name),
            titles=(axes[i].title, axes[j].title),
            share=_with_half(share, None if pairs_half is None else pairs_half[i, j]),
        )
        for (i, j), share in found.pairs.items()
    ]
    return Shares(
        method=method,
        rows=tuple(sorted(rows, key=lambda row: -row.share.value)),
        pairs=tuple(sorted(pairs, key=lambda row: -row.share.value)),
        residual=_with_half(found.residual, found.residual_half),
        sd=found.variance**0.5,
    )


def _saltelli(y: Array, axes: Sequence[Axis]) -> Saltelli:
    blocks = y.reshape(-1, len(axes) + 2)
    if np.ptp(y) == 0:
        raise NoEffects(_("the output does not vary"))
    found = sobol_indices(blocks[:, 0], blocks[:, -1], np.ascontiguousarray(blocks[:, 1:-1].T))
    rows = [
        SobolIndices(
            name=axis.name,
            title=axis.title,
            first=_with_half(found.first[i], found.first_half[i]),
            total=_with_half(found.total[i], found.total_half[i]),
        )
        for i, axis in enumerate(axes)
    ]
    return Saltelli(rows=tuple(sorted(rows, key=lambda row: -row.total.value)), sd=found.variance**0.5)
