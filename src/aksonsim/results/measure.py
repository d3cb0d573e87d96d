"""Which statistic of the draws: the mean, or a percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aksonsim.errors import AksonsimError
from aksonsim.language.text import Words, _
from aksonsim.results.differences import Sample, combination
from aksonsim.results.means import Values
from aksonsim.results.percentiles import Draws
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, mean, quantiles
from aksonsim.results.steps import percentile_step


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean (``p`` None) or the p-quantile; 0 < p < 1."""

    p: float | None = None

    def __post_init__(self) -> None:
        if self.p is not None and not 0 < self.p < 1:
            raise AksonsimError(f"a percentile lies between 0 and 1 (0.85, or p85), not at {self.p:g}")

    @classmethod
    def parse(cls, text: str) -> Measure:
        """Return the measure that a text names: ``mean``, ``p85``, or ``0.85`` for the same percentile.

        Raises AksonsimError where it is neither.

        Examples
        --------
        >>> Measure.parse("P2.5"), Measure.parse("mean")
        (Measure(p=0.025), Measure(p=None))
        """
        if text == "mean":
            return cls()
        try:
            p = float(text[1:]) / 100 if text[:1] in ("p", "P") else float(text)
        except ValueError:
            p = -1.0
        if not 0 < p < 1:
            raise AksonsimError(f"{text} is no percentile; write p85 or 0.85")
        return cls(p)

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Its name in JSON, tables and command lines: ``mean``, ``p85``, ``p2.5``."""
        return "mean" if self.p is None else f"p{self.p * 100:.6g}"

    @property
    def title(self) -> Words:
        """Its name for readers: ``mean``, ``P85``."""
        return _("mean") if self.p is None else self.key.upper()


MEAN, P10, P50, P85, P90 = Measure(), Measure(0.1), Measure(0.5), Measure(0.85), Measure(0.9)


@frozen
class Described:
    """Some measures of draws, and how many draws count."""

    draws: int
    measures: Mapping[Measure, Statistic] = shaped(spread=True)

    def __getitem__(self, measure: Measure) -> Statistic:
        return self.measures[measure]


def describe(x: Values, measures: tuple[Measure, ...]) -> Described:
    """Return several measures of an output, float[n], NaN where a draw does not count."""
    kept = x[~np.isnan(x)]
    return Described(draws=kept.size, measures=statistics(kept, measures))


def statistics(x: Draws, measures: tuple[Measure, ...]) -> dict[Measure, Statistic]:
    """Return several measures of draws, float[n] without NaN, percentiles from one selection."""
    at = [measure.p for measure in measures if measure.p is not None]
    found = dict(zip(at, quantiles(x, at), strict=True)) if at else {}
    return {measure: mean(x) if measure.p is None else found[measure.p] for measure in measures}


def difference(first: Sample | Values, second: Sample | Values, measure: Measure) -> Statistic:
    """Return a measure of the first draws less that of the second, on common draws, with its paired interval."""
    return combined([(1.0, first), (-1.0, second)], measure)


def combined(terms: Sequence[tuple[float, Sample | Values]], measure: Measure) -> Statistic:
    """Return a weighted sum of a measure of several draws, on common draws, with its paired interval.

    ``terms``: weights and draws, float[n] each with NaN where a draw does not count, or a `Sample`.
    """
    samples = [(weight, x if isinstance(x, Sample) else Sample.of(x)) for weight, x in terms]
    if measure.p is not None and [weight for weight, x in terms] == [1.0, -1.0]:
        return percentile_step(samples[0][1], samples[1][1], measure.p)
    return combination(samples, measure.p)
