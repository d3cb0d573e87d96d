"""What a sweep says, or the draws of one run: response curves, effects, when things go wrong, how sure a figure is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aksonsim.analysis.band import HowSure
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.rounding import NOTHING, round_to_error
from aksonsim.language.text import Text, Words, _, ngettext
from aksonsim.results.statistic import Statistic
from aksonsim.sweeps.explored import (
    CurveStep,
    Discovery,
    Effects,
    Exploration,
    ExploredOutput,
    Morris,
    Region,
    RunExploration,
    Saltelli,
)
from aksonsim.views import common
from aksonsim.views.document import (
    Band,
    Block,
    Cell,
    Column,
    Document,
    Formed,
    Heading,
    Note,
    Picture,
    Row,
    Table,
    join,
    rows,
)

CONDITIONS = {"passed": _("given that the gate is passed"), "all": _("over all draws")}
CURVES = 4
"""Response curves that are shown: those that move the output most; the result has all."""
MOST = 12
"""Rows of effects, and of distances."""
FINEST = 1e-4
"""A share is shown to a hundredth of a per cent; an error that is less than half of it is not shown."""
CERTAIN = 0.001
"""Smaller p-values are shown as a bound."""


def view(result: Exploration | RunExploration) -> Document:
    """Return the document of a sweep, or of the draws of a run."""
    sweep = result if isinstance(result, Exploration) else None
    return Document(
        title=result.title,
        under=(_about(result), *((_points(sweep),) if sweep else ())),
        blocks=join(
            _of_sweep(sweep) if sweep else None,
            _discovery(result.discovery, "points" if sweep else "draws") if result.discovery else None,
            (Note(note) for note in result.notes),
            _pictures(result),
        ),
        foot=(
            _(
                "seed {seed}, aksonsim {version}, digest {digest}. ±: half the 95 % interval.",
                seed=str(result.seed),
                version=result.aksonsim_version,
                digest=result.digest,
            ),
        ),
        about=(
            *(("output", result.of.name), ("units", result.of.units), ("condition", result.of.condition)),
            *(("draws", result.draws), ("seed", result.seed), ("digest", result.digest)),
            ("aksonsim_version", result.aksonsim_version),
            *((key, value) for key, value in result.money.items()),
        ),
    )


def _about(result: Exploration | RunExploration) -> Words:
    of, condition = result.of, CONDITIONS[result.of.condition]
    unit = common.prices(result.money, of.units)
    if unit:
        return _("{title} ({name}, {unit}; {condition})", title=of.title, name=of.name, unit=unit, condition=condition)
    return _("{title} ({name}; {condition})", title=of.title, name=of.name, condition=condition)


def _points(result: Exploration) -> Words:
    return _(
        "{done} of {points} points ({design}) of {draws}; from {least} to {most}",
        done=result.done,
        points=result.points,
        design=result.design,
        draws=ngettext("{count} draw", "{count} draws", result.draws),
        least=_level_of(Statistic(result.of.least), result.of),
        most=_level_of(Statistic(result.of.most), result.of),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure in running text, in the digits of its error but without it; per cent where it has ``decimals``."""

    value: Statistic
    decimals: int | None = None

    def shown(self, lang: Lang) -> str:
        """Return it as it reads in a language."""
        if self.decimals is not None:
            return percent(self.value.value, lang, self.decimals)
        return measured(self.value.value, self.value.interval, lang, error=False)


def _level_of(figure: Statistic, of: ExploredOutput) -> _Shown:
    return _Shown(figure, (0 if figure.value in (0, 1) else 1) if of.is_share else None)


def _percent(value: float, decimals: int = 0) -> _Shown:
    return _Shown(Statistic(value), decimals)


def _two_digits(value: float) -> _Shown:
    return _Shown(Statistic(float(f"{value:.2g}")))


def _of_sweep(result: Exploration) -> Iterator[Block]:
    yield from _curves(result)
    if result.effects is not None:
        yield _effects(result.effects)
        if not isinstance(result.effects, Morris | Saltelli) and result.noise is not None:
            noise = _two_digits(100 * result.noise)
            yield Note(_("Monte Carlo error of the points: at most {share} % of the variance", share=noise))
    if result.salib is not None:
        keys = tuple(next(iter(result.salib.values())))
        figures = [
            (path, *(own[key] if math.isfinite(own[key]) else None for key in keys))
            for path, own in result.salib.items()
        ]
        yield Table(
            "salib", _("The same by SALib"), _columns(*(Column(key, key, "plain") for key in keys)), rows(figures)
        )
    if result.how_sure is not None:
        yield from _how_sure(result.how_sure, result.of)


def _columns(*columns: Column) -> tuple[Column, ...]:
    return (Column("parameter", "", "text"), *columns)


def _curves(result: Exploration) -> Iterator[Table]:
    """Yield the curves along which the output moves most."""
    curves = {path: steps for path, steps in result.curves.items() if len(steps) > 1}
    columns = (
        Column("at", "", "text"),
        Column("mean", _("mean of the points"), "percent" if result.of.is_share else "amount"),
        Column("points", _("points"), "count"),
    )
    for path in sorted(curves, key=lambda path: -reach(curves[path]))[:CURVES]:
        title = _(
            "Response to {title} ({path}), averaged over the other parameters",
            title=result.parameters[path],
            path=path,
        )
        cells = [(_level(step.at), _known(step), step.points) for step in curves[path]]
        yield Table("curves", title, columns, rows(cells), keys=(("parameter", path),))


def reach(steps: Sequence[CurveStep]) -> float:
    """Return how far the mean moves along a response curve."""
    means = [step.mean.value for step in steps]
    return max(means) - min(means)


def _level(at: str | float) -> Cell:
    return at if isinstance(at, str) else Formed(float(f"{at:.4g}"), "plain")


def _known(step: CurveStep) -> Statistic:
    """Return a mean; the same in all points there is, or that of the only point: without an error."""
    half = step.mean.half
    return step.mean if half and math.isfinite(half) else Statistic(step.mean.value)


def _effects(found: Effects) -> Table:
    if isinstance(found, Morris):
        columns = _columns(
            Column("mean", _("mean effect")),
            Column("size", _("mean size (mu*)")),
            Column("sd", _("standard deviation"), "plain"),
        )
        effects = [(row.name, _amount(row.mean), _amount(row.size), _spread(row.sd, row.size)) for row in found.rows]
        title = _("Elementary effects over the whole range of a parameter (Morris)")
        return Table("effects", title, columns, rows(effects))
    if isinstance(found, Saltelli):
        columns = _columns(
            Column("first", _("alone (first order)"), "percent"),
            Column("total", _("with interactions (total)"), "percent"),
        )
        indices = [(row.name, _share(row.first), _share(row.total)) for row in found.rows]
        return Table("effects", _("Share of the variance over the points (Sobol' indices)"), columns, rows(indices))
    columns = _columns(Column("share", _("share of variance"), "percent"))
    left = _("higher interactions") if found.method == "grid" else _("higher terms, jumps and noise")
    shares: list[tuple[Cell, ...]] = [
        *((row.name, _share(row.share)) for row in found.rows),
        *((" x ".join(row.between), _share(row.share)) for row in found.pairs[: max(3, MOST - len(found.rows))]),
        (left, _share(found.residual)),
    ]
    return Table("effects", _("Main effects and interactions over the points"), columns, rows(shares))


def _share(share: Statistic) -> Statistic:
    """Return a share as it is shown: one that is exact, or has an error too small to be seen, in hundredths."""
    return share if share.half >= 0.5 * FINEST else Statistic(round(share.value, 4) + 0.0)


def _amount(figure: Statistic) -> Statistic:
    """Return an effect; one without a spread but that of rounding is exact."""
    still = figure.half <= NOTHING * max(abs(figure.value), 1.0)
    return Statistic(figure.value if abs(figure.value) > NOTHING else 0.0) if still else figure


def _spread(sd: float, size: Statistic) -> float:
    """Return a standard deviation in the digits that the error of the mean size supports."""
    return 0.0 if sd <= NOTHING * max(size.value, 1.0) else float(round_to_error(sd, size.half or sd))


def _how_sure(sure: HowSure, of: ExploredOutput) -> Iterator[Block]:
    levels = {measure.key: figure for measure, figure in sure.levels.items()}
    form: Literal["amount", "percent"] = "percent" if of.is_share else "amount"
    columns = (Column("output", "", "text"), *(Column(key, key.upper(), form) for key in levels))
    title = ngettext(
        "How sure the figure itself is: its spread over {count} point",
        "How sure the figure itself is: its spread over {count} points",
        sure.points,
    )
    yield Table("how_sure", title, columns, (Row((of.name, *levels.values())),))
    inner = sure.inner_half or 0.0
    left: Words | _Shown = _two_digits(inner)
    if of.is_share:
        left = _("{value} percentage points", value=_two_digits(100 * inner))
    yield Note(
        _(
            "In 90 % of the points it lies between {low} and {high}; inside one point the simulation leaves ± {inner}.",
            low=_level_of(levels["p5"], of),
            high=_level_of(levels["p95"], of),
            inner=left,
        )
    )


def _discovery(found: Discovery, noun: Literal["points", "draws"]) -> Iterator[Block]:
    share = _percent(found.cases / found.of)
    counted = (
        ngettext("{cases} of {count} point", "{cases} of {count} points", found.of, cases=found.cases)
        if noun == "points"
        else ngettext("{cases} of {count} draw", "{cases} of {count} draws", found.of, cases=found.cases)
    )
    yield Heading(_("When {when}: {counted} ({share})", when=found.when, counted=counted, share=share))
    if found.boxes:
        yield _regions(found.boxes, _("points") if noun == "points" else _("draws"))
        yield Note(
            _(
                "Coverage: the share of all such cases that lie in the region and in no earlier one. Density: the "
                "share of such cases in it, with its 95 % interval."
            )
        )
    elif found.regional:
        yield Note(_("No region separates such cases better than chance would."))
    columns = _columns(
        Column("distance", _("distance"), "plain"),
        Column("p", _("p-value"), "plain"),
        Column("side", _("such cases lie"), "text"),
    )
    lines = [
        (row.name, round(row.distance, 2), _p(row.p), _("higher") if row.higher else _("lower"))
        for row in found.regional[:MOST]
    ]
    title = _("How far such cases lie apart from the others (Kolmogorov-Smirnov)")
    yield Table("distances", title, columns, rows(lines))


def _regions(regions: Sequence[Region], noun: Text) -> Table:
    columns = (
        Column("region", _("region"), "text", wide=True),
        Column("coverage", _("coverage"), "percent"),
        Column("density", _("density"), "percent", unit="%"),
        Column("points", noun, "count"),
        Column("p", _("p-value of the weakest limit"), "plain"),
    )

    def row(region: Region) -> tuple[Cell, ...]:
        low, high = region.density.interval or (0.0, 1.0)
        density = Band(region.density, low, high)
        return region.words, round(region.coverage, 2), density, region.points, _p(region.weakest)

    return Table("regions", _("Regions that best separate such cases"), columns, rows(map(row, regions)))


def _p(p: float) -> Cell:
    return float(f"{p:.1g}") if p >= CERTAIN else _("below {limit}", limit=_two_digits(CERTAIN))


def _pictures(result: Exploration | RunExploration) -> Iterator[Picture]:
    """Yield the pictures that there are figures for."""
    kinds: list[tuple[str, Words, bool]] = []
    if isinstance(result, Exploration):
        told = any(len(steps) > 1 for steps in result.curves.values())
        kinds = [
            ("curves", _("Effect of each parameter, averaged over the others"), told),
            ("heat", _("The output over two parameters"), result.heat is not None),
            ("effects", _("What the output depends on over the points"), result.effects is not None),
        ]
    scatter = result.discovery is not None and result.discovery.scatter is not None
    kinds.append(("box", _("When it happens: the points, and the region that best separates the cases"), scatter))
    if isinstance(result, Exploration):
        kinds.append(("band", _("How sure the S-curve itself is"), bool(result.bands)))
    for kind, title, there in kinds:
        if there:
            yield Picture(kind, title, common.drawn(f"sweep_{kind}", result))
