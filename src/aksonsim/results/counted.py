"""What is known of draws that are not kept: enough for every statistic of a summary, as exact as from the draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Counted:
    """The draws of one amount under one condition.

    ``size`` have a value, ``missing`` have none; ``mean`` and ``variance`` (n - 1) are those that NumPy makes of the
    draws themselves, to the bit; ``order``: order statistics by zero-based rank; ``below``: how many lie below the
    limit that was asked about.
    """

    size: int
    missing: int = 0
    mean: float = math.nan
    variance: float = 0.0
    order: Mapping[int, float] | None = None
    below: int = 0

    @property
    def present(self) -> Counted:
        """The draws that have a value."""
        return replace(self, missing=0)

    def order_statistic(self, rank: int) -> float:
        """Return the draw of a rank, one of those that were asked for."""
        assert self.order is not None
        return self.order[rank]
