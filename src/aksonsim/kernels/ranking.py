"""Draws in bins, so that an order statistic is looked for in one bin alone."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel


@kernel
def count(x: Array, low: float, scale: float, place: Array, counts: Array) -> None:
    """Write each draw's bin to ``place`` uint16[n] and add it to ``counts`` int64[k]: those beyond fall in the last.

    Bin 0 is below ``low``, the others are ``1 / scale`` wide. Rounding keeps the order of draws, so a bin holds a whole
    stretch of it. ``x`` float[n] without NaN.
    """
    last = counts.shape[0] - 1.0
    for i in range(x.shape[0]):
        place[i] = np.int32(min(max((x[i] - low) * scale + 1.0, 0.0), last))
    for i in range(x.shape[0]):
        counts[place[i]] += 1


@kernel
def collect(x: Array, place: Array, wanted: Array, out: Array) -> None:
    """Write the draws whose bin is ``wanted`` bool[k] to ``out``, which holds just as many, in their order."""
    found = 0
    for i in range(x.shape[0]):
        if wanted[place[i]]:
            out[found] = x[i]
            found += 1
