"""Stochastic dominance: is one scenario better than another whatever amount one fears, and how surely?

For losses (costs; what is gained counts as a negative loss) first order means that the chance of losing more than t is
nowhere larger, ``P(A > t) <= P(B > t)`` for every t, which is the same as a quantile function that is nowhere higher.
Second order means that the expected excess is nowhere larger, ``E max(A - t, 0) <= E max(B - t, 0)``: whoever dislikes
risk prefers A (the increasing convex order; Shaked and Shanthikumar 2007, chapter 4). The first implies the second.

Both sides are means over draws, so their differences on common draws have the paired error of means, without densities;
its moments are sums over cells between thresholds (one histogram of both scenarios), so no threshold takes a pass.
That nothing is claimed by chance somewhere along t takes a simultaneous band. Its factor c solves

    kappa / pi exp(-c^2 / 2) + 2 (1 - Phi(c)) = 1 - level,      kappa = sum of arccos(correlation of neighbours),

an upper bound for a Gaussian process along its path (Naiman 1986, doi:10.1214/aos/1176350041; Johnstone and Siegmund
1989, doi:10.1214/aos/1176347009), or Bonferroni's if that is smaller. Nothing is resampled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from aksonsim.results.differences import Sample
from aksonsim.results.plain import frozen, shaped

Array = npt.NDArray[np.float64]

AT = np.linspace(0.01, 0.99, 99)
"""Thresholds stand at the least draw and at these quantiles of all scenarios' draws together."""
FEWEST = 25
"""Draws that must differ at a threshold before anything is claimed there: below it the normal law is no guide."""

Relation = Literal["dominates", "nearly", "crosses", "alike", "nearly_dominated", "dominated"]
MIRRORED: dict[Relation, Relation] = {
    "dominates": "dominated",
    "nearly": "nearly_dominated",
    "nearly_dominated": "nearly",
    "dominated": "dominates",
}


@frozen
class Verdict:
    """What a band shows of the first scenario against the second, in one order.

    ``relation``: ``dominates`` (surely better somewhere, surely worse nowhere, and nowhere worse in the sample),
    ``nearly`` (the same, but worse somewhere in the sample by no more than its error), ``crosses`` (surely better
    here, surely worse there), ``alike`` (no sure difference), ``nearly_dominated`` and ``dominated``.
    ``t_low`` and ``t_high`` are the extreme differences in standard errors, ``factor`` how many the band is wide to
    either side; ``better_from`` and so on the thresholds at which it is surely better or worse.
    """

    relation: Relation
    t_low: float
    t_high: float
    factor: float
    better_from: float | None = shaped(sparse=True, default=None)
    better_to: float | None = shaped(sparse=True, default=None)
    worse_from: float | None = shaped(sparse=True, default=None)
    worse_to: float | None = shaped(sparse=True, default=None)

    @property
    def turned(self) -> Verdict:
        """The same, of the second scenario against the first."""
        return Verdict(
            relation=MIRRORED.get(self.relation, self.relation),
            t_low=-self.t_high,
            t_high=-self.t_low,
            factor=self.factor,
            better_from=self.worse_from,
            better_to=self.worse_to,
            worse_from=self.better_from,
            worse_to=self.better_to,
        )


@frozen
class Orders:
    """Stochastic dominance of the first and of the second order."""

    first: Verdict
    second: Verdict

    @property
    def turned(self) -> Orders:
        """The same, of the second scenario against the first."""
        return Orders(first=self.first.turned, second=self.second.turned)


def relations(losses: Mapping[str, Sample], level: float = 0.95) -> dict[str, dict[str, Orders]]:
    """Say of every pair of scenarios whether one dominates the other, on common draws.

    Parameters
    ----------
    losses
        Losses by name (what is gained counts as a negative loss), equally many draws, at least two that count in each.
    level
        Confidence of each band as a whole, for one pair and one order.

    Returns
    -------
    dict
        By name and later name, of the first against the second. Where the second order surely contradicts a near
        dominance of the first, the first ``crosses``.
    """
    everything = np.concatenate([sample.kept for sample in losses.values()])
    thresholds = np.unique(np.concatenate([[everything.min()], np.quantile(everything, AT)]))
    sides = {name: _Side.of(sample, thresholds) for name, sample in losses.items()}
    names = list(losses)
    found: dict[str, dict[str, Orders]] = {name: {} for name in names}
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            one, two = bands(sides[a], sides[b], thresholds, level)
            found[a][b] = _consistent(Orders(first=verdict(one), second=verdict(two)))
    return found


@dataclass(frozen=True, slots=True)
class Band:
    """Differences along thresholds, first less second: negative where the first is better.

    ``threshold, value, error`` (one standard error) float64[T]; ``factor``, how many errors the band is wide to either
    side; ``known`` bool[T]: enough draws differ.
    """

    threshold: Array
    value: Array
    error: Array
    factor: float
    known: npt.NDArray[np.bool_]

    @property
    def better(self) -> npt.NDArray[np.bool_]:
        """Where the first is surely better."""
        return self.known & (self.value + self.factor * self.error < 0)

    @property
    def worse(self) -> npt.NDArray[np.bool_]:
        """Where the first is surely worse."""
        return self.known & (self.value - self.factor * self.error > 0)


def verdict(found: Band) -> Verdict:
    """Say in one word what a band shows of the first scenario against the second."""
    better, worse = found.better, found.worse
    t = np.divide(found.value, found.error, out=np.zeros_like(found.value), where=found.known & (found.error > 0))
    relation: Relation = "alike"
    if better.any() and worse.any():
        relation = "crosses"
    elif better.any():
        relation = "dominates" if (found.value <= 0).all() else "nearly"
    elif worse.any():
        relation = "dominated" if (found.value >= 0).all() else "nearly_dominated"
    ends: dict[str, float] = {}
    for key, where in (("better", better), ("worse", worse)):
        if where.any():
            ends |= {f"{key}_from": float(found.threshold[where][0]), f"{key}_to": float(found.threshold[where][-1])}
    return Verdict(relation=relation, t_low=float(t.min()), t_high=float(t.max()), factor=found.factor, **ends)


def _consistent(found: Orders) -> Orders:
    """Return both orders without a first that the second refutes: the first order implies the second."""
    relation, second = found.first.relation, found.second
    if (relation == "nearly" and second.worse_from is not None) or (
        relation == "nearly_dominated" and second.better_from is not None
    ):
        return replace(found, first=replace(found.first, relation="crosses"))
    return found


def factor(correlations: Sequence[float], level: float = 0.95) -> float:
    """Return how many standard errors a band takes that holds along a whole path with the confidence ``level``.

    Parameters
    ----------
    correlations
        Of neighbouring points of the path, one fewer than there are points.
    level
        Confidence, inside (0, 1).

    Examples
    --------
    >>> round(factor([1.0, 1.0, 1.0]), 2), round(factor([0.0] * 98), 2)
    (1.96, 3.48)
    """
    kappa = math.fsum(math.acos(min(1.0, max(-1.0, r))) for r in correlations)
    normal = NormalDist()
    low, high = 0.0, 12.0
    for _ in range(60):
        c = 0.5 * (low + high)
        missed = kappa / math.pi * math.exp(-0.5 * c * c) + 2 * (1 - normal.cdf(c))
        low, high = (c, high) if missed > 1 - level else (low, c)
    bonferroni = normal.inv_cdf(1 - 0.5 * (1 - level) / (len(correlations) + 1))
    return min(high, bonferroni)


@dataclass(frozen=True, slots=True)
class _Side:
    """One scenario's losses: zero where a draw does not count, their cell, and what does count (None: all).

    Cell c holds what exceeds the first c thresholds. ``share`` of the draws that count; ``mean`` and ``square``
    [order, T] and [order, T, T]: means of what exceeds each threshold, and of products, over the draws that count.
    """

    losses: Array
    cell: npt.NDArray[np.int64]
    inside: npt.NDArray[np.bool_] | None
    share: float
    mean: Array
    square: Array

    @classmethod
    def of(cls, sample: Sample, thresholds: Array) -> _Side:
        losses = np.asarray(sample.draws, dtype=np.float64)
        share = 1.0
        if sample.inside is not None:
            share = float(sample.inside.mean())
            losses = np.where(sample.inside, losses, 0.0)
        cell = np.searchsorted(thresholds, losses, side="left")
        kept = cell if sample.inside is None else cell[sample.inside]
        size = thresholds.size + 1
        own = np.asarray(losses if sample.inside is None else losses[sample.inside])
        count, once, twice = (
            np.cumsum(np.bincount(kept, weights=own**power, minlength=size)[::-1])[::-1][1:] / kept.size
            for power in range(3)
        )
        late = np.maximum.outer(np.arange(thresholds.size), np.arange(thresholds.size))
        low, high = np.minimum.outer(thresholds, thresholds), np.maximum.outer(thresholds, thresholds)
        products = twice[late] - (low + high) * once[late] + low * high * count[late]
        mean = np.stack([count, once - thresholds * count])
        return cls(losses, cell, sample.inside, share, mean, np.stack([count[late], products]))


def bands(first: _Side, second: _Side, thresholds: Array, level: float = 0.95) -> tuple[Band, Band]:
    """Return the differences of chances (first order) and of expected excess (second order) along thresholds."""
    n, size = first.losses.size, thresholds.size + 1
    both = _both(first, second)
    a, b = first.losses[both], second.losses[both]
    joint = first.cell[both] * size + second.cell[both]

    def beyond(weights: Array | None) -> Array:
        """Return sums over the draws in both whose cells are at least j (first) and l (second)."""
        table = np.bincount(joint, weights=weights, minlength=size * size).reshape(size, size)
        return np.cumsum(np.cumsum(table[::-1, ::-1], axis=0), axis=1)[::-1, ::-1].astype(np.float64)

    count, of_a, of_b, product, unlike = (beyond(weights) for weights in (None, a, b, a * b, (a != b).astype(float)))
    s, t = thresholds[:, None], thresholds[None, :]
    chance = (count[1:, 0], count[0, 1:], count[1:, 1:])
    excess = (
        of_a[1:, 0] - thresholds * count[1:, 0],
        of_b[0, 1:] - thresholds * count[0, 1:],
        product[1:, 1:] - s * of_b[1:, 1:] - t * of_a[1:, 1:] + s * t * count[1:, 1:],
    )
    # Draws that count in one alone differ wherever they exceed.
    alone = n * (first.share * first.mean[0] + second.share * second.mean[0]) - chance[0] - chance[1]
    differ = (
        alone + chance[0] + chance[1] - 2 * np.diagonal(chance[2]),
        alone + unlike[1:, 0] + unlike[0, 1:] - np.diagonal(unlike[1:, 1:]),
    )
    found = []
    for order, (sums, scale) in enumerate(zip((chance, excess), (1.0, thresholds[-1] - thresholds[0]), strict=True)):
        told = slice(1 - order, None)  # nothing is below the least draw: its chance says nothing, its excess the mean
        value = (first.mean[order] - second.mean[order])[told]
        value[np.abs(value) < 1e-10 * scale] = 0.0  # equal draws, summed in another order
        spread = _covariance(first, second, order, sums, float(count[0, 0]))[told, told]
        error = np.sqrt(np.maximum(np.diagonal(spread), 0.0))
        unit = np.where(error > 0, error, np.inf)
        near = np.diagonal(spread, 1) / unit[1:] / unit[:-1]
        known = differ[order][told] >= FEWEST
        found.append(Band(thresholds[told], value, error / math.sqrt(n), factor(near.tolist(), level), known))
    return found[0], found[1]


def _both(first: _Side, second: _Side) -> npt.NDArray[np.bool_]:
    """Return which draws count in both."""
    both = np.ones(first.losses.size, dtype=np.bool_)
    for side in (first, second):
        if side.inside is not None:
            both &= side.inside
    return both


def _covariance(first: _Side, second: _Side, order: int, sums: tuple[Array, Array, Array], draws: float) -> Array:
    """Return the covariance [T, T] of what one draw brings to the differences along thresholds.

    A draw brings ``w (f - mean f)``, w one over the share that counts where it does and else 0, of the first less that
    of the second. ``sums`` over the ``draws`` in both: of the first's f [T], the second's, and their products [T, T].
    """
    own = [(side.square[order] - np.outer(side.mean[order], side.mean[order])) / side.share for side in (first, second)]
    of_a, of_b, products = sums
    a, b = first.mean[order], second.mean[order]
    cross = products - np.outer(a, of_b) - np.outer(of_a, b) + draws * np.outer(a, b)
    cross /= first.share * second.share * first.losses.size
    covariance: Array = own[0] + own[1] - cross - cross.T
    return covariance
