"""Who has passed: vectors of draws and the lanes left over against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels import count_committed
from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel

MUNICIPALITIES, ROUNDS, ROWS = 11, 7, 3
LANES = (1, 15, 16, 17, 64, 83, 528)


@kernel
def tally(needed: Array, packed: Array, first: int, last: int, limit: Array, out: Array) -> None:
    count_committed.tally(needed, packed, first, last, limit, out)


@kernel
def add_missed(
    needed: Array, noted: Array, row: int, begin: int, end: int, first: int, last: int, waited: Array
) -> None:
    count_committed.add_missed(needed, noted, row, begin, end, first, last, waited)


def few(rng: np.random.Generator, *shape: int) -> Array:
    """Return numbers of which many are equal, some above all signed integers."""
    return rng.choice(np.array([0, 1, 2, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 1], np.uint32), shape)


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize(("first", "last"), [(0, MUNICIPALITIES), (3, 4), (2, 9), (5, 5)])
def test_tally__sums_those_at_or_below_the_limit(lanes: int, first: int, last: int) -> None:
    rng = np.random.default_rng(lanes)
    needed, limit = few(rng, MUNICIPALITIES, lanes), few(rng, lanes)
    packed = rng.integers(0, 2**27, MUNICIPALITIES).astype(np.uint32)
    out = np.full(lanes, 9, np.uint32)
    tally(needed, packed, first, last, limit, out)
    expected = ((needed <= limit) * packed[:, None].astype(np.int64))[first:last].sum(axis=0)
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize(("first", "last"), [(0, MUNICIPALITIES), (3, 4), (2, 9), (5, 5)])
@pytest.mark.parametrize(("begin", "end"), [(0, ROUNDS), (2, 5), (3, 3)])
def test_add_missed__counts_the_rounds_that_were_not_enough(
    lanes: int, first: int, last: int, begin: int, end: int
) -> None:
    rng = np.random.default_rng(lanes)
    needed, noted = few(rng, MUNICIPALITIES, lanes), few(rng, ROUNDS, ROWS, lanes)
    waited = rng.integers(0, 20_001, (MUNICIPALITIES, lanes)).astype(np.int16)
    expected = waited.copy()
    missed = (needed[None, first:last] > noted[begin:end, None, 1]).sum(axis=0)
    expected[first:last] += missed.astype(np.int16)
    add_missed(needed, noted, 1, begin, end, first, last, waited)
    np.testing.assert_array_equal(waited, expected)
