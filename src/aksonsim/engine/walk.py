"""Which stages several plans take together: each once per distinct part of a plan and arrays that it reads.

A *version* is what one array holds after one stage; two plans whose stages have equal content read the same version.
Since every stage is a pure function, sharing a version changes no bit. An array lies in its slot from the stage that
writes it to the last one that needs it; then the slot is free for another.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from aksonsim.engine.arrays import Form, forms, size
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import Drawn, rows_in
from aksonsim.engine.stages import DRAWN, STAGES, TALLIES, Stage

Forms = tuple[Form, ...]


@dataclass
class Version:
    """One array, or the councils' state, as one stage leaves it.

    ``key`` stands for its content; ``constant``: the same in every block. ``slot`` where it lies; ``last`` the place of
    the last step that needs it.
    """

    forms: Forms
    key: bytes
    constant: bool = False
    slot: int = -1
    last: int = -1


@dataclass(frozen=True)
class Step:
    """One stage, run for every plan that shares it. ``plan`` is the first of them.

    ``updates`` are pairs of versions before and after; where others still need the one before, it is copied.
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


@dataclass(frozen=True)
class Memory:
    """A version that an earlier walk left in memory comes back (``load``), or one is left there for a later walk."""

    load: bool
    versions: dict[str, Version]
    updates: tuple[tuple[Version, Version], ...] = ()


@dataclass
class Walk:
    """The steps that take several plans through a block.

    ``wanted`` names of arrays by plan; ``drawn`` what they draw; ``counted``: sums by municipality are added up as
    well. ``known`` are keys of versions that are in memory, and arrays of the first plan called ``hold`` will be left
    there. ``slots`` are the forms of the arrays that a block needs at once.
    """

    plans: Sequence[Plan]
    wanted: Sequence[frozenset[str]]
    drawn: Drawn
    counted: bool = True
    known: Container[bytes] = ()
    hold: Container[str] = ()
    steps: list[Step | Told | Memory] = field(default_factory=list)
    slots: list[Forms] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._made: dict[bytes, Step] = {}
        self._there: set[int] = set()
        self._alone = len(self.plans) == 1 and not self.known and not self.hold
        self._begin()
        for p in range(len(self.plans)):
            self._take(p)
        self._only_what_is_read()
        self._place()

    def nbytes(self, lanes: int) -> int:
        """Return the bytes of the arrays that go through the kernels."""
        return sum(size(form, lanes) for group in self.slots for form in group)

    def runs(self) -> dict[str, int]:
        """Return how often each stage runs in a block, for all plans together."""
        return dict(Counter(step.stage.name for step in self.steps if isinstance(step, Step) and not step.constant))

    def _begin(self) -> None:
        """Draw what is drawn, for all plans at once."""
        d = self.drawn
        shapes = {
            "draw": (),
            "input": (Form((d.inputs.kind.size,)),),
            "occurred": (Form((d.events.row.size,), "uint8"),),
            "number": (Form((d.occurrences.event.size,), "int64"),),
        }
        self._drawn = {name: Version(shape, name.encode()) for name, shape in shapes.items()}
        self._drawing = []
        for stage, part in zip(DRAWN, self._parts(d), strict=False):
            same = tuple((self._drawn[name], self._drawn[name]) for name in stage.updates)
            self._drawing.append(Step(stage, 0, part, self._drawn, same))
        self.steps += self._drawing
        self._there |= {id(version) for version in self._drawn.values()}

    def _take(self, p: int) -> None:
        """Append the steps of a plan that nobody before it takes."""
        plan, places, names = self.plans[p], self.drawn.places[p], self.drawn.names[p]
        here, chain = dict(self._drawn), []
        as_they_are = places.as_they_are
        for stage in STAGES:
            part = stage.plan(plan)
            if part is not None:
                key = self._key(plan, stage, names.put(part), here)
                if key not in self._made:
                    self._made[key] = self._step(p, stage, part if as_they_are else places.put(part), here, key)
                chain.append(self._made[key])
                here |= {name: chain[-1].versions[name] for name in map(base, (*stage.updates, *stage.writes))}
        tallies = []
        if self.counted and plan.people is not None:
            found = [(stage, stage.plan(plan)) for stage in TALLIES]
            reads = [({name: here[name] for name in stage.reads if name in here}) for stage, _ in found]
            tallies = [Step(s, p, part, r) for (s, part), r in zip(found, reads, strict=True) if part is not None]
        told = Told(p, {name: here[name] for name in self.wanted[p] if name in here})
        for step in self._needed(chain, [told, *tallies]):
            self._append(step)
        self.steps += [*tallies, told]

    def _needed(self, chain: list[Step], ends: Sequence[Step | Told]) -> list[Step]:
        """Return the steps of a chain that its ends rest on and that have not been taken; load what is in memory."""
        wanted = {id(version) for end in ends for version in end.versions.values()}
        found = []
        for step in reversed(chain):
            outs = [new for _, new in step.updates]
            outs += [step.versions[base(name)] for name in step.stage.writes]
            missing = [v for v in outs if id(v) in wanted and id(v) not in self._there]
            if not missing:
                continue
            if all(v.key in self.known for v in missing):
                for version in missing:
                    self.steps.append(Memory(True, {"": version}))
                    self._there.add(id(version))
                continue
            wanted |= {id(old) for old, _ in step.updates}
            wanted |= {id(step.versions[base(name)]) for name in step.stage.reads}
            found.append(step)
        return found[::-1]

    def _append(self, step: Step) -> None:
        self.steps.append(step)
        names = [base(name) for name in (*step.stage.updates, *step.stage.writes)]
        self._there |= {id(step.versions[name]) for name in names}
        for name in names:
            version = step.versions[name]
            if step.plan == 0 and name in self.hold and not step.constant and version.key not in self.known:
                self.steps.append(Memory(False, {name: version}))

    def _step(self, p: int, stage: Stage, part: tuple[Any, ...], here: dict[str, Version], key: bytes) -> Step:
        """Return a step with the versions that it takes and makes."""
        plan = self.plans[p]
        reads = {base(name): here[base(name)] for name in (*stage.reads, *stage.updates)}
        constant = all(version.constant for version in reads.values())
        updates = {name: Version(here[name].forms, key + name.encode(), constant) for name in stage.updates}
        made = {
            name: Version(self._forms(plan, name), key + name.encode(), constant)
            for name in dict.fromkeys(map(base, stage.writes))
        }
        pairs = tuple((here[name], new) for name, new in updates.items())
        return Step(stage, p, part, reads | updates | made, pairs, constant)

    def _key(self, plan: Plan, stage: Stage, part: tuple[Any, ...], here: dict[str, Version]) -> bytes:
        """Return what a step computes: its stage, part of the plan, forms, and the versions that it takes."""
        if self._alone:
            return stage.name.encode()
        digest = hashlib.blake2b(stage.name.encode(), digest_size=16)
        for name in (*stage.reads, *stage.updates):
            digest.update(here[base(name)].key + b";")
        for name in stage.writes:
            digest.update(repr(self._forms(plan, base(name))).encode())
        _add(digest, part)
        return digest.digest()

    def _forms(self, plan: Plan, name: str) -> Forms:
        return self._drawn["occurred"].forms if name == "noted" else forms(plan, name)

    def _only_what_is_read(self) -> None:
        """Draw no input and no event that no step of this walk reads."""
        told = {name for step in self.steps if isinstance(step, Told) for name in step.versions}
        parts = tuple(step.part for step in self.steps[len(self._drawing) :] if isinstance(step, Step))
        drawn = self.drawn.only(
            None if "input" in told else rows_in(parts, "row"),
            None if told & {"occurred", "noted", "number"} else rows_in(parts, "event"),
        )
        for k, part in enumerate(self._parts(drawn)):
            self.steps[k] = replace(self._drawing[k], part=part)

    def _parts(self, drawn: Drawn) -> list[tuple[Any, ...]]:
        parts = [(drawn.inputs,), (drawn.events,), (drawn.inputs, drawn.occurrences)]
        return parts[: 3 if drawn.occurrences.event.size else 2]

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
        digest.update(f"{part.dtype.char}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).data)
    elif isinstance(part, tuple):
        digest.update(f"({len(part)}".encode())
        for value in part:
            _add(digest, value)
    else:
        digest.update(f"{type(part).__name__}{part!r};".encode())
