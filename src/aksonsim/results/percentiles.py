"""Percentiles, means and probabilities of draws, each with its Monte Carlo error.

A percentile is the inverse of the empirical distribution function, interpolated linearly between order statistics
(``numpy.quantile``'s default; Hyndman & Fan 1996, type 7, doi:10.1080/00031305.1996.10473566).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from aksonsim.results.counted import Counted

Values = npt.NDArray[np.floating]
Draws = Values | Counted
"""Draws of one amount, one dimension, or what is known of them where they are not kept."""
Interval = tuple[float, float]


@lru_cache(maxsize=256)
def order_ranks(n: int, p: float, level: float = 0.95) -> tuple[int, int]:
    """Return the ranks of the two order statistics that enclose the p-quantile with at least ``level`` confidence.

    The number of draws below the true quantile is binomial (n, p), whatever the distribution, so the ranks are exact:
    ``P(X_(lower) <= q_p <= X_(upper)) >= level``, at most ``(1 - level) / 2`` missed on either side.

    Parameters
    ----------
    n
        Number of independent draws, at least 1.
    p
        Probability of the quantile, inside (0, 1).
    level
        Confidence, inside (0, 1).

    Returns
    -------
    tuple of int
        One-based ranks; 0 or ``n + 1`` where no order statistic is far enough out (too few draws for a bound).

    Notes
    -----
    Conover (1999), *Practical Nonparametric Statistics*, section 3.2. The binomial weights come from the ratio of
    neighbours, started at the mode and normalised; beyond 12 standard deviations they are below 1e-30.
    """
    if n < 1 or not 0 < p < 1 or not 0 < level < 1:
        raise ValueError(f"needs n >= 1 and p, level inside (0, 1); got n={n}, p={p}, level={level}")
    centre = min(int((n + 1) * p), n)
    reach = int(12 * math.sqrt(n * p * (1 - p))) + 60
    lowest, highest = max(0, centre - reach), min(n, centre + reach)
    below = np.arange(lowest, highest, dtype=np.float64)
    steps = np.log((n - below) / (below + 1) * (p / (1 - p)))
    log_weight = np.concatenate(([0.0], np.cumsum(steps)))
    weight = np.exp(log_weight - log_weight.max())
    cumulative = np.cumsum(weight / weight.sum())
    tail = 0.5 * (1 - level)
    # lower: the largest r with P(B < r) <= tail; upper: the smallest s with P(B >= s) <= tail.
    lower = lowest + int(np.searchsorted(cumulative, tail, side="right"))
    upper = lowest + int(np.searchsorted(cumulative, 1 - tail, side="left")) + 1
    return lower, upper


def _neighbours(n: int, p: float) -> tuple[int, int, float]:
    """Return the two zero-based ranks a percentile lies between, and how far towards the second."""
    place = (n - 1) * p
    low = min(int(place), n - 1)
    return low, min(low + 1, n - 1), place - low


def percentile(x: npt.ArrayLike | Counted, p: float) -> float:
    """Return the p-quantile of draws by selection.

    Parameters
    ----------
    x
        Draws, one dimension, at least one, no NaN.
    p
        Probability inside [0, 1].
    """
    if isinstance(x, Counted):
        return select(x, Wanted((p,))).percentiles[p]
    values = np.asarray(x)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"needs one dimension and at least one draw; got shape {values.shape}")
    if not 0 <= p <= 1:
        raise ValueError(f"p is a probability; got {p}")
    return select(values, Wanted((p,))).percentiles[p]


def percentile_interval(x: npt.ArrayLike, p: float, level: float = 0.95) -> Interval:
    """Return the interval between order statistics for the p-quantile (see `order_ranks`).

    A bound is infinite where there are too few draws for one.
    """
    return select(np.asarray(x), Wanted((), (p,), level)).intervals[p]


@dataclass(frozen=True, slots=True)
class Selected:
    """Percentiles by probability, and the intervals of those that were asked for."""

    percentiles: dict[float, float]
    intervals: dict[float, Interval]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which percentiles and intervals are wanted of draws; ``level`` is the intervals' confidence."""

    at: tuple[float, ...]
    interval_at: tuple[float, ...] = ()
    level: float = 0.95

    def ranks(self, n: int) -> set[int]:
        """Return the zero-based ranks that n draws must be selected at."""
        needed = {rank for p in self.at for rank in _neighbours(n, p)[:2]}
        bounds = (rank for p in self.interval_at for rank in order_ranks(n, p, self.level))
        return needed | {rank - 1 for rank in bounds if 1 <= rank <= n}

    def read(self, n: int, order_statistic: Callable[[int], float]) -> Selected:
        """Return what is wanted of n draws whose order statistics are known at `ranks`."""
        found: dict[float, float] = {}
        for p in self.at:
            low, high, share = _neighbours(n, p)
            first = order_statistic(low)
            found[p] = first + share * (order_statistic(high) - first)
        intervals: dict[float, Interval] = {}
        for p in self.interval_at:
            lower, upper = order_ranks(n, p, self.level)
            intervals[p] = (
                order_statistic(lower - 1) if lower >= 1 else -math.inf,
                order_statistic(upper - 1) if upper <= n else math.inf,
            )
        return Selected(found, intervals)


BINS = 4096
MANY = 50_000
"""Draws from which counting pays."""


def select(x: Draws, wanted: Wanted) -> Selected:
    """Return several percentiles and intervals from one selection.

    Parameters
    ----------
    x
        Draws, one dimension, at least one, no NaN.
    wanted
        What is wanted of them.
    """
    if isinstance(x, Counted):
        return wanted.read(x.size, x.order_statistic)
    ranks = sorted(wanted.ranks(x.size))
    found = dict(zip(ranks, order_statistics(x, ranks).tolist(), strict=True))
    return wanted.read(x.size, found.__getitem__)


def order_statistics(x: Values, ranks: Sequence[int]) -> Values:
    """Return the order statistics of draws at rising zero-based ranks, exactly.

    Draws are counted in bins and only those of the bins that hold a rank are sorted: ten times as fast as a partition
    at many ranks.
    """
    some = np.sort(x[:: max(x.size // 1000, 1)])
    low, high = float(some[some.size // 100]), float(some[-1 - some.size // 100])  # inside the tails
    if x.size < MANY or not 0 < high - low < math.inf:
        return np.partition(x, ranks)[ranks]
    from aksonsim.kernels import ranking  # numba, which few draws do without

    x = np.ascontiguousarray(x)
    place, counts = np.empty(x.size, np.uint16), np.zeros(BINS + 2, np.int64)
    ranking.count(x, low, BINS / (high - low), place, counts)
    below = np.cumsum(counts)
    holding = np.searchsorted(below, ranks, side="right")
    wanted = np.zeros(below.size, dtype=np.bool_)
    wanted[holding] = True
    some = np.empty(counts[wanted].sum(), x.dtype)
    ranking.collect(x, place, wanted, some)
    before = np.concatenate([[0], np.cumsum(np.where(wanted, counts, 0))])[holding]
    at = before + (np.asarray(ranks) - (below - counts)[holding])
    some.partition(at)
    chosen: Values = some[at]
    return chosen


def select_with_zeros(x: Values, zeros: int, wanted: Wanted) -> tuple[Selected, Selected]:
    """Return what is wanted of non-negative draws together with so many zeros, and of the draws alone.

    The zeros come first in order, so both readings share one selection.
    """
    n = x.size
    shifted = {rank - zeros for rank in wanted.ranks(n + zeros) if rank >= zeros}
    ranks = sorted(wanted.ranks(n) | shifted)
    found = dict(zip(ranks, order_statistics(x, ranks).tolist(), strict=True))
    together = wanted.read(n + zeros, lambda rank: found[rank - zeros] if rank >= zeros else 0.0)
    return together, wanted.read(n, found.__getitem__)


def standard_score(level: float = 0.95) -> float:
    """Return the half width of a two-sided normal interval in standard errors (1.96 at 95 %)."""
    return NormalDist().inv_cdf(0.5 * (1 + level))


def probability_interval(count: int, n: int, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a probability seen ``count`` times in ``n`` draws.

    It stays inside [0, 1] and keeps its width at 0 and n, where the normal interval has none (Wilson 1927,
    doi:10.1080/01621459.1927.10502953).
    """
    if not 0 <= count <= n or n < 1:
        raise ValueError(f"needs 0 <= count <= n and n >= 1; got count={count}, n={n}")
    z2 = standard_score(level) ** 2
    share = count / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)
