"""Calibrations: read from a file or from options, and what was fitted written as an overlay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aksonsim.files.atomic import replacing
from aksonsim.files.dump import flow
from aksonsim.files.plain_data import as_read
from aksonsim.files.problems import validated
from aksonsim.files.tree import Map, Place, locate
from aksonsim.files.yaml import fail, parse, read
from aksonsim.model.calibration import Calibration, Parameter, Stage, Target
from aksonsim.model.quantities import split

_TARGET = re.compile(r"([^=]+\.[^=]+)=([^±+]+)(?:(?:±|\+/?-)(.+))?")
_RANGE = re.compile(r"(.+?)\.\.(.+)")


@dataclass(frozen=True, slots=True)
class PlacedStage:
    """A stage, and where each of its parameters and targets was stated."""

    stage: Stage
    fit: tuple[Place, ...]
    targets: tuple[Place, ...]


def read_calibration(path: str | Path) -> tuple[PlacedStage, ...]:
    """Read the stages of a calibration file.

    Raises
    ------
    ScenarioError
        Everything that is wrong, one sentence with file, line and path each.
    """
    root = read(path, "a calibration is a mapping with the key stages")
    stages = validated(Calibration, root).stages
    return tuple(
        PlacedStage(
            stage,
            tuple(locate(("stages", i, "fit", j), root)[1] for j in range(len(stage.fit))),
            tuple(locate(("stages", i, "targets", j), root)[1] for j in range(len(stage.targets))),
        )
        for i, stage in enumerate(stages)
    )


def from_options(fits: Sequence[str], targets: Sequence[str]) -> PlacedStage:
    """Return the one stage that ``--fit PATH[=LOW..HIGH]`` and ``--target QUANTITY.STATISTIC=VALUE[±TOLERANCE]`` ask.

    Without a tolerance it is half a unit of the last digit that is written.

    Raises
    ------
    ScenarioError
        A sentence for the first option that is not of this form.
    """
    places = tuple(Place(f"--fit {text}") for text in fits)
    goals = tuple(Place(f"--target {text}") for text in targets)
    read_fits = tuple(_fit(text, place) for text, place in zip(fits, places, strict=True))
    read_goals = tuple(_target(text, place) for text, place in zip(targets, goals, strict=True))
    return _stage(read_fits, read_goals, places, goals, "--fit, --target")


def from_python(fit: Mapping[str, Any], targets: Mapping[str, Any]) -> PlacedStage:
    """Return the one stage that mappings ask for (see `aksonsim.calibrate`).

    Raises
    ------
    ScenarioError
        A sentence for the first entry that is not of this form.
    """
    places = tuple(Place(f"fit {path}") for path in fit)
    goals = tuple(Place(f"target {figure}") for figure in targets)
    if strangers := [name for name in (*fit, *targets) if not isinstance(name, str)]:
        raise fail("fit, targets", f"{strangers[0]!r} is neither a path nor a figure")
    parameters, figures = [], []
    for path, span, place in zip(fit, map(_listed, fit.values()), places, strict=True):
        ends = {} if span is None else dict(zip(("min", "max"), _pair(span, place, "(low, high)"), strict=True))
        parameters.append(validated(Parameter, _mapping({"path": path} | ends, place)))
    for figure, goal, place in zip(targets, map(_listed, targets.values()), goals, strict=True):
        if isinstance(goal, tuple | list):
            value, tolerance = _pair(goal, place, "(value, tolerance)")
        else:
            value = as_read(goal, place)
            tolerance = _half_a_digit(f"{value:.12g}" if isinstance(value, float) else str(value))
        figures.append(_target_of(figure, value, tolerance, place))
    return _stage(tuple(parameters), tuple(figures), places, goals, "fit, targets")


def _listed(value: Any) -> Any:
    return value.tolist() if type(value).__module__ == "numpy" else value


def _pair(value: Any, place: Place, form: str) -> tuple[Any, Any]:
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise fail(place, f"must be a pair {form}, not {value!r}")
    return as_read(value[0], place), as_read(value[1], place)


def _stage(
    fit: tuple[Parameter, ...], goals: tuple[Target, ...], fits: tuple[Place, ...], targets: tuple[Place, ...], of: str
) -> PlacedStage:
    try:
        stage = Stage(fit=fit, targets=goals)
    except ValidationError as error:
        raise fail(of, str(error.errors()[0]["ctx"].get("error", "both are needed"))) from None
    return PlacedStage(stage, fits, targets)


def _fit(text: str, place: Place) -> Parameter:
    path, equals, span = text.partition("=")
    data = _mapping({"path": path.strip()}, place)
    if equals:
        ends = _RANGE.fullmatch(span.strip())
        if ends is None:
            raise fail(place, "must be PATH or PATH=LOW..HIGH", "such as uptake.scale=0.5..10")
        data.update({key: _number(end, place) for key, end in zip(("min", "max"), ends.groups(), strict=True)})
    return validated(Parameter, data)


def _target(text: str, place: Place) -> Target:
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        example = "such as cost_programme[journal].p50=4755 or gate[on_time].prob=0.63+-0.12"
        raise fail(place, "must be QUANTITY.STATISTIC=VALUE or QUANTITY.STATISTIC=VALUE+-TOLERANCE", example)
    figure, value, tolerance = match.groups()
    half = _number(tolerance, place) if tolerance else _half_a_digit(value.strip())
    return _target_of(figure, _number(value, place), half, place)


def _target_of(figure: str, value: Any, tolerance: Any, place: Place) -> Target:
    try:
        quantity, statistic = split(figure)
    except ValueError as error:
        raise fail(place, *str(error).split("; ", 1)) from None
    stated = {"quantity": str(quantity), "statistic": statistic, "value": value, "tolerance": tolerance}
    return validated(Target, _mapping(stated, place))


def _number(text: str, place: Place) -> Any:
    return parse(text.strip(), str(place), places=False)


def _half_a_digit(text: str) -> float:
    """Return half a unit of the last digit of a number as written: 0.5 for 4755, 0.005 for 0.30."""
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:
        return 1.0  # no number: the value is what is complained about
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 1.0


def _mapping(items: Mapping[str, Any], place: Place) -> Map:
    data = Map(place)
    data.update(items)
    return data


def write_overlay(path: str | Path, changes: Mapping[str, float], comment: Iterable[str]) -> None:
    """Write changes as an overlay that `run --overlay` takes, wholly or not at all, under a comment.

    Raises OSError when the folder cannot be written.
    """
    lines = [f"# {line}" for line in comment] + ["changes:"]
    lines += [f"  {flow(where)}: {flow(value)}" for where, value in changes.items()]
    with replacing(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
