"""From names and estimates to the arrays that `fill_inputs` draws from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.errors import LawError
from aksonsim.model.actuals import Drawn
from aksonsim.model.correlations import Correlation
from aksonsim.model.estimate import Constant, ScipyDistribution
from aksonsim.sampling import inputs as kinds
from aksonsim.sampling.copula import Structure, structure
from aksonsim.sampling.designs import LARGEST, MC, METHODS, SOBOL, SOBOL_WIDTH, sobol_tables
from aksonsim.sampling.distribution import SMALLEST, Distribution
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.inputs import InputArrays, fill_inputs
from aksonsim.sampling.streams import stream_key
from aksonsim.sampling.tables import Figures, QuantileTable, TableCache, table_key, tables_for

__all__ = ["InputArrays", "Prepared", "fill_inputs", "prepare"]

_KIND_OF_LAYOUT = (kinds.TAIL, kinds.SCORE, kinds.SEARCH)
_NORMAL = ScipyDistribution(shape="norm")
_UNIFORM = ScipyDistribution(shape="uniform")
_UNIFORM_FIGURES = Figures(mean=0.5, sd=12.0**-0.5, mode=float("nan"), lower=SMALLEST, upper=1.0 - SMALLEST)


@dataclass(frozen=True)
class Prepared:
    """The inputs of a run, ready to be drawn.

    ``names`` and ``estimates`` are those given; ``repairs`` has a sentence for each correlation that was changed;
    ``constant`` bool[K]. ``figures`` are of T(u), before ``affine``, and a bare uniform has no mode (nan). ``laws`` are
    the keys of the inputs' tables among ``tables``, "" where there is none; tables stand in the order of the arrays.
    """

    names: tuple[str, ...]
    estimates: tuple[Drawn | None, ...]
    arrays: InputArrays
    figures: tuple[Figures, ...]
    constant: npt.NDArray[np.bool_]
    repairs: tuple[str, ...]
    laws: tuple[str, ...]
    tables: Mapping[str, QuantileTable]

    @cached_property
    def distributions(self) -> tuple[Distribution | None, ...]:
        """The distribution of each input, None for a bare uniform; made on first use, which imports SciPy."""
        return tuple(None if estimate is None else distribution_of(estimate) for estimate in self.estimates)

    @property
    def packed(self) -> dict[str, Any]:
        """The tables' part of the arrays."""
        return {name: getattr(self.arrays, name) for name in Packed.NAMES}

    @cached_property
    def known(self) -> dict[tuple[int, bool], str]:
        """The laws of estimates, by the objects that these are and whether they are members of a copula."""
        rows = zip(self.estimates, self.arrays.correlated.tolist(), self.laws, strict=True)
        return {(id(estimate), bool(score)): law for estimate, score, law in rows if law}

    @cached_property
    def means(self) -> npt.NDArray[np.float64]:
        """Expected value of each input, float64[K], before ``affine``."""
        return np.array([figures.mean for figures in self.figures])

    @cached_property
    def sds(self) -> npt.NDArray[np.float64]:
        """Standard deviation of each input, float64[K], before ``affine``; inf where there is none."""
        return np.array([figures.sd for figures in self.figures])

    @cached_property
    def modes(self) -> npt.NDArray[np.float64]:
        """Most likely value of each input, float64[K], before ``affine``; nan for a bare uniform."""
        return np.array([figures.mode for figures in self.figures])

    @cached_property
    def lower(self) -> npt.NDArray[np.float64]:
        """Smallest value each input can draw, float64[K], before ``affine``."""
        return np.array([figures.lower for figures in self.figures])

    @cached_property
    def upper(self) -> npt.NDArray[np.float64]:
        """Largest value each input can draw, float64[K], before ``affine``."""
        return np.array([figures.upper for figures in self.figures])


def prepare(
    names: Sequence[str],
    estimates: Sequence[Drawn | None],
    *,
    seed: int,
    method: str = "mc",
    draws: int,
    correlations: Sequence[Correlation] = (),
    affine: npt.NDArray[np.float64] | None = None,
    cache: TableCache | None = None,
    like: Prepared | None = None,
) -> Prepared:
    """Pack named inputs for `fill_inputs`.

    Parameters
    ----------
    names
        K different names; an input's draws depend on its name and the seed, not on its place.
    estimates
        An estimate each; None for a bare uniform in (0, 1) (the occurrence of an event).
    seed, method, draws
        0 <= seed < 2**64; ``mc``, ``lhs`` or ``sobol`` (see `designs`); size of the design.
    correlations
        Members resolved to input names (see `copula`).
    affine
        float64[K, 2], a and b of value = a + b T(u); by default 0 and 1.
    cache
        Where tables are kept; without one SciPy builds each (a few ms a distribution, 1 to 3 s for a mixture).
    like
        Other inputs, whose tables serve the estimates that both have (the same objects).

    Raises
    ------
    LawError
        An estimate without a distribution, or correlations that cannot hold; names the input.
    ValueError
        Names that repeat, or a seed, method, number of draws or shape of ``affine`` outside its range.
    """
    _check(names, estimates, method, draws, affine)
    count = len(names)
    ties = structure(correlations, names)
    members = ties.members
    constant = np.array([isinstance(estimate, Constant) for estimate in estimates], dtype=np.bool_)
    for name, fixed in zip(names, constant, strict=True):
        if fixed and name in members:
            raise LawError(f"{name} is a certain number and cannot be correlated")
    known = {} if like is None else like.known
    packed = Packed()
    if members:  # in the places that the kernel knows: NORMAL_ROW, CDF_ROW
        for reserved, score in ((_NORMAL, False), (_UNIFORM, True)):
            packed.add(table_key(reserved, score=score), tables_for([reserved], cache, scores=[score])[0])
    figures, laws, kind = [], [""] * count, np.zeros(count, np.int64)
    value, table = np.zeros(count), np.zeros((count, 5), np.int64)
    for i, (name, estimate) in enumerate(zip(names, estimates, strict=True)):
        if estimate is None:
            kind[i] = kinds.UNIFORM
            figures.append(_UNIFORM_FIGURES)
        elif isinstance(estimate, Constant):
            kind[i], value[i] = kinds.CONSTANT, estimate.value
            figures.append(Figures(estimate.value, 0.0, estimate.value, estimate.value, estimate.value))
        else:
            try:
                laws[i] = known.get((id(estimate), name in members)) or table_key(estimate, score=name in members)
                one = packed.tables.get(laws[i]) or (like.tables.get(laws[i]) if like is not None else None)
                one = one or tables_for([estimate], cache, scores=[name in members])[0]
            except LawError as error:
                raise LawError(f"{name}: {error}") from error
            table[i] = packed.add(laws[i], one)
            kind[i] = _KIND_OF_LAYOUT[one.layout]
            figures.append(one.figures)
    lines = np.tile((0.0, 1.0), (count, 1)) if affine is None else np.asarray(affine, dtype=np.float64)
    drawn = [name for name, fixed in zip(names, constant, strict=True) if not fixed]
    streams = sorted([*drawn, *(group.stream for group in ties.groups)])
    dimension = {name: rank for rank, name in enumerate(streams)}
    arrays = InputArrays(
        method=METHODS.index(method),
        draws=draws,
        key=_keys(seed, names),
        kind=kind,
        correlated=np.where([name in members for name in names], np.where(kind == kinds.UNIFORM, -1, 1), 0),
        value=value,
        shift=np.ascontiguousarray(lines[:, 0]),
        factor=np.ascontiguousarray(lines[:, 1]),
        row=np.ascontiguousarray(table[:, 0]),
        kink_span=np.ascontiguousarray(table[:, 1:3]),
        break_span=np.ascontiguousarray(table[:, 3:5]),
        **(packed.arrays() if like is None or [*packed.tables] != [*like.tables] else like.packed),
        **_ties(ties, seed, {name: i for i, name in enumerate(names)}, dimension),
        sobol=_sobol(len(streams), cache) if method == METHODS[SOBOL] else np.zeros((0, SOBOL_WIDTH), np.uint32),
        dimension=np.array([dimension.get(name, 0) for name in names], dtype=np.int64),
    )
    return Prepared(
        tuple(names), tuple(estimates), arrays, tuple(figures), constant, ties.repairs, tuple(laws), packed.tables
    )


def _check(
    names: Sequence[str],
    estimates: Sequence[Drawn | None],
    method: str,
    draws: int,
    affine: npt.NDArray[np.float64] | None,
) -> None:
    if len(set(names)) != len(names):
        raise ValueError("names of inputs must differ")
    if len(estimates) != len(names):
        raise ValueError(f"{len(names)} names need as many estimates, not {len(estimates)}")
    if method not in METHODS:
        raise ValueError(f"method {method} is none of {', '.join(METHODS)}")
    most = 2**62 if method == METHODS[MC] else LARGEST
    if not 1 <= draws <= most:
        raise ValueError(f"draws {draws} must be from 1 to {most} for {method}")
    if affine is not None and np.shape(affine) != (len(names), 2):
        raise ValueError(f"affine must have shape ({len(names)}, 2)")


class Packed:
    """Quantile tables behind one another, equal ones once."""

    NAMES = ("coefficients", "kinks", "breaks")

    def __init__(self) -> None:
        self.tables: dict[str, QuantileTable] = {}
        self._places: dict[str, tuple[int, ...]] = {}
        self._parts: tuple[list[npt.NDArray[np.float64]], ...] = ([], [], [])
        self._sizes = [0, 0, 0]

    def add(self, key: str, table: QuantileTable) -> tuple[int, ...]:
        """Return (first row, kinks from, to, breaks from, to) of a table, which is added unless it is known."""
        if key not in self._places:
            row, kink, cut = self._sizes
            length = 1 << (table.breaks.size - 1).bit_length() if table.breaks.size else 0
            breaks = np.full(length, 2.0)  # above any uniform
            breaks[: table.breaks.size] = table.breaks
            for part, array in zip(self._parts, (table.rows, table.kinks, breaks), strict=True):
                part.append(array)
            self._sizes = [row + table.rows.shape[0], kink + table.kinks.shape[0], cut + length]
            self.tables[key] = table
            self._places[key] = (row, kink, self._sizes[1], cut, self._sizes[2])
        return self._places[key]

    def arrays(self) -> dict[str, Any]:
        """Return the tables' part of the arrays."""
        empty: tuple[tuple[int, ...], ...] = ((0, 4), (0, 3), (0,))
        return {name: _joined(part, none) for name, part, none in zip(self.NAMES, self._parts, empty, strict=True)}


def _keys(seed: int, names: Sequence[str]) -> npt.NDArray[np.int64]:
    return np.array([stream_key(seed, name) for name in names], dtype=np.int64).reshape(-1, 2)


def _joined(parts: Sequence[npt.NDArray[np.float64]], empty: tuple[int, ...]) -> npt.NDArray[np.float64]:
    return np.ascontiguousarray(np.concatenate(parts)) if parts else np.zeros(empty)


def _ties(ties: Structure, seed: int, place: dict[str, int], dimension: dict[str, int]) -> dict[str, np.ndarray]:
    """Return the copula's part of the arrays."""
    spans = list(_spans([len(group.members) for group in ties.groups]))
    mixed = list(_spans([len(component.members) for component in ties.components]))
    starts = list(_spans([component.factor.size for component in ties.components]))
    return {
        "group_key": _keys(seed, [group.stream for group in ties.groups]),
        "group_weight": np.array([(g.common, g.own) for g in ties.groups], dtype=np.float64).reshape(-1, 2),
        "group_span": np.array(spans, dtype=np.int64).reshape(-1, 2),
        "group_member": np.array([place[n] for g in ties.groups for n in g.members], dtype=np.int64),
        "mixed_span": np.array([(*m, s[0]) for m, s in zip(mixed, starts, strict=True)], dtype=np.int64).reshape(-1, 3),
        "mixed_member": np.array([place[n] for c in ties.components for n in c.members], dtype=np.int64),
        "mixed_factor": _joined([component.factor.ravel() for component in ties.components], (0,)),
        "group_dimension": np.array([dimension[group.stream] for group in ties.groups], dtype=np.int64),
    }


def _spans(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for size in sizes:
        yield start, start + size
        start += size


def _sobol(dimensions: int, cache: TableCache | None) -> npt.NDArray[np.uint32]:
    """Return the direction tables, from the cache where they are known (float64 holds 32-bit words exactly)."""
    key = f"sobol-{dimensions}"
    arrays = cache.get(key) if cache is not None else None
    if arrays is None:
        table = sobol_tables(max(dimensions, 1))
        if cache is not None:
            cache.put(key, {"table": table.astype(np.float64)})
        return table
    return arrays["table"].astype(np.uint32)
