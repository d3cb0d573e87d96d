"""One block of draws through all stages of a walk: arrays in their slots, and every call bound to them once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.arrays import FORMS, room, tally_forms
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import drawn_once
from aksonsim.engine.walk import Memory, Step, Told, Version, Walk
from aksonsim.kernels.council_arrays import SCRATCH, CouncilState
from aksonsim.sampling.jit import bound

Array = NDArray[Any]
Arrays = dict[str, Any]
Call = tuple[Callable[..., object], tuple[Any, ...]]


@dataclass
class Tally:
    """Whole-number sums over draws of one worker; adding them up depends on no order."""

    committed: NDArray[np.int64]
    live: NDArray[np.int64]
    cost_sum: NDArray[np.int64]
    counts: NDArray[np.int32]

    @classmethod
    def empty(cls, plan: Plan) -> Tally:
        """Return a tally of nothing."""
        return cls(**{name: np.zeros(form.shape, form.dtype) for name, form in tally_forms(plan).items()})

    def add(self, other: Tally) -> None:
        """Add another worker's tally."""
        for name in ("committed", "live", "cost_sum", "counts"):
            mine = getattr(self, name)
            mine += getattr(other, name)


@dataclass
class Block:
    """The arrays of a block of B lanes (lanes last), reused from block to block by one worker.

    ``told`` returns, for a plan's number and its arrays by name, what is called with the draws of every block once
    these arrays hold what is wanted of the plan; they change with the next step. ``memory`` by key, lanes being
    all draws, is what one walk leaves to the next.
    """

    walk: Walk
    lanes: int
    told: Callable[[int, Arrays], Callable[[slice], None]] | None = None
    tallies: list[Tally | None] = field(default_factory=list)
    memory: Mapping[bytes, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._draw = np.zeros(1, np.int64)
        self._span = [slice(0, 0)]  # no call refers to the block: in a circle its arrays would outlive it by minutes
        self._slots = [tuple(room(form, self.lanes) for form in forms) for forms in self.walk.slots]
        if self.walk.counted and not self.tallies:
            self.tallies = [Tally.empty(p) if p.people is not None else None for p in self.walk.plans]
        self._calls: list[Call] = []
        for step in self.walk.steps:
            if isinstance(step, Told):
                if self.told is not None:
                    arrays = {name: self._array(version) for name, version in step.versions.items()}
                    self._calls.append((_at, (self._span, self.told(step.plan, arrays))))
            elif isinstance(step, Memory):
                (version,) = step.versions.values()
                here, kept = self._slots[version.slot][0], self.memory[version.key]
                self._calls.append((_at, (self._span, partial(_load if step.load else _save, here, kept))))
            else:
                calls = [*self._copies(step), *self._bound(step)]
                if step.constant:
                    for function, arguments in calls:
                        function(*arguments)
                else:
                    self._calls += calls

    def run(self, first: int, count: int | None = None) -> None:
        """Simulate draws ``first`` to ``first + lanes - 1`` for every plan; only ``count`` of them are told."""
        self._draw[0] = first
        self._span[0] = slice(first, first + (self.lanes if count is None else count))
        for function, arguments in self._calls:
            function(*arguments)

    def _array(self, version: Version) -> Any:
        """Return the array of a version, or the councils' state."""
        if not version.forms:
            return self._draw
        arrays = self._slots[version.slot]
        return CouncilState(*arrays) if len(arrays) > 1 else arrays[0]

    def _bound(self, step: Step) -> list[Call]:
        """Return a stage with its arguments, or the calls that it consists of."""
        stage, tally = step.stage, self.tallies[step.plan] if self.tallies else None

        def array(name: str) -> Any:
            of, _, part = name.partition(".")
            whole = tally if of == "tally" else self._array(step.versions[of])
            return getattr(whole, part) if part else whole

        arguments = (
            *(array(name) for name in stage.reads),
            *step.part,
            *(array(name) for name in (*stage.updates, *stage.writes)),
        )
        calls: Any = stage.run(*arguments) if stage.calls else [(stage.run, arguments)]
        return [(bound(function, taken), taken) for function, taken in calls]

    def _copies(self, step: Step) -> list[Call]:
        """Return what makes room for a change of arrays that other steps still need as they were."""
        found: list[Call] = []
        for old, new in step.updates:
            if old.slot == new.slot:
                continue
            whole = len(old.forms) > 1
            for k, (before, after) in enumerate(zip(self._slots[old.slot], self._slots[new.slot], strict=True)):
                if not (whole and CouncilState._fields[k] in SCRATCH):
                    found.append((np.copyto, (after, before)))
        return found


def _at(span: list[slice], function: Callable[[slice], None]) -> None:
    function(span[0])


def _load(here: Array, kept: Array, draws: slice) -> None:
    here[..., : draws.stop - draws.start] = kept[..., draws]


def _save(here: Array, kept: Array, draws: slice) -> None:
    kept[..., draws] = here[..., : draws.stop - draws.start]


class Whole(Block):
    """A block of one plan in which every array stays until the next run: ``arrays`` by name."""

    def __init__(self, plan: Plan, lanes: int) -> None:
        found: Arrays = {}
        names = frozenset((*FORMS, "state", "input", "occurred", "noted", "number"))

        def told(_: int, arrays: Arrays) -> Callable[[slice], None]:
            found.update(arrays)
            return lambda draws: None

        super().__init__(Walk([plan], [names], drawn_once([plan])), lanes, told)
        self.plan, self.arrays = plan, found
        self.state: CouncilState | None = self.arrays.get("state")
        self.tally = self.tallies[0]
