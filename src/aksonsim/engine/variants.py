"""Many plans on the same draws, one Dataset each: variants of a study, points of a sweep, trials of a search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from aksonsim.engine.dataset import assemble
from aksonsim.engine.layout import Layout, layout
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import Contents, drawn_once
from aksonsim.engine.recorder import Recorder
from aksonsim.engine.run import allocate, block_size, checked, run_walk
from aksonsim.engine.variables import Keep
from aksonsim.engine.walk import Memory, Walk
from aksonsim.machine import available_threads

TOGETHER = 32
"""Plans that go through the kernels together at most; what they do not share lies in memory for one of them at a time,
what they share for as long as the last of them needs it: 1 to 20 MB for a thread of Akson."""
RESULT_BYTES = 2**28
"""Results that are held at once, but for one that is larger."""

HELD = ("milestone", "stop_month", "participation", "outcome", "gate_month", "adoption", "gps", "run", "benefit")
"""What is held from one call to the next: all that cost and payment read of commitment, schedule and adoption."""
HELD_BYTES = 2**28
"""What is held at most; where the draws of one set of `HELD` take more, nothing is."""


class _Result(NamedTuple):
    plan: Plan
    labels: Layout
    arrays: dict[str, NDArray[Any]]


@dataclass
class Variants:
    """Runs plans of one seed and number of draws; their names need not differ, nor their labels agree.

    ``threads`` by default the number of cores that this process may use.

    Plans given together, and those of later calls, share every stage whose plan and inputs are equal: the bits are
    those of runs apart. ``municipalities``: sums by municipality are wanted too, which nothing can share and which take
    as long as all other stages that follow commitment.
    """

    draws: int
    seed: int
    method: str = "mc"
    keep: Keep = "totals"
    threads: int | None = None
    progress: Callable[[int], None] | None = None
    municipalities: bool = False
    _contents: Contents = field(default_factory=Contents, init=False, repr=False)
    _memory: OrderedDict[bytes, NDArray[Any]] = field(default_factory=OrderedDict, init=False, repr=False)

    def run(self, plans: Iterable[Plan], keep: Keep | None = None) -> Iterator[xr.Dataset]:
        """Yield the result of each plan, in their order, as `simulate_plans` returns it of the plan alone.

        Plans are taken, run and yielded `TOGETHER` at a time. Without variables of municipalities unless they are
        wanted; ``keep`` other than that of all. Raises AksonsimError as `simulate_plans` does.
        """
        keep = keep or self.keep
        threads = self.threads if self.threads is not None else available_threads()
        checked(self.draws, threads, keep)
        left = iter(plans)
        while some := self._some(left, keep):
            yield from self._together(some, keep, threads)

    def one(self, plan: Plan, keep: Keep | None = None) -> xr.Dataset:
        """Return the result of one plan (see `run`)."""
        return next(self.run([plan], keep))

    def _some(self, plans: Iterator[Plan], keep: Keep) -> list[_Result]:
        """Take plans, and room for their results, as far as both may be had at once."""
        found: list[_Result] = []
        for plan in islice(plans, TOGETHER):
            labels = layout([plan])
            found.append(_Result(plan, labels, allocate([plan], labels, keep, self.draws)))
            if sum(array.nbytes for one in found for array in one.arrays.values()) > RESULT_BYTES:
                break
        return found

    def _together(self, some: Sequence[_Result], keep: Keep, threads: int) -> list[xr.Dataset]:
        plans = [one.plan for one in some]
        drawn = drawn_once(plans, self._contents)
        recorders = [
            Recorder(one.plan, one.labels, keep, {n: array[0] for n, array in one.arrays.items()}, drawn, places)
            for one, places in zip(some, drawn.places, strict=True)
        ]
        wanted = [recorder.wanted for recorder in recorders]
        walk = Walk(plans, wanted, drawn, self.municipalities, self._memory, HELD if self._fits(plans) else ())
        memory = self._room(walk)
        size = block_size(walk)
        blocks = -(-self.draws // size)
        size = -(-self.draws // blocks // 16) * 16  # of equal size: nothing is bound anew for the last one
        tallies = run_walk(walk, recorders, range(self.draws), threads, size, self.progress, memory)
        self._remember(memory)
        about: Any = {"draws": range(self.draws), "seed": self.seed, "method": self.method, "keep": keep}
        return [
            assemble([one.plan], one.labels, one.arrays, [tally], **about)
            for one, tally in zip(some, tallies, strict=True)
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
