"""Many plans on the same draws, one Dataset each: variants of a study, points of a sweep, trials of a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xarray as xr

from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variables import Keep


@dataclass
class Variants:
    """Runs plans of one seed and number of draws; their names need not differ, nor their labels agree.

    Plans given together, and those of later calls, share every stage whose plan and inputs are equal: the bits are
    those of runs apart.
    """

    draws: int
    seed: int
    method: str = "mc"
    keep: Keep = "totals"
    threads: int = 1
    progress: Callable[[int], None] | None = None

    def run(self, plans: Sequence[Plan]) -> list[xr.Dataset]:
        """Return the result of each plan, in their order, as `simulate_plans` returns it of the plan alone.

        Raises AksonsimError as `simulate_plans` does.
        """
        return [
            simulate_plans(
                [plan],
                draws=self.draws,
                seed=self.seed,
                method=self.method,
                keep=self.keep,
                threads=self.threads,
                progress=self.progress,
            )
            for plan in plans
        ]
