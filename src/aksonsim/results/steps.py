"""Differences of percentiles on common draws that are small against the spread of the draws.

The paired error of `aksonsim.results.differences.percentile_difference` rests on the draws that lie below the
percentile in one scenario and above it in the other. A small step carries few draws across, perhaps none: the error
then reads zero though the step is hardly known. What crosses in expectation is known better: with d the difference of
a draw and delta that of the percentiles, a draw crosses if it lies within ``d - delta`` of the percentile, so that
their share is ``f E|d - delta|`` with f the density there, and the variance of the step

    s^2 share / n  =  s E|d - delta| / n,      s = 1 / f,

the mean taken over draws near the percentile. It is zero for a pure shift, as it must be. The larger of both counts.
"""

from __future__ import annotations

import math

import numpy as np

from aksonsim.results import percentiles as pc
from aksonsim.results.differences import Sample, percentile_difference, together, window
from aksonsim.results.statistic import Statistic


def percentile_step(first: Sample, second: Sample, p: float, level: float = 0.95) -> Statistic:
    """Return the difference of two p-quantiles on common draws, with an error that a small step does not hide.

    Parameters
    ----------
    first, second
        Equally many draws, at least 2 that count in each.
    p
        Probability inside (0, 1).
    level
        Confidence, inside (0, 1).
    """
    found = percentile_difference(first, second, p, level)
    half = max(found.half, _expected_half(first, second, p, found.value, level))
    return Statistic(found.value, (found.value - half, found.value + half), found.draws, level)


def _expected_half(first: Sample, second: Sample, p: float, value: float, level: float) -> float:
    """Return half the interval by the draws that are expected to cross."""
    inside = together([first, second])
    x, y = (sample.draws if inside is None else sample.draws[inside] for sample in (first, second))
    reach = min(window(max(x.size, 2), p, level), 0.999 * p, 0.999 * (1 - p))
    low, high = (pc.percentile(y, p - reach), pc.percentile(y, p + reach)) if y.size else (0.0, 0.0)
    near = (y >= low) & (y <= high)
    if np.count_nonzero(near) < 2:
        return 0.0
    moved = x[near] - y[near]
    if np.ptp(moved) == 0:  # a pure shift is known
        return 0.0
    # With few draws near, delta is known no better than by the mean of what is near. What jumps out of the window is
    # no small step, and is counted among the draws that cross.
    most = 0.5 * (high - low)
    apart = max(float(np.minimum(np.abs(moved - centre), most).mean()) for centre in (value, float(moved.mean())))
    slope = (high - low) / (2 * reach)
    return pc.standard_score(level) * math.sqrt(slope * apart / y.size)
