"""The ends of what lookups are given."""

from __future__ import annotations

from aksonsim.sampling.designs import SOBOL_WIDTH, sobol_tables
from aksonsim.sampling.lookup import inside


def test_inside__moves_the_ends_to_the_smallest_and_largest_uniform_and_nothing_else() -> None:
    plain = getattr(inside, "py_func", inside)
    least, most = 2.0**-53, 1.0 - 2.0**-53
    given = (-0.1, 0.0, 2.0**-54, least, 0.3, most, 1.0, 1.1)
    assert [plain(u) for u in given] == [least, least, least, least, 0.3, most, most, most]


def test_sobol_tables__have_the_width_that_plans_without_them_leave_free() -> None:
    assert sobol_tables(2).shape == (2, SOBOL_WIDTH)
