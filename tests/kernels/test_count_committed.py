"""Who has passed: vectors of draws and the lanes left over against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels import count_committed
from aksonsim.kernels.arrays import Array
from aksonsim.kernels.council_arrays import NOBODY_LEFT, NOT_YET, WITHDRAWN, CouncilState
from aksonsim.sampling.jit import kernel

MUNICIPALITIES, COUNTIES = 11, 3
LANES = (1, 15, 16, 17, 64, 83, 528)
SEGMENTS = [(0, MUNICIPALITIES), (3, 4), (2, 9), (5, 5)]
WHOLE = 3.0e7


@kernel
def tally(needed: Array, packed: Array, first: int, last: int, limit: Array, out: Array) -> None:
    count_committed.tally(needed, packed, first, last, limit, out)


@kernel
def settle(packed: Array, first: int, last: int, row: int, k: int, c: int, state: CouncilState) -> None:
    count_committed.settle((first, last, row, k, c), packed, WHOLE, state)


def few(rng: np.random.Generator, *shape: int) -> Array:
    """Return numbers of which many are equal, some above all signed integers."""
    return rng.choice(np.array([0, 1, 2, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 1], np.uint32), shape)


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize(("first", "last"), SEGMENTS)
def test_tally__sums_those_at_or_below_the_limit(lanes: int, first: int, last: int) -> None:
    rng = np.random.default_rng(lanes)
    needed, limit = few(rng, MUNICIPALITIES, lanes), few(rng, lanes)
    packed = rng.integers(0, 2**27, MUNICIPALITIES).astype(np.uint32)
    out = np.full(lanes, 9, np.uint32)
    tally(needed, packed, first, last, limit, out)
    expected = ((needed <= limit) * packed[:, None].astype(np.int64))[first:last].sum(axis=0)
    np.testing.assert_array_equal(out, expected)


def begun(rng: np.random.Generator, lanes: int) -> CouncilState:
    """Return a state in which some have committed in rounds seen, and some, bound anew, are not counted yet."""
    hazard = rng.choice(np.array([1.0, 1.5, 2.0, 9.0], np.float32), (2, lanes))
    words = rng.choice(np.array([0.5, 1.5, 1.75, 9.0, np.inf, -1.0, -0.5], np.float32), (MUNICIPALITIES, lanes))
    fields = dict.fromkeys(CouncilState._fields) | {
        "threshold": words.view(np.uint32),
        "waited": rng.choice(np.array([0, 4, NOT_YET, WITHDRAWN], np.int16), (MUNICIPALITIES, lanes)),
        "hazard": hazard,
        "soonest": rng.choice(np.array([0.0, 1.5, 2.0, np.inf], np.float32), (2, lanes)).view(np.uint32),
        "people": rng.integers(0, 2**24, (COUNTIES + 2, lanes)).astype(np.int32),
        "county_share": rng.random((COUNTIES, lanes)),
        "rounds_seen": rng.choice(np.array([4, 5], np.int16), lanes),
    }
    return CouncilState(**fields)


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize(("first", "last"), SEGMENTS)
def test_settle__counts_whoever_newly_passes_where_anybody_can(lanes: int, first: int, last: int) -> None:
    rng = np.random.default_rng(lanes + 1)
    state, row, k, c = begun(rng, lanes), 1, 1, 2
    before = CouncilState(*(None if a is None else a.copy() for a in state))
    sizes = rng.integers(0, 2**20, MUNICIPALITIES)
    settle((sizes + 2**24).astype(np.uint32), first, last, row, k, c, state)
    limit, word = state.hazard[row].view(np.uint32), state.threshold[first:last]
    looked = limit >= before.soonest[k]
    passed, waited = word <= limit, before.waited[first:last]
    seen = np.broadcast_to(before.rounds_seen, waited.shape)
    new = passed & (waited > seen)
    left = np.where(passed, NOBODY_LEFT, word).min(axis=0, initial=NOBODY_LEFT)
    groups = np.add.reduceat(looked, np.arange(0, lanes, count_committed.WIDTH)) > 0  # a vector is looked at as a whole
    together = np.repeat(groups, count_committed.WIDTH)[:lanes] if lanes >= count_committed.WIDTH else looked
    whole = np.arange(lanes) < lanes // count_committed.WIDTH * count_committed.WIDTH
    looked = np.where(whole, together, looked)
    np.testing.assert_array_equal(state.waited[first:last], np.where(new & looked, seen, waited))
    np.testing.assert_array_equal(state.soonest[k], np.where(looked, left, before.soonest[k]))
    more = ((new & looked) * sizes[first:last, None]).sum(axis=0)
    np.testing.assert_array_equal(state.people[c], before.people[c] + more)
    np.testing.assert_array_equal(state.people[COUNTIES], before.people[COUNTIES] + more)
    np.testing.assert_array_equal(state.people[COUNTIES + 1], before.people[COUNTIES + 1] + (new & looked).sum(axis=0))
    np.testing.assert_array_equal(
        state.county_share[c], np.where(looked, state.people[c] / WHOLE, before.county_share[c])
    )
    for name in ("threshold", "hazard", "rounds_seen"):
        np.testing.assert_array_equal(getattr(state, name), getattr(before, name))
    np.testing.assert_array_equal(state.soonest[0], before.soonest[0])
    np.testing.assert_array_equal(state.people[:2], before.people[:2])
