"""Reference class forecasting: one amount of a run beside distributions that other projects suggest for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from aksonsim.language.text import Title, Words, pgettext
from aksonsim.model.reference import Case, Foundation, KindChoice, KindName, Origin, ReferenceClass
from aksonsim.results.measure import P10, P50, P85, Measure, statistics
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, mean, probability

Array = npt.NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

P95 = Measure(0.95)
MEASURES = (P10, P50, P85, P95)
"""Percentiles that are shown."""
KIND_NAMES: dict[KindChoice, Words] = {
    "rail": pgettext("kind of project", "rail"),
    "road": pgettext("kind of project", "road"),
    "building": pgettext("kind of project", "building"),
    "IT": "IT",
    "defence": pgettext("kind of project", "defence"),
    "other": pgettext("kind of project", "other"),
    "mixed": pgettext("kind of project", "mixed"),
    "all": pgettext("kind of project", "all"),
}
"""What readers call the kinds of projects."""
POINTS = np.linspace(0.005, 0.985, 197)
"""Probabilities at which curves are drawn. No further: a tail that was cut by assumption would be shown."""


class Curve(Protocol):
    """A distribution of the ratio actual / estimate."""

    def ppf(self, p: npt.ArrayLike) -> Array:
        """Return quantiles."""

    def cdf(self, x: npt.ArrayLike) -> Array:
        """Return P(X <= x)."""

    def sf(self, x: npt.ArrayLike) -> Array:
        """Return P(X > x)."""


@frozen
class ModelView:
    """The model's own percentiles, how likely it ends above the base estimate, and its S-curve."""

    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)
    prob_above_base: Statistic
    curve: Points


@frozen
class Delay:
    """What a class that prints a price of delay says of the model's own: expected ``years``, and what they add."""

    per_year: float
    years: Statistic
    amount: Statistic


@frozen
class Provenance:
    """Where a class or case comes from (`aksonsim.model.reference.Origin`)."""

    id: str
    title: Title = shaped(languages=True)
    kind: KindName
    decision: str
    certainty: str
    source: str
    printed: str
    caveats: tuple[str, ...]

    @classmethod
    def of(cls, origin: Origin) -> Provenance:
        """Return what a class or case says about itself."""
        return cls(
            id=origin.id,
            title=Title(origin.title or origin.id, origin.title_nb),
            kind=origin.kind,
            decision=origin.decision,
            certainty=origin.certainty,
            source=origin.source,
            printed=origin.printed,
            caveats=origin.caveats,
        )


@frozen
class ClassView:
    """A reference class on an amount of the model, and where model and class lie in each other.

    ``percentiles`` and ``ratio`` (to the ``foundation``, which is ``of`` the model) are exact of a stated
    distribution: no draws. Those of observed projects (``ratios``) have the interval that so few projects give, and so
    has whatever follows from them. ``model_p50_at, model_p85_at``: probability of the class that the model's percentile
    is not exceeded, with the interval that the percentile's own error gives; ``p50_in_model, p85_in_model``: share of
    the model's draws up to the class's percentile.
    """

    id: str = shaped(hidden=True, label="class")
    origin: Provenance = shaped(spread=True)
    projects: int | None
    ratios: tuple[float, ...] = shaped(sparse=True)
    derivation: str
    of: Foundation
    delay: Delay | None = shaped(sparse=True)
    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)
    ratio: Mapping[Measure, Statistic]
    foundation: float
    prob_above_base: Statistic
    model_p50_at: Statistic
    p50_in_model: Statistic
    model_p85_at: Statistic
    p85_in_model: Statistic
    curve: Points


@frozen
class CaseView:
    """A single case: its ratio, the ``amount`` on the base estimate, and the share of the model's draws up to it."""

    id: str = shaped(hidden=True, label="case")
    origin: Provenance = shaped(spread=True)
    ratio: float
    low: float | None
    high: float | None
    amount: float
    in_model: Statistic


def model_view(values: Array, base: float) -> ModelView:
    """Return what the model says of an amount.

    Parameters
    ----------
    values
        float64[draw], at least two.
    base
        Base estimate.
    """
    return ModelView(
        percentiles=statistics(values, MEASURES),
        prob_above_base=probability(int(np.count_nonzero(values > base)), values.size),
        curve=_points(np.quantile(values, POINTS)),
    )


def class_view(
    source: ReferenceClass,
    distribution: Curve,
    of: Foundation,
    values: Array,
    model: ModelView,
    base: float,
    delay: Delay | None = None,
) -> ClassView:
    """Return a class beside the model.

    Parameters
    ----------
    source
        What the class is.
    distribution
        Of the ratio of actual cost to the foundation; of observed projects, what is drawn between them.
    of
        What of the model the ratio is put on: the base estimate, or the model's P50.
    values, model
        The model's draws, float64[draw], and what `model_view` returns of them.
    base
        Base estimate.
    delay
        What the class says of the model's delay.
    """
    foundation = base if of == "base" else model.percentiles[P50].value
    seen = np.sort(np.array(source.observed))
    ratio = (
        statistics(seen, MEASURES)
        if seen.size
        else {measure: Statistic(float(distribution.ppf(np.array([measure.p]))[0])) for measure in MEASURES}
    )
    amounts = {measure: x.scaled(foundation) for measure, x in ratio.items()}

    def at(measure: Measure) -> Statistic:
        figure = model.percentiles[measure]
        ends = np.array([figure.value, *(figure.interval or ())])
        if seen.size:
            return _share(seen, Statistic(ends[0] / foundation, (ends[1] / foundation, ends[2] / foundation)))
        place = distribution.cdf(np.nan_to_num(ends, posinf=0.0, neginf=0.0) / foundation)
        low, high = np.where(np.isfinite(ends), place, (0.0, 0.0, 1.0))[1:]  # too few draws for a bound: none
        return Statistic(float(place[0]), (float(low), float(high)), figure.draws)

    at_base = base / foundation
    return ClassView(
        id=source.id,
        origin=Provenance.of(source),
        projects=seen.size or source.projects,
        ratios=tuple(seen.tolist()),
        derivation=source.derivation,
        of=of,
        delay=delay,
        percentiles=amounts,
        ratio=ratio,
        foundation=foundation,
        prob_above_base=(
            probability(int(np.count_nonzero(seen > at_base)), seen.size)
            if seen.size
            else Statistic(float(distribution.sf(np.array([at_base]))[0]))
        ),
        model_p50_at=at(P50),
        p50_in_model=_share(values, amounts[P50]),
        model_p85_at=at(P85),
        p85_in_model=_share(values, amounts[P85]),
        curve=_points(foundation * distribution.ppf(POINTS)),
    )


def case_view(case: Case, values: Array, base: float) -> CaseView:
    """Return a single case beside the model's draws, float64[draw]."""
    amount = case.ratio * base
    return CaseView(
        id=case.id,
        origin=Provenance.of(case),
        ratio=case.ratio,
        low=case.low,
        high=case.high,
        amount=amount,
        in_model=_share(values, Statistic(amount)),
    )


def delay_view(years: Array, per_year: float, base: float) -> Delay:
    """Return what a class that prints a price of delay says of the model's own.

    Parameters
    ----------
    years
        How much later than planned each draw ends, float64[draw].
    per_year
        What a year adds to actual / estimate.
    base
        Base estimate.
    """
    late = mean(years)
    return Delay(per_year=per_year, years=late, amount=late.scaled(per_year * base))


def _share(values: Array, amount: Statistic) -> Statistic:
    """Return the share of values up to an amount; its interval counts the amount's own."""
    low, middle, high = (
        probability(int(np.count_nonzero(values <= x)), values.size)
        for x in (amount.bounds[0], amount.value, amount.bounds[1])
    )
    return Statistic(middle.value, (low.bounds[0], high.bounds[1]), values.size)


def _points(amounts: Array) -> Points:
    return tuple((float(x), float(p)) for x, p in zip(amounts, POINTS, strict=True))
