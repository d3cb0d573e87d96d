"""What the model says of its own events, and dates that a stopped programme never reaches: small cases by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from aksonsim.kernels.council_arrays import STOPPED, WITHDRAWN
from aksonsim.kernels.outcomes import committed_flags, mass_withdrawal, reached

PASSED = 0


def plain(kernel):
    """Return what numba compiles: a stand-in for state has no type that it knows."""
    return getattr(kernel, "py_func", kernel)


def test_mass_withdrawal__is_more_inhabitants_gone_than_left() -> None:
    """Three municipalities of 1, 2 and 3 inhabitants; lanes: 3 gone of 3 left, 4 of 2, all left, all gone, stopped."""
    gone = np.array([[1, 1, 0, 1, 1], [1, 0, 0, 1, 1], [0, 1, 0, 1, 1]], bool)
    waited = np.where(gone, WITHDRAWN, 2).astype(np.int32)
    waited[:, 1] += gone[:, 1]  # withdrawn in a later round: a higher number
    state = SimpleNamespace(waited=waited, outcome=np.array([PASSED, PASSED, PASSED, PASSED, STOPPED]))
    flag = np.full(5, 7, np.uint8)
    council = SimpleNamespace(inhabitants=np.array([1, 2, 3]))
    plain(mass_withdrawal)(council, state, (~gone).astype(np.uint8), flag)
    assert flag.tolist() == [0, 1, 0, 1, 0]


def test_mass_withdrawal__who_never_committed_counts_on_neither_side() -> None:
    """One of 5 has withdrawn, one of 4 is committed, one of 9 neither."""
    state = SimpleNamespace(waited=np.array([[WITHDRAWN], [2], [2]], np.int32), outcome=np.array([PASSED]))
    flag = np.zeros(1, np.uint8)
    committed = np.array([[0], [1], [0]], np.uint8)
    plain(mass_withdrawal)(SimpleNamespace(inhabitants=np.array([5, 4, 9])), state, committed, flag)
    assert flag.tolist() == [1]


def test_committed_flags__are_of_those_who_waited_less_than_all_rounds() -> None:
    state = SimpleNamespace(waited=np.array([[0, 3], [4, 4], [5, 4]], np.int32), rounds_seen=np.array([4, 5], np.int32))
    committed = np.full((3, 2), 7, np.uint8)
    plain(committed_flags)(state, committed)
    assert committed.tolist() == [[1, 1], [0, 1], [0, 1]]


def test_reached__is_not_what_lies_after_the_wind_down() -> None:
    milestones = np.array([[0.0, 0.0], [18.0, 18.0], [18.5, 18.5]])
    out = np.empty((3, 2))
    for gate, second in ((True, 18.0), (False, np.nan)):
        reached(np.array([12.0, np.inf]), milestones, 6.0, gate, out)
        np.testing.assert_array_equal(out, [[0.0, 0.0], [second, second], [np.nan, 18.5]])
