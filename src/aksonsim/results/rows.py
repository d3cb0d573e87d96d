"""The draws of one scenario that a condition leaves, variable by variable: from a result, or counted without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.results.access import Mask, values
from aksonsim.results.counted import Counted
from aksonsim.results.percentiles import Draws

CAP_BINDS = "cap_binds"
"""1 in draws in which the state's cap binds, 0 in others: no variable of a result, but made of two."""


def cap_binds(uncapped: npt.NDArray[Any], capped: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return 1 where the state pays less than its share: the same sum cut off, so any gap beyond rounding says so."""
    bound: npt.NDArray[np.float64] = (uncapped - capped > 1e-9 * np.abs(uncapped)).astype(np.float64)
    return bound


@dataclass(frozen=True)
class Rows:
    """The draws of a scenario that a condition leaves, all without a ``mask``; ``ds`` also says what it is about."""

    ds: xr.Dataset
    scenario: str
    mask: Mask | None = None

    @property
    def draws(self) -> int:
        """How many there are."""
        return self.ds.sizes["draw"] if self.mask is None else int(np.count_nonzero(self.mask))

    def has(self, variable: str) -> bool:
        """Whether the scenario simulates a variable."""
        return values(self.ds, variable, self.scenario) is not None

    def of(self, variable: str, place: int | None = None) -> Draws:
        """Return the draws of a variable that it has, of the one at a place along its other dimension."""
        if variable == CAP_BINDS:
            return self.under(cap_binds(self._values("state_uncapped"), self._values("state_capped")))
        array = self._values(variable)
        return self.under(array if place is None else array[:, place])

    def _values(self, variable: str) -> npt.NDArray[Any]:
        array = values(self.ds, variable, self.scenario)
        assert array is not None
        return array

    def under(self, x: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the draws that the condition leaves, side by side."""
        return np.ascontiguousarray(x) if self.mask is None else x[self.mask]


Columns = Mapping[tuple[str, int | None], Counted]
"""What is known of variables, each at a place along its other dimension."""


@dataclass(frozen=True)
class CountedRows(Rows):
    """The draws of a scenario that a condition leaves, where none are kept; ``ds`` has no variable with draws."""

    size: int = 0
    columns: Columns | None = None

    @property
    def draws(self) -> int:
        """How many there are."""
        return self.size

    def has(self, variable: str) -> bool:
        """Whether the scenario simulates a variable."""
        return any(name == variable for name, _ in self.columns or ())

    def of(self, variable: str, place: int | None = None) -> Draws:
        """Return what is known of the draws of a variable that it has."""
        assert self.columns is not None
        return self.columns[variable, place]
