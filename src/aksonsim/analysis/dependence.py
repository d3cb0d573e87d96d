"""How strongly the programmes' costs move together, and what that does to the P85 of their sum."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aksonsim.results import percentiles as pc
from aksonsim.results.plain import frozen
from aksonsim.results.statistic import Statistic, quantile

Column = npt.NDArray[np.float64]
GRID = 2048
NODES = 48
RHOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@frozen
class Correlation:
    """Pearson's correlation of two programmes' costs."""

    between: tuple[str, str]
    rho: float


@frozen
class Dependence:
    """The ``percentile`` of a sum beside the sum of the percentiles.

    ``independent``, ``comonotone``: the same marginals with correlation 0 and 1. ``implied_rho``: the equicorrelation
    of a Gaussian copula on the measured marginals that gives the measured percentile, held to [0, 1]; its interval
    comes from the percentile's.
    """

    percentile: float
    sum_of_percentiles: float
    percentile_of_sum: Statistic
    independent: float
    comonotone: float
    implied_rho: Statistic
    correlations: tuple[Correlation, ...]


def dependence(names: Sequence[str], columns: Sequence[Column], p: float = 0.85) -> Dependence | None:
    """Compare the P85 of a sum with the sum of the P85s; None for fewer than two programmes that vary.

    Parameters
    ----------
    names, columns
        The programmes and their draws, all of one length.
    p
        Probability of the percentile.
    """
    kept = [(name, column) for name, column in zip(names, columns, strict=True) if column.min() < column.max()]
    if len(kept) < 2:
        return None
    varying = [column for _, column in kept]
    total: Column = np.sum(varying, axis=0)
    measured = quantile(total, p)
    model = _Sum(varying)
    comonotone = float(sum(pc.percentile(column, p) for column in varying))
    # At correlation 1 percentiles add exactly; the quadrature of a distribution without spread would be a staircase.
    modelled = [*(model.percentile(rho, p) for rho in RHOS), comonotone]

    def rho_at(percentile: float) -> float:
        return float(np.interp(percentile, modelled, (*RHOS, 1.0)))

    matrix: npt.NDArray[np.float64] = np.atleast_2d(np.corrcoef(varying))
    pairs = itertools.combinations(range(len(kept)), 2)
    low, high = measured.bounds
    return Dependence(
        percentile=p,
        sum_of_percentiles=float(sum(pc.percentile(column, p) for column in columns)),
        percentile_of_sum=measured,
        independent=modelled[0],
        comonotone=comonotone,
        implied_rho=Statistic(rho_at(measured.value), (rho_at(low), rho_at(high)), total.size),
        correlations=tuple(Correlation(between=(kept[i][0], kept[j][0]), rho=float(matrix[i, j])) for i, j in pairs),
    )


class _Sum:
    """Distribution of a sum of columns under an equicorrelated Gaussian copula.

    Given the common factor the columns are independent, so their distributions are convolved on a grid and averaged
    over the factor by Gauss-Hermite quadrature: no draws, hence no noise of its own.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        from scipy.special import ndtri  # 60 ms of import that only this question needs

        self.low = float(sum(column.min() for column in columns))
        span = float(sum(column.max() - column.min() for column in columns))
        self.step = span / (GRID - 1)
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        self.nodes, self.weights = nodes, weights / weights.sum()
        # z-scores of the distribution functions at the upper edges of the grid's cells
        edges = (np.arange(GRID) + 0.5) * self.step
        self.scores = np.array(
            [ndtri(np.searchsorted(np.sort(c), c.min() + edges, side="right") / c.size) for c in columns]
        )

    def percentile(self, rho: float, p: float) -> float:
        from scipy.special import ndtr

        shifted = self.scores[:, None, :] - np.sqrt(rho) * self.nodes[:, None]
        mass = np.diff(ndtr(shifted / np.sqrt(1 - rho)), axis=-1, prepend=0.0)
        size = len(self.scores) * GRID
        product = np.fft.rfft(mass, n=size).prod(axis=0)
        masses = np.fft.irfft(self.weights @ product, n=size)[:GRID]
        below = np.cumsum(masses)
        return self.low + self.step * (float(np.interp(p, below, np.arange(GRID))) + 0.5)
