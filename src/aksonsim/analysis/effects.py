"""Main effects and interactions of the parameters of a design, and response curves.

Functional ANOVA: a function of independent parameters is a sum of a mean, a function of each, a function of each pair,
..., uncorrelated with one another, so its variance is the sum of theirs (Hoeffding 1948; Sobol' 1993). On a full grid
the terms are means over levels, exact; on a random design they are read from a regression on Legendre polynomials.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import BATCHES, batch_edges, jackknife_half_width
from aksonsim.language.text import Text, _, translate
from aksonsim.results import percentiles as pc
from aksonsim.results.means import sd_of
from aksonsim.results.statistic import mean as mean_of

Array = npt.NDArray[np.float64]
Pair = tuple[int, int]

BINS = 10
"""Parts of a parameter's points that a response curve is the mean of, where it has more than `FEW` values."""
FEW = 12
DEGREE = 3


class NoEffects(ValueError):
    """The points cannot say what the output depends on; ``why``: the reason."""

    def __init__(self, why: Text) -> None:
        super().__init__(translate(why, "en"))
        self.why = why


@dataclass(frozen=True)
class Effects:
    """Shares of a variance: ``main`` float64[k], ``pairs`` by pair of parameters, and what is left.

    ``half`` (of main), ``pairs_half`` and ``residual_half`` are half their 95 % intervals, None on a grid, where they
    are exact. ``variance`` is that over the points, in the square of the output's unit.
    """

    main: Array
    pairs: dict[Pair, float]
    residual: float
    variance: float
    half: Array | None = None
    pairs_half: dict[Pair, float] | None = None
    residual_half: float | None = None


def factorial(levels: npt.NDArray[np.int64], y: Array) -> Effects:
    """Return the effects on a full grid.

    Parameters
    ----------
    levels
        int64[n, k]: level of each parameter at each point; every combination stands once.
    y
        float64[n], finite.

    Raises
    ------
    ValueError
        Where the points are no full grid, or y does not vary.
    """
    k = levels.shape[1]
    sizes = levels.max(axis=0) + 1
    if int(np.prod(sizes)) != y.size or np.unique(levels, axis=0).shape[0] != y.size:
        raise NoEffects(_("the points are no full grid"))
    table = np.full(tuple(sizes), np.nan)
    table[tuple(levels.T)] = y - y.mean()
    variance = float(np.square(table).mean())
    if variance <= 1e-24 * max(1.0, float(np.square(y).mean())):
        raise NoEffects(_("the output does not vary"))
    means = [table.mean(axis=tuple(j for j in range(k) if j != i)) for i in range(k)]
    main = np.array([np.square(mean).mean() for mean in means]) / variance
    pairs = {}
    for i, j in itertools.combinations(range(k), 2):
        both = table.mean(axis=tuple(m for m in range(k) if m not in (i, j)))
        pairs[i, j] = float(np.square(both - means[i][:, None] - means[j][None, :]).mean()) / variance
    return Effects(main, pairs, 1.0 - float(main.sum()) - sum(pairs.values()), variance)


def polynomial(unit: Array, y: Array) -> Effects:
    """Return the effects on a random design from a least-squares fit of Legendre polynomials.

    Parameters
    ----------
    unit
        float64[n, k]: points in the unit cube, uniform and independent.
    y
        float64[n], finite. Degree 3 for each parameter, products of degree 1 and 2 for each pair; with fewer than
        twice as many points as terms the pairs are left out, and belong to the residual.

    Raises
    ------
    ValueError
        Where there are too few points, or y does not vary.

    Notes
    -----
    The polynomials are orthonormal under the uniform law, so a term's variance is its squared coefficient (Sudret 2008,
    doi:10.1016/j.ress.2007.04.002). The residual is what no term fits: higher orders, jumps, noise. Intervals come from
    a jackknife as of independent points: a guide for space-filling designs, whose error is smaller.
    """
    n, k = unit.shape
    basis = _legendre(unit)
    columns = [basis[d][:, i] for i in range(k) for d in range(DEGREE)]
    groups: list[int | Pair] = [i for i in range(k) for degree in range(DEGREE)]
    couples = list(itertools.combinations(range(k), 2))
    products = [(0, 0), (0, 1), (1, 0), (1, 1)]
    if n >= 2 * (len(columns) + len(products) * len(couples)) + 1:
        for i, j in couples:
            columns += [basis[a][:, i] * basis[b][:, j] for a, b in products]
            groups += [(i, j)] * len(products)
    if n < max(2 * len(columns) + 1, BATCHES):
        least = max(2 * DEGREE * k + 1, BATCHES)
        raise NoEffects(_("{k} parameters need at least {least} points; got {n}", k=k, least=least, n=n))
    variance = float(y.var())
    if variance <= 1e-24 * max(1.0, float(np.square(y).mean())):
        raise NoEffects(_("the output does not vary"))
    table = np.column_stack([np.ones(n), *columns, y - y.mean()])
    parts = np.array([table[a:b].T @ table[a:b] for a, b in itertools.pairwise(batch_edges(n))])
    names = list(dict.fromkeys(groups))
    member = np.array([[group == name for name in names] for group in groups], dtype=np.float64)

    def shares(products: Array) -> Array:
        gram, right = products[:-1, :-1], products[:-1, -1]
        slope = np.linalg.lstsq(gram, right, rcond=1e-12)[0]
        spread = products[-1, -1] / products[0, 0] - (products[0, -1] / products[0, 0]) ** 2
        residual = (products[-1, -1] - right @ slope) / products[0, 0] / spread
        explained = np.square(slope[1:]) @ member
        # Coefficients of an orthonormal basis and the points' own moments agree only in the limit: scaled to sum to 1.
        return np.append(explained * (1 - residual) / max(float(explained.sum()), 1e-300), residual)

    whole = shares(parts.sum(axis=0))
    half = jackknife_half_width(np.array([shares(parts.sum(axis=0) - part) for part in parts]))
    found = {name: (float(s), float(h)) for name, s, h in zip(names, whole, half, strict=False)}
    pairs = {name: s for name, (s, _) in found.items() if isinstance(name, tuple)}
    return Effects(
        main=np.array([found[i][0] for i in range(k)]),
        pairs=pairs,
        residual=float(whole[-1]),
        variance=variance,
        half=np.array([found[i][1] for i in range(k)]),
        pairs_half={name: found[name][1] for name in pairs},
        residual_half=float(half[-1]),
    )


def _legendre(unit: Array) -> list[Array]:
    """Return the Legendre polynomials of degree 1 to 3 that are orthonormal on (0, 1)."""
    t = 2 * unit - 1
    return [np.sqrt(3.0) * t, np.sqrt(5.0) * (1.5 * t**2 - 0.5), np.sqrt(7.0) * (2.5 * t**3 - 1.5 * t)]


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a response curve: the mean of y over ``points`` points whose parameter is ``at`` (or about it)."""

    at: float
    mean: float
    interval: pc.Interval
    points: int


def curve(x: Array, y: Array) -> list[Step]:
    """Return the mean of y along a parameter, over whatever the others are.

    Each of up to `FEW` values by itself; more in `BINS` parts of equal size, ``at`` their middle. The interval is that
    of the mean over points, 95 %.
    """
    values = np.unique(x)
    if values.size <= FEW:
        parts = [x == value for value in values]
    else:
        order = np.argsort(x, kind="stable")
        parts = []
        for chunk in np.array_split(order, min(BINS, x.size)):
            mask = np.zeros(x.size, dtype=bool)
            mask[chunk] = True
            parts.append(mask)
    steps = []
    for mask in parts:
        some = y[mask]
        mean = mean_of(some)
        steps.append(Step(float(np.median(x[mask])), mean.value, mean.bounds, some.size))
    return steps


@dataclass(frozen=True, slots=True)
class Elementary:
    """Elementary effects of one parameter over the range of its unit cube: mean and mean size, each with half its
    interval, and sd.

    ``size`` (mu star) ranks parameters; ``sd`` well above it tells of interaction or curvature.
    """

    mean: float
    mean_half: float
    size: float
    size_half: float
    sd: float


def morris(unit: Array, y: Array) -> list[Elementary]:
    """Return the elementary effects along trajectories of k + 1 points.

    ``unit`` float64[r (k + 1), k], one parameter moving at a time; ``y`` float64[r (k + 1)]. Morris (1991); mu star:
    Campolongo et al. (2007), doi:10.1016/j.envsoft.2006.10.004. Raises ValueError where the points are no trajectories.
    """
    k = unit.shape[1]
    if unit.shape[0] % (k + 1) or unit.shape[0] < 2 * (k + 1):
        raise NoEffects(_("the points are no trajectories of a morris design"))
    steps = np.diff(unit.reshape(-1, k + 1, k), axis=1)
    rises = np.diff(y.reshape(-1, k + 1), axis=1)
    moved = np.argmax(np.abs(steps), axis=2)
    if (np.count_nonzero(np.abs(steps) > 1e-12, axis=2) != 1).any():
        raise NoEffects(_("the points are no trajectories of a morris design"))
    found = []
    for i in range(k):
        at = moved == i
        effect = rises[at] / steps[..., i][at]
        mean, size = mean_of(effect), mean_of(np.abs(effect))
        found.append(Elementary(mean.value, mean.half, size.value, size.half, sd_of(effect)))
    return found
