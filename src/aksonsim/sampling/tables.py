"""Quantile tables: a distribution turned into cubic pieces that a kernel reads without knowing the distribution.

Three layouts of rows ``c0 + c1 t + c2 t**2 + c3 t**3``, each the cubic through four equidistant points of its piece
(error f'''' h^4 / 1944, a fifth of Hermite's, and no density is needed):

* ``TAIL``: a row for each 32nd of each octave of the distance to the nearer end, from 2**-53 to 1/2, both ends;
* ``SCORE``: a row for each 1/64 of the normal score z, for members of a copula: x = T(z);
* ``SEARCH``: breaks in u with a row each, for distributions that jump or are too rough for the other two.

Where a kink of the distribution falls inside a row, the row is split and its second part gets a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache as remember_call
from functools import lru_cache
from hashlib import sha256
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from aksonsim.model.actuals import Drawn
from aksonsim.model.estimate import Constant
from aksonsim.sampling.distribution import Distribution, FloatArray
from aksonsim.sampling.fitting import ROUGH, in_score, in_tails, searched
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.sources import digest

TAIL, SCORE, SEARCH = range(3)

Arrays = dict[str, npt.NDArray[np.float64]]


class TableCache(Protocol):
    """Somewhere to keep tables between runs. Neither call may fail: a cache that cannot be used forgets."""

    def get(self, key: str) -> Arrays | None:
        """Return the arrays kept under a key, or None."""

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep arrays under a key."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a distribution besides its table: mean, sd, mode, and the ends of what a run can draw."""

    mean: float
    sd: float
    mode: float
    lower: float
    upper: float

    @classmethod
    def of(cls, distribution: Distribution) -> Self:
        return cls(distribution.mean, distribution.sd, distribution.mode, distribution.lower, distribution.upper)


@dataclass(frozen=True, slots=True)
class QuantileTable:
    """A distribution as cubic pieces.

    ``layout`` is TAIL, SCORE or SEARCH; ``rows`` float64[r, 4]; ``kinks`` float64[k, 3] (row, fraction, row from
    there on); ``breaks`` float64[r], only for SEARCH.
    """

    layout: int
    rows: FloatArray
    kinks: FloatArray
    breaks: FloatArray
    figures: Figures

    def to_arrays(self) -> Arrays:
        """Return the table as plain arrays."""
        f = self.figures
        head = np.array([self.layout, f.mean, f.sd, f.mode, f.lower, f.upper])
        return {"head": head, "rows": self.rows, "kinks": self.kinks, "breaks": self.breaks}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the table that `to_arrays` gave."""
        head = [float(x) for x in arrays["head"]]
        return cls(int(head[0]), arrays["rows"], arrays["kinks"], arrays["breaks"], Figures(*head[1:]))


def build(distribution: Distribution, *, score: bool = False) -> QuantileTable:
    """Build the table of a distribution: in the normal score for a member of a copula, else in the tail probability.

    The result is compared with the distribution between its nodes; one too rough for equal pieces is searched instead.
    """
    figures = Figures.of(distribution)
    exact = distribution.exact_pieces()
    if exact is not None:
        breaks, rows = exact
        return QuantileTable(SEARCH, rows, np.zeros((0, 3)), breaks, figures)
    rows, kinks, worst = in_score(distribution) if score else in_tails(distribution)
    if worst > ROUGH:
        breaks, rows = searched(distribution)
        return QuantileTable(SEARCH, rows, np.zeros((0, 3)), breaks, figures)
    return QuantileTable(SCORE if score else TAIL, rows, kinks, np.zeros(0), figures)


def tables_for(
    estimates: Sequence[Drawn], cache: TableCache | None = None, *, scores: Sequence[bool] | None = None
) -> list[QuantileTable]:
    """Return the table of each estimate, from the cache where it is known (SciPy is then not even imported).

    ``scores[i]``: whether estimate i is a member of a copula. Raises LawError as `distribution_of` does.
    """
    wanted = [False] * len(estimates) if scores is None else list(scores)
    made: dict[str, QuantileTable] = {}
    out = []
    for estimate, score in zip(estimates, wanted, strict=True):
        key = table_key(estimate, score=score)
        if key not in made:
            made[key] = _one_table(estimate, key, score, cache)
        out.append(made[key])
    return out


def _one_table(estimate: Drawn, key: str, score: bool, cache: TableCache | None) -> QuantileTable:
    if isinstance(estimate, Constant):  # dearer to fetch than to make
        return build(distribution_of(estimate))
    arrays = cache.get(key) if cache is not None else None
    if arrays is not None:
        return QuantileTable.from_arrays(arrays)
    table = build(distribution_of(estimate), score=score)
    if cache is not None:
        cache.put(key, table.to_arrays())
    return table


def table_key(estimate: Drawn, *, score: bool) -> str:
    """Return the name of a table in a cache: sha256 of form, canonical JSON, layout, and of the code that makes it."""
    made_by = (digest("sampling"), scipy_version(), np.__version__)
    text = "\n".join((type(estimate).__name__, _stated(estimate), str(score), *made_by))
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1024)  # for variants of one scenario
def _stated(estimate: Drawn) -> str:
    return estimate.model_dump_json()


@remember_call
def scipy_version() -> str:
    """Return SciPy's version without importing its parts."""
    import scipy

    return str(scipy.__version__)
