"""One block of draws through all stages of a walk: arrays in their slots, and every call bound to them once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.arrays import FORMS, room, tally_forms
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import Contents, drawn_once
from aksonsim.engine.walk import Step, Told, Version, Walk
from aksonsim.kernels.council_arrays import CouncilState
from aksonsim.sampling.jit import bound

Array = NDArray[Any]
Arrays = dict[str, Any]
Call = tuple[Callable[..., object], tuple[Any, ...]]

SCRATCH = {"second_thoughts", "noted", "active", "known_delay"}
"""What no stage after the one that writes it reads of the councils' state."""


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

    ``told`` is called for each plan of the walk when what is wanted of it has been computed, with the plan's number,
    its arrays by name, and the first draw; what it is given changes with the next step.
    """

    walk: Walk
    lanes: int
    told: Callable[[int, Arrays], Callable[[int], None]] | None = None
    tallies: list[Tally | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._draw = np.zeros(1, np.int64)
        self._slots = [tuple(room(form, self.lanes) for form in forms) for forms in self.walk.slots]
        if self.walk.counted and not self.tallies:
            self.tallies = [Tally.empty(p) if p.people is not None else None for p in self.walk.plans]
        self._calls: list[Call] = []
        for step in self.walk.steps:
            if isinstance(step, Told):
                if self.told is not None:
                    arrays = {name: self._array(version) for name, version in step.versions.items()}
                    self._calls.append((_with_draw, (self.told(step.plan, arrays), self._draw)))
                continue
            calls = [*self._copies(step), self._bound(step)]
            if step.constant:
                for function, arguments in calls:
                    function(*arguments)
            else:
                self._calls += calls

    def run(self, first: int) -> None:
        """Simulate draws ``first`` to ``first + lanes - 1`` for every plan."""
        self._draw[0] = first
        for function, arguments in self._calls:
            function(*arguments)

    def _array(self, version: Version) -> Any:
        """Return the array of a version, or the councils' state."""
        if not version.forms:
            return self._draw
        arrays = self._slots[version.slot]
        return CouncilState(*arrays) if len(arrays) > 1 else arrays[0]

    def _bound(self, step: Step) -> Call:
        """Return a stage with its arguments."""
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
        return bound(stage.run, arguments), arguments

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


def _with_draw(function: Callable[[int], None], draw: Array) -> None:
    function(int(draw[0]))


class Whole(Block):
    """A block of one plan in which every array stays until the next run: ``arrays`` by name."""

    def __init__(self, plan: Plan, lanes: int) -> None:
        self.arrays: Arrays = {}
        names = frozenset((*FORMS, "state", "input", "occurred", "number"))

        def told(_: int, arrays: Arrays) -> Callable[[int], None]:
            self.arrays |= arrays
            return lambda first: None

        super().__init__(Walk([plan], [names], drawn_once([plan], Contents())), lanes, told)
        self.plan = plan
        self.state: CouncilState | None = self.arrays.get("state")
        self.tally = self.tallies[0]
