"""What several plans draw, as one: each distinct input and event once, and every plan's rows among them.

A field of a plan's arrays that is called ``row`` or ends in ``_row`` holds places of inputs, ``event`` or ``_event``
places of events; a negative place stands for none. Nothing else in a plan knows where an input or an event lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.kernels.events import EventArrays
from aksonsim.kernels.occurrences import OccurrenceArrays
from aksonsim.sampling.inputs import CONSTANT, InputArrays
from aksonsim.sampling.pool import Identity, identities, joined

Ints = NDArray[np.int64]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Places:
    """Where a plan's inputs int64[K] and events int64[E] are; -1 last, which the place -1 finds."""

    inputs: Ints
    events: Ints

    @classmethod
    def of(cls, inputs: Sequence[int] | Ints, events: Sequence[int]) -> Places:
        """Return places with the end that stands for none."""
        return cls(*(np.append(np.asarray(places, dtype=np.int64), -1) for places in (inputs, events)))

    @property
    def as_they_are(self) -> bool:
        """Whether every input and event stands where its plan has it."""
        return all(bool((p[:-1] == np.arange(p.size - 1)).all()) for p in (self.inputs, self.events))

    def put(self, part: Part, field: str = "") -> Part:
        """Return a part of a plan with its inputs and events in these places."""
        found: Any = part
        if isinstance(part, tuple):
            names = getattr(part, "_fields", None)
            if names is None:
                found = tuple(self.put(value) for value in part)
            else:
                found = type(part)(*(self.put(value, name) for name, value in zip(names, part, strict=True)))
        elif field.split("_")[-1] in ("row", "event"):
            found = (self.inputs if field.endswith("row") else self.events)[np.asarray(part)]
            found = found if isinstance(part, np.ndarray) else int(found)
        placed: Part = found
        return placed


@dataclass(frozen=True)
class Drawn:
    """The inputs, events and occurrences of all plans as one; by plan where its rows are, and what they are.

    ``names`` hold for each row a number that stands for its content: equal numbers, equal bits.
    """

    inputs: InputArrays
    events: EventArrays
    occurrences: OccurrenceArrays
    places: tuple[Places, ...]
    names: tuple[Places, ...]

    def only(self, inputs: set[int] | None, events: set[int] | None) -> Drawn:
        """Return the same with nothing drawn but these inputs and events, and what they rest on; None: all.

        The others keep their places: a number each, an event that never occurs.
        """
        e, many, a = self.events, self.occurrences, self.inputs
        happens = np.ones(e.row.size, np.bool_)
        if events is not None:
            happens = _marked(e.row.size, {*events, *many.event.tolist()})
            for k in e.order[::-1].tolist():
                if happens[k] and e.given[k] >= 0:
                    happens[e.given[k]] = True
        row = np.where(happens, e.row, -1)
        needed = np.ones(a.kind.size, np.bool_)
        if inputs is not None:
            needed = _marked(a.kind.size, {*inputs, *row.tolist(), *many.part_row.tolist()})
            for start, stop, _ in a.mixed_span:
                needed[a.mixed_member[start:stop]] |= needed[a.mixed_member[start:stop]].any()
        if needed.all() and happens.all():
            return self
        kind, correlated = np.where(needed, a.kind, CONSTANT), np.where(needed, a.correlated, 0)
        return replace(self, inputs=a._replace(kind=kind, correlated=correlated), events=e._replace(row=row))


def _marked(number: int, places: set[int]) -> NDArray[np.bool_]:
    found = np.zeros(number, np.bool_)
    found[[place for place in places if place >= 0]] = True
    return found


def rows_in(part: object, ends: str, field: str = "") -> set[int]:
    """Return the places of inputs (``ends`` "row") or events ("event") that parts of plans hold."""
    if isinstance(part, tuple):
        names = getattr(part, "_fields", ("",) * len(part))
        return {row for name, value in zip(names, part, strict=True) for row in rows_in(value, ends, name)}
    if field.split("_")[-1] != ends:
        return set()
    return {row for row in np.asarray(part).ravel().tolist() if row >= 0}


class Contents:
    """Numbers for what rows hold, given out in order of first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def __call__(self, content: Any) -> int:
        """Return the number of a content."""
        return self._numbers.setdefault(content, len(self._numbers))


def drawn_once(plans: Sequence[Plan], contents: Contents | None = None) -> Drawn:
    """Return what several plans draw as one; ``contents`` give the names, by default numbers of these plans alone."""
    if len(plans) == 1 and contents is None:
        (p,) = plans
        places = Places.of(range(len(p.inputs.names)), range(p.events.row.size))
        return Drawn(p.sampler.arrays, p.events, p.occurrences, (places,), (places,))
    contents = contents or Contents()
    ids = [identities(plan.sampler) for plan in plans]
    known = [_events(plan, row) for plan, row in zip(plans, ids, strict=True)]
    for plan, row, events in zip(plans, ids, known, strict=True):
        many = plan.occurrences
        for f, event in enumerate(many.event):  # what an event's occurrences come to depends on how many there are
            for k in range(many.part_first[f], many.part_first[f + 1]):
                row[many.part_row[k]] = (row[many.part_row[k]], events[event], int(many.multiplies[k]))
    arrays, rows = joined([plan.sampler for plan in plans], ids)
    pool = _Events()
    at = [pool.add(plan, events, row) for plan, events, row in zip(plans, known, rows, strict=True)]
    return Drawn(
        arrays,
        pool.events(),
        pool.occurrences(),
        tuple(Places.of(r, e) for r, e in zip(rows, at, strict=True)),
        tuple(Places.of([contents(i) for i in r], [contents(e) for e in k]) for r, k in zip(ids, known, strict=True)),
    )


def _events(plan: Plan, inputs: Sequence[Identity]) -> list[Identity]:
    """Return of each event all that its occurrence depends on; what the model produces itself is told by its place."""
    e, many = plan.events, plan.occurrences
    tails = {int(k): many.tail[many.tail_first[f] : many.tail_first[f + 1]] for f, k in enumerate(many.event)}
    found: dict[int, Identity] = {}
    for k in e.order.tolist():
        if e.row[k] < 0:
            found[k] = ("of the model", k)
            continue
        often = tails[k].tobytes() if k in tails else None
        given = found.get(int(e.given[k]))
        found[k] = (inputs[e.row[k]], float(e.probability[k]), often, given, float(e.otherwise[k]))
    return [found[k] for k in range(e.row.size)]


class _Events:
    """Events of all plans, a condition before what depends on it, and those among them that count occurrences."""

    def __init__(self) -> None:
        self._place: dict[Identity, int] = {}
        self._rows: list[tuple[int, float, int, float]] = []
        self._many: dict[int, tuple[NDArray[np.float64], dict[int, int]]] = {}

    def add(self, plan: Plan, ids: Sequence[Identity], rows: Ints) -> list[int]:
        e, many = plan.events, plan.occurrences
        for k in e.order.tolist():
            if ids[k] not in self._place:
                self._place[ids[k]] = len(self._rows)
                row = int(rows[e.row[k]]) if e.row[k] >= 0 else -1
                given = self._place[ids[e.given[k]]] if e.given[k] >= 0 else -1
                self._rows.append((row, float(e.probability[k]), given, float(e.otherwise[k])))
        for f, k in enumerate(many.event):  # plans may share an event and differ in what it comes to
            tail = many.tail[many.tail_first[f] : many.tail_first[f + 1]]
            parts = slice(many.part_first[f], many.part_first[f + 1])
            _, known = self._many.setdefault(self._place[ids[k]], (tail, {}))
            known |= zip(rows[many.part_row[parts]].tolist(), many.multiplies[parts].tolist(), strict=True)
        return [self._place[identity] for identity in ids]

    def events(self) -> EventArrays:
        row, probability, given, otherwise = zip(*self._rows, strict=True) if self._rows else ((), (), (), ())
        return EventArrays(
            order=np.arange(len(self._rows), dtype=np.int64),
            row=np.array(row, dtype=np.int64),
            probability=np.array(probability, dtype=np.float64),
            given=np.array(given, dtype=np.int64),
            otherwise=np.array(otherwise, dtype=np.float64),
        )

    def occurrences(self) -> OccurrenceArrays:
        places, many = list(self._many), list(self._many.values())
        return OccurrenceArrays(
            event=np.array(places, dtype=np.int64),
            row=np.array([self._rows[k][0] for k in places], dtype=np.int64),
            tail_first=np.cumsum([0, *(tail.size for tail, _ in many)], dtype=np.int64),
            tail=np.concatenate([np.zeros(0), *(tail for tail, _ in many)]),
            part_first=np.cumsum([0, *(len(parts) for _, parts in many)], dtype=np.int64),
            part_row=np.array([row for _, parts in many for row in parts], dtype=np.int64),
            multiplies=np.array([flag for _, parts in many for flag in parts.values()], dtype=np.uint8),
        )
