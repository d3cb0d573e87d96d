"""Sobol' indices of any function from pick-freeze samples.

For independent inputs the variance of f splits into what each input, each pair, ... adds (Sobol' 1993). The first-order
index S_i is the share that input i explains alone, the total index ST_i the share that is lost when it is known:
``S_i = Var E[f | x_i] / Var f <= ST_i = E Var[f | all but x_i] / Var f``; the sum of S_i is at most 1, the sum of ST_i
at least 1, and what lies between is interaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import batch_sizes, batch_sums, jackknife_half_width

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Indices of k factors, float64[k] each, with half their 95 % intervals; ``variance`` is that of f.

    ``first_left_out`` [batches, k]: the first-order indices without each batch, for intervals of their sums.
    """

    first: Array
    first_half: Array
    first_left_out: Array
    total: Array
    total_half: Array
    variance: float

    def interaction(self, independent: Sequence[int]) -> tuple[float, float]:
        """Return what some independent factors do not explain one by one, and half its interval."""
        chosen = list(independent)
        half = jackknife_half_width(self.first_left_out[:, chosen].sum(axis=1))
        return 1.0 - float(self.first[chosen].sum()), float(half)


def sobol_indices(f_a: Array, f_b: Array, f_ab: Array) -> SobolIndices:
    """Estimate first-order and total indices.

    Parameters
    ----------
    f_a, f_b
        float64[n]: f at two independent samples A and B, n >= 50.
    f_ab
        float64[k, n]: f at A with factor i taken from B. A factor may be several inputs at once.

    Returns
    -------
    SobolIndices
        A factor that f does not look at has indices and errors of exactly zero.

    Raises
    ------
    ValueError
        For shapes that do not fit, values that are not finite, or a function that does not vary.

    Notes
    -----
    First order: ``mean(f_B (f_AB - f_A)) / V`` (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018, table 2 (b)), on
    values less their mean, which does not change what is estimated and makes the error smaller. Total:
    ``mean((f_A - f_AB)^2) / 2 V`` (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4). Intervals: delete-a-group
    jackknife of the ratios.
    """
    n = f_a.size
    if f_a.shape != f_b.shape or f_ab.ndim != 2 or f_ab.shape[1:] != f_a.shape:
        raise ValueError(f"needs f_a and f_b [n] and f_ab [k, n]; got {f_a.shape}, {f_b.shape}, {f_ab.shape}")
    if not (np.isfinite(f_a).all() and np.isfinite(f_b).all() and np.isfinite(f_ab).all()):
        raise ValueError("needs finite values")
    centre = 0.5 * (f_a.mean() + f_b.mean())
    a, b = f_a - centre, f_b - centre
    size = batch_sizes(n)
    first, total = np.empty((2, size.size, f_ab.shape[0]))
    for i, row in enumerate(f_ab):  # one factor at a time: memory for one more copy is enough
        step = row - f_a
        first[:, i] = batch_sums(b * step)
        total[:, i] = batch_sums(0.5 * step * step)
    level, square = batch_sums(a + b), batch_sums(a * a + b * b)
    if np.ptp(f_a) == 0 and np.ptp(f_b) == 0:
        raise ValueError("the function does not vary")

    def ratio(part: Array, counted: Array, levels: Array, squares: Array) -> Array:
        mean = levels / (2 * counted)
        variance = squares / (2 * counted) - mean * mean
        found: Array = part / counted[..., None] / variance[..., None]
        return found

    def both(part: Array) -> tuple[Array, Array]:
        whole = ratio(part.sum(axis=0), np.asarray(size.sum()), np.asarray(level.sum()), np.asarray(square.sum()))
        return whole, ratio(part.sum(axis=0) - part, n - size, level.sum() - level, square.sum() - square)

    (s, s_left_out), (st, st_left_out) = both(first), both(total)
    return SobolIndices(
        first=s,
        first_half=jackknife_half_width(s_left_out),
        first_left_out=s_left_out,
        total=st,
        total_half=jackknife_half_width(st_left_out),
        variance=float(np.var(np.concatenate([f_a, f_b]))),
    )
