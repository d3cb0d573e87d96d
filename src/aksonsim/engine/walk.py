"""Which stages several plans take together: each once per distinct part of a plan and arrays that it reads.

A *version* is what one array holds after one stage; two plans whose stages have equal content read the same version.
Since every stage is a pure function, sharing a version changes no bit. An array lies in its slot from the stage that
writes it to the last one that needs it; then the slot is free for another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from aksonsim.engine.arrays import Form, forms, size
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import Drawn
from aksonsim.engine.stages import DRAWN, STAGES, TALLIES, Stage

Forms = tuple[Form, ...]


@dataclass
class Version:
    """One array, or the councils' state, as one stage leaves it.

    ``constant``: the same in every block. ``slot`` where it lies; ``last`` the place of the last step that needs it.
    """

    forms: Forms
    constant: bool = False
    slot: int = -1
    last: int = -1


@dataclass(frozen=True)
class Step:
    """One stage, run for every plan that shares it. ``plan`` is the first of them.

    ``updates`` are pairs of versions before and after; ``copies`` those of them that others still need as they were.
    """

    stage: Stage
    plan: int
    part: tuple[Any, ...]
    versions: dict[str, Version]
    updates: tuple[tuple[Version, Version], ...] = ()
    constant: bool = False


@dataclass(frozen=True)
class Told:
    """All that is wanted of a plan has been computed: its ``versions`` by name can be recorded."""

    plan: int
    versions: dict[str, Version]
    updates: tuple[tuple[Version, Version], ...] = ()


@dataclass
class Walk:
    """The steps that take several plans through a block.

    ``wanted`` names of arrays by plan; ``drawn`` what they draw; ``counted``: sums by municipality are added up as
    well. ``slots`` are the forms of the arrays that a block needs at once.
    """

    plans: Sequence[Plan]
    wanted: Sequence[frozenset[str]]
    drawn: Drawn
    counted: bool = True
    steps: list[Step | Told] = field(default_factory=list)
    slots: list[Forms] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known: dict[bytes, dict[str, Version]] = {}
        self._begin()
        for p in range(len(self.plans)):
            self._take(p)
        self._place()

    def nbytes(self, lanes: int) -> int:
        """Return the bytes of the arrays that go through the kernels."""
        return sum(size(form, lanes) for group in self.slots for form in group)

    def runs(self) -> dict[str, int]:
        """Return how often each stage runs in a block, for all plans together."""
        found: dict[str, int] = {}
        for step in self.steps:
            if isinstance(step, Step) and not step.constant:
                found[step.stage.name] = found.get(step.stage.name, 0) + 1
        return found

    def _begin(self) -> None:
        """Draw what is drawn, for all plans at once."""
        d = self.drawn
        self._drawn = {
            "draw": Version((), slot=-1),
            "input": Version((Form((d.inputs.kind.size,)),)),
            "occurred": Version((Form((d.events.row.size,), "uint8"),)),
            "number": Version((Form((d.occurrences.event.size,), "int64"),)),
        }
        parts: list[tuple[Any, ...] | None] = [(d.inputs,), (d.events,), (d.inputs, d.occurrences)]
        if not d.occurrences.event.size:
            parts[2] = None
        for stage, part in zip(DRAWN, parts, strict=True):
            if part is not None:
                same = tuple((self._drawn[name], self._drawn[name]) for name in stage.updates)
                self.steps.append(Step(stage, 0, part, self._drawn, same))

    def _take(self, p: int) -> None:
        """Append the steps of a plan that nobody before it takes."""
        plan, places, names = self.plans[p], self.drawn.places[p], self.drawn.names[p]
        here = dict(self._drawn)
        stages = [(stage, part) for stage in STAGES if (part := stage.plan(plan)) is not None]
        tallies = [(stage, part) for stage in TALLIES if (part := stage.plan(plan)) is not None]
        if not self.counted or plan.people is None:
            tallies = []
        as_they_are = places.as_they_are
        for stage, part in self._needed(p, stages, tallies):
            put = part if as_they_are else places.put(part)
            key = self._key(plan, stage, names.put(part), here) if len(self.plans) > 1 else stage.name.encode()
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._step(p, stage, put, here)
            here |= found
        for stage, part in tallies:
            self.steps.append(Step(stage, p, part, {base(name): here[base(name)] for name in stage.reads}))
        self.steps.append(Told(p, {name: here[name] for name in self.wanted[p] if name in here}))

    def _needed(
        self, p: int, stages: list[tuple[Stage, tuple[Any, ...]]], tallies: list[tuple[Stage, tuple[Any, ...]]]
    ) -> list[tuple[Stage, tuple[Any, ...]]]:
        """Return the stages that what is wanted of a plan rests on."""
        names = set(self.wanted[p]) | {base(name) for stage, _ in tallies for name in stage.reads}
        found = []
        for stage, part in reversed(stages):
            if names & {base(name) for name in (*stage.updates, *stage.writes)}:
                names |= {base(name) for name in (*stage.reads, *stage.updates)}
                found.append((stage, part))
        return found[::-1]

    def _step(self, p: int, stage: Stage, part: tuple[Any, ...], here: dict[str, Version]) -> dict[str, Version]:
        """Append a step; return the versions that it makes."""
        plan = self.plans[p]
        reads = [here[base(name)] for name in (*stage.reads, *stage.updates)]
        constant = all(version.constant for version in reads)
        changed = {name: Version(here[name].forms, constant) for name in stage.updates}
        made = {base(name): Version(forms(plan, base(name)), constant) for name in stage.writes}
        updates = tuple((here[name], new) for name, new in changed.items())
        versions = here | changed | made
        needed = {base(name): versions[base(name)] for name in (*stage.reads, *stage.updates, *stage.writes)}
        self.steps.append(Step(stage, p, part, needed, updates, constant))
        return changed | made

    def _key(self, plan: Plan, stage: Stage, part: tuple[Any, ...], here: dict[str, Version]) -> bytes:
        """Return what a step computes: its stage, part of the plan, forms, and the versions that it takes."""
        digest = hashlib.blake2b(stage.name.encode(), digest_size=16)
        for name in (*stage.reads, *stage.updates):
            digest.update(b"%d " % id(here[base(name)]))
        for name in stage.writes:
            digest.update(repr(forms(plan, base(name))).encode())
        _add(digest, part)
        return digest.digest()

    def _place(self) -> None:
        """Give every version its slot."""
        end = len(self.steps)
        for k, step in enumerate(self.steps):
            for version in (*step.versions.values(), *(old for old, _ in step.updates)):
                version.last = end if version.constant else k
        free: dict[Forms, list[int]] = {}
        for k, step in enumerate(self.steps):
            for old, new in step.updates:
                if old is not new and old.last == k:
                    new.slot, old.last = old.slot, -1  # nobody needs it as it was: changed where it lies
            here = {id(version): version for version in step.versions.values() if version.forms}
            for version in here.values():
                if version.slot < 0:
                    version.slot = self._slot(version.forms, {} if version.constant else free)
            for version in (*here.values(), *(old for old, new in step.updates if old is not new)):
                if version.last == k:
                    free.setdefault(version.forms, []).append(version.slot)

    def _slot(self, forms_: Forms, free: dict[Forms, list[int]]) -> int:
        if free.get(forms_):
            return free[forms_].pop()
        self.slots.append(forms_)
        return len(self.slots) - 1


def base(name: str) -> str:
    """Return the array that a name such as ``state.threshold`` is part of."""
    return name.split(".")[0]


def _add(digest: Any, part: object) -> None:
    """Add a part of a plan to a digest, told apart by type and shape."""
    if isinstance(part, np.ndarray):
        digest.update(f"{part.dtype}{part.shape}".encode())
        digest.update(part.tobytes())
    elif isinstance(part, tuple):
        digest.update(f"({len(part)}".encode())
        for value in part:
            _add(digest, value)
    else:
        digest.update(f"{type(part).__name__}{part!r};".encode())
