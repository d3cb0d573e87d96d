"""Least squares on simulated figures: the fit, and what the figures do and do not say about the parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.batches import batch_edges
from aksonsim.analysis.claims import Asked, answer

Array = npt.NDArray[np.float64]

NEAREST = 0.01
"""Residual, in tolerances, of a parameter one scale away from its start.

It decides only what the targets leave open: of all values that fit equally well, those nearest to the start. What they
do determine, with singular value s, it moves by (NEAREST / s)^2 of the distance.
"""
CLOSE = 1e-4
"""The search ends with steps this small, relative to the distance from the lower bounds in scales."""
MET = 0.1
"""A target is met to this share of its Monte Carlo error; so where the search began matters less than the draws do."""
EXACT = 1e-3
"""And to this share of its tolerance, where the figure is not drawn and has no such error."""
MOST = 40
"""Evaluations of a fit at most."""
OPEN = 0.01
"""A parameter that has this much of its square in undetermined combinations is not identified."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is fitted to what.

    Of k parameters ``start, lower, upper`` (lower <= start <= upper) and ``scale`` (> 0, a moderate change), in their
    own units; of m targets ``value, tolerance`` (> 0, in the target's unit) and ``weight`` (> 0).
    """

    start: Array
    lower: Array
    upper: Array
    scale: Array
    value: Array
    tolerance: Array
    weight: Array

    def residuals(self, figures: Array) -> Array:
        """Return the distances of figures from their targets in tolerances, float64[m], weighted."""
        found: Array = np.sqrt(self.weight) * (figures - self.value) / self.tolerance
        return found

    def scaled(self, slopes: Array) -> Array:
        """Return slopes, float64[m, k], as weighted tolerances per scale."""
        found: Array = (np.sqrt(self.weight) / self.tolerance)[:, None] * slopes * self.scale
        return found


@dataclass(frozen=True, slots=True)
class Solution:
    """Fitted values float64[k], whether the search came to an end by itself, and its evaluations of the figures."""

    values: Array
    converged: bool
    evaluations: int


def step_share(draws: int) -> float:
    """Return the step of a central difference on common random numbers, as a share of the parameter's scale.

    A probability, or a percentile of something that happens or not, is a step function of a parameter at fixed draws:
    the difference over 2h counts the draws that change sides, about n h of them, so its variance goes as 1 / (n h).
    Its bias goes as h^2. The sum of squares is least at h ~ n^(-1/5) (Glasserman 2003, Monte Carlo Methods in Financial
    Engineering, section 7.1). For smooth figures the variance does not depend on h, and this step is as good as any.
    """
    return float(draws**-0.2)


class _Met(Exception):
    """Every target is met: `least_squares` knows no such end."""


def solve(frame: Frame, figures: Callable[[Array], Array], slopes: Callable[[Array], Array], errors: Array) -> Solution:
    """Find the parameters at which the weighted squared residuals are least, between their bounds.

    Parameters
    ----------
    frame
        Parameters and targets.
    figures, slopes
        Of parameters float64[k]: the model's figures float64[m] and their derivatives float64[m, k].
    errors
        Standard errors of the figures at the start, float64[m].

    Notes
    -----
    Dogleg in a box (`scipy.optimize.least_squares`): away from bounds its steps are Gauss and Newton's own, so what the
    targets leave open moves no farther than it must. In scales from the lower bounds, so that its notion of a small
    step is that of `CLOSE` for every parameter.
    """
    from scipy.optimize import least_squares  # 0.2 s of import that only a fit needs

    pull = NEAREST * np.eye(frame.start.size)
    enough = np.maximum(EXACT * frame.tolerance, MET * errors)
    tried: list[Array] = []

    def own(z: Array) -> Array:
        return np.clip(frame.lower + (z - 1.0) * frame.scale, frame.lower, frame.upper)

    def place(values: Array) -> Array:
        found: Array = (values - frame.lower) / frame.scale + 1.0
        return found

    def residuals(z: Array) -> Array:
        values = own(z)
        tried.append(values)
        figure = figures(values)
        if (np.abs(figure - frame.value) <= enough).all():
            raise _Met
        return np.concatenate([frame.residuals(figure), NEAREST * (values - frame.start) / frame.scale])

    try:
        found = least_squares(
            residuals,
            place(frame.start),
            jac=lambda z: np.vstack([frame.scaled(slopes(own(z))), pull]),
            bounds=(place(frame.lower), place(frame.upper)),
            method="dogbox",
            xtol=CLOSE,
            ftol=CLOSE,
            gtol=1e-10,
            max_nfev=MOST,
        )
    except _Met:
        return Solution(tried[-1], True, len(tried))
    return Solution(own(found.x), bool(found.status > 0), len(tried))


@dataclass(frozen=True, slots=True)
class Identification:
    """What targets say about parameters, to first order at the fitted values.

    ``singular`` float64[k], of slopes in tolerances per scale, falling, 0 where there are fewer targets, and ``noise``
    float64[k], the Monte Carlo error of each; ``response`` float64[k, m], what a parameter changes by when a target
    changes by 1 in its own unit; ``open`` bool[k], parameters that are not identified; ``loose`` float64[q, k], the
    combinations that are not, in scales, each with 1 as its largest entry in size.
    """

    singular: Array
    noise: Array
    response: Array
    open: npt.NDArray[np.bool_]
    loose: Array

    def covariance(self, of_targets: Array) -> Array:
        """Return the covariance of the parameters, float64[k, k], from that of the targets, float64[m, m]."""
        found: Array = self.response @ of_targets @ self.response.T
        return found

    def pinned(self, tolerance: Array) -> Array:
        """Return which share of a parameter's variance, float64[k, m], comes from which target's tolerance."""
        squares = np.square(self.response * tolerance)
        total = squares.sum(axis=1, keepdims=True)
        shares: Array = np.divide(squares, total, out=np.zeros_like(squares), where=total > 0)
        return shares


def identify(frame: Frame, slopes: Array, slope_errors: Array) -> Identification:
    """Say which combinations of parameters the targets determine.

    A combination counts as determined when moving along it, as far as the bounds let it, changes the targets by at
    least one tolerance, and when its singular value is more than twice what the Monte Carlo error of the slopes alone
    makes of it.

    Parameters
    ----------
    frame
        Parameters and targets.
    slopes, slope_errors
        Derivatives of figures by parameters at the fitted values, float64[m, k], and their standard errors.
    """
    k = frame.start.size
    left, some, right = np.linalg.svd(frame.scaled(slopes), full_matrices=True)
    singular = np.zeros(k)
    singular[: some.size] = some
    noise = np.sqrt(np.square(right) @ np.square(frame.scaled(slope_errors)).sum(axis=0))
    with np.errstate(divide="ignore"):
        reach = ((frame.upper - frame.lower) / frame.scale / np.abs(right)).min(axis=1)
    known = (singular * reach >= 1.0) & (singular > 2.0 * noise)
    inverse = (right[known].T / singular[known]) @ left[:, : some.size][:, known[: some.size]].T
    response = frame.scale[:, None] * inverse * (np.sqrt(frame.weight) / frame.tolerance)
    unseen = right[~known]
    is_open = np.square(unseen).sum(axis=0) > OPEN
    return Identification(singular, noise, response, is_open, sparse(unseen))


def sparse(vectors: Array) -> Array:
    """Return another basis of the same space, float64[q, k], with few parameters in each of its vectors.

    Gauss-Jordan with the largest entry left as pivot. A vector's largest entry is then 1 in size, its first above 0.
    """
    rows = np.array(vectors, dtype=np.float64)
    for i in range(rows.shape[0]):
        rest = np.abs(rows[i:])
        at, column = np.unravel_index(int(rest.argmax()), rest.shape)
        rows[[i, i + int(at)]] = rows[[i + int(at), i]]
        rows[i] /= rows[i, column]
        others = np.arange(rows.shape[0]) != i
        rows[others] -= np.outer(rows[others, column], rows[i])
    for row in rows:
        size = np.abs(row)
        row *= np.sign(row[size > 1e-6 * size.max()][0]) / size.max()
    return rows


def correlation(covariance: Array) -> Array:
    """Return the correlations of a covariance, float64[k, k]; NaN where a variance is 0."""
    sd = np.sqrt(np.diag(covariance))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = covariance / np.outer(sd, sd)
    return found


def figure(ds: xr.Dataset, scenario: str, asked: Asked) -> float | None:
    """Return the model's figure for what is asked (see `analysis.claims.answer`).

    None where the scenario does not simulate it, or no draw counts.
    """
    found = answer(ds, scenario, asked)
    return None if found is None else found.model.value


def figures(ds: xr.Dataset, asked: list[tuple[str, Asked]]) -> Array:
    """Return the figures of scenarios and questions, float64[m]; NaN where there is none."""
    found = [figure(ds, scenario, question) for scenario, question in asked]
    return np.array([np.nan if own is None else own for own in found])


def batch_figures(ds: xr.Dataset, asked: list[tuple[str, Asked]]) -> Array:
    """Return the figures of each batch of draws, float64[BATCHES, m]: draws are independent, so these are too."""
    edges = batch_edges(ds.sizes["draw"])
    parts = (slice(int(a), int(b)) for a, b in pairwise(edges))
    return np.array([figures(ds.isel(draw=part), asked) for part in parts])


def mean_covariance(batches: Array) -> Array:
    """Return the covariance of the figures of all draws, float64[m, m], from those of batches, float64[BATCHES, m]."""
    found: Array = np.atleast_2d(np.cov(batches, rowvar=False)) / batches.shape[0]
    return found
