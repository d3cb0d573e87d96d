"""Two levels of uncertainty: what is drawn inside each point, and what differs between points.

Where the points of a sweep are worlds that one cannot tell apart (estimates of parameters, not choices), each has its
own S-curve, and the curves' spread says how sure any percentile itself is (the variability and uncertainty of
second-order Monte Carlo; Pouillot and Delignette-Muller 2010, doi:10.1016/j.ijfoodmicro.2010.07.011).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.results import percentiles as pc
from aksonsim.results.means import mean_of, sd_of

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def band(curves: Array) -> Array:
    """Return quantiles over points of S-curves float64[points, probability]: float64[`LEVELS`, probability].

    Each is a quantile of quantile functions: the curve that a share of the worlds lies left of, at every probability.
    """
    found: Array = np.quantile(curves, LEVELS, axis=0)
    return found


def how_sure(values: Array, intervals: Array) -> Json:
    """Return how sure a figure itself is.

    Parameters
    ----------
    values, intervals
        float64[points] and [points, 2]: the figure at each point with its Monte Carlo interval, finite.

    Returns
    -------
    dict
        Quantiles over points ``p5, p25, p50, p75, p95``, each with ``_ci`` (order statistics: as of independent
        points), ``mean``, ``sd``, ``points``, and ``inner_half``: half the Monte Carlo interval inside a point, at its
        median, the part of the spread that more draws would take away.
    """
    keys = tuple(f"p{100 * p:.0f}" for p in LEVELS)
    chosen = pc.select(values, pc.Wanted(LEVELS, LEVELS))
    found: Json = {"points": int(values.size), "mean": mean_of(values).value, "sd": sd_of(values)}
    for key, p in zip(keys, LEVELS, strict=True):
        found |= {key: chosen.percentiles[p], f"{key}_ci": chosen.intervals[p]}
    found["inner_half"] = float(np.median(0.5 * (intervals[:, 1] - intervals[:, 0])))
    return found
