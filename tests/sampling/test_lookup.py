"""The ends of what lookups are given."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.sampling.designs import SOBOL_WIDTH, sobol_tables
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.lookup import Floats, Rows, evaluate, inside


def test_inside__moves_the_ends_to_the_smallest_and_largest_uniform_and_nothing_else() -> None:
    plain = getattr(inside, "py_func", inside)
    least, most = 2.0**-53, 1.0 - 2.0**-53
    given = (-0.1, 0.0, 2.0**-54, least, 0.3, most, 1.0, 1.1)
    assert [plain(u) for u in given] == [least, least, least, least, 0.3, most, most, most]


def test_sobol_tables__have_the_width_that_plans_without_them_leave_free() -> None:
    assert sobol_tables(2).shape == (2, SOBOL_WIDTH)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 16, 43])
def test_evaluate__gives_a_draw_the_same_bits_in_a_vector_and_alone(count: int) -> None:
    some = np.random.default_rng(count)
    rows, t = some.standard_normal((50, 4)), some.random(count)
    row = some.integers(0, 50, count).astype(np.int32)
    row[-1], row[0] = 0, 49  # the last row ends where the table ends
    together, alone = np.empty(count), np.empty(count)
    evaluated(rows, row, t, together)
    for j in range(count):
        evaluated(rows, row[j : j + 1], t[j : j + 1], alone[j : j + 1])
    assert together.tobytes() == alone.tobytes()
    c0, c1, c2, c3 = rows[row].T
    np.testing.assert_allclose(together, 0.5 + 3.0 * (c0 + t * (c1 + t * (c2 + t * c3))), rtol=1e-12, atol=1e-12)


@kernel
def evaluated(rows: Floats, row: Rows, t: Floats, out: Floats) -> None:
    """Call the inlined function, which Python cannot."""
    evaluate(rows, row, t, 0.5, 3.0, out)
