"""Shares of the variance of a total: by its parts, which add up, or by inputs, of which it is some function.

Covariance shares: for ``T = sum p_i`` the variance is ``Var T = sum Cov(p_i, T)``, so ``share_i = Cov(p_i, T) / Var T``
sum to 1, whatever the parts have to do with one another. (It is the Shapley value of the variance game too; Colini-
Baldeschi, Scarsini and Vaccari 2018.) A part that falls when the rest rises has a negative share.

For inputs the total is first written as a linear regression on them, ``T = b0 + sum b_c x_c + e``. Least squares makes
e uncorrelated with every x_c, so ``Var T = sum b_c Cov(x_c, T) + Var e`` holds exactly in the sample: the terms
``b_c x_c`` are parts as above, and ``Var e / Var T`` is the row *interaction and residual*: curvature, products of
inputs, and what no input holds (the councils' own choices). The shares of correlated inputs share out what they have in
common (Pratt 1987; Li et al. 2010, doi:10.1021/jp9096919: structural plus correlative).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import batch_edges, batch_sizes, batch_sums, jackknife_half_width
from aksonsim.language.text import Text, _, translate
from aksonsim.results.means import variance_of

Array = npt.NDArray[np.float64]


class NoShares(ValueError):
    """There are no shares of a variance, for the reason ``why``."""

    def __init__(self, why: Text) -> None:
        super().__init__(translate(why, "en"))
        self.why = why


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of a variance, float64[k], which with ``residual`` sum to 1; ``half`` half their 95 % intervals."""

    share: Array
    half: Array
    residual: float
    residual_half: float
    variance: float


def additive_shares(parts: Array, total: Array | None = None) -> Shares:
    """Return the covariance share of each part of a sum.

    Parameters
    ----------
    parts
        float64[n, k]; the total is their sum, or ``total``, float64[n], of parts that overlap. n >= 25.

    Returns
    -------
    Shares
        With a residual of zero.

    Raises
    ------
    NoShares
        Where the sum does not vary.
    """
    parts = parts - parts.mean(axis=0)
    total = parts.sum(axis=1) if total is None else total - total.mean()
    sums = [batch_sums(x) for x in (parts, total, parts * total[:, None], total * total)]
    size = batch_sizes(total.size)

    def of(weight: float | Array, part: Array, whole: Array, product: Array, square: Array) -> Array:
        # A running axis for batches where there is one.
        count, mean, variance = (np.asarray(x)[..., None] for x in (weight, whole / weight, square))
        covariance: Array = product / count - (part / count) * mean
        ratio: Array = covariance / (variance / count - mean * mean)
        return ratio

    if np.ptp(total) <= 1e-12 * float(np.abs(parts).max(initial=0.0)):
        raise NoShares(_("the total does not vary"))
    whole = of(float(total.size), *(s.sum(axis=0) for s in sums))
    left_out = of(total.size - size, *(s.sum(axis=0) - s for s in sums))
    return Shares(whole, jackknife_half_width(left_out), 0.0, 0.0, variance_of(total))


def regression_shares(columns: Array, groups: Sequence[int], total: Array) -> Shares:
    """Return the share of each group of columns in the variance of a total, and the residual.

    Parameters
    ----------
    columns
        float64[n, c]; those that do not vary take no share.
    groups
        Group of each column, 0..k-1.
    total
        float64[n].

    Raises
    ------
    NoShares
        Where the total does not vary or there are not clearly more draws than columns.
    """
    n, width = columns.shape
    if n < 2 * width + 100:
        few = {"width": str(width), "least": str(2 * width + 100), "draws": str(n)}
        raise NoShares(_("{width} columns need at least {least} draws; got {draws}", **few))
    sd = columns.std(axis=0)
    spread = float(total.std())
    if spread == 0:
        raise NoShares(_("the total does not vary"))
    x = (columns - columns.mean(axis=0)) / np.where(sd > 0, sd, 1.0)
    table = np.column_stack([x, (total - total.mean()) / spread])
    products = np.array([table[i:j].T @ table[i:j] for i, j in itertools.pairwise(batch_edges(n))])
    sums, size = batch_sums(table), batch_sizes(n)
    member = np.zeros((width, max(groups, default=-1) + 1))
    member[np.arange(width), list(groups)] = 1.0

    def of(product: Array, level: Array, count: float) -> Array:
        covariance = product / count - np.outer(level, level) / count**2
        # Equal or constant columns: the solution of least norm shares out between them.
        slope = np.linalg.pinv(covariance[:-1, :-1], rcond=1e-10, hermitian=True) @ covariance[:-1, -1]
        found: Array = (slope * covariance[:-1, -1] / covariance[-1, -1]) @ member
        return found

    whole = of(products.sum(axis=0), sums.sum(axis=0), float(n))
    left_out = np.array(
        [of(products.sum(axis=0) - products[j], sums.sum(axis=0) - sums[j], n - size[j]) for j in range(size.size)]
    )
    rest = jackknife_half_width(1.0 - left_out.sum(axis=1, keepdims=True))
    half = jackknife_half_width(left_out)
    return Shares(whole, half, 1.0 - float(whole.sum()), float(rest[0]), variance_of(total))
