"""Two levels of uncertainty: what is drawn inside each point, and what differs between points.

Where the points of a sweep are cases that one cannot tell apart (estimates of parameters, not choices), each has its
own S-curve, and the curves' spread says how sure any percentile itself is (the variability and uncertainty of
second-order Monte Carlo; Pouillot and Delignette-Muller 2010, doi:10.1016/j.ijfoodmicro.2010.07.011).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from aksonsim.results.means import sd_of
from aksonsim.results.measure import Measure, statistics
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, mean

Array = npt.NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def band(curves: Array) -> Array:
    """Return quantiles over points of S-curves float64[points, probability]: float64[`LEVELS`, probability].

    Each is a quantile of quantile functions: the curve that a share of the points lies left of, at every probability.
    """
    found: Array = np.quantile(curves, LEVELS, axis=0)
    return found


@frozen
class HowSure:
    """How sure a figure itself is: its mean, standard deviation and `LEVELS` over points.

    ``inner_half``: half the Monte Carlo interval inside a point, at its median, the part of the spread that more draws
    would take away; None where it is not known.
    """

    points: int
    mean: float
    sd: float
    levels: Mapping[Measure, Statistic] = shaped(spread=True)
    inner_half: float | None = shaped(sparse=True, default=None)


def how_sure(values: Array, intervals: Array | None = None) -> HowSure:
    """Return how sure a figure itself is.

    Parameters
    ----------
    values, intervals
        float64[points] and [points, 2]: the figure at each point with its Monte Carlo interval, finite. Intervals of
        the quantiles are as of independent points.
    """
    inner = None if intervals is None else float(np.median(0.5 * (intervals[:, 1] - intervals[:, 0])))
    return HowSure(
        points=int(values.size),
        mean=mean(values).value,
        sd=sd_of(values),
        levels=statistics(values, tuple(map(Measure, LEVELS))),
        inner_half=inner,
    )
