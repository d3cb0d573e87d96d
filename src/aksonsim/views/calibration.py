"""What a calibration came to, as tables, and in words what it did not determine."""

from __future__ import annotations

import math
from collections.abc import Iterator

from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import round_to_error
from aksonsim.language.text import Listed, Words, _, ngettext
from aksonsim.results.statistic import Statistic
from aksonsim.studies.calibration import Calibration, FittedParameter, FittedStage, FittedTarget
from aksonsim.views import common
from aksonsim.views.document import Block, Column, Document, Formed, Heading, Items, Note, Row, Table, join


def view(result: Calibration) -> Document:
    """Return the document of a calibration."""
    unit = _("{unit}, shares as fractions", unit=common.prices(result.money))
    several = len(result.stages) > 1
    return Document(
        title=result.title,
        blocks=join(
            block
            for number, stage in enumerate(result.stages, 1)
            for block in _stage(stage, unit, (("stage", stage.title or str(number)),) if several else ())
        ),
        foot=(
            _(
                "seed {seed}, aksonsim {version}. ±: half the 95 % interval of the Monte Carlo error; of a stated "
                "figure its tolerance. Standard errors: what the draws leave open, and what the tolerances do.",
                seed=str(result.seed),
                version=result.aksonsim_version,
            ),
        ),
        about=common.rests_on(result),
    )


def _stage(stage: FittedStage, unit: Words, keys: tuple[tuple[str, Words], ...]) -> Iterator[Block]:
    yield Heading(
        _(
            "{title}: scenario {scenario}, {draws}, {steps}",
            title=stage.title or _("Fit"),
            scenario=stage.targets[0].scenario,
            draws=ngettext("{count} draw", "{count} draws", stage.draws),
            steps=ngettext("{count} step", "{count} steps", stage.evaluations),
        )
    )
    yield _parameters(stage, keys)
    yield _targets(stage, _("Targets"), unit, keys, fitted=True)
    yield _targets(stage, _("Shown beside, not fitted"), "", keys, fitted=False)
    yield from _correlations(stage, keys)
    values = tuple(Digits(f"{value:.3g}") for value in stage.singular_values)
    yield Note(_("Singular values of the slopes, in tolerances a scale: {values}", values=Listed(values)))
    if stage.sentences:
        yield Items(tuple(("", sentence) for sentence in stage.sentences))


def _parameters(stage: FittedStage, keys: tuple[tuple[str, Words], ...]) -> Table:
    columns = (
        common.LABEL,
        Column("start", _("start"), "plain"),
        Column("value", _("fitted"), "plain"),
        Column("error_draws", _("error: draws"), "plain"),
        Column("error_tolerance", _("tolerances"), "plain"),
        Column("pinned_by", _("pinned by"), "text"),
    )
    rows = tuple(_parameter(stage, row) for row in stage.parameters)
    return Table("parameters", _("Parameters, with standard errors"), columns, rows, keys=keys)


def _parameter(stage: FittedStage, row: FittedParameter) -> Row:
    if row.error_draws is None or row.error_tolerance is None:
        return Row((row.path, row.start, Formed(row.value.value, "three"), None, None, _("not identified")))
    pins: Words = ""
    for pin in row.pinned_by:
        one = _("{target} {share} %", target=stage.targets[pin.target].name, share=Digits(f"{pin.share * 100:.0f}"))
        pins = _("{first}, {second}", first=pins, second=one) if pins else one
    errors = (float(f"{error:.2g}") for error in (row.error_draws, row.error_tolerance))
    return Row((row.path, row.start, _rounded(row.value.value, row.value), *errors, pins))


def _targets(
    stage: FittedStage, title: Words, unit: Words, keys: tuple[tuple[str, Words], ...], *, fitted: bool
) -> Table:
    columns = (
        common.LABEL,
        Column("value", _("stated"), "text"),
        Column("before", _("at the start"), "plain"),
        Column("own", _("fitted")),
        Column("residual", _("left over"), "plain"),
        Column("residual_in_tolerances", _("in tolerances"), "hundredths"),
    )
    rows = tuple(_target(stage, row) for row in stage.targets if row.fitted is fitted)
    return Table("targets" if fitted else "shown", title, columns, rows, unit, keys)


def _target(stage: FittedStage, row: FittedTarget) -> Row:
    name = row.name
    if row.scenario != stage.targets[0].scenario:
        name = _("{scenario}: {target}", scenario=row.scenario, target=row.name)
    return Row(
        (
            name,
            _("{value} ± {tolerance}", value=Statistic(row.value), tolerance=Statistic(row.tolerance)),
            _rounded(row.before, row.own),
            row.own,
            _rounded(row.residual.value, row.own),
            row.residual_in_tolerances,
        )
    )


def _correlations(stage: FittedStage, keys: tuple[tuple[str, Words], ...]) -> Iterator[Table]:
    known = [j for j, row in enumerate(stage.parameters) if row.identified]
    if len(known) < 2:
        return
    columns = (common.LABEL, *(Column(f"{j + 1}", f"({j + 1})", "hundredths") for j in known[:-1]))
    rows = tuple(
        Row(
            (
                f"({j + 1}) {stage.parameters[j].path}",
                *(stage.correlation[j][i] if i < j else None for i in known[:-1]),
            )
        )
        for j in known
    )
    yield Table("correlation", _("Correlation of their errors"), columns, rows, keys=keys)


def _rounded(value: float, error: Statistic) -> float:
    """Return a number in the digits that an error supports."""
    return float(round_to_error(value, error.half)) if math.isfinite(value) else math.nan
