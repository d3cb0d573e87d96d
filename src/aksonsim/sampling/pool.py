"""The inputs of several runs as one set: each that is drawn alike stands in it once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.sampling.block import Packed, Prepared
from aksonsim.sampling.designs import SOBOL
from aksonsim.sampling.inputs import InputArrays

Ints = npt.NDArray[np.int64]
Identity = tuple[Any, ...]
"""All that the values of an input depend on."""

_ROWS = ("key", "kind", "correlated", "value", "shift", "factor", "dimension")
"""Fields of `InputArrays` with a row for each input, but for the places of its table."""


def identities(prepared: Prepared) -> list[Identity]:
    """Return of each input all that its values depend on: equal identities are equal bits in every draw."""
    a = prepared.arrays
    if a.method != SOBOL:  # which dimension an input is matters to no other design
        a = a._replace(dimension=np.zeros_like(a.dimension))
    columns = [np.asarray(getattr(a, name)).reshape(a.kind.size, -1) for name in _ROWS]
    whole = np.hstack([np.ascontiguousarray(column).view(np.int64) for column in columns])
    mixed: dict[int, Identity] = {}
    for g, (start, stop) in enumerate(a.group_span):
        group = _group(a, g)
        mixed |= dict.fromkeys(a.group_member[start:stop].tolist(), group)
    for start, stop, place in a.mixed_span:
        members = a.mixed_member[start:stop]
        factor = a.mixed_factor[place : place + members.size**2].tobytes()
        streams = whole[members][:, [0, 1, -1]].tobytes()
        mixed |= {int(member): (factor, streams, k) for k, member in enumerate(members)}
    design = (a.method, a.draws)
    return [
        (design, row.tobytes(), law, mixed.get(i))
        for i, (row, law) in enumerate(zip(whole, prepared.laws, strict=True))
    ]


def joined(prepared: Sequence[Prepared], identity: Sequence[Sequence[Identity]]) -> tuple[InputArrays, list[Ints]]:
    """Return the inputs of all as one set, and the place of each input of each in it, int64[K].

    ``identity`` are `identities`, or finer.
    """
    pool = _Pool(prepared)
    places = [pool.add(one, ids) for one, ids in zip(prepared, identity, strict=True)]
    return pool.arrays(), places


def _group(arrays: InputArrays, g: int) -> Identity:
    dimension = int(arrays.group_dimension[g]) if arrays.method == SOBOL else 0
    return arrays.group_key[g].tobytes(), arrays.group_weight[g].tobytes(), dimension


class _Pool:
    def __init__(self, prepared: Sequence[Prepared]) -> None:
        self._first = prepared[0].arrays
        self._packed = Packed()
        for one in prepared:
            if (
                one.arrays.group_span.size or one.arrays.mixed_span.size
            ):  # its tables begin with those that mixing takes
                for key, table in one.tables.items():
                    self._packed.add(key, table)
        self._place: dict[Identity, int] = {}
        self._rows: list[tuple[InputArrays, int, tuple[int, ...]]] = []
        self._groups: dict[Identity, tuple[InputArrays, int, list[int]]] = {}
        self._sets: list[tuple[list[int], npt.NDArray[np.float64]]] = []
        self._sobol = max((one.arrays.sobol for one in prepared), key=len)

    def add(self, one: Prepared, ids: Sequence[Identity]) -> Ints:
        """Add inputs that are not there yet; return the places of all."""
        a, new = one.arrays, {i for i, identity in enumerate(ids) if identity not in self._place}
        together = {int(m): c for c, span in enumerate(a.mixed_span) for m in a.mixed_member[span[0] : span[1]]}
        for i in sorted(new):
            if i not in together:
                self._place[ids[i]] = self._row(one, i)
        for c in sorted({together[i] for i in new if i in together}):
            start, stop, place = a.mixed_span[c]
            members = a.mixed_member[start:stop].tolist()
            rows = [self._row(one, i) for i in members]  # all of them: each takes the scores of those before it
            self._sets.append((rows, a.mixed_factor[place : place + len(members) ** 2]))
            for i, row in zip(members, rows, strict=True):
                self._place.setdefault(ids[i], row)
        for g, (start, stop) in enumerate(a.group_span):
            group = _group(a, g)
            members = [self._place[ids[i]] for i in a.group_member[start:stop].tolist() if i in new]
            if members:
                self._groups.setdefault(group, (a, g, []))[2].extend(members)
        return np.array([self._place[identity] for identity in ids], dtype=np.int64)

    def _row(self, one: Prepared, i: int) -> int:
        law = one.laws[i]
        spans = self._packed.add(law, one.tables[law]) if law else (0,) * 5
        self._rows.append((one.arrays, i, spans))
        return len(self._rows) - 1

    def arrays(self) -> InputArrays:
        """Return all as one set."""
        spans = np.array([spans for _, _, spans in self._rows], dtype=np.int64).reshape(-1, 5)
        groups = list(self._groups.values())
        rows: dict[str, Any] = {name: np.array([getattr(a, name)[i] for a, i, _ in self._rows]) for name in _ROWS}
        return self._first._replace(
            **rows,
            row=np.ascontiguousarray(spans[:, 0]),
            kink_span=np.ascontiguousarray(spans[:, 1:3]),
            break_span=np.ascontiguousarray(spans[:, 3:5]),
            **self._packed.arrays(),
            group_key=_stacked([a.group_key[g] for a, g, _ in groups], self._first.group_key),
            group_weight=_stacked([a.group_weight[g] for a, g, _ in groups], self._first.group_weight),
            group_dimension=np.array([a.group_dimension[g] for a, g, _ in groups], dtype=np.int64),
            group_span=_spans([len(members) for _, _, members in groups]),
            group_member=np.array([m for _, _, members in groups for m in members], dtype=np.int64),
            mixed_span=_mixed_spans([len(rows) for rows, _ in self._sets]),
            mixed_member=np.array([row for rows, _ in self._sets for row in rows], dtype=np.int64),
            mixed_factor=np.concatenate([np.zeros(0), *(factor for _, factor in self._sets)]),
            sobol=self._sobol,
        )


def _stacked(rows: list[npt.NDArray[Any]], like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.array(rows, dtype=like.dtype).reshape(-1, 2)


def _spans(sizes: list[int]) -> Ints:
    ends = np.cumsum([0, *sizes])
    return np.ascontiguousarray(np.column_stack([ends[:-1], ends[1:]]), dtype=np.int64)


def _mixed_spans(sizes: list[int]) -> Ints:
    """Return spans of members, and where the factor of each set starts."""
    starts = np.cumsum([0, *(size**2 for size in sizes)])[:-1]
    return np.ascontiguousarray(np.column_stack([_spans(sizes), starts]), dtype=np.int64)
