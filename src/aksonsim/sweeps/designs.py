"""Designs: points in the unit cube, each a pure function of (seed, parameter's path, point).

Random designs use the streams of `aksonsim.sampling`, keyed by the parameter's path: in ``lhs`` a parameter that is
added or removed leaves the others where they were.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aksonsim.errors import AksonsimError
from aksonsim.sampling import designs as kernels
from aksonsim.sampling.streams import stream_key, uniform

Array = npt.NDArray[np.float64]
LEAST_BLOCKS = 32
"""Blocks of a saltelli design: the first power of 2 that can be cut into the batches of which indices get their error
(`aksonsim.analysis.batches.BATCHES`)."""


def _key(seed: int, name: str) -> tuple[int, int]:
    return stream_key(seed, f"sweep.{name}")


def lhs(names: Sequence[str], points: int, seed: int) -> Array:
    """Return a Latin hypercube, float64[points, k] inside (0, 1): each of ``points`` strata is hit once."""
    out = np.empty((len(names), points))
    scratch = np.empty(points, np.uint32)
    for row, name in zip(out, names, strict=True):
        kernels.fill_lhs(*_key(seed, name), 0, points, row, scratch)
    return np.ascontiguousarray(out.T)


def sobol(names: Sequence[str], points: int, seed: int) -> Array:
    """Return Owen-scrambled Sobol points, float64[points, k] inside (0, 1); balanced where points is a power of 2."""
    tables = kernels.sobol_tables(len(names))
    out = np.empty((len(names), points))
    for row, name, table in zip(out, names, tables, strict=True):
        kernels.fill_sobol(*_key(seed, name), 0, table, row)
    return np.ascontiguousarray(out.T)


def saltelli(names: Sequence[str], points: int, seed: int) -> Array:
    """Return blocks of A, k times A with one column of B, and B: float64[n (k + 2), k], in the order SALib has them.

    n is the largest power of 2 for which the blocks fit into ``points`` (Saltelli et al. 2010,
    doi:10.1016/j.cpc.2009.09.018). Raises AksonsimError for fewer than `LEAST_BLOCKS`.
    """
    k = len(names)
    least = LEAST_BLOCKS * (k + 2)
    if points < least:
        what = f"saltelli needs at least {least} points for {k} {'parameters' if k > 1 else 'parameter'}, not {points}"
        raise AksonsimError(f"{what}: {LEAST_BLOCKS} blocks of {k + 2}, without which no index has an error")
    n = 2 ** ((points // (k + 2)).bit_length() - 1)
    both = sobol([*names, *(f"{name} again" for name in names)], n, seed)
    a, b = both[:, :k], both[:, k:]
    block = np.repeat(a[:, None, :], k + 2, axis=1)
    for i in range(k):
        block[:, 1 + i, i] = b[:, i]
    block[:, -1] = b
    return block.reshape(n * (k + 2), k)


def morris(names: Sequence[str], points: int, seed: int, levels: int = 4) -> Array:
    """Return trajectories of k + 1 points that move one parameter at a time, float64[r (k + 1), k].

    Levels i / (levels - 1), step ``levels / (2 (levels - 1))``; r the trajectories that fit into ``points``, at least
    2 (Morris 1991, doi:10.1080/00401706.1991.10484804). Raises AksonsimError for fewer.
    """
    k = len(names)
    r = points // (k + 1)
    if r < 2:
        raise AksonsimError(f"morris needs at least {2 * (k + 1)} points for {k} parameters, not {points}")
    half = levels // 2
    places = np.arange(r)
    low, up, order = (np.empty((r, k)) for _ in range(3))
    for i, name in enumerate(names):
        u = [uniform(seed, f"sweep.{name}", places, index) for index in range(3)]
        low[:, i] = np.floor(u[0] * half)
        up[:, i] = u[1] < 0.5
        order[:, i] = u[2]
    start = np.where(up == 1, low, low + half)
    out = np.repeat(start[:, None, :], k + 1, axis=1)
    step = np.where(up == 1, half, -half)
    for t, turn in enumerate(np.argsort(order, axis=1, kind="stable")):
        for move, i in enumerate(turn):
            out[t, move + 1 :, i] += step[t, i]
    return out.reshape(r * (k + 1), k) / (levels - 1)


def grid(levels: Sequence[int]) -> Array:
    """Return all combinations of so many levels, the last parameter fastest, as middles of equal cells in (0, 1)."""
    cells = [(np.arange(n) + 0.5) / n for n in levels]
    return np.array(list(itertools.product(*cells)), dtype=np.float64).reshape(-1, len(levels))
