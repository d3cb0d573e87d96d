"""From a design in the unit cube to values of parameters, point by point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.errors import AksonsimError
from aksonsim.sampling.distribution import quantile
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sweeps import designs
from aksonsim.sweeps.spec import MOST_POINTS, Design, Parameter, Setting, Sweep

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """The points of a sweep: ``unit`` float64[n, k] in the unit cube, and the value of each parameter at each."""

    paths: tuple[str, ...]
    unit: Array
    values: tuple[tuple[Setting, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def settings(self, point: int) -> tuple[tuple[str, Setting], ...]:
        """Return the paths and values of one point."""
        return tuple(zip(self.paths, self.values[point], strict=True))


def points(sweep: Sweep, stated: Mapping[str, Any]) -> Points:
    """Lay out the points of a sweep.

    ``stated`` has what the base file states at each path (one_at_a_time begins there). Raises AksonsimError for a
    design that cannot be laid out.
    """
    paths, parameters, design = tuple(sweep.parameters), list(sweep.parameters.values()), sweep.design
    if design.kind == "one_at_a_time":
        return _one_at_a_time(sweep, stated)
    if design.kind == "grid":
        levels = [_levels(parameter) for parameter in parameters]
        if math.prod(levels) > MOST_POINTS:
            raise AksonsimError(f"a grid of {math.prod(levels)} points; at most {MOST_POINTS} are allowed")
        unit = designs.grid(levels)
    else:
        unit = _cube(paths, design)
    reached = {"grid": None, "morris": design.levels}.get(design.kind, 0)
    columns = [column(p, unit[:, i], _levels(p) if reached is None else reached) for i, p in enumerate(parameters)]
    return Points(paths, unit, tuple(zip(*columns, strict=True)))


def _cube(paths: Sequence[str], design: Design) -> Array:
    assert design.points is not None
    if design.kind != "morris":
        found: Array = getattr(designs, design.kind)(paths, design.points, design.seed)
        return found
    unit = designs.morris(paths, design.points, design.seed, design.levels)
    # The ends of a law may be infinite: a trajectory walks on the middles of its levels.
    return (unit * (design.levels - 1) + 0.5) / design.levels


def design_of(spec: Mapping[str, Any], unit: Array) -> bool:
    """Whether points in the unit cube are those of the design that a stored sweep states.

    Of designs whose points are independent only their number is looked at.
    """
    parameters = {path: Parameter.model_validate(stated) for path, stated in spec["parameters"].items()}
    design = Design.model_validate(spec["design"])
    if not ((unit > 0) & (unit < 1)).all():
        return False
    if design.kind == "one_at_a_time":
        return bool(unit.shape[0] >= 1)
    if design.kind in ("lhs", "sobol"):
        return bool(unit.shape[0] == design.points)
    levels = [_levels(parameter) for parameter in parameters.values()]
    if design.kind == "grid" and math.prod(levels) != unit.shape[0]:
        return False
    try:
        expected = designs.grid(levels) if design.kind == "grid" else _cube(list(parameters), design)
    except AksonsimError:
        return False
    return expected.shape == unit.shape and bool(np.allclose(expected, unit, rtol=0, atol=1e-9))


def column(parameter: Parameter, unit: Array, levels: int = 0) -> list[Setting]:
    """Return a parameter's values at places in (0, 1).

    ``levels`` > 0: the places are middles of so many cells, and those of a range reach its ends.
    """
    if parameter.values is not None:
        chosen = np.minimum((unit * len(parameter.values)).astype(int), len(parameter.values) - 1)
        return [parameter.values[i] for i in chosen]
    if parameter.estimate is not None:
        return [float(x) for x in quantile(distribution_of(parameter.estimate), unit)]
    if levels > 1:
        unit = np.linspace(0.0, 1.0, levels)[(unit * levels).astype(int)]
    if parameter.range is not None:
        low, high = parameter.range
        return [float(x) for x in np.round(low + unit * (high - low), 12)]
    assert parameter.log_range is not None
    low, high = np.log(parameter.log_range)
    return [float(x) for x in np.exp(low + unit * (high - low))]


def _levels(parameter: Parameter) -> int:
    return len(parameter.values) if parameter.values is not None else parameter.levels


def _one_at_a_time(sweep: Sweep, stated: Mapping[str, Any]) -> Points:
    """Return the start, and from it every level of every parameter, the others at the start."""
    start: list[Setting] = []
    for path, parameter in sweep.parameters.items():
        value = parameter.start if parameter.start is not None else stated.get(path)
        if not isinstance(value, float | int | str):
            raise AksonsimError(f"parameters.{path}: the file states no single value there; say start: where to begin")
        start.append(value)
    rows, units = [tuple(start)], [[0.5] * len(start)]
    for i, parameter in enumerate(sweep.parameters.values()):
        unit = designs.grid([_levels(parameter)])[:, 0]
        for u, value in zip(unit, column(parameter, unit, _levels(parameter)), strict=True):
            if value != start[i]:
                rows.append((*start[:i], value, *start[i + 1 :]))
                units.append([*([0.5] * i), float(u), *([0.5] * (len(start) - i - 1))])
    return Points(tuple(sweep.parameters), np.array(units), tuple(rows))


def numeric(values: Sequence[Setting]) -> bool:
    """Return whether a parameter's values are numbers (true and false are not)."""
    return all(isinstance(value, float | int) and not isinstance(value, bool) for value in values)
