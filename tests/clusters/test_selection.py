"""Order statistics and sums over slices are those of the whole, to the bit, for any values and slices."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from aksonsim.clusters import selection
from aksonsim.clusters.selection import LEAST, MOST, Selection, Window, first_windows, key_of, keys, look, value_of
from aksonsim.clusters.sums import Sums

KINDS = {
    "skew": lambda rng, n: rng.lognormal(size=n),
    "both signs": lambda rng, n: rng.normal(size=n),
    "few values": lambda rng, n: np.round(2 * rng.normal(size=n)) + 0.0,
    "one value": lambda rng, n: np.full(n, 3.5),
    "zeros": lambda rng, n: np.where(rng.random(n) < 0.5, 0.0, rng.lognormal(size=n)),
    "huge": lambda rng, n: 1e300 * rng.normal(size=n),
    "around zero": lambda rng, n: 5e-324 * rng.integers(-3, 4, n) + 0.0,
}
SIZES = (1, 2, 63, 129, 1000, 20_011)


def cuts(n: int) -> list[list[int]]:
    return [sorted(cut) for cut in ({0, n}, {0, n // 3, n // 2, n}, {0, min(1, n), n // 7, n - 1, n})]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", SIZES)
def test_selection__is_that_of_the_whole(kind: str, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FEW", 50)
    x = KINDS[kind](np.random.default_rng(n), n)
    ranks = sorted({0, n - 1, n // 2, n // 3, 85 * n // 100})
    for sample in (x[:2000], x[:0], x[:70] + 1e9):  # as good as it gets, none, one that leads astray
        found, windows = Selection(n, ranks), first_windows(sample, (0.1, 0.5, 0.85))
        passes = 0
        while not found.done:
            parts = [look(x[a:b], windows) for a, b in pairwise(cuts(n)[1])]
            whole = parts[0]
            for part in parts[1:]:
                for mine, other in zip(whole, part, strict=True):
                    mine.add(other)
            found.take(windows, whole)
            windows = found.windows()
            passes += 1
            assert passes < 9
        assert [found.order[rank] for rank in ranks] == np.sort(x)[ranks].tolist()


@pytest.mark.parametrize("n", SIZES)
def test_sums__are_those_of_the_whole(n: int) -> None:
    x = np.random.default_rng(n).lognormal(size=n)
    for cut in cuts(n):
        found = Sums(n)
        for a, b in [*pairwise(cut)][::-1]:
            found.add(Sums.of(x[a:b], a, n))
        assert found.total == float(x.sum())
        assert (len(found.halves), found.leaves) == (1, {})  # nothing is held of what is whole


def test_keys__are_in_the_order_of_values() -> None:
    x = np.array([-math.inf, -1e300, -2.0, -5e-324, 0.0, 5e-324, 1.0, 1e300, math.inf])
    assert (np.diff(keys(x)) > 0).all()
    assert [value_of(int(key)) for key in keys(x)] == x.tolist()
    assert (key_of(-math.inf), key_of(math.inf)) == (LEAST, MOST)


def test_window__takes_zero_for_what_it_is() -> None:
    zero = key_of(0.0)
    (below,) = look(np.array([-1.0, 0.0, 1.0]), [Window(zero - 100, zero - 1)])
    assert (below.below, below.counts.sum()) == (1, 0)
    (at,) = look(np.array([-1.0, 0.0, 1.0]), [Window(zero, zero)])
    assert (at.below, at.counts.tolist()) == (1, [1])
