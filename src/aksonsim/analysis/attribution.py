"""Who carries a percentile: Euler attribution, E[part | total at its percentile].

A percentile is homogeneous of degree one, so it is the sum of its derivatives with respect to the parts (Euler), and
the derivative of the p-quantile of ``sum p_i`` with respect to the size of part i is ``E[p_i | total = q_p]`` (Tasche
1999; Gourieroux, Laurent and Scaillet 2000, doi:10.1016/S0927-5398(00)00011-6). The parts' own percentiles do not add;
these do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.statistic import means as means_of

Array = npt.NDArray[np.float64]

REACH = 0.2
"""How much of the probability to the nearer end a window takes on either side, at 1 000 draws; as n^(-1/5) of more."""
SAME = 1e-9
"""Totals of a window that differ by less of their size are one."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Parts of a percentile, float64[k], that sum to ``value``, and their means over all draws.

    ``half`` and ``mean_half`` are half their 95 % intervals, ``draws`` those near the percentile that were read.
    """

    part: Array
    half: Array
    mean: Array
    mean_half: Array
    value: float
    interval: pc.Interval
    draws: int


def euler(parts: Array, p: float, *, total: Array | None = None, reach: float = REACH) -> Attribution:
    """Attribute the p-quantile of a sum to its parts.

    Parameters
    ----------
    parts
        float64[n, k] of the draws that count; the total is their sum, unless ``total`` says otherwise: float64[n], of
        parts that overlap, such as elements and groups of them.
    p
        Probability inside (0, 1).
    reach
        Half the width of the window as a share of the probability to the nearer end, at 1 000 draws.

    Returns
    -------
    Attribution
        A line through each part against the total over the draws in the window, read at the percentile: the lines add
        up to the total, so their values there sum to the percentile to rounding, and a part that grows faster than the
        others is not carried off by a window that lies askew. The interval adds the error of the mean of what the line
        leaves and what its slope makes of the percentile's. docs/explanation/validation.md has the bias as measured.
    """
    n = parts.shape[0]
    if n < 2 or not 0 < p < 1:
        raise ValueError(f"needs two draws and p inside (0, 1); got {n} and {p}")
    whole = parts.sum(axis=1) if total is None else total
    chosen = pc.select(whole, pc.Wanted((p,), (p,)))
    value, interval = chosen.percentiles[p], chosen.intervals[p]
    side = max(1, round(reach * min(p, 1 - p) * (1000 / max(n, 1000)) ** 0.2 * n))
    middle = round((n - 1) * p)
    order = np.argsort(whole, kind="stable")[max(0, middle - side) : middle + side + 1]
    rows, near = parts[order], whole[order]
    inside, summed = rows.mean(axis=0), float(near.mean())
    away = near - summed
    if np.ptp(near) > SAME * np.abs(near).max():
        slope = away @ (rows - inside) / (away @ away)
    else:
        slope = inside / summed if summed else np.zeros_like(inside)
    error = np.array([one.half for one in means_of(rows - np.outer(away, slope))])
    width = half_width(interval)  # without an end of few draws
    half = np.hypot(error, slope * width) if math.isfinite(width) else np.full_like(inside, np.inf)
    means = means_of(parts)
    mean, mean_half = np.array([one.value for one in means]), np.array([one.half for one in means])
    return Attribution(inside + slope * (value - summed), half, mean, mean_half, value, interval, rows.shape[0])
