"""Who carries a percentile: Euler attribution, E[part | total at its percentile].

A percentile is homogeneous of degree one, so it is the sum of its derivatives with respect to the parts (Euler), and
the derivative of the p-quantile of ``sum p_i`` with respect to the size of part i is ``E[p_i | total = q_p]`` (Tasche
1999; Gourieroux, Laurent and Scaillet 2000, doi:10.1016/S0927-5398(00)00011-6). The parts' own percentiles do not add;
these do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.statistic import means as means_of

Array = npt.NDArray[np.float64]

WINDOW = 0.02
"""Draws whose total lies within so much probability on either side of the percentile stand for it."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Parts of a percentile, float64[k], that sum to ``value``, and their means over all draws.

    ``half`` and ``mean_half`` are half their 95 % intervals, ``draws`` those in the window.
    """

    part: Array
    half: Array
    mean: Array
    mean_half: Array
    value: float
    interval: pc.Interval
    draws: int


def euler(parts: Array, p: float, window: float = WINDOW, *, total: Array | None = None) -> Attribution:
    """Attribute the p-quantile of a sum to its parts.

    Parameters
    ----------
    parts
        float64[n, k] of the draws that count; the total is their sum, unless ``total`` says otherwise: float64[n], of
        parts that overlap, such as elements and groups of them.
    p
        Probability inside (0, 1).
    window
        Half the width of the window, in probability; narrower at the ends of the distribution.

    Returns
    -------
    Attribution
        The mean of each part over the draws in the window, times one factor (near 1) that makes the sum the
        percentile to rounding. The interval adds the error of that mean and the part's share of the percentile's.
    """
    n = parts.shape[0]
    if n < 2 or not 0 < p < 1:
        raise ValueError(f"needs two draws and p inside (0, 1); got {n} and {p}")
    whole = parts.sum(axis=1) if total is None else total
    chosen = pc.select(whole, pc.Wanted((p,), (p,)))
    value, interval = chosen.percentiles[p], chosen.intervals[p]
    reach = max(1, round(min(window, p, 1 - p) * n))
    middle = round((n - 1) * p)
    low, high = max(0, middle - reach), min(n, middle + reach + 1)
    order = np.argsort(whole, kind="stable")[low:high]
    rows = parts[order]
    inside = rows.mean(axis=0)
    summed = float(inside.sum() if total is None else whole[order].mean())
    factor = value / summed if summed else 1.0
    error = np.array([mean.half for mean in means_of(rows)])
    share = inside / summed if summed else np.zeros_like(inside)
    half = np.hypot(error * abs(factor), share * half_width(interval))
    means = means_of(parts)
    mean, mean_half = np.array([one.value for one in means]), np.array([one.half for one in means])
    return Attribution(inside * factor, half, mean, mean_half, value, interval, rows.shape[0])
