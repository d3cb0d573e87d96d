"""What a calibration answers: fitted parameters, targets and what these do not determine; in sentences, too."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import BATCHES
from aksonsim.analysis.calibration import Frame, Identification, Solution, correlation
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Listed, Text, Title, Words, _, ngettext
from aksonsim.model.calibration import Stage, Target
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.result import Result
from aksonsim.results.statistic import UNKNOWN, Statistic, symmetric

Array = npt.NDArray[np.float64]

PART = 0.05
"""A parameter with less of a combination than this, in scales, is not named in it; nor a target with less of a pin."""
AT_END = 1e-3
"""A parameter this near to a bound, relative to the way between the two, is said to stand at it."""


@frozen
class Pin:
    """The place of a target in its stage, its share of the squared ``error_tolerance`` of a parameter, and the
    ``change`` of the parameter when the target rises by its tolerance.
    """

    target: int
    share: float
    change: float


@frozen
class FittedParameter:
    """A number of the file that was fitted.

    ``at_bound``: ``min``, ``max`` or None; ``error_draws`` and ``error_tolerance`` are standard errors: from the Monte
    Carlo error of the targets, which ``value`` has as its interval, and from their tolerances, each a uniform
    distribution on its interval. Neither is known of a parameter that is not ``identified``.
    """

    path: str = shaped(label=True)
    start: float
    value: Statistic
    min: float
    max: float
    at_bound: str | None
    identified: bool
    error_draws: float | None
    error_tolerance: float | None
    pinned_by: tuple[Pin, ...]


@frozen
class FittedTarget:
    """A figure to meet (``value``, to ``tolerance``) and the model's: ``before`` the fit, and ``own`` after it.

    ``residual`` is own - value; what has weight 0 is not ``fitted``, only shown.
    """

    title: Title
    quantity: str = shaped(label=True)
    statistic: str = shaped(label=True)
    scenario: str = shaped(label=True)
    source: tuple[str, ...]
    value: float
    tolerance: float
    weight: float
    fitted: bool
    before: float
    own: Statistic
    residual: Statistic
    residual_in_tolerances: float

    @property
    def name(self) -> Words:
        """What it is called: its title, or its quantity and statistic."""
        return self.title if self.title.en else f"{self.quantity} {self.statistic}"


@frozen
class FittedStage:
    """Parameters that were fitted together.

    ``singular_values`` of the slopes (tolerances a scale) with their Monte Carlo errors ``singular_noise``;
    ``not_identified``: combinations of parameters, each with its change; ``correlation`` of the parameters' errors,
    both origins together, float[k][k], NaN where not identified; ``draws`` of each run, ``evaluations`` of the search.
    """

    title: str = shaped(label="stage")
    parameters: tuple[FittedParameter, ...]
    targets: tuple[FittedTarget, ...]
    singular_values: tuple[float, ...]
    singular_noise: tuple[float, ...]
    not_identified: tuple[Mapping[str, float], ...]
    correlation: tuple[tuple[float, ...], ...]
    draws: int
    evaluations: int
    converged: bool
    sentences: tuple[Text, ...] = ()


@frozen
class Calibration(Result):
    """Numbers of a scenario fitted to figures: ``changes`` are paths with fitted values, rounded to a tenth of their
    errors; the stages one after the other.
    """

    title: Title
    money: Mapping[str, Any] = shaped(spread=True)
    seed: int
    aksonsim_version: str
    changes: Mapping[str, float]
    stages: tuple[FittedStage, ...]


def parameters(
    stage: Stage, frame: Frame, known: Identification, values: Array, noise: Array
) -> tuple[tuple[FittedParameter, ...], tuple[tuple[float, ...], ...]]:
    """Return the fitted parameters, and the correlation of their errors.

    Parameters
    ----------
    stage, frame, known
        What was asked, as arrays, and what the targets determine.
    values, noise
        Fitted parameters float64[k], and their covariance from the Monte Carlo error of the targets, float64[k, k].
    """
    spread = known.covariance(np.diag(np.square(frame.tolerance) / 3.0))
    fitted = [i for i, target in enumerate(stage.targets) if target.weight > 0]
    shares, change = known.pinned(frame.tolerance), known.response * frame.tolerance
    found = []
    for j, parameter in enumerate(stage.fit):
        is_known = not known.open[j]
        drawn, tolerated = float(np.sqrt(noise[j, j])), float(np.sqrt(spread[j, j]))
        found.append(
            FittedParameter(
                path=parameter.path,
                start=float(frame.start[j]),
                value=_with_error(values[j], drawn if is_known else math.nan),
                min=float(frame.lower[j]),
                max=float(frame.upper[j]),
                at_bound=_at_bound(frame, values, j),
                identified=is_known,
                error_draws=drawn if is_known else None,
                error_tolerance=tolerated if is_known else None,
                pinned_by=tuple(
                    Pin(target=fitted[i], share=float(shares[j, i]), change=float(change[j, i]))
                    for i in np.argsort(-shares[j])
                    if shares[j, i] >= PART
                ),
            )
        )
    together = correlation(noise + spread)
    together[known.open, :] = together[:, known.open] = np.nan
    return tuple(found), tuple(map(tuple, together.tolist()))


def target(asked: Target, scenario: str, before: float, own: float, error: float) -> FittedTarget:
    """Return a target with the model's figure before the fit and after it, and the standard error of the latter."""
    return FittedTarget(
        title=Title(asked.title, asked.title_nb),
        quantity=asked.quantity,
        statistic=asked.statistic,
        scenario=scenario,
        source=asked.source_names,
        value=asked.value,
        tolerance=asked.tolerance,
        weight=asked.weight,
        fitted=asked.weight > 0,
        before=float(before),
        own=_with_error(own, error),
        residual=_with_error(own - asked.value, error),
        residual_in_tolerances=float(own - asked.value) / asked.tolerance,
    )


def fitted_stage(
    asked: Stage,
    frame: Frame,
    known: Identification,
    solution: Solution,
    draws: int,
    of_parameters: tuple[tuple[FittedParameter, ...], tuple[tuple[float, ...], ...]],
    targets: tuple[FittedTarget, ...],
) -> FittedStage:
    """Return a stage with what a reader must know of it."""
    rows, correlations = of_parameters
    loose = tuple(
        {row.path: float(part[j] * frame.scale[j]) for j, row in enumerate(rows) if abs(part[j]) >= PART}
        for part in known.loose
    )
    return FittedStage(
        title=asked.title,
        parameters=rows,
        targets=targets,
        singular_values=tuple(known.singular.tolist()),
        singular_noise=tuple(known.noise.tolist()),
        not_identified=loose,
        correlation=correlations,
        draws=draws,
        evaluations=solution.evaluations,
        converged=solution.converged,
        sentences=tuple(_sentences(solution, rows, targets, loose)),
    )


def _with_error(value: float, error: float) -> Statistic:
    """Return a figure with its standard error from batches; NaN: it is unknown."""
    from scipy.special import stdtrit  # the same half width as of other figures from batches

    if math.isnan(error):
        return Statistic(float(value), UNKNOWN)
    return symmetric(value, float(stdtrit(BATCHES - 1, 0.975)) * error)


def _at_bound(frame: Frame, values: Array, j: int) -> str | None:
    near = AT_END * (frame.upper[j] - frame.lower[j])
    if values[j] - frame.lower[j] <= near:
        return "min"
    return "max" if frame.upper[j] - values[j] <= near else None


def _sentences(
    solution: Solution,
    rows: Sequence[FittedParameter],
    targets: Sequence[FittedTarget],
    loose: Sequence[Mapping[str, float]],
) -> Iterator[Text]:
    """Yield in words what a reader of a fitted stage must know; nothing where all is well."""
    fitted = [row for row in targets if row.fitted]
    if not solution.converged:
        yield _(
            "the search was ended after {count} evaluations; the values are its best so far",
            count=str(solution.evaluations),
        )
    if len(rows) > len(fitted):
        yield _(
            "{parameters} against {targets}: at most {combinations} of them can be determined",
            parameters=ngettext("{count} parameter", "{count} parameters", len(rows)),
            targets=ngettext("{count} target", "{count} targets", len(fitted)),
            combinations=ngettext("{count} combination", "{count} combinations", len(fitted)),
        )
    for combination in loose:
        yield _("not identified: {what}", what=_in_words(combination))
    for row in rows:
        if row.identified and row.at_bound == "min":
            yield _(
                "{path} stands at its lower bound {bound}: the targets pull it further",
                path=row.path,
                bound=Digits(f"{row.min:g}"),
            )
        elif row.identified and row.at_bound == "max":
            yield _(
                "{path} stands at its upper bound {bound}: the targets pull it further",
                path=row.path,
                bound=Digits(f"{row.max:g}"),
            )
    noisy = tuple(row.path for row in rows if (row.error_draws or 0.0) > (row.error_tolerance or 0.0))
    if noisy:
        yield _(
            "the draws leave more open than the tolerances do; more draws (-n) would help: {paths}", paths=Listed(noisy)
        )
    for one in fitted:
        if abs(one.residual.value) > one.tolerance + one.own.half:
            yield _(
                "{target} in {scenario} is missed by {size} tolerances: the parameters do not meet all targets at once",
                target=one.name,
                scenario=one.scenario,
                size=Digits(f"{abs(one.residual_in_tolerances):.2g}"),
            )


def _in_words(combination: Mapping[str, float]) -> Text:
    """Say how parameters can be changed without any target changing by its tolerance."""
    if len(combination) == 1:
        return _("{path}; between its bounds no target changes by its tolerance", path=next(iter(combination)))
    moves = tuple(_move(path, by) for path, by in combination.items())
    return _(
        "{first} and {last} at once leaves every target within its tolerance; only together they are known",
        first=Listed(moves[:-1]),
        last=moves[-1],
    )


def _move(path: str, by: float) -> Text:
    size = Digits(f"{abs(by):.3g}")
    if by > 0:
        return _("raising {path} by {size}", path=path, size=size)
    return _("lowering {path} by {size}", path=path, size=size)
