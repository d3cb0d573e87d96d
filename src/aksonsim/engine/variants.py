"""Many plans on the same draws, one Dataset each: variants of a study, points of a sweep, trials of a search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from aksonsim.engine.dataset import assemble
from aksonsim.engine.layout import layout
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import Contents, drawn_once
from aksonsim.engine.recorder import Recorder
from aksonsim.engine.run import allocate, block_size, checked, run_walk
from aksonsim.engine.variables import Keep
from aksonsim.engine.walk import Memory, Walk

TOGETHER = 32
"""Plans that go through the kernels together at most; what they do not share lies in memory for one of them at a time,
what they share for as long as the last of them needs it: 1 to 20 MB for a thread of Akson."""

HELD = ("milestone", "stop_month", "participation", "outcome", "gate_month", "adoption", "gps", "run", "benefit")
"""What is held from one call to the next: all that cost and payment read of commitment, schedule and adoption."""
HELD_BYTES = 2**28
"""What is held at most; where the draws of one set of `HELD` take more, nothing is."""


@dataclass
class Variants:
    """Runs plans of one seed and number of draws; their names need not differ, nor their labels agree.

    Plans given together, and those of later calls, share every stage whose plan and inputs are equal: the bits are
    those of runs apart. ``municipalities``: sums by municipality are wanted too, which nothing can share and which take
    as long as all other stages that follow commitment.
    """

    draws: int
    seed: int
    method: str = "mc"
    keep: Keep = "totals"
    threads: int = 1
    progress: Callable[[int], None] | None = None
    municipalities: bool = False
    _contents: Contents = field(default_factory=Contents, init=False, repr=False)
    _memory: OrderedDict[bytes, NDArray[Any]] = field(default_factory=OrderedDict, init=False, repr=False)

    def run(self, plans: Sequence[Plan]) -> list[xr.Dataset]:
        """Return the result of each plan, in their order, as `simulate_plans` returns it of the plan alone.

        Without variables of municipalities unless they are wanted. Raises AksonsimError as `simulate_plans` does.
        """
        checked(self.draws, self.threads, self.keep)
        found: list[xr.Dataset] = []
        for begin in range(0, len(plans), TOGETHER):
            found += self._together(plans[begin : begin + TOGETHER])
        return found

    def _together(self, plans: Sequence[Plan]) -> list[xr.Dataset]:
        labels = [layout([plan]) for plan in plans]
        arrays = [allocate([plan], own, self.keep, self.draws) for plan, own in zip(plans, labels, strict=True)]
        drawn = drawn_once(plans, self._contents)
        recorders = [
            Recorder(plan, own, self.keep, {name: array[0] for name, array in of.items()}, drawn, places)
            for plan, own, of, places in zip(plans, labels, arrays, drawn.places, strict=True)
        ]
        wanted = [recorder.wanted for recorder in recorders]
        walk = Walk(plans, wanted, drawn, self.municipalities, self._memory, HELD if self._fits(plans) else ())
        memory = self._room(walk)
        size = block_size(walk)
        blocks = -(-self.draws // size)
        size = -(-self.draws // blocks // 16) * 16  # of equal size: nothing is bound anew for the last one
        tallies = run_walk(walk, recorders, range(self.draws), self.threads, size, self.progress, memory)
        self._remember(memory)
        about: Any = {"draws": range(self.draws), "seed": self.seed, "method": self.method, "keep": self.keep}
        return [
            assemble([plan], own, of, [tally], **about)
            for plan, own, of, tally in zip(plans, labels, arrays, tallies, strict=True)
        ]

    def _fits(self, plans: Sequence[Plan]) -> bool:
        """Return whether what one plan leaves in memory takes less than `HELD_BYTES`."""
        years = max(plan.groups.year_start.size - 1 for plan in plans)
        dates = max(plan.dates.size for plan in plans)
        return self.draws * 8 * (3 * years + 2 * dates + 16) < HELD_BYTES

    def _room(self, walk: Walk) -> dict[bytes, NDArray[Any]]:
        """Return the arrays that a walk loads and those that it leaves, in memory for all draws."""
        found = {}
        for step in walk.steps:
            if isinstance(step, Memory):
                (version,) = step.versions.values()
                (form,) = version.forms
                if step.load:
                    found[version.key] = self._memory[version.key]
                else:
                    found[version.key] = np.empty((*form.shape, self.draws), form.dtype)
        return found

    def _remember(self, memory: dict[bytes, NDArray[Any]]) -> None:
        """Keep what a walk used, and of the rest what was used last, as far as there is room."""
        for key, array in memory.items():
            self._memory[key] = array
            self._memory.move_to_end(key)
        while sum(array.nbytes for array in self._memory.values()) > HELD_BYTES:
            self._memory.popitem(last=False)
