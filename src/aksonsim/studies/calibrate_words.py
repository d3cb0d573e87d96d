"""What a calibration came to: its rows, and in words what it did not determine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import BATCHES
from aksonsim.analysis.calibration import Frame, Identification, correlation
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Text, Words, _, ngettext
from aksonsim.model.calibration import Stage

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

PART = 0.05
"""A parameter with less of a combination than this, in scales, is not named in it; nor a target with less of a pin."""
AT_END = 1e-3
"""A parameter this near to a bound, relative to the way between the two, is said to stand at it."""


def told(
    stage: Stage,
    scenarios: Sequence[str],
    frame: Frame,
    known: Identification,
    *,
    values: Array,
    noise: Array,
    before: Array,
    own: Array,
    own_error: Array,
) -> Json:
    """Return a fitted stage as rows.

    Parameters
    ----------
    stage, scenarios
        What was asked, and the scenario of each target.
    frame, known
        The problem as arrays, and what its targets determine.
    values, noise
        Fitted parameters float64[k], and their covariance from the Monte Carlo error of the targets, float64[k, k].
    before, own, own_error
        Of every target, those with weight 0 among them: the model's figure at the start and at the fitted values, and
        the standard error of the latter.

    Returns
    -------
    dict
        ``parameters``: path, start, value, min, max, at_bound (``min``, ``max`` or None), identified, ``error_draws``
        and ``error_tolerance`` (standard errors: from the Monte Carlo error of the targets, and from their tolerances,
        each a uniform law on its interval; None where not identified), ``pinned_by`` (target, share of the squared
        ``error_tolerance``, and ``change`` of the parameter when the target rises by its tolerance); ``targets``:
        quantity, statistic, scenario, value, tolerance, weight, fitted, before, own and ``residual`` = own - value with
        ``*_ci``, ``residual_in_tolerances``; ``singular_values`` (tolerances per scale) with their Monte Carlo errors
        ``singular_noise``; ``not_identified``: combinations as {path: change}; ``correlation`` of the parameters'
        errors, both origins together (None where not identified).
    """
    paths = [parameter.path for parameter in stage.fit]
    spread = known.covariance(np.diag(np.square(frame.tolerance) / 3.0))
    fitted = [i for i, target in enumerate(stage.targets) if target.weight > 0]
    shares, change = known.pinned(frame.tolerance), known.response * frame.tolerance
    parameters = [
        {
            "path": path,
            "start": frame.start[j],
            "value": values[j],
            "min": frame.lower[j],
            "max": frame.upper[j],
            "at_bound": _at_bound(frame, values, j),
            "identified": not known.open[j],
            "error_draws": None if known.open[j] else np.sqrt(noise[j, j]),
            "error_tolerance": None if known.open[j] else np.sqrt(spread[j, j]),
            "pinned_by": [
                {"target": fitted[i], "share": shares[j, i], "change": change[j, i]}
                for i in np.argsort(-shares[j])
                if shares[j, i] >= PART
            ],
        }
        for j, path in enumerate(paths)
    ]
    from scipy.special import stdtrit  # the same half width as of other figures from batches

    half = float(stdtrit(BATCHES - 1, 0.975)) * own_error
    targets = [
        {
            "title": target.title,
            "quantity": target.quantity,
            "statistic": target.statistic,
            "scenario": scenarios[i],
            "source": list(target.source_names),
            "value": target.value,
            "tolerance": target.tolerance,
            "weight": target.weight,
            "fitted": target.weight > 0,
            "before": before[i],
            "own": own[i],
            "own_ci": (own[i] - half[i], own[i] + half[i]),
            "residual": own[i] - target.value,
            "residual_ci": (own[i] - target.value - half[i], own[i] - target.value + half[i]),
            "residual_in_tolerances": (own[i] - target.value) / target.tolerance,
        }
        for i, target in enumerate(stage.targets)
    ]
    together = correlation(noise + spread)
    together[known.open, :] = together[:, known.open] = np.nan
    return {
        "title": stage.title,
        "parameters": parameters,
        "targets": targets,
        "singular_values": known.singular.tolist(),
        "singular_noise": known.noise.tolist(),
        "not_identified": [
            {path: row[j] * frame.scale[j] for j, path in enumerate(paths) if abs(row[j]) >= PART}
            for row in known.loose
        ],
        "correlation": together.tolist(),
    }


def _at_bound(frame: Frame, values: Array, j: int) -> str | None:
    near = AT_END * (frame.upper[j] - frame.lower[j])
    if values[j] - frame.lower[j] <= near:
        return "min"
    return "max" if frame.upper[j] - values[j] <= near else None


def sentences(found: Json) -> list[Text]:
    """Return in words what a reader of a fitted stage must know; empty where all is well."""
    return list(_sentences(found))


def _sentences(found: Json) -> Iterator[Text]:
    parameters, targets = found["parameters"], found["targets"]
    fitted = [row for row in targets if row["fitted"]]
    if not found["converged"]:
        yield _(
            "the search was ended after {count} evaluations; the values are its best so far",
            count=str(found["evaluations"]),
        )
    if len(parameters) > len(fitted):
        yield _(
            "{parameters} against {targets}: at most {combinations} of them can be determined",
            parameters=ngettext("{count} parameter", "{count} parameters", len(parameters)),
            targets=ngettext("{count} target", "{count} targets", len(fitted)),
            combinations=ngettext("{count} combination", "{count} combinations", len(fitted)),
        )
    for combination in found["not_identified"]:
        yield _("not identified: {what}", what=_in_words(combination))
    for row in parameters:
        if row["at_bound"] is not None and row["identified"]:
            ends = {"path": row["path"], "bound": Digits(f"{row[row['at_bound']]:g}")}
            yield (
                _("{path} stands at its lower bound {bound}: the targets pull it further", **ends)
                if row["at_bound"] == "min"
                else _("{path} stands at its upper bound {bound}: the targets pull it further", **ends)
            )
    noisy = [r["path"] for r in parameters if r["identified"] and r["error_draws"] > r["error_tolerance"]]
    if noisy:
        paths = ", ".join(noisy)
        yield _("the draws leave more open than the tolerances do; more draws (-n) would help: {paths}", paths=paths)
    for row in fitted:
        low, high = row["own_ci"]
        if abs(row["residual"]) > row["tolerance"] + 0.5 * (high - low):
            yield _(
                "{target} in {scenario} is missed by {size} tolerances: the parameters do not meet all targets at once",
                target=name_of(row),
                scenario=row["scenario"],
                size=Digits(f"{abs(row['residual_in_tolerances']):.2g}"),
            )


def _in_words(combination: dict[str, float]) -> Text:
    """Say how parameters can be changed without any target changing by its tolerance."""
    if len(combination) == 1:
        return _("{path}; between its bounds no target changes by its tolerance", path=next(iter(combination)))
    moves: list[Words] = [_move(path, by) for path, by in combination.items()]
    listed = reduce(lambda first, second: _("{first}, {second}", first=first, second=second), moves[:-1])
    return _(
        "{first} and {last} at once leaves every target within its tolerance; only together they are known",
        first=listed,
        last=moves[-1],
    )


def _move(path: str, by: float) -> Text:
    size = Digits(f"{abs(by):.3g}")
    if by > 0:
        return _("raising {path} by {size}", path=path, size=size)
    return _("lowering {path} by {size}", path=path, size=size)


def name_of(target: Json) -> str:
    """Return what a target is called in tables: its title, or its quantity and statistic."""
    return str(target["title"]) or f"{target['quantity']} {target['statistic']}"
